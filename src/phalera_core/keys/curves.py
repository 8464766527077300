"""The elliptic curves of NIST that badges are signed on, P-256 and P-384, and what goes with each.

A public key is its compressed point, whose length tells the curve. A signature is r and s, each as long as the curve's
order (RFC 7518, section 3.4).
"""

import dataclasses
import functools
from typing import TYPE_CHECKING

from phalera_core import errors

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A curve, by the name that JWK has for it, and the hash that is signed on it."""

    name: str
    algorithm: str  # of JWS
    digest: str  # the hash, by the name that hashlib has for it
    number: int  # bytes of a coordinate, of the secret, and of r and s
    order: int
    multicodec: bytes  # of a public key, as varint

    @property
    def point(self) -> int:
        """Bytes of a public key, the compressed point (SEC 1, section 2.3.3)."""
        return self.number + 1

    @property
    def signature(self) -> int:
        """Bytes of a signature."""
        return 2 * self.number


# Orders: SEC 2, sections 2.4.2 and 2.5.1. Multicodecs: p256-pub 0x1200, p384-pub 0x1201.
P256 = Curve(
    name="P-256",
    algorithm="ES256",
    digest="sha256",
    number=32,
    order=0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    multicodec=b"\x80\x24",
)
P384 = Curve(
    name="P-384",
    algorithm="ES384",
    digest="sha384",
    number=48,
    order=int(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
        16,
    ),
    multicodec=b"\x81\x24",
)
ALL = (P256, P384)


def of(public: bytes) -> Curve | None:
    """Give the curve that a raw public key would lie on, by its length alone; None for keys of another kind."""
    return next((curve for curve in ALL if curve.point == len(public)), None)


@functools.lru_cache(maxsize=128)
def load(public: bytes) -> "ec.EllipticCurvePublicKey":
    """Load a compressed point; KeyFormatError when it is none of either curve."""
    # Elliptic curves beside Ed25519 are slow to load, and few keys use them.
    from cryptography.hazmat.primitives.asymmetric import ec

    curve = of(public)
    if curve is None:
        raise _no_point(f"{P256.name} or {P384.name}")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(arithmetic(curve), public)
    except ValueError as error:
        raise _no_point(curve.name) from error


def verify(public: bytes, data: bytes, signature: bytes) -> bool:
    """Say whether the holder of the key signed `data` with ECDSA and the curve's hash (FIPS 186-5, section 6).

    Of the two forms of a signature (low and high s) both are good: JOSE does not choose one.
    """
    from cryptography import exceptions
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    curve = of(public)
    if curve is None or len(signature) != curve.signature:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature[: curve.number], signature[curve.number :]))
    try:
        load(public).verify(utils.encode_dss_signature(r, s), data, ec.ECDSA(hashing(curve)))
    except (exceptions.InvalidSignature, ValueError, errors.KeyFormatError):
        return False
    return True


def arithmetic(curve: Curve) -> "ec.EllipticCurve":
    """Give the curve as the cryptography library has it."""
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.SECP256R1() if curve is P256 else ec.SECP384R1()


def hashing(curve: Curve) -> "hashes.HashAlgorithm":
    """Give the curve's hash as the cryptography library has it."""
    from cryptography.hazmat.primitives import hashes

    return hashes.SHA256() if curve is P256 else hashes.SHA384()


def _no_point(curve: str) -> errors.KeyFormatError:
    return errors.KeyFormatError(
        f"The key is no point of the curve {curve}.", remedy="Copy the whole key again."
    )
