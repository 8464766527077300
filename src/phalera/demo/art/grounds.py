"""The grounds engraved under a field of enamel, tone on tone."""

import enum
import math
from collections.abc import Callable

from phalera.demo.art import geometry, palette

WHOLE = 250  # reaches into the corners of the canvas


class Ground(enum.StrEnum):
    """A pattern under the enamel."""

    PLAIN = "plain"
    RAYS = "rays"
    SWIRL = "swirl"
    RINGS = "rings"
    WAVES = "waves"
    SCALES = "scales"
    LATTICE = "lattice"
    COMB = "comb"
    STARS = "stars"


def engrave(ground: Ground, enamel: palette.Enamel, reach: float = WHOLE) -> str:
    """Draw the pattern as one path in a tone of the enamel, at least as far as it is said to reach."""
    match ground:
        case Ground.PLAIN:
            return ""
        case Ground.RAYS | Ground.SWIRL:
            return f'<path d="{_PATHS[ground](reach)}" fill="{enamel.deep}" fill-opacity=".28"/>'
        case Ground.STARS:
            return f'<path d="{_PATHS[ground](reach)}" fill="{enamel.light}" fill-opacity=".8"/>'
        case Ground.RINGS | Ground.WAVES | Ground.SCALES | Ground.LATTICE | Ground.COMB:
            lines = f'fill="none" stroke="{enamel.deep}" stroke-opacity=".5" stroke-width="3"'
            return f'<path d="{_PATHS[ground](reach)}" {lines}/>'


def _half(reach: float, offset: float) -> float:
    """Give half of what a line so far from the centre has within reach."""
    return math.sqrt(max(reach**2 - offset**2, 0))


def _rays(reach: float, step: int = 15) -> str:
    return "".join(
        geometry.polygon((0, 0), geometry.polar(reach, a), geometry.polar(reach, a + step / 2))
        for a in range(0, 360, step)
    )


def _swirl(reach: float, step: int = 20) -> str:
    """Draw rays that bend a sixth of a turn on their way out."""
    parts = []
    for a in range(0, 360, step):
        (near, far), (back, home) = (
            (geometry.polar(reach / 2, a + turn + 12), geometry.polar(reach, a + turn + 55))
            for turn in (0, step / 2)
        )
        parts.append(
            f"M0 0Q{geometry.at(near)} {geometry.at(far)}L{geometry.at(home)}Q{geometry.at(back)} 0 0Z"
        )
    return "".join(parts)


def _rings(reach: float) -> str:
    return "".join(geometry.disc(r) for r in range(24, int(reach), 14))


def _waves(reach: float) -> str:
    parts = []
    for y in range(-240, 250, 20):
        count = math.ceil(_half(reach, y) / 30)
        parts.append(f"M{-30 * count} {y}" + "q15 -13 30 0t30 0" * count if count else "")
    return "".join(parts)


def _lattice(reach: float) -> str:
    parts = []
    for a in range(-330, 331, 44):
        half = _half(reach, a / math.sqrt(2)) / math.sqrt(2)
        left, right = a / 2 - half, a / 2 + half
        if half:
            parts.append(geometry.polyline((left, left - a), (right, right - a)))
            parts.append(geometry.polyline((left, a - left), (right, a - right)))
    return "".join(parts)


def _scales(reach: float) -> str:
    spots = ((x + 18 * (y // 24 % 2), y) for y in range(-240, 241, 24) for x in range(-252, 252, 36))
    return "".join(f"M{x} {y}a18 22 0 0 0 36 0" for x, y in spots if math.hypot(x + 18, y + 11) <= reach)


def _comb(reach: float, side: float = 21) -> str:
    """Draw the upper zigzag and the uprights of every row of cells, which together close all of them."""
    half, parts = side * math.sqrt(3) / 2, []
    for row in range(-8, 9):
        y, shift = row * side * 1.5, half if row % 2 else 0
        for column in range(-7, 7):
            x = column * 2 * half + shift
            if math.hypot(x + half, y) <= reach:
                parts.append(
                    f"M{geometry.at((x, y + side))}V{geometry.number(y)}"
                    f"L{geometry.at((x + half, y - side / 2))}L{geometry.at((x + 2 * half, y))}"
                )
    return "".join(parts)


def _stars(reach: float) -> str:
    """Scatter stars by the golden angle, so that no two stand in line."""
    parts = []
    for i in range(3, min(70, int((reach / 24) ** 2) + 1)):
        x, y = geometry.polar(24 * math.sqrt(i), i * 137.508)
        size = 7 if i % 5 == 0 else 4
        parts.append(geometry.star(x, y, size, size * 0.34, 4))
    return "".join(parts)


_PATHS: dict[Ground, Callable[[float], str]] = {
    Ground.RAYS: _rays,
    Ground.SWIRL: _swirl,
    Ground.RINGS: _rings,
    Ground.WAVES: _waves,
    Ground.SCALES: _scales,
    Ground.LATTICE: _lattice,
    Ground.COMB: _comb,
    Ground.STARS: _stars,
}
