"""What a baked picture holds, whichever kind of picture it is."""

import dataclasses
import re

from phalera_core import errors

MAX_CREDENTIAL = 1_000_000  # bytes, the same bound that reading JSON sets

# RFC 7515 section 7.1: three parts of base64url. The payload of a detached form may be empty, ours may not.
_COMPACT_JWS = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Baked:
    """The bytes found in a picture, one field per version of Open Badges.

    Each is JSON or a compact JWS; in old pictures `v2` may be the address of a hosted assertion.
    """

    v2: bytes | None = None
    v3: bytes | None = None

    def __bool__(self) -> bool:
        return self.v2 is not None or self.v3 is not None


def check_credential(credential: bytes, *, field: str) -> None:
    """Refuse what no picture can carry: TooLargeError, or ContainerError for what is empty or no UTF-8 text."""
    if len(credential) > MAX_CREDENTIAL:
        raise errors.TooLargeError(
            f"The credential has {len(credential):,} bytes; {MAX_CREDENTIAL:,} are the limit.",
            limit=MAX_CREDENTIAL,
            remedy="Link pictures and evidence instead of including them.",
            field=field,
        )
    if not credential or b"\x00" in credential or not _is_utf_8(credential):
        raise errors.ContainerError(
            "The credential is empty or is not UTF-8 text, so no picture can carry it.",
            remedy="Give the credential as JSON or as a compact JWS.",
            field=field,
        )


def is_compact_jws(credential: bytes) -> bool:
    """Say whether the bytes have the shape of a compact JWS."""
    return _COMPACT_JWS.fullmatch(credential) is not None


def _is_utf_8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
