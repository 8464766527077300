"""Our own engraver's alphabet: one stroke a part of a letter, ten units high, so that a badge needs no font.

Other scripts have no glyphs here: a badge named in one leaves its ring without words and the page says the name.
"""

import math

from phalera.demo.art import geometry

# Each glyph is its width and its path.
GLYPHS: dict[str, tuple[float, str]] = {
    "A": (8, "M0 10L4 0L8 10M1.4 6.6H6.6"),
    "B": (6.2, "M0 0V10H3.6A2.65 2.65 0 0 0 3.6 4.7H0M0 0H3.2A2.35 2.35 0 0 1 3.2 4.7"),
    "C": (8.4, "M8.6 1.9A5 5 0 1 0 8.6 8.1"),
    "D": (8.2, "M0 0V10H3.2A5 5 0 0 0 3.2 0Z"),
    "E": (5.6, "M5.6 0H0V10H5.6M0 4.8H4.8"),
    "F": (5.4, "M5.4 0H0V10M0 4.9H4.6"),
    "G": (9, "M8.6 1.9A5 5 0 1 0 9 7.4V5.4H5.8"),
    "H": (7.2, "M0 0V10M7.2 0V10M0 4.9H7.2"),
    "I": (0.2, "M0 0V10"),
    "J": (4, "M4 0V7.4A2.5 2.5 0 0 1 0 8.8"),
    "K": (6.6, "M0 0V10M6.4 0L0 5.8M2 4.2L6.8 10"),
    "L": (5.2, "M0 0V10H5.2"),
    "M": (8.8, "M0 10L1 0L4.4 7.4L7.8 0L8.8 10"),
    "N": (7.4, "M0 10V0L7.4 10V0"),
    "O": (10, "M5 0A5 5 0 1 1 5 10A5 5 0 1 1 5 0Z"),
    "P": (5.8, "M0 10V0H3A2.75 2.75 0 0 1 3 5.5H0"),
    "Q": (10, "M5 0A5 5 0 1 1 5 10A5 5 0 1 1 5 0ZM6 7L9.4 10.6"),
    "R": (6.2, "M0 10V0H3A2.75 2.75 0 0 1 3 5.5H0M2.6 5.5L6.2 10"),
    "S": (
        5.6,
        "M5.2 1.4C4.6 .4 3.8 0 2.8 0C1.3 0 .3 1 .3 2.4C.3 5.4 5.6 4.4 5.6 7.4C5.6 9 4.4 10 2.8 10C1.5 10 .5 9.3 0 8.2",
    ),
    "T": (6.8, "M0 0H6.8M3.4 0V10"),
    "U": (7.2, "M0 0V6.4A3.6 3.6 0 0 0 7.2 6.4V0"),
    "V": (7.8, "M0 0L3.9 10L7.8 0"),
    "W": (11, "M0 0L2.8 10L5.5 1.6L8.2 10L11 0"),
    "X": (7, "M0 0L7 10M7 0L0 10"),
    "Y": (7, "M0 0L3.5 5V10M7 0L3.5 5"),
    "Z": (6.4, "M0 0H6.4L0 10H6.4"),
    "0": (7, "M3.5 0C1 0 0 2.2 0 5S1 10 3.5 10S7 7.8 7 5S6 0 3.5 0Z"),
    "1": (3, "M.4 1.8L3 0V10"),
    "2": (6, "M.3 2.4A2.75 2.75 0 0 1 5.6 2.9C5.6 4.6 0 10 0 10H6"),
    "3": (5.6, "M.3 0H5.2L2.6 3.9A3.05 3.05 0 1 1 0 8.4"),
    "4": (6.6, "M4.8 10V0L0 7H6.6"),
    "5": (5.6, "M5 0H1L.6 4.4A3 3 0 1 1 0 8.6"),
    "6": (6.2, "M3.1 3.8A3.1 3.1 0 1 1 3.09 3.8ZM.7 5.2L4.4 0"),
    "7": (6, "M0 0H6L2 10"),
    "8": (5.8, "M2.9 4.5A2.25 2.25 0 1 1 2.91 4.5ZM2.9 4.5A2.75 2.75 0 1 1 2.89 4.5Z"),
    "9": (6.2, "M3.1 6.2A3.1 3.1 0 1 1 3.11 6.2ZM5.5 4.8L1.8 10"),
    "-": (4, "M.4 5H3.6"),
    "·": (0.4, "M0 5H.4"),
    " ": (3.4, ""),
}


def width(text: str, size: float, track: float) -> float:
    """Give the length of a line of letters `size` high with `track` between them."""
    return sum(GLYPHS[letter][0] for letter in text) * size / 10 + track * (len(text) - 1)


def fit(text: str, size: float, track: float, room: float) -> tuple[float, float]:
    """Make letters and gaps smaller, together, until the text needs no more than the room."""
    while width(text, size, track) > room:
        size, track = size * 0.985, track * 0.985
    return size, track


def on_arc(
    text: str, radius: float, size: float, track: float, stroke: float, colour: str, *, foot: bool = False
) -> str:
    """Set the text along the top of a circle, or along its foot, reading left to right."""
    scale, start, parts = size / 10, -width(text, size, track) / 2, []
    for letter in text:
        glyph, path = GLYPHS[letter]
        advance = glyph * scale
        turn = math.degrees((start + advance / 2) / (radius - size / 2))
        spin, top = (-turn, radius - size) if foot else (turn, -radius)
        if path:
            place = f"rotate({geometry.number(spin)})translate({geometry.number(-advance / 2)} {geometry.number(top)})"
            parts.append(f'<path transform="{place}scale({scale:.3g})" d="{path}"/>')
        start += advance + track
    return _engraved("".join(parts), stroke / scale, colour)


def flat(text: str, y: float, size: float, track: float, stroke: float, colour: str) -> str:
    """Set the text on a straight line around the middle, its top at y."""
    scale, x, parts = size / 10, -width(text, size, track) / 2, []
    for letter in text:
        glyph, path = GLYPHS[letter]
        if path:
            place = f"translate({geometry.number(x)} {geometry.number(y)})scale({scale:.3g})"
            parts.append(f'<path transform="{place}" d="{path}"/>')
        x += glyph * scale + track
    return _engraved("".join(parts), stroke / scale, colour)


def _engraved(paths: str, stroke: float, colour: str) -> str:
    round_ends = 'stroke-linecap="round" stroke-linejoin="round"'
    return f'<g fill="none" stroke="{colour}" stroke-width="{stroke:.2f}" {round_ends}>{paths}</g>'
