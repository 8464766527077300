"""Signing with Ed25519 (RFC 8032). The secret enters here and never leaves again."""

import dataclasses
from collections.abc import Callable
from typing import Protocol

from cryptography import exceptions
from cryptography.hazmat.primitives.asymmetric import ed25519

from phalera_core import errors
from phalera_core.keys import multikey


class Signer(Protocol):
    """What signing needs to know of a key, wherever the secret lives."""

    @property
    def key_id(self) -> str:
        """The verification method that others find the public key by."""

    @property
    def public(self) -> bytes:
        """The raw 32-byte public key."""

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte signature of `data`."""


@dataclasses.dataclass(frozen=True, slots=True, init=False, eq=False)
class Ed25519Signer:
    """A signer whose secret is in this process."""

    key_id: str
    public: bytes
    _private: ed25519.Ed25519PrivateKey = dataclasses.field(repr=False)

    def __init__(self, secret: bytes, key_id: str) -> None:
        """Load the 32-byte `secret`; KeyFormatError when it has another length."""
        private = _load_private(secret)
        object.__setattr__(self, "key_id", key_id)
        object.__setattr__(self, "public", private.public_key().public_bytes_raw())
        object.__setattr__(self, "_private", private)

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte signature of `data`."""
        return self._private.sign(data)


def generate(random: Callable[[int], bytes]) -> bytes:
    """Return a new 32-byte secret drawn from `random`, for instance `os.urandom`."""
    secret = random(multikey.KEY_LENGTH)
    _load_private(secret)
    return secret


def public_key(secret: bytes) -> bytes:
    """Return the raw public key that belongs to a 32-byte `secret`; KeyFormatError when it has another length."""
    return _load_private(secret).public_key().public_bytes_raw()


def verify_signature(public: bytes, data: bytes, signature: bytes) -> bool:
    """Say whether `signature` is what the holder of the raw key `public` made of `data`."""
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (exceptions.InvalidSignature, ValueError):
        # ValueError: a key of the wrong length, which can have signed nothing.
        return False
    return True


def _load_private(secret: bytes) -> ed25519.Ed25519PrivateKey:
    try:
        return ed25519.Ed25519PrivateKey.from_private_bytes(secret)
    except ValueError as error:
        raise errors.KeyFormatError(
            f"An Ed25519 secret has {multikey.KEY_LENGTH} bytes, this one has {len(secret)}.",
            remedy="Make a new key.",
        ) from error
