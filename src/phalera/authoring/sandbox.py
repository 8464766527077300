"""Turn a picture from a stranger into our own PNGs, as the whole life of a process that may be killed.

Run as a script (`pictures` does): the picture on standard input, `raster`, `signature` or `vector` as argument, PNGs on standard
output, each behind its length in four bytes: the full picture, then its previews. It imports nothing of ours,
so that it starts quickly and shares nothing worth taking. Exit 1 with a sentence means: no picture we take.
"""

import contextlib
import io
import struct
import sys
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

# A picture is a square of at most so many pixels, and of at least so many on each side when uploaded.
LARGEST = 1_024
SMALLEST = 250
# A signature keeps its shape, and is only a few millimeters high on paper.
SMALLEST_SIGNATURE = (100, 40)
# An SVG becomes a PNG of this size: sharp at the 400 px a backpack shows, small in a file of two thousand.
DRAWN = 512
PREVIEWS = (400, 90)
LONGEST_SIDE = 4_096
MOST_PIXELS = 16_777_216

# Limits of the process, see hardening rules 36 and 38. Address space, and not only what is in use: twice the 16 megapixels
# in RGBA, and the libraries.
MEMORY = 512 * 1024 * 1024
SECONDS = 5


class RefusedError(Exception):
    """Say in words for people why this is no picture we take."""


def from_raster(data: bytes, *, signature: bool = False) -> list[bytes]:
    """Re-encode a PNG, JPEG, GIF or WebP: first frame, upright, sRGB, nothing else kept.

    It is padded to a square; not so a `signature`, which may also be smaller.
    """
    from PIL import Image, ImageOps

    warnings.simplefilter("error")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP")) as opened:
            _check_size(*opened.size, least=SMALLEST_SIGNATURE if signature else (SMALLEST, SMALLEST))
            opened.seek(0)
            opened.draft("RGB", (2 * LARGEST, 2 * LARGEST))  # a JPEG is decoded no larger than needed
            profile = opened.info.get("icc_profile")
            upright = ImageOps.exif_transpose(opened)
    except RefusedError:
        raise
    except Exception as error:
        # Whatever a decoder stumbles over: it is broken for us, and the library's words help nobody.
        raise RefusedError("The picture is broken and cannot be read.") from error
    image = _bounded(_in_srgb(upright, profile))
    return [_png(each) for each in _sizes(image if signature else _squared(image))]


def from_vector(svg: bytes) -> list[bytes]:
    """Draw a cleaned SVG at each size."""
    from PIL import Image
    from resvg_py import svg_to_bytes

    text = svg.decode()
    # Looking for fonts takes time, so only where there are words.
    wordless = "<text" not in text

    def at(size: int) -> bytes:
        return bytes(svg_to_bytes(svg_string=text, skip_system_fonts=wordless, width=size, height=size))

    try:
        drawn = at(DRAWN)
        width, height = struct.unpack(">II", drawn[16:24])
        if width == height == DRAWN:
            return [
                drawn,
                *map(at, PREVIEWS),
            ]
        if min(width, height) * 10 < max(width, height):
            raise RefusedError("The picture is more than ten times as long as it is wide.")
        with Image.open(io.BytesIO(drawn)) as image:
            return [_png(each) for each in _sizes(_squared(_bounded(image)))]
    except ValueError as error:
        raise RefusedError("The SVG cannot be drawn.") from error


def _check_size(width: int, height: int, *, least: tuple[int, int]) -> None:
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise RefusedError(f"The picture is larger than {LONGEST_SIDE} × {LONGEST_SIDE} pixels.")
    if width < least[0] or height < least[1]:
        raise RefusedError(
            f"The picture has {width} × {height} pixels; at least {least[0]} × {least[1]} are needed."
        )


def _in_srgb(image: "Image", profile: bytes | None) -> "Image":
    from PIL import ImageCms

    alpha = image.convert("RGBA").getchannel("A")
    if profile:
        # A profile that is broken or of another colour space is as good as none.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            flat = image if image.mode in ("RGB", "CMYK", "L") else image.convert("RGB")
            srgb = ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(flat, source, srgb, outputMode="RGB") or image
    image = image.convert("RGB")
    image.putalpha(alpha)
    return image


def _bounded(image: "Image") -> "Image":
    from PIL import Image

    image = image.convert("RGBA")
    if max(image.size) > LARGEST:
        image.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    return image


def _squared(image: "Image") -> "Image":
    from PIL import Image

    side = max(image.size)
    if image.size == (side, side):
        return image
    square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    square.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return square


def _sizes(image: "Image") -> "Iterator[Image]":
    from PIL import Image

    yield image
    for size in PREVIEWS:
        small = image.copy()
        small.thumbnail((size, size), Image.Resampling.LANCZOS)
        yield small


def _png(image: "Image") -> bytes:
    stream = io.BytesIO()
    opaque = image.getchannel("A").getextrema() == (255, 255)
    # Made anew from the pixels, so that no text, profile or date of the upload comes along.
    (image.convert("RGB") if opaque else image).save(stream, "PNG", pnginfo=None, icc_profile=None, exif=b"")
    return stream.getvalue()


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> int:
    _limit()
    data = sys.stdin.buffer.read()
    how = sys.argv[1]
    try:
        pictures = from_vector(data) if how == "vector" else from_raster(data, signature=how == "signature")
    except RefusedError as error:
        sys.stderr.write(str(error))
        return 1
    for picture in pictures:
        sys.stdout.buffer.write(struct.pack(">I", len(picture)) + picture)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
