"""Baking into an SVG of 40 KB beside openbadges-bakery, both in memory."""

import random

from bench import baking, reporting
from phalera_core.baking import svg

SHAPES = 700


def run() -> reporting.Result:
    return baking.run(baking.Contest(picture=_picture(), module=svg, ours=5_000, anew=100, theirs=20, bar=20))


def _picture() -> bytes:
    draw = random.Random(1)
    shapes = [
        f'<path id="p{number}" d="M{draw.random():.4f} {draw.random():.4f}l{draw.random():.4f} 1" '
        f'fill="#{draw.getrandbits(24):06x}"/>'
        for number in range(SHAPES)
    ]
    body = "\n".join(shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><title>Noise</title>\n{body}\n</svg>\n'
    ).encode()
