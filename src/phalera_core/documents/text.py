"""What text may be signed, and how moments are written in signed documents."""

import datetime as dt
import re
from collections.abc import Mapping

from phalera_core import errors

# Control characters but tab and line ends, lone surrogates and noncharacters: canonicalisers disagree on them, and
# none of them can be seen by the person who reads the badge.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def check_text(value: str, field: str) -> str:
    """Return `value` when it may be signed, or raise `ValueRefusedError` that names the field and the character."""
    # Printable text holds none of them, and nearly all text is; telling so is far quicker than searching.
    found = None if value.isprintable() else _REFUSED.search(value)
    if found is not None:
        raise errors.ValueRefusedError(
            f"{field} holds the character U+{ord(found[0]):04X} at position {found.start() + 1}, "
            "which cannot be signed.",
            field=field,
            remedy="Delete the invisible character; pasting as plain text often brings it in.",
        )
    return value


def check_all(value: object, field: str = "") -> None:
    """Check every text inside a JSON value, names of members included, as `check_text` does."""
    if isinstance(value, str):
        check_text(value, field or "the text")
    elif isinstance(value, Mapping):
        for name, member in value.items():
            check_text(str(name), f"a name in {field or 'the document'}")
            check_all(member, f"{field}.{name}" if field else str(name))
    elif isinstance(value, list | tuple):
        for item in value:
            check_all(item, field)


def timestamp(moment: dt.datetime) -> str:
    """Write a moment as signed documents do: UTC, whole seconds, `Z`; a naive one raises `ValueRefusedError`."""
    if moment.tzinfo is None:
        raise errors.ValueRefusedError(
            "A moment without a time zone cannot be signed.", remedy="Hand in an aware datetime."
        )
    utc = moment.astimezone(dt.UTC).isoformat(timespec="seconds")
    return f"{utc.removesuffix('+00:00')}Z"
