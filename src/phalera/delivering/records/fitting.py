"""Sizes at which words fit, and what is cut of those that fit at none."""

import re
import unicodedata
from collections.abc import Sequence

from phalera.delivering.records import fonts

POINT = 25.4 / 72  # mm
# Measured widths are of letters side by side; kerning and joining differ a little.
_ROOM = 0.97
# Between facts, in mm, the widest that fits.
_GAPS = (11, 8, 5)

_Facts = tuple[tuple[str, str], ...]


def size(words: str, language: str, column: float, largest: int, smallest: int) -> int:
    """Give the largest size in points at which the words fit into one line, or the smallest, at which they wrap."""
    one_point = fonts.width(words, language) * POINT / _ROOM
    return max(smallest, min(largest, int(column / one_point) if one_point else largest))


def unbroken(name: str, column: float, points: int) -> tuple[tuple[str, bool], ...]:
    """Give a name in words of which some stay on one line: who takes the text out again loses hyphens at line ends."""
    if "-" not in name or any(unicodedata.bidirectional(each) in ("R", "AL") for each in name):
        return ((name, False),)
    room = column / (points * POINT) * _ROOM
    return tuple((word, "-" in word and fonts.width(word) < room) for word in name.split(" "))


def rows(
    facts: Sequence[tuple[str, str]], language: str, column: float, points: float, small: float
) -> tuple[tuple[_Facts, ...], float]:
    """Give the facts in one row or two, and the room between them in mm; labels are so much smaller than values."""
    one = points * POINT / _ROOM
    widths = [
        max(fonts.width(label, language) * small, fonts.width(value, language)) * one
        for label, value in facts
    ]
    for gap in _GAPS:
        if sum(widths) + gap * (len(facts) - 1) <= column:
            return (tuple(facts),), gap
    half = (len(facts) + 1) // 2
    return (tuple(facts[:half]), tuple(facts[half:])), _GAPS[-1]


def cut(words: str, language: str, *, column: float, points: float, lines: int) -> str:
    """Give the words on one line, or as many as fit into so many lines, and an ellipsis."""
    words = " ".join(words.split())
    # A line is never quite full where words do not break.
    room = column / (points * POINT) * (lines - 0.4)
    if fonts.width(words, language) <= room:
        return words
    least, most = 0, len(words)
    while least + 1 < most:
        middle = (least + most) // 2
        least, most = (middle, most) if fonts.width(words[:middle], language) <= room else (least, middle)
    kept = words[:least]
    whole = re.sub(r"\s+\S*$", "", kept)
    # Back to the last space, in scripts that have them.
    return (whole if len(kept) - len(whole) < 24 else kept).rstrip(" ,;:.–—-") + "…"  # noqa: PLR2004
