"""Baking into a PNG of 200 KB beside openbadges-bakery, both in memory."""

import io
import random

from PIL import Image

from bench import baking, reporting
from phalera_core.baking import png

# Noise does not compress, so the side says the size.
SIDE = 260


def run() -> reporting.Result:
    return baking.run(
        baking.Contest(picture=make_picture(), module=png, ours=10_000, anew=300, theirs=300, bar=8)
    )


def make_picture() -> bytes:
    """Give a PNG of 200 KB."""
    noise = random.Random(1).randbytes(SIDE * SIDE * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (SIDE, SIDE), noise).save(out, "PNG")
    return out.getvalue()
