"""JSON Web Keys and sets of them (RFC 7517; RFC 7518, section 6; RFC 8037; thumbprints: RFC 7638)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.keys import base64url, curves, multikey, public

# Who publishes one of these has given the key away; `k` is the secret of HMAC.
_SECRET = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
_ALGORITHMS: Mapping[public.Kind, tuple[str, ...]] = {
    public.Kind.ED25519: ("EdDSA", "Ed25519"),  # RFC 8037, and its newer name by RFC 9864
    public.Kind.P256: (curves.P256.algorithm,),
    public.Kind.P384: (curves.P384.algorithm,),
    public.Kind.RSA: ("RS256",),
}
_MAX_TEXT = 1_400  # letters of an RSA modulus of 8,192 bits, and a little more


def algorithms(key: bytes) -> tuple[str, ...]:
    """Give the names that JWS has for signing with this key, the one we write first."""
    return _ALGORITHMS[public.kind_of(key)]


def read(jwk: Mapping[str, Any]) -> bytes:
    """Return the raw public key of a JWK.

    Raises KeyFormatError when it is malformed, weak, secret or not for verifying, UnsupportedKeyError when its kind is
    none of ours.
    """
    if any(name in jwk for name in _SECRET):
        raise errors.KeyFormatError(
            "The key holds secret parts, which must never be published.",
            remedy="The issuer must make a new key.",
        )
    key = _read(jwk)
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not (isinstance(operations, list) and "verify" in operations):
        raise errors.KeyFormatError(
            "The key is not meant for checking signatures.", remedy="Use the issuer's signing key."
        )
    if "alg" in jwk and jwk["alg"] not in algorithms(key):
        raise errors.KeyFormatError(
            "The key is meant for another way of signing.",
            remedy="Use the key that belongs to the signature.",
        )
    return key


def write(key: bytes) -> dict[str, str]:
    """Return the JWK of a raw public key, with the members that its thumbprint covers; KeyFormatError for none."""
    match public.kind_of(key):
        case public.Kind.ED25519:
            return {"crv": "Ed25519", "kty": "OKP", "x": base64url.encode(key)}
        case public.Kind.P256 | public.Kind.P384 as kind:
            point = curves.load(key).public_numbers()
            length = len(key) - 1
            x, y = (base64url.encode(n.to_bytes(length, "big")) for n in (point.x, point.y))
            return {"crv": kind.value, "kty": "EC", "x": x, "y": y}
        case public.Kind.RSA:
            numbers = public.load_rsa(key).public_numbers()
            return {"e": _unsigned(numbers.e), "kty": "RSA", "n": _unsigned(numbers.n)}


def thumbprint(key: bytes) -> str:
    """Return the SHA-256 thumbprint of a raw public key (RFC 7638, section 3)."""
    text = json.dumps(write(key), separators=(",", ":"), sort_keys=True)
    return base64url.encode(hashlib.sha256(text.encode("ascii")).digest())


def find(jwks: Mapping[str, Any], names: tuple[str, ...]) -> Mapping[str, Any] | None:
    """Return the one key of a JWK Set with one of these key ids, or None; KeyFormatError when two have it."""
    keys = jwks.get("keys")
    listed = keys if isinstance(keys, list) else []
    found = [key for key in listed if isinstance(key, Mapping) and key.get("kid") in names]
    if len(found) > 1:
        raise errors.KeyFormatError(
            "Two keys are published under the same name, so nobody can tell which one is meant.",
            remedy="The issuer must give each key a name of its own.",
        )
    return found[0] if found else None


def _read(jwk: Mapping[str, Any]) -> bytes:
    match jwk.get("kty"), jwk.get("crv"):
        case "OKP", "Ed25519":
            return _fixed(jwk, "x", multikey.KEY_LENGTH)
        case "EC", curves.P256.name:
            return _point(jwk, curves.P256)
        case "EC", curves.P384.name:
            return _point(jwk, curves.P384)
        case "RSA", _:
            return _rsa(_number(jwk, "n"), _number(jwk, "e"))
        case _:
            raise errors.UnsupportedKeyError(
                "The key is of a kind that is not supported.",
                remedy="Use an Ed25519, P-256, P-384 or RSA key.",
            )


def _point(jwk: Mapping[str, Any], curve: curves.Curve) -> bytes:
    x, y = _fixed(jwk, "x", curve.number), _fixed(jwk, "y", curve.number)
    key = bytes([2 + (y[-1] & 1)]) + x
    # The compressed form knows two points for an x; the y given must be one of them.
    if curves.load(key).public_numbers().y != int.from_bytes(y, "big"):
        raise _malformed("y")
    return key


def _rsa(modulus: int, exponent: int) -> bytes:
    from cryptography.hazmat.primitives.asymmetric import rsa

    public.check_rsa(modulus, exponent)
    return public.of(rsa.RSAPublicNumbers(exponent, modulus).public_key())


def _fixed(jwk: Mapping[str, Any], name: str, length: int) -> bytes:
    data = _bytes(jwk, name)
    if len(data) != length:
        raise _malformed(name)
    return data


def _number(jwk: Mapping[str, Any], name: str) -> int:
    data = _bytes(jwk, name)
    # Base64urlUInt has no leading zeros (RFC 7518, section 2); our own check knows one spelling for each key.
    if not data or data[0] == 0:
        raise _malformed(name)
    return int.from_bytes(data, "big")


def _bytes(jwk: Mapping[str, Any], name: str) -> bytes:
    text = jwk.get(name)
    if not isinstance(text, str) or len(text) > _MAX_TEXT:
        raise _malformed(name)
    return base64url.decode(text)


def _unsigned(number: int) -> str:
    return base64url.encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _malformed(name: str) -> errors.KeyFormatError:
    return errors.KeyFormatError(
        f"The key is malformed: {name}.", field=name, remedy="Copy the whole key again."
    )
