"""The fonts of badge records: whose names they can show."""

from pathlib import Path

from phalera.commands.checkup.finding import Finding, ok, warn
from phalera.delivering.records import fonts

# Without these, people of the demo and of most organisations would be left out.
_EXPECTED = 25


def scripts(_data: Path) -> Finding:
    """Look which scripts badge records can show."""
    shown, lacking = fonts.coverage()
    if len(shown) < _EXPECTED:
        return warn(
            "fonts",
            f"Badge records cannot show {', '.join(lacking)}; records with such names are left out.",
            f"Install Phalera's requirements again, or Debian's package {fonts.DEBIAN_PACKAGE}, and restart.",
        )
    message = f"badge records show {len(shown)} scripts: {', '.join(shown)}"
    if lacking:
        message += f"; not {', '.join(lacking)} (Debian's {fonts.DEBIAN_PACKAGE} brings them)"
    return ok("fonts", message)
