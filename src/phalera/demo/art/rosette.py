"""The engraved figure that belongs to one signature, and the reverse of a badge that shows it."""

import hashlib
import html
import math

from phalera.demo.art import alphabet, fittings, geometry, palette


def rosette_paths(seed: bytes, radius: float = 190) -> list[str]:
    """Draw the figure of a signature: the same bytes give the same paths everywhere, other bytes give others.

    Three rings of waves are braided, their numbers and turn taken from the SHA-256 of the seed. It is decoration
    that eyes can compare; what proves is the signature.
    """
    digest = hashlib.sha256(seed).digest()
    turn = digest[4] / 255 * 2 * math.pi
    depth = 0.13 + digest[5] / 255 * 0.06
    return [
        *_braid(radius * 0.86, radius * 0.12, 17 + digest[0] % 12, 4, turn),
        *_braid(radius * 0.56, radius * depth, 7 + digest[1] % 8, 6, -turn),
        *_braid(radius * 0.24, radius * 0.13, 4 + digest[2] % 5, 4, turn),
        geometry.disc(radius * 0.995),
        geometry.disc(radius * 0.06),
    ]


def rosette(seed: bytes, *, colour: str = "#8A5A1E") -> str:
    """Draw the rosette alone as an SVG."""
    paths = _strokes(rosette_paths(seed))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-200 -200 400 400">'
        f'<g fill="none" stroke="{colour}" stroke-width="1.3" stroke-linejoin="round">{paths}</g></svg>\n'
    )


def reverse(*, name: str, seed: bytes, metal: palette.Metal, words: str, date: str) -> str:
    """Draw the reverse of a badge: bare metal, the rosette, the short mark of the signature above, the date below.

    The learner's name stays out of it: our alphabet has no glyphs for most of the world's names.
    """
    body, bowl = f'fill="url(#mrv)" stroke="{metal.deep}"', f'fill="url(#nrv)" stroke="{metal.dark}"'
    return "".join(
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-200 -200 400 400" role="img">',
            f"<title>{html.escape(name, quote=False)}</title><defs>{fittings.metal_gradients('rv', metal)}</defs>",
            f'<path d="{geometry.disc(196)}" {body} stroke-opacity=".7" stroke-width="2"/>',
            fittings.rim(fittings.Rim.MILLED, geometry.disc(186), 2 * math.pi * 186, metal),
            f'<path d="{geometry.disc(176)}" {body} stroke-opacity=".6" stroke-width="2.5"/>',
            f'<path d="{geometry.disc(128)}" {bowl} fill-opacity=".35" stroke-width="2"/>',
            f'<g fill="none" stroke="{metal.deep}" stroke-opacity=".6" stroke-width="1.4">',
            _strokes(rosette_paths(seed, 122)),
            "</g>",
            alphabet.on_arc(words, 164, 23, 8, 3.6, metal.deep),
            alphabet.on_arc(date, 164, 23, 9, 3.6, metal.deep, foot=True),
            "</svg>\n",
        )
    )


def mark(*, strap: str = "currentColor", metal: str = "#B4742C", boss: str = "#FFFFFF") -> str:
    """Draw our mark: a lower-case p that is a phalera hanging on its strap."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" role="img"><title>Phalera</title>'
        f'<path d="M5 13h6v18H5z" fill="{strap}"/><path d="M16 1a11 11 0 1 1 0 22a11 11 0 1 1 0-22z" fill="{metal}"/>'
        f'<path d="M16 4.9a7.1 7.1 0 1 1 0 14.2a7.1 7.1 0 1 1 0-14.2z" fill="none" stroke="{boss}" stroke-width="1.5"/>'
        f'<path d="M16 9.4a2.6 2.6 0 1 1 0 5.2a2.6 2.6 0 1 1 0-5.2z" fill="{boss}"/></svg>\n'
    )


def _strokes(paths: list[str]) -> str:
    return "".join(f'<path d="{path}"/>' for path in paths)


def _braid(middle: float, depth: float, petals: int, strands: int, turn: float) -> list[str]:
    """Draw waves around a circle, each a step behind the one before: the braid of an engraved border."""
    return [_wave(middle, depth, petals, 2 * math.pi * strand / strands + turn) for strand in range(strands)]


def _wave(middle: float, depth: float, petals: int, phase: float) -> str:
    steps = petals * 8
    points = []
    for step in range(steps):
        angle = 2 * math.pi * step / steps
        reach = middle + depth * math.cos(petals * angle + phase)
        points.append((reach * math.cos(angle), reach * math.sin(angle)))
    halves = [
        ((x + points[(i + 1) % steps][0]) / 2, (y + points[(i + 1) % steps][1]) / 2)
        for i, (x, y) in enumerate(points)
    ]
    bows = "".join(
        f"Q{geometry.at(point)} {geometry.at(half)}" for point, half in zip(points, halves, strict=True)
    )
    return f"M{geometry.at(halves[-1])}{bows}Z"
