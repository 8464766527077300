"""Bitstring status lists: one bit for each credential, packed so that a list tells nothing of who asks (W3C, 1.0)."""

import base64
import binascii
import datetime as dt
import gzip
import re
import zlib
from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.documents import text
from phalera_core.linkeddata import contexts

LENGTH = 131_072  # entries: the least a list may have, so that one entry hides among many (section 3.3)
MAX_UNPACKED = 16_000_000  # bytes; a list that unpacks to more is a bomb
_MAX_PACKED = 2_000_000  # characters of encodedList
_BASE64URL = re.compile(r"u[A-Za-z0-9_-]+")
_INDEX = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_STATUS = re.compile(r"0x[0-9A-Fa-f]{1,8}", re.ASCII)
MAX_SIZE = 16  # bits of an entry; 65,536 meanings are more than anybody has
_GZIP = 16 + zlib.MAX_WBITS


class Bitstring:
    """Some entries of one bit each; entry 0 is the highest bit of the first byte (section 3.2)."""

    __slots__ = ("_bytes",)

    def __init__(self, data: bytes | None = None) -> None:
        """Take packed bits, or start with `LENGTH` entries that are all 0."""
        self._bytes = bytearray(LENGTH // 8 if data is None else data)

    def __len__(self) -> int:
        return len(self._bytes) * 8

    def __bytes__(self) -> bytes:
        return bytes(self._bytes)

    def get(self, index: int) -> bool:
        """Return the entry; StatusError (RANGE_ERROR) when there is none."""
        self._check(index)
        return bool(self._bytes[index // 8] & (0x80 >> index % 8))

    def value(self, index: int, size: int) -> int:
        """Return the entry of a list whose entries have `size` bits; StatusError (RANGE_ERROR) when there is none."""
        first, last = index * size, (index + 1) * size - 1
        self._check(first)
        self._check(last)
        # The bytes that the entry lies in, as one number, without the bits behind it and before it.
        found = int.from_bytes(self._bytes[first // 8 : last // 8 + 1], "big") >> (7 - last % 8)
        return found & ((1 << size) - 1)

    def set(self, index: int, value: bool = True) -> None:
        """Set the entry; StatusError (RANGE_ERROR) when there is none."""
        self._check(index)
        if value:
            self._bytes[index // 8] |= 0x80 >> index % 8
        else:
            self._bytes[index // 8] &= ~(0x80 >> index % 8)

    def _check(self, index: int) -> None:
        if not 0 <= index < len(self):
            raise errors.StatusError(
                f"The list has {len(self):,} entries, there is none at {index}.",
                kind=errors.StatusErrorKind.RANGE_ERROR,
                field="statusListIndex",
            )


def encode(bits: Bitstring) -> str:
    """Write entries as `encodedList`, always the same text for the same entries."""
    # No time of packing in the header; byte 9 names the system, which differs between versions of Python.
    packed = bytearray(gzip.compress(bytes(bits), compresslevel=9, mtime=0))
    packed[9] = 255
    return "u" + base64.urlsafe_b64encode(bytes(packed)).decode("ascii").rstrip("=")


def decode(encoded: str, *, max_bytes: int = MAX_UNPACKED) -> Bitstring:
    """Read entries from `encodedList`; StatusError when it is malformed, too short or unpacks beyond `max_bytes`."""
    if len(encoded) > _MAX_PACKED or not _BASE64URL.fullmatch(encoded):
        raise _malformed("encodedList is not base64url with the prefix u, or is too long.")
    body = encoded[1:]
    try:
        packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _malformed("encodedList is not base64url.") from error
    inflater = zlib.decompressobj(_GZIP)
    try:
        data = inflater.decompress(packed, max_bytes + 1)
    except zlib.error as error:
        raise _malformed("encodedList is not gzip.") from error
    if len(data) > max_bytes:
        raise errors.StatusError(
            f"The list unpacks to more than {max_bytes:,} bytes.",
            kind=errors.StatusErrorKind.MALFORMED_VALUE_ERROR,
            remedy="Do not trust it; honest lists are far smaller.",
            field="encodedList",
        )
    if not inflater.eof or inflater.unused_data:
        raise _malformed("encodedList ends too early or holds more than one list.")
    if len(data) * 8 < LENGTH:
        raise errors.StatusError(
            f"The list has {len(data) * 8:,} entries; {LENGTH:,} are the least.",
            kind=errors.StatusErrorKind.STATUS_LIST_LENGTH_ERROR,
            field="encodedList",
        )
    return Bitstring(data)


def list_credential(
    url: str, issuer: str | Mapping[str, Any], bits: Bitstring, valid_from: dt.datetime
) -> dict[str, Any]:
    """Write the unsigned credential that publishes `bits` at `url` (section 2.2)."""
    return {
        "@context": [contexts.VC2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": text.timestamp(valid_from),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode(bits),
        },
    }


def read_status(entry: Mapping[str, Any], published: Mapping[str, Any]) -> int:
    """Return the value that an entry of a credential has in a list that was already verified (section 3.2).

    Raises StatusError: STATUS_VERIFICATION_ERROR when the list is for another purpose, MALFORMED_VALUE_ERROR,
    STATUS_LIST_LENGTH_ERROR or RANGE_ERROR.
    """
    subject = published.get("credentialSubject")
    index, purpose = entry.get("statusListIndex"), entry.get("statusPurpose")
    if not isinstance(subject, Mapping) or not isinstance(subject.get("encodedList"), str):
        raise _malformed("The list has no encodedList.")
    purposes = subject.get("statusPurpose")
    if purpose not in (purposes if isinstance(purposes, list) else [purposes]):
        raise errors.StatusError(
            "The list is for another purpose than the entry.",
            kind=errors.StatusErrorKind.STATUS_VERIFICATION_ERROR,
            field="statusPurpose",
        )
    if not isinstance(index, str) or not _INDEX.fullmatch(index):
        raise _malformed("statusListIndex is not a whole number written as text.")
    size = _size(entry)
    if "statusSize" in subject and _size(subject) != size:
        raise _malformed("The list has entries of another size.")
    bits = decode(subject["encodedList"])
    if len(bits) // size < LENGTH:
        raise errors.StatusError(
            f"The list has {len(bits) // size:,} entries; {LENGTH:,} are the least.",
            kind=errors.StatusErrorKind.STATUS_LIST_LENGTH_ERROR,
            field="encodedList",
        )
    return bits.value(int(index), size)


def message_of(entry: Mapping[str, Any], value: int) -> str | None:
    """Return what the entry says that a value means (section 2.1), or None where it says nothing."""
    listed = entry.get("statusMessage")
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, Mapping) and _reads(item.get("status")) == value:
            message = item.get("message")
            return message if isinstance(message, str) else None
    return None


def _size(holder: Mapping[str, Any]) -> int:
    size = holder.get("statusSize", 1)
    if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= MAX_SIZE:
        raise _malformed(f"statusSize is not a whole number from 1 to {MAX_SIZE}.")
    return size


def _reads(status: object) -> int | None:
    """Read a value written as the standard has it, 0x with hexadecimal digits."""
    return int(status, 16) if isinstance(status, str) and _STATUS.fullmatch(status) else None


def _malformed(message: str) -> errors.StatusError:
    return errors.StatusError(message, kind=errors.StatusErrorKind.MALFORMED_VALUE_ERROR)
