"""Secrets of the three kinds of keys, and what signs with them.

In memory and at rest a secret is the 32-byte seed of Ed25519, or PKCS #8 (DER) of a P-256 or RSA key.
"""

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

from phalera_core import errors
from phalera_core.keys import multikey, public, signer

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

_RSA_BITS = 3_072  # As strong as Ed25519 and P-256 (NIST SP 800-57, table 2).
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # SEC 2, section 2.4.2


def generate(kind: public.Kind, random: Callable[[int], bytes]) -> bytes:
    """Return a new secret; of RSA the operating system draws it, of the others `random` does."""
    match kind:
        case public.Kind.ED25519:
            return signer.generate(random)
        case public.Kind.P256:
            # FIPS 186-5, A.2.1: eight bytes more than the order has make the remainder even.
            number = int.from_bytes(random(multikey.P256_SECRET_LENGTH + 8), "big")
            return p256_secret(number % (_P256_ORDER - 1) + 1)
        case public.Kind.RSA:
            from cryptography.hazmat.primitives.asymmetric import rsa

            return _dump(rsa.generate_private_key(65_537, _RSA_BITS))


def p256_secret(number: int) -> bytes:
    """Return the PKCS #8 form of the secret number of a P-256 key; KeyFormatError when it is out of range."""
    from cryptography.hazmat.primitives.asymmetric import ec

    if not 0 < number < _P256_ORDER:
        raise _no_secret()
    return _dump(ec.derive_private_key(number, ec.SECP256R1()))


def p256_number(secret: bytes) -> bytes:
    """Return the 32 bytes of the secret number of a P-256 key; KeyFormatError when it is no such key."""
    from cryptography.hazmat.primitives.asymmetric import ec

    key = _load(secret)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise _no_secret()
    return key.private_numbers().private_value.to_bytes(multikey.P256_SECRET_LENGTH, "big")


def load(secret: bytes, key_id: str) -> signer.Signer:
    """Return what signs with a secret; KeyFormatError when it is none, or a weak one."""
    from cryptography.hazmat.primitives.asymmetric import ec

    if len(secret) == multikey.KEY_LENGTH:
        return signer.Ed25519Signer(secret, key_id)
    key = _load(secret)
    raw = public.of(key.public_key())
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return P256Signer(key_id=key_id, public=raw, _private=key)
    return RsaSigner(key_id=key_id, public=raw, _private=key)


def public_key(secret: bytes) -> bytes:
    """Return the raw public key that belongs to a secret; KeyFormatError when it is none."""
    return load(secret, "").public


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class P256Signer:
    """A signer on P-256 with SHA-256, whose signature is r and s, 32 bytes each (RFC 7518, section 3.4)."""

    key_id: str
    public: bytes
    _private: "ec.EllipticCurvePrivateKey" = dataclasses.field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte signature of `data`."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, utils

        halves = utils.decode_dss_signature(self._private.sign(data, ec.ECDSA(hashes.SHA256())))
        return b"".join(half.to_bytes(multikey.P256_SECRET_LENGTH, "big") for half in halves)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RsaSigner:
    """A signer with RSASSA-PKCS1-v1_5 and SHA-256 (RFC 7518, section 3.3)."""

    key_id: str
    public: bytes
    _private: "rsa.RSAPrivateKey" = dataclasses.field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Return the signature of `data`, as long as the key."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        return self._private.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _load(secret: bytes) -> "ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey":
    from cryptography import exceptions
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    try:
        key = serialization.load_der_private_key(secret, password=None)
    except (TypeError, ValueError, exceptions.UnsupportedAlgorithm) as error:
        raise _no_secret() from error
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise _no_secret()
    return key


def _dump(key: "ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey") -> bytes:
    from cryptography.hazmat.primitives import serialization

    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _no_secret() -> errors.KeyFormatError:
    return errors.KeyFormatError("This is no secret key of ours.", remedy="Make a new key.")
