"""Bake credentials into PNG pictures and take them out again (Open Badges 3.0, section 5.3.1).

A credential is one iTXt chunk right behind the header. All other bytes of a picture stay as they are: a prepared
picture is cut there once, and baking joins three buffers. Pixels are never decoded.
"""

import dataclasses
import zlib

from phalera_core import errors
from phalera_core.baking import chunks, contents

_V2 = b"openbadges"
_V3 = b"openbadgecredential"
_KINDS = {_V2: "v2", _V3: "v3"}
_MAX_KEYWORD = 79  # bytes, PNG section 11.3.3.2
_UNCOMPRESSED = (
    b"\x00\x00\x00\x00\x00"  # end of keyword, two flags, empty language tag, empty translated keyword
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PreparedPng:
    """A picture without credentials, cut where they go."""

    before: bytes
    after: bytes

    def pieces(self, *, v3: bytes | None = None, v2: bytes | None = None) -> tuple[bytes, bytes, bytes]:
        """Return the baked picture as three buffers to be written one after the other; errors as for `bake`."""
        baked = b""
        if v2 is not None:
            baked = _chunk(_V2_HEAD, _V2_CRC, v2, field="v2")
        if v3 is not None:
            baked += _chunk(_V3_HEAD, _V3_CRC, v3, field="v3")
        return self.before, baked, self.after

    def length(self, *, v3: int, v2: int) -> int:
        """Return how many bytes the picture has with two credentials of these lengths."""
        return len(self.before) + len(self.after) + v3 + v2 + _BOTH

    def bake(self, *, v3: bytes | None = None, v2: bytes | None = None) -> bytes:
        """Return the picture with these credentials; TooLargeError or ContainerError when one does not fit."""
        return b"".join(self.pieces(v3=v3, v2=v2))


def prepare(image: bytes) -> PreparedPng:
    """Check a picture and cut it, once for many bakings; ContainerError or TooLargeError when it is refused."""
    found = chunks.read(image)
    badges = [chunk for chunk in found if _kind(image, chunk)]
    if len(found) - len(badges) > chunks.MAX_CHUNKS:
        raise chunks.too_many()
    split = found[0].end
    kept, position = [], split
    for chunk in badges:
        kept.append(image[position : chunk.start])
        position = chunk.end
    after = b"".join([*kept, image[position:]])
    if split + len(after) > chunks.MAX_BYTES:
        raise chunks.too_large(split + len(after))
    return PreparedPng(before=image[:split], after=after)


def bake(image: bytes, *, v3: bytes | None = None, v2: bytes | None = None) -> bytes:
    """Return the picture holding exactly these credentials in place of those it held.

    ContainerError or TooLargeError when the picture or a credential is refused.
    """
    return prepare(image).bake(v3=v3, v2=v2)


def unbake(image: bytes) -> contents.Baked:
    """Return what is baked into a PNG, both fields None when nothing is.

    ContainerError when the file is broken or holds two credentials of one kind, TooLargeError beyond the limits.
    """
    found: dict[str, bytes] = {}
    for chunk in chunks.read(image):
        if kind := _kind(image, chunk):
            if kind in found:
                raise errors.ContainerError(
                    "The PNG holds two credentials of one kind, so readers would disagree about which one counts.",
                    remedy="Ask for the badge again where it was issued.",
                    field=kind,
                )
            chunks.check_crc(image, chunk)
            found[kind] = _text(image, chunk)
    return contents.Baked(**found)


def _kind(image: bytes, chunk: chunks.Chunk) -> str | None:
    # tEXt is how Open Badges 1.x wrote it, with an address inside. It never held a 3.0 credential.
    if chunk.kind not in {b"iTXt", b"tEXt"}:
        return None
    kind = _KINDS.get(_keyword(image, chunk))
    return kind if chunk.kind == b"iTXt" or kind == "v2" else None


def _keyword(image: bytes, chunk: chunks.Chunk) -> bytes:
    return image[chunk.data : min(chunk.data_end, chunk.data + _MAX_KEYWORD + 1)].partition(b"\x00")[0]


def _text(image: bytes, chunk: chunks.Chunk) -> bytes:
    data = image[chunk.data : chunk.data_end]
    _, separator, rest = data.partition(b"\x00")
    if chunk.kind == b"iTXt":
        # PNG section 11.3.3.4: flag, method, language tag, 0, translated keyword, 0, text.
        flags, rest = rest[:2], rest[2:]
        _, separator, rest = rest.partition(b"\x00")
        _, second, rest = rest.partition(b"\x00")
        if len(flags) != len(b"\x00\x00") or not separator or not second:
            raise _broken_text()
        if flags == b"\x01\x00":
            # The standard forbids it, but some writers compress and every general PNG tool may.
            rest = _inflate(rest)
        elif flags[0]:
            raise _broken_text()
    if not separator or not rest:
        raise _broken_text()
    if len(rest) > contents.MAX_CREDENTIAL:
        raise _text_too_large()
    return rest


def _inflate(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(data, contents.MAX_CREDENTIAL + 1)
    except zlib.error as error:
        raise _broken_text() from error
    if len(text) > contents.MAX_CREDENTIAL:
        raise _text_too_large()
    if not inflater.eof or inflater.unused_data:
        raise _broken_text()
    return text


def _chunk(head: bytes, crc: int, credential: bytes, *, field: str) -> bytes:
    contents.check_credential(credential, field=field)
    length = len(head) - 4 + len(credential)
    return b"%b%b%b%b" % (
        length.to_bytes(4, "big"),
        head,
        credential,
        zlib.crc32(credential, crc).to_bytes(4, "big"),
    )


def _broken_text() -> errors.ContainerError:
    return errors.ContainerError(
        "The PNG has a place for a credential, but what stands there is broken or empty.",
        remedy="Ask for the badge again where it was issued.",
    )


def _text_too_large() -> errors.TooLargeError:
    return errors.TooLargeError(
        f"The credential in the PNG has more than {contents.MAX_CREDENTIAL:,} bytes.",
        limit=contents.MAX_CREDENTIAL,
        remedy="Ask the issuer for a smaller one.",
    )


# The head of each chunk is always the same, and so is the state of its checksum when the credential begins.
_V2_HEAD = b"iTXt" + _V2 + _UNCOMPRESSED
_V3_HEAD = b"iTXt" + _V3 + _UNCOMPRESSED
# Of two chunks, beside their credentials: the length before the head, and the checksum behind.
_BOTH = len(_V2_HEAD) + len(_V3_HEAD) + 2 * (4 + 4)
_V2_CRC = zlib.crc32(_V2_HEAD)
_V3_CRC = zlib.crc32(_V3_HEAD)
