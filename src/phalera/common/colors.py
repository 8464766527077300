"""Colors that people choose, and whether words in them can be read on white paper (WCAG 2.2, 1.4.3)."""

import re
from collections.abc import Iterable

# Bronze, as beside everything that is earned.
HONOR = "#7b4e14"
ENOUGH = 4.5  # contrast of words of any size
_COLOR = re.compile(r"#[0-9a-f]{6}")
_STEP = 0.96


def parse(color: str) -> str | None:
    """Give a color as `#rrggbb` in lower case, or None when it is none."""
    folded = color.strip().lower()
    return folded if _COLOR.fullmatch(folded) else None


def contrast(color: str) -> float:
    """Give the contrast of a color with white, from 1 to 21."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(color))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def darkened(color: str) -> str:
    """Give the color itself, or the lightest one of its hue that can be read."""
    while contrast(color) < ENOUGH:
        color = _written(channel * _STEP for channel in _channels(color))
    return color


def on_white(color: str, part: float) -> str:
    """Give what a color looks like when only `part` of it (0 to 1) covers white paper."""
    return _written(255 - (255 - channel) * part for channel in _channels(color))


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _written(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{int(channel):02x}" for channel in channels)


def _linear(channel: float) -> float:
    # The limits are those of sRGB, IEC 61966-2-1.
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
