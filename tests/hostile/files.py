"""All files written here: importing this enters them in the table."""

from hostile import (  # noqa: F401 - each enters its own.
    documents,
    good_documents,
    good_pngs,
    good_svgs,
    png_badges,
    pngs,
    proofs,
    svg_badges,
    svgs,
    texts,
)
from hostile.registry import CASES

__all__ = ["CASES"]
