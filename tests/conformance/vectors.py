"""Where the published vectors of others lie: beside the checkout, or in the folder that PHALERA_TEST_VECTORS names.

In that folder each suite has the name of its repository, for instance `rdf-canon` for github.com/w3c/rdf-canon.
"""

import os
from pathlib import Path

import pytest

from conftest import SHARED

MISSING = "the published vectors of this suite are not at hand"


def find(name: str, inside: str) -> Path | None:
    """Give the folder `inside` of a suite, or None where it is not at hand."""
    named = os.environ.get("PHALERA_TEST_VECTORS")
    for place in (Path(named) if named else None, SHARED / "corpora"):
        if place is not None and (place / name / inside).exists():
            return place / name / inside
    return None


def needed(folder: Path | None) -> Path:
    """Give the folder, or skip the test that needs it."""
    if folder is None:
        pytest.skip(MISSING)
    return folder


def cases(found: list) -> list:
    """Give the cases of a suite, or one that is skipped where there are none."""
    return found or [pytest.param(None, id="all", marks=pytest.mark.skip(reason=MISSING))]
