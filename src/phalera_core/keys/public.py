"""Public keys of the kinds that badges are signed with, each as raw bytes whose length tells the kind.

Ed25519 is its 32 bytes, P-256 and P-384 the 33 and 49 of their compressed points; anything longer is RSA as
SubjectPublicKeyInfo (DER).
"""

import enum
import functools
from typing import TYPE_CHECKING

from phalera_core import errors
from phalera_core.keys import curves, multikey, signer

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

MIN_RSA_BITS = 2_048  # RFC 7518, section 3.3
MAX_RSA_BITS = 8_192  # Beyond, one check of a stranger's badge costs as much as a hundred.
_EXPONENTS = range(65_537, 1 << 32)  # NIST SP 800-56B, section 6.2; smaller ones are weak, larger ones slow.
# Keys of one maker's chips can be factored (ROCA, CVE-2017-15361): modulo each of these primes their modulus is a power
# of 65,537. Of honest keys one in 2^27 looks so by chance.
_ROCA = (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
         113, 127, 131, 137, 139, 149, 151, 157, 163, 167)  # fmt: skip


class Kind(enum.StrEnum):
    """A kind of key, by the name of the curve or the method."""

    ED25519 = "Ed25519"
    P256 = curves.P256.name
    P384 = curves.P384.name
    RSA = "RSA"


def kind_of(public: bytes) -> Kind:
    """Say of which kind a raw public key is."""
    if len(public) == multikey.KEY_LENGTH:
        return Kind.ED25519
    curve = curves.of(public)
    return Kind(curve.name) if curve else Kind.RSA


def verify(public: bytes, data: bytes, signature: bytes) -> bool:
    """Say whether the holder of the key signed `data`: with EdDSA, ES256, ES384 or RS256, as the key's kind has it.

    RFC 8032; RFC 7518, sections 3.3 and 3.4.
    """
    match kind_of(public):
        case Kind.ED25519:
            return signer.verify_signature(public, data, signature)
        case Kind.P256 | Kind.P384:
            return curves.verify(public, data, signature)
        case Kind.RSA:
            return _verify_rsa(public, data, signature)


@functools.lru_cache(maxsize=128)
def load_rsa(public: bytes) -> "rsa.RSAPublicKey":
    """Load an RSA key from its DER; KeyFormatError when it is none, or a weak one."""
    from cryptography import exceptions
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    try:
        key = serialization.load_der_public_key(public)
    except (ValueError, exceptions.UnsupportedAlgorithm) as error:
        raise _no_key() from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise _no_key()
    check_rsa(key.public_numbers().n, key.public_numbers().e)
    return key


def check_rsa(modulus: int, exponent: int) -> None:
    """Raise KeyFormatError when an RSA key is weak, or so large that checking with it is an attack."""
    bits = modulus.bit_length()
    if not MIN_RSA_BITS <= bits <= MAX_RSA_BITS or not modulus & 1:
        raise errors.KeyFormatError(
            f"An RSA key must have {MIN_RSA_BITS:,} to {MAX_RSA_BITS:,} bits, this one has {bits:,}.",
            remedy="The issuer must sign with a key of another size.",
        )
    if all(_is_power(modulus % prime, prime) for prime in _ROCA):
        raise errors.KeyFormatError(
            "The RSA key can be broken: it comes from a chip that makes weak ones (ROCA).",
            remedy="The issuer must make a new key, and issue the badge again.",
        )
    if exponent not in _EXPONENTS or not exponent & 1:
        raise errors.KeyFormatError(
            "The RSA key has an unsafe exponent.", remedy="The issuer must sign with another key."
        )


def from_pem(pem: str) -> bytes:
    """Return the raw key of a PEM (Open Badges 2.0, CryptographicKey); KeyFormatError when it holds none of ours."""
    from cryptography import exceptions
    from cryptography.hazmat.primitives import serialization

    if "PRIVATE" in pem:
        raise errors.KeyFormatError(
            "A secret key was published in place of the public one.", remedy="The issuer must make a new key."
        )
    try:
        key = serialization.load_pem_public_key(pem.encode("ascii"))
    except (ValueError, exceptions.UnsupportedAlgorithm) as error:
        raise _no_key() from error
    return of(key)


def to_pem(public: bytes) -> str:
    """Write a raw key as PEM (RFC 7468, section 13); KeyFormatError when it is none."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519

    key: ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
    match kind_of(public):
        case Kind.ED25519:
            key = ed25519.Ed25519PublicKey.from_public_bytes(public)
        case Kind.P256 | Kind.P384:
            key = curves.load(public)
        case Kind.RSA:
            key = load_rsa(public)
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode("ascii")


def of(key: object) -> bytes:
    """Return the raw form of a key of the cryptography library; KeyFormatError when it is none of ours."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(key, ed25519.Ed25519PublicKey):
        return key.public_bytes_raw()
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1 | ec.SECP384R1):
        return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
    if isinstance(key, rsa.RSAPublicKey):
        check_rsa(key.public_numbers().n, key.public_numbers().e)
        return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    raise errors.UnsupportedKeyError(
        "The key is of a kind that is not supported.", remedy="Use an Ed25519, P-256, P-384 or RSA key."
    )


def _is_power(rest: int, prime: int) -> bool:
    """Say whether `rest` is a power of 65,537 modulo a small prime."""
    power = 1
    for _ in range(prime):
        if power == rest:
            return True
        power = power * 65_537 % prime
    return False


def _verify_rsa(public: bytes, data: bytes, signature: bytes) -> bool:
    from cryptography import exceptions
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    try:
        load_rsa(public).verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    except (exceptions.InvalidSignature, ValueError, errors.KeyFormatError):
        return False
    return True


def _no_key() -> errors.KeyFormatError:
    return errors.KeyFormatError("This is no public key.", remedy="Give an Ed25519, P-256, P-384 or RSA key.")
