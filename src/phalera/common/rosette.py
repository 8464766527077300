"""The engraved figure that belongs to one signature, and the short mark beside it (look, section 7).

It is decoration that eyes can compare, on a page, on paper and on the reverse of a badge; what proves is the signature.
"""

import dataclasses
import functools
import hashlib
import math

# Crockford's base 32: no I, L, O or U, which are misread or misheard.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# The figure is drawn in a square of 400 units around the centre.
RADIUS = 190.0
# Quadratic bows for each petal: enough that none is seen.
_STEPS = 8


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One wave around the centre, drawn several times, each turned a little further: a braid."""

    middle: float  # the radius about which it swings
    depth: float
    petals: int
    strands: int
    turn: float  # radians of the wave's phase

    @property
    def phases(self) -> tuple[float, ...]:
        """The phase of each strand."""
        return tuple(2 * math.pi * strand / self.strands + self.turn for strand in range(self.strands))

    @property
    def angles(self) -> tuple[float, ...]:
        """How far each strand is the wave of phase nothing turned clockwise, in degrees."""
        return tuple(-math.degrees(phase / self.petals) for phase in self.phases)

    def wave(self, phase: float = 0.0) -> str:
        """Draw one strand as the data of a path."""
        return _wave(self.middle, self.depth, self.petals, phase)


def rings(seed: bytes, radius: float = RADIUS) -> tuple[Ring, ...]:
    """Give the rings of a signature: the same bytes give the same rings everywhere, other bytes give others.

    Their numbers and turn are taken from the SHA-256 of the seed.
    """
    digest = hashlib.sha256(seed).digest()
    turn = digest[4] / 255 * 2 * math.pi
    depth = 0.13 + digest[5] / 255 * 0.06
    return (
        Ring(middle=radius * 0.86, depth=radius * 0.12, petals=17 + digest[0] % 12, strands=4, turn=turn),
        Ring(middle=radius * 0.56, depth=radius * depth, petals=7 + digest[1] % 8, strands=6, turn=-turn),
        Ring(middle=radius * 0.24, depth=radius * 0.13, petals=4 + digest[2] % 5, strands=4, turn=turn),
    )


def circles(radius: float = RADIUS) -> tuple[float, float]:
    """Give the radii of the circles that close the figure outside and inside."""
    return radius * 0.995, radius * 0.06


def paths(seed: bytes, radius: float = RADIUS) -> list[str]:
    """Draw the figure of a signature as the data of SVG paths."""
    strands = [ring.wave(phase) for ring in rings(seed, radius) for phase in ring.phases]
    return [*strands, *map(_circle, circles(radius))]


def svg(seed: bytes, *, color: str = "#8A5A1E") -> str:
    """Draw the figure alone as an SVG."""
    strokes = "".join(f'<path d="{path}"/>' for path in paths(seed))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-200 -200 400 400">'
        f'<g fill="none" stroke="{color}" stroke-width="1.3" stroke-linejoin="round">{strokes}</g></svg>\n'
    )


def mark(seed: bytes) -> str:
    """Give the twelve characters that stand beside the figure, such as `7Q4K · M2XD · 9TZ3`."""
    number = int.from_bytes(hashlib.sha256(b"mark" + seed).digest()[:8], "big") >> 4
    characters = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(12)))
    return " · ".join(characters[start : start + 4] for start in (0, 4, 8))


# Two of the three rings have few shapes; the third has two thousand, of some 3 KB.
@functools.lru_cache(maxsize=1_024)
def _wave(middle: float, depth: float, petals: int, phase: float) -> str:
    steps = petals * _STEPS
    points = []
    for step in range(steps):
        angle = 2 * math.pi * step / steps
        reach = middle + depth * math.cos(petals * angle + phase)
        points.append((reach * math.cos(angle), reach * math.sin(angle)))
    halves = [
        ((x + points[(i + 1) % steps][0]) / 2, (y + points[(i + 1) % steps][1]) / 2)
        for i, (x, y) in enumerate(points)
    ]
    bows = "".join(f"Q{_at(*point)} {_at(*half)}" for point, half in zip(points, halves, strict=True))
    return f"M{_at(*halves[-1])}{bows}Z"


def _circle(radius: float) -> str:
    r = _number(radius)
    return f"M0 -{r}A{r} {r} 0 1 1 0 {r}A{r} {r} 0 1 1 0 -{r}Z"


def _at(x: float, y: float) -> str:
    return f"{_number(x)} {_number(y)}"


def _number(value: float) -> str:
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
