"""Names of files that every system can keep, in whatever script badges and people are called."""

import functools
import re
import unicodedata

# In UTF-8, for each half: a name has at most 255 bytes on common file systems, its ending included.
LONGEST_HALF = 100
# What Windows takes for a device, whatever follows the first dot.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
_RESERVED = frozenset('<>:"/\\|?*')
# Joiners belong into Persian, Hindi and emoji; all other invisible formatting could disguise a name.
_JOINERS = frozenset("\u200c\u200d")
_DROPPED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def file_name(badge: str, learner: str, extension: str, *, mark: str = "") -> str:
    """Give the name of a file for a badge and somebody, both as they are called; `mark` tells apart what would meet."""
    end = f" {mark}" if mark else ""
    name = f"{_half(badge, 'Badge')} - {_half(learner, 'Learner', LONGEST_HALF - len(end))}{end}"
    if _DEVICES.match(name):
        name = f"_{name}"
    return f"{name}.{extension}"


@functools.lru_cache(maxsize=1024)
def _half(text: str, otherwise: str, longest: int = LONGEST_HALF) -> str:
    kept = "".join(_replaced(character) for character in unicodedata.normalize("NFC", text))
    # Dots at the ends hide a file or are dropped by Windows, and so are spaces.
    tidy = " ".join(kept.split()).strip(". ")
    return tidy.encode()[:longest].decode(errors="ignore").strip(". ") or otherwise


def _replaced(character: str) -> str:
    if character in _JOINERS:
        return character
    if character in _RESERVED:
        return "-"
    if unicodedata.category(character) in _DROPPED:
        return " " if character.isspace() else ""
    return character
