"""The grounds engraved under a field of enamel, tone on tone."""

import enum
import math
from collections.abc import Callable

from phalera.demo.art import geometry, palette

_REACH = 210  # a little past the edge of the canvas, for the clip to cut


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


def engrave(ground: Ground, enamel: palette.Enamel) -> str:
    """Draw the pattern as one path in a tone of the enamel."""
    match ground:
        case Ground.PLAIN:
            return ""
        case Ground.RAYS | Ground.SWIRL:
            path = _rays() if ground is Ground.RAYS else _swirl()
            return f'<path d="{path}" fill="{enamel.deep}" fill-opacity=".28"/>'
        case Ground.STARS:
            return f'<path d="{_stars()}" fill="{enamel.light}" fill-opacity=".8"/>'
        case Ground.RINGS | Ground.WAVES | Ground.SCALES | Ground.LATTICE | Ground.COMB:
            lines = f'fill="none" stroke="{enamel.deep}" stroke-opacity=".5" stroke-width="3"'
            return f'<path d="{_LINES[ground]()}" {lines}/>'


def _rays(step: int = 15) -> str:
    return "".join(
        geometry.polygon((0, 0), geometry.polar(230, a), geometry.polar(230, a + step / 2))
        for a in range(0, 360, step)
    )


def _swirl(step: int = 20) -> str:
    """Draw rays that bend a sixth of a turn on their way out."""
    parts = []
    for a in range(0, 360, step):
        (near, far), (back, home) = (
            (geometry.polar(120, a + turn + 12), geometry.polar(230, a + turn + 55)) for turn in (0, step / 2)
        )
        parts.append(
            f"M0 0Q{geometry.at(near)} {geometry.at(far)}L{geometry.at(home)}Q{geometry.at(back)} 0 0Z"
        )
    return "".join(parts)


def _rings() -> str:
    return "".join(geometry.disc(r) for r in range(24, _REACH, 14))


def _waves() -> str:
    return "".join(f"M-210 {y}" + "q15 -13 30 0t30 0" * 7 for y in range(-200, _REACH, 20))


def _lattice() -> str:
    return "".join(f"M{a} -220L{a + 440} 220M{a} 220L{a + 440} -220" for a in range(-660, 240, 44))


def _scales() -> str:
    return "".join(
        f"M{x + 18 * (y // 24 % 2)} {y}a18 22 0 0 0 36 0"
        for y in range(-216, 216, 24)
        for x in range(-234, 216, 36)
    )


def _comb(side: float = 21) -> str:
    """Draw the upper zigzag and the uprights of every row of cells, which together close all of them."""
    half, parts = side * math.sqrt(3) / 2, []
    for row in range(-7, 8):
        y, shift = row * side * 1.5, half if row % 2 else 0
        for column in range(-6, 6):
            x = column * 2 * half + shift
            parts.append(
                f"M{geometry.at((x, y + side))}V{geometry.number(y)}"
                f"L{geometry.at((x + half, y - side / 2))}L{geometry.at((x + 2 * half, y))}"
            )
    return "".join(parts)


def _stars() -> str:
    """Scatter stars by the golden angle, so that no two stand in line."""
    parts = []
    for i in range(3, 70):
        x, y = geometry.polar(24 * math.sqrt(i), i * 137.508)
        size = 7 if i % 5 == 0 else 4
        parts.append(geometry.star(x, y, size, size * 0.34, 4))
    return "".join(parts)


_LINES: dict[Ground, Callable[[], str]] = {
    Ground.RINGS: _rings,
    Ground.WAVES: _waves,
    Ground.SCALES: _scales,
    Ground.LATTICE: _lattice,
    Ground.COMB: _comb,
}
