"""What an upload holds: an address, JSON or a JWS, bare or baked into a PNG or SVG (§3, input forms)."""

import base64
import binascii
import re
import struct
import zlib

PNG = b"\x89PNG\r\n\x1a\n"
_SVG_ASSERTION = re.compile(rb"<openbadges:assertion([^>]*?)(/>|>(.*?)</openbadges:assertion>)", re.DOTALL)
_DATA_URI = re.compile(r"data:(image/(?:png|svg\+xml|jpeg));base64,(.*)", re.DOTALL)
_CDATA = re.compile(rb"<!\[CDATA\[(.*)\]\]>", re.DOTALL)


class UnreadableError(Exception):
    """This is not what Badgr takes for a badge; `verify` of an SVG trips a bug of its own."""


class NoBadgeError(Exception):
    """A picture without a badge in it, at which Badgr crashes."""


def is_picture(data: bytes) -> bool:
    """Say whether these bytes begin like a picture that Badgr shows."""
    return data.startswith(PNG) or is_svg(data)


def is_svg(data: bytes) -> bool:
    """Say whether these bytes look like an SVG."""
    return b"<svg" in data[:2_000]


def from_data_uri(uri: str) -> str:
    """Give what is baked into a picture; UnreadableError or NoBadgeError otherwise."""
    match = _DATA_URI.fullmatch(uri)
    if match is None:
        raise UnreadableError("not a picture as a data URI")
    try:
        return from_picture(base64.b64decode(match[2], validate=True))
    except binascii.Error as error:
        raise UnreadableError("not base64") from error


def from_picture(data: bytes) -> str:
    """Give what is baked into a picture; UnreadableError or NoBadgeError otherwise."""
    if data.startswith(PNG):
        return _from_png(data)
    if is_svg(data):
        return _from_svg(data)
    raise NoBadgeError("neither PNG nor SVG")


def _from_png(data: bytes) -> str:
    position = len(PNG)
    while position + 8 <= len(data):
        (length,) = struct.unpack(">I", data[position : position + 4])
        kind = data[position + 4 : position + 8]
        content = data[position + 8 : position + 8 + length]
        position += 12 + length
        if kind == b"iTXt" and content.startswith(b"openbadges\0"):
            compressed, rest = content[11], content[13:]
            _language, _, rest = rest.partition(b"\0")
            _translated, _, text = rest.partition(b"\0")
            return (zlib.decompress(text) if compressed else text).decode("utf-8", "replace")
        if kind == b"tEXt" and content.startswith(b"openbadges\0"):
            return content[11:].decode("latin-1")
    raise NoBadgeError("no badge in this PNG")


def _from_svg(data: bytes) -> str:
    match = _SVG_ASSERTION.search(data)
    if match is None:
        raise NoBadgeError("no badge in this SVG")
    if b"verify=" in match[1]:
        raise UnreadableError("a bytes-like object is required, not 'str'")
    inside = match[3] or b""
    cdata = _CDATA.search(inside)
    return (cdata[1] if cdata else inside).decode("utf-8", "replace").strip()
