"""Secrets of each kind of key, and what signs with them.

In memory and at rest a secret is the 32-byte seed of Ed25519, or PKCS #8 (DER) of any other key.
"""

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

from phalera_core import errors
from phalera_core.keys import curves, multikey, public, signer

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

_RSA_BITS = 3_072  # As strong as Ed25519 and P-256 (NIST SP 800-57, table 2).


def generate(kind: public.Kind, random: Callable[[int], bytes]) -> bytes:
    """Return a new secret; of RSA the operating system draws it, of the others `random` does."""
    match kind:
        case public.Kind.ED25519:
            return signer.generate(random)
        case public.Kind.P256:
            return _on_curve(curves.P256, _number(curves.P256, random))
        case public.Kind.P384:
            return _on_curve(curves.P384, _number(curves.P384, random))
        case public.Kind.RSA:
            from cryptography.hazmat.primitives.asymmetric import rsa

            return _dump(rsa.generate_private_key(65_537, _RSA_BITS))


def p256_secret(number: int) -> bytes:
    """Return the PKCS #8 form of the secret number of a P-256 key; KeyFormatError when it is out of range."""
    return _on_curve(curves.P256, number)


def p256_number(secret: bytes) -> bytes:
    """Return the 32 bytes of the secret number of a P-256 key; KeyFormatError when it is no such key."""
    from cryptography.hazmat.primitives.asymmetric import ec

    key = _load(secret)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
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
        return CurveSigner(key_id=key_id, public=raw, _private=key)
    return RsaSigner(key_id=key_id, public=raw, _private=key)


def public_key(secret: bytes) -> bytes:
    """Return the raw public key that belongs to a secret; KeyFormatError when it is none."""
    return load(secret, "").public


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CurveSigner:
    """A signer on P-256 or P-384 with the curve's hash, whose signature is r and s (RFC 7518, section 3.4)."""

    key_id: str
    public: bytes
    _private: "ec.EllipticCurvePrivateKey" = dataclasses.field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Return the signature of `data`, of 64 or 96 bytes."""
        from cryptography.hazmat.primitives.asymmetric import ec, utils

        curve = curves.P256 if len(self.public) == curves.P256.point else curves.P384
        halves = utils.decode_dss_signature(self._private.sign(data, ec.ECDSA(curves.hashing(curve))))
        return b"".join(half.to_bytes(curve.number, "big") for half in halves)


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


def _number(curve: curves.Curve, random: Callable[[int], bytes]) -> int:
    # FIPS 186-5, A.2.1: eight bytes more than the order has make the remainder even.
    return int.from_bytes(random(curve.number + 8), "big") % (curve.order - 1) + 1


def _on_curve(curve: curves.Curve, number: int) -> bytes:
    from cryptography.hazmat.primitives.asymmetric import ec

    if not 0 < number < curve.order:
        raise _no_secret()
    return _dump(ec.derive_private_key(number, curves.arithmetic(curve)))


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
