"""The engraved figure that belongs to one signature, and the short mark beside it (look, section 7).

It is decoration that eyes can compare, on a page, on paper and on the reverse of a badge; what proves is the signature.
"""

import dataclasses
import hashlib
import itertools
import math

# Crockford's base 32: no I, L, O or U, which are misread or misheard.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# The figure is drawn in a square of 400 units around the centre.
RADIUS = 190.0
# How far the handle of a cubic bow reaches along half a wave, where it lies closest to a sine.
_HANDLE = 0.3642


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One wave around the centre, drawn several times, each turned a little further: a braid."""

    middle: float  # the radius about which it swings
    depth: float
    petals: int
    strands: int
    turn: float  # radians of the wave's phase

    @property
    def angle(self) -> float:
        """How far the ring is turned clockwise from the one whose phase is nothing, in degrees."""
        return -math.degrees(self.turn / self.petals)

    @property
    def strands_at_rest(self) -> tuple[str, ...]:
        """The strands of the ring before it is turned, as the data of paths: one of a few hundred shapes."""
        return self._drawn(0.0)

    @property
    def strands_turned(self) -> tuple[str, ...]:
        """The strands where they belong, as the data of paths."""
        return self._drawn(self.turn)

    def _drawn(self, turn: float) -> tuple[str, ...]:
        phases = (2 * math.pi * strand / self.strands + turn for strand in range(self.strands))
        return tuple(_wave(self.middle, self.depth, self.petals, phase) for phase in phases)


def rings(seed: bytes, radius: float = RADIUS) -> tuple[Ring, ...]:
    """Give the rings of a signature: the same bytes give the same rings everywhere, other bytes give others.

    Their numbers and turn are taken from the SHA-256 of the seed.
    """
    digest = hashlib.sha256(seed).digest()
    turn = digest[4] / 255 * 2 * math.pi
    depth = 0.13 + (digest[5] >> 4) / 15 * 0.06
    return (
        Ring(middle=radius * 0.86, depth=radius * 0.12, petals=17 + digest[0] % 12, strands=4, turn=turn),
        Ring(middle=radius * 0.56, depth=radius * depth, petals=7 + digest[1] % 8, strands=6, turn=-turn),
        Ring(middle=radius * 0.24, depth=radius * 0.13, petals=4 + digest[2] % 5, strands=4, turn=turn),
    )


def circles(radius: float = RADIUS) -> tuple[str, str]:
    """Draw the circles that close the figure outside and inside, as the data of paths."""
    return _circle(radius * 0.995), _circle(radius * 0.06)


def paths(seed: bytes, radius: float = RADIUS) -> list[str]:
    """Draw the figure of a signature as the data of SVG paths."""
    strands = [strand for ring in rings(seed, radius) for strand in ring.strands_turned]
    return [*strands, *circles(radius)]


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


def _wave(middle: float, depth: float, petals: int, phase: float) -> str:
    """Draw a wave with one bow from each crest to each trough, so that a page of them stays small."""
    step = math.pi / petals
    knots = []
    for number in range(2 * petals + 1):
        angle = number * step - phase / petals
        reach = middle + (depth if number % 2 == 0 else -depth)
        x, y = math.cos(angle), math.sin(angle)
        handle = _HANDLE * reach * step
        knots.append((reach * x, reach * y, -handle * y, handle * x))
    bows = "".join(
        f"C{_at(x + dx, y + dy)} {_at(u - du, v - dv)} {_at(u, v)}"
        for (x, y, dx, dy), (u, v, du, dv) in itertools.pairwise(knots)
    )
    return f"M{_at(*knots[0][:2])}{bows}Z"


def _circle(radius: float) -> str:
    r = _number(radius)
    return f"M0 -{r}A{r} {r} 0 1 1 0 {r}A{r} {r} 0 1 1 0 -{r}Z"


def _at(x: float, y: float) -> str:
    return f"{_number(x)} {_number(y)}"


def _number(value: float) -> str:
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
