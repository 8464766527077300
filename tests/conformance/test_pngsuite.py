"""PngSuite (Willem van Schaik): every good picture carries a badge and stays what it was, every broken one is refused."""

import io

import pytest
from PIL import Image

from conformance import samples, vectors
from conftest import SHARED
from phalera_core import baking, errors

PICTURES = sorted((SHARED / "corpora/png/pngsuite").glob("*.png"))
GOOD = [pytest.param(path, id=path.name) for path in PICTURES if not path.name.startswith("x")]
BROKEN = [pytest.param(path, id=path.name) for path in PICTURES if path.name.startswith("x")]


def pixels(data):
    with Image.open(io.BytesIO(data)) as picture:
        return picture.convert("RGBA").tobytes()


@pytest.mark.parametrize("path", vectors.cases(GOOD))
def test_a_good_picture_keeps_its_pixels_and_gives_the_badge_back(path):
    award = samples.award()

    baked = baking.bake(path.read_bytes(), v3=award.v3)

    assert baking.unbake(baked).v3 == award.v3
    assert pixels(baked) == pixels(path.read_bytes())


@pytest.mark.parametrize("path", vectors.cases(BROKEN))
def test_a_broken_picture_is_refused(path):
    with pytest.raises(errors.ContainerError):
        baking.bake(path.read_bytes(), v3=samples.award().v3)
