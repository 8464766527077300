"""The chunks of a PNG (W3C PNG, third edition, section 5), read under limits and without decoding pixels."""

import dataclasses
import struct
import zlib

from phalera_core import errors
from phalera_core.baking import contents

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_BYTES = 5_000_000  # of a picture without its credentials; a badge of 1,024 px has about 200 KB
MAX_CHUNKS = 1_000  # of a picture without its credentials; the finest cut file of PngSuite has 232
MAX_SIDE = 4_096  # pixels, more than any screen shows a badge at
MAX_PIXELS = 16_777_216  # 64 MB once decoded, for whoever decodes it after us

_BADGES = 2  # chunks that baking may add to a picture which was at the limit
_MAX_FILE = MAX_BYTES + _BADGES * (contents.MAX_CREDENTIAL + 100)
_OVERHEAD = 12  # length, type and checksum around the data of a chunk
_HEADER = struct.Struct(">IIBBBBB")
_MAX_PALETTE = 256 * 3
# Section 11.2.1, table 11.1: which bit depths go with which colour type.
_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
_INDEXED = 3
_WITHOUT_PALETTE = {0, 4}
_CRITICAL = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


@dataclasses.dataclass(frozen=True, slots=True)
class Chunk:
    """Where one chunk lies in its file."""

    kind: bytes
    start: int
    data: int
    data_end: int
    end: int


def read(image: bytes) -> list[Chunk]:
    """Return all chunks up to the end mark; ContainerError when the PNG is broken, TooLargeError beyond the limits.

    What follows the end mark belongs to no reader and is left alone.
    """
    if len(image) > _MAX_FILE:
        raise too_large(len(image))
    if not image.startswith(SIGNATURE):
        raise _broken("it does not begin with the signature of a PNG")
    found = _split(image)
    for chunk in found:
        if chunk.kind in _CRITICAL:
            check_crc(image, chunk)
        elif not chunk.kind[0] & 0x20:
            raise _broken(f"it needs a reader for chunks of kind {chunk.kind.decode('ascii')}")
    _check_order([chunk.kind for chunk in found])
    _check_header(image, found[0])
    _check_palette(image, found)
    return found


def check_crc(image: bytes, chunk: Chunk) -> None:
    """Refuse a chunk whose checksum does not fit with ContainerError."""
    crc = zlib.crc32(memoryview(image)[chunk.start + 4 : chunk.data_end])
    if crc != int.from_bytes(image[chunk.data_end : chunk.end], "big"):
        raise _broken(f"the checksum of chunk {chunk.kind.decode('ascii')} at byte {chunk.start:,} is wrong")


def too_large(size: int) -> errors.TooLargeError:
    """Make the error for a file beyond the limit."""
    return errors.TooLargeError(
        f"The PNG has {size:,} bytes; {MAX_BYTES:,} are the limit.",
        limit=MAX_BYTES,
        remedy="Make the picture smaller; 1,024 pixels a side are plenty for a badge.",
    )


def too_many() -> errors.TooLargeError:
    """Make the error for a file of too many chunks."""
    return errors.TooLargeError(
        f"The PNG has more than {MAX_CHUNKS:,} chunks.",
        limit=MAX_CHUNKS,
        remedy="Save the picture again with an ordinary program.",
    )


def _split(image: bytes) -> list[Chunk]:
    found: list[Chunk] = []
    position = len(SIGNATURE)
    while not found or found[-1].kind != b"IEND":
        if len(found) >= MAX_CHUNKS + _BADGES:
            raise too_many()
        kind = image[position + 4 : position + 8]
        end = position + _OVERHEAD + int.from_bytes(image[position : position + 4], "big")
        if end > len(image):
            raise _broken(f"it ends inside the chunk at byte {position:,}")
        if not (kind.isalpha() and kind.isascii()):
            raise _broken(f"there is no chunk at byte {position:,}, where one should begin")
        found.append(Chunk(kind, position, position + 8, end - 4, end))
        position = end
    return found


def _check_order(kinds: list[bytes]) -> None:
    # Section 5.6, table 5.1.
    if kinds[0] != b"IHDR" or kinds.count(b"IHDR") > 1:
        raise _broken("it does not begin with one header")
    if b"IDAT" not in kinds:
        raise _broken("it has no picture data")
    first, count = kinds.index(b"IDAT"), kinds.count(b"IDAT")
    if kinds[first : first + count] != [b"IDAT"] * count:
        raise _broken("its picture data is interrupted by other chunks")
    if kinds.count(b"PLTE") > 1 or b"PLTE" in kinds[first:]:
        raise _broken("its palette stands in a wrong place")


def _check_header(image: bytes, header: Chunk) -> None:
    if header.data_end - header.data != _HEADER.size:
        raise _broken("its header has a wrong length")
    width, height, depth, colour, compression, filtering, interlace = _HEADER.unpack_from(image, header.data)
    if depth not in _DEPTHS.get(colour, ()) or compression or filtering or interlace > 1:
        raise _broken("its header names a form of picture that does not exist")
    if not width or not height:
        raise _broken("it has no pixels")
    if width > MAX_SIDE or height > MAX_SIDE or width * height > MAX_PIXELS:
        raise errors.TooLargeError(
            f"The PNG is {width:,} × {height:,} pixels; {MAX_SIDE:,} a side are the limit.",
            limit=MAX_SIDE,
            remedy="Make the picture smaller; 1,024 pixels a side are plenty for a badge.",
        )


def _check_palette(image: bytes, found: list[Chunk]) -> None:
    colour = image[found[0].data + 9]
    sizes = [chunk.data_end - chunk.data for chunk in found if chunk.kind == b"PLTE"]
    if bool(sizes) is False and colour == _INDEXED:
        raise _broken("its palette is missing")
    if sizes and (colour in _WITHOUT_PALETTE or sizes[0] % 3 or not 0 < sizes[0] <= _MAX_PALETTE):
        raise _broken("its palette is wrong")
    if found[-1].data_end != found[-1].data:
        raise _broken("its end mark is not empty")


def _broken(reason: str) -> errors.ContainerError:
    return errors.ContainerError(
        f"The PNG cannot be read: {reason}.",
        remedy="Get the file again; it may have been cut or changed on the way.",
    )
