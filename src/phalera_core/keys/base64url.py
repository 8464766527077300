"""Base64url without padding, with exactly one spelling for each value (RFC 7515, section 2; RFC 4648, sections 3.5 and 5)."""

import base64
import binascii

from phalera_core import errors


def encode(data: bytes) -> str:
    """Write bytes without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Read what `encode` writes; KeyFormatError for padding, other letters, and bits that stand for nothing."""
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error) as error:
        raise _wrong() from error
    # The decoder passes over other characters, padding and loose bits; two texts must not be one value.
    if encode(data) != text:
        raise _wrong()
    return data


def _wrong() -> errors.KeyFormatError:
    return errors.KeyFormatError(
        "A part of it is not base64url as JOSE writes it.",
        remedy="Get the original again: it may have been cut or edited.",
    )
