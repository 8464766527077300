"""The reverse of a badge, which shows the figure of its signature, and our mark."""

import html
import math

from phalera.common import rosette as figure
from phalera.demo.art import alphabet, fittings, geometry, palette


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
            _strokes(figure.paths(seed, 122)),
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
