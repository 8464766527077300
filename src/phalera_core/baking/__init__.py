"""Credentials in pictures, both versions of Open Badges side by side, whichever kind of picture it is."""

from phalera_core import errors
from phalera_core.baking import chunks, contents, png, svg
from phalera_core.baking.contents import Baked

__all__ = ["Baked", "bake", "prepare", "unbake"]


def bake(image: bytes, *, v3: bytes | None = None, v2: bytes | None = None) -> bytes:
    """Return the PNG or SVG holding exactly these credentials in place of those it held.

    ContainerError or TooLargeError when the picture or a credential is refused.
    """
    return prepare(image).bake(v3=v3, v2=v2)


def prepare(image: bytes) -> png.PreparedPng | svg.PreparedSvg:
    """Check a PNG or SVG and cut it, once for many bakings; ContainerError or TooLargeError when it is refused."""
    return png.prepare(image) if _is_png(image) else svg.prepare(image)


def unbake(image: bytes) -> contents.Baked:
    """Return what is baked into a PNG or SVG; ContainerError or TooLargeError when it cannot be read."""
    return png.unbake(image) if _is_png(image) else svg.unbake(image)


def _is_png(image: bytes) -> bool:
    if image.startswith(chunks.SIGNATURE):
        return True
    if b"<" in image[:1_000]:
        return False
    raise errors.ContainerError(
        "This is neither a PNG nor an SVG picture.", remedy="Give a PNG or SVG; convert other pictures first."
    )
