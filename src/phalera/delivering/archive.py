"""ZIP files that are streamed, stored and of known length.

Baked pictures do not shrink, so members are stored. Their sizes and CRCs are known before the first byte leaves, so
that a browser shows progress, nothing is written to disk, and readers that refuse data descriptors are content.
Sections named below are those of PKWARE's APPNOTE 6.3.10.
"""

import dataclasses
import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

# 4.4.1.4: what does not fit stands as all ones, and the true value in the ZIP64 record.
_MAX_32 = 0xFFFF_FFFF
_MAX_16 = 0xFFFF
_LOCAL = struct.Struct("<IHHHHHIIIHH")  # 4.3.7
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")  # 4.3.12
_END_64 = struct.Struct("<IQHHIIQQQQ")  # 4.3.14
_LOCATOR_64 = struct.Struct("<IIQI")  # 4.3.15
_END = struct.Struct("<IHHHHIIH")  # 4.3.16
_EXTRA_64 = struct.Struct("<HHQ")  # 4.5.3, with the offset alone
_VERSION = 20  # 2.0: plain files
_VERSION_64 = 45  # 4.5: ZIP64
_MADE_BY_UNIX = 3 << 8
_UTF8_NAMES = 1 << 11  # 4.4.4, bit 11
_MODE = 0o100644 << 16  # a plain file that its owner may write


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file in the archive: its name, and its bytes in parts whose CRC-32 is known."""

    name: str
    parts: Sequence[bytes]
    crc: int
    size: int  # bytes, of all parts together


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The names and sizes of the members, in order, from which the length of the archive follows."""

    names: Sequence[str]
    sizes: Sequence[int]

    def length(self) -> int:
        """Give the exact number of bytes that `stream` will yield."""
        offset = central = 0
        for name, size in zip(self.names, self.sizes, strict=True):
            encoded = len(name.encode())
            central += _CENTRAL.size + encoded + (_EXTRA_64.size if offset >= _MAX_32 else 0)
            offset += _LOCAL.size + encoded + size
        return offset + central + len(_end(count=len(self.sizes), size=central, offset=offset))


def stream(members: Iterable[Member], *, modified: datetime) -> Iterator[bytes]:
    """Yield the archive; each member is asked for only when its turn has come."""
    time = modified.hour << 11 | modified.minute << 5 | modified.second // 2
    date = max(modified.year - 1980, 0) << 9 | modified.month << 5 | modified.day
    offset = count = 0
    directory: list[bytes] = []
    for member in members:
        name = member.name.encode()
        head = (_UTF8_NAMES, 0, time, date, member.crc, member.size, member.size, len(name))
        yield _LOCAL.pack(0x04034B50, _VERSION, *head, 0) + name
        yield from member.parts
        far = offset >= _MAX_32
        extra = _EXTRA_64.pack(1, 8, offset) if far else b""
        version = _VERSION_64 if far else _VERSION
        place = (len(extra), 0, 0, 0, _MODE, min(offset, _MAX_32))
        directory.append(
            _CENTRAL.pack(0x02014B50, _MADE_BY_UNIX | version, version, *head, *place) + name + extra
        )
        offset += _LOCAL.size + len(name) + member.size
        count += 1
    central = b"".join(directory)
    yield central + _end(count=count, size=len(central), offset=offset)


def _end(*, count: int, size: int, offset: int) -> bytes:
    end = _END.pack(
        0x06054B50,
        0,
        0,
        min(count, _MAX_16),
        min(count, _MAX_16),
        min(size, _MAX_32),
        min(offset, _MAX_32),
        0,
    )
    if count < _MAX_16 and size < _MAX_32 and offset < _MAX_32:
        return end
    record = _END_64.pack(
        0x06064B50,
        _END_64.size - 12,
        _MADE_BY_UNIX | _VERSION_64,
        _VERSION_64,
        0,
        0,
        count,
        count,
        size,
        offset,
    )
    return record + _LOCATOR_64.pack(0x07064B50, 0, offset + size, 1) + end
