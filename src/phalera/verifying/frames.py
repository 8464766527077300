"""What goes over the line between whoever asks and the process that verifies."""

import json
import struct
from collections.abc import Mapping
from typing import Any

# To the process: a question, with the bytes it is about; what was asked for, or why it cannot be had; whether to verify
# the badge that was found.
QUESTION = b"q"
DOCUMENT = b"d"
MISSING = b"m"
GONE = b"g"
GO_ON = b"n"
STOP = b"s"
# From the process: there is a badge, of that name inside the file; it asks for what is at an address; it tells of the
# badge; there is no further one.
NEXT = b"b"
LOAD = b"l"
REPORT = b"r"
END = b"e"

_LENGTH = struct.Struct(">I")


def pack(said: Mapping[str, Any], data: bytes = b"") -> bytes:
    """Put an object and bytes that go with it into one content."""
    head = json.dumps(said, separators=(",", ":")).encode()
    return _LENGTH.pack(len(head)) + head + data


def unpack(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Give the object and the bytes of a content."""
    (size,) = _LENGTH.unpack_from(content)
    ends = _LENGTH.size + size
    said: dict[str, Any] = json.loads(content[_LENGTH.size : ends])
    return said, content[ends:]
