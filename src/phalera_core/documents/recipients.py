"""Who a badge is for, as the salted hash both versions of the standard use (Open Badges 3.0, §B IdentityObject)."""

import hashlib
import hmac
from typing import Protocol

from phalera_core import errors

_ALGORITHMS = {"sha256": hashlib.sha256, "md5": hashlib.md5}


class Entry(Protocol):
    """What an IdentityObject of either version says."""

    @property
    def hashed(self) -> bool:
        """Whether the identity is a hash."""

    @property
    def identity_hash(self) -> str:
        """The hash, or the identifier itself."""

    @property
    def salt(self) -> str | None:
        """What was appended before hashing."""


def hash_identity(identifier: str, salt: str = "") -> str:
    """Give `sha256$` and the hexadecimal SHA-256 of the identifier followed by the salt."""
    return f"sha256${hashlib.sha256(_bytes(identifier + salt)).hexdigest()}"


def matches(entry: Entry, identifier: str) -> bool:
    """Tell whether the entry speaks of `identifier`.

    A hashed e-mail address is tried as typed and in lower case, because issuers differ and people do too.
    """
    spellings = dict.fromkeys((identifier, identifier.strip(), identifier.strip().lower()))
    if not entry.hashed:
        return any(spelling.casefold() == entry.identity_hash.strip().casefold() for spelling in spellings)
    algorithm, separator, expected = entry.identity_hash.partition("$")
    new = _ALGORITHMS.get(algorithm.lower())
    if new is None or not separator:
        return False
    return any(
        hmac.compare_digest(new(_bytes(spelling + (entry.salt or ""))).hexdigest(), expected.lower())
        if expected.isascii()
        else False
        for spelling in spellings
    )


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise errors.ValueRefusedError("The identifier is not text.", field="identifier") from error
