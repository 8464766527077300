"""Compact JWS (RFC 7515, sections 3.1 and 5), as narrow as badges need it: nothing is negotiable.

The algorithm is decided by the key that the issuer publishes; the token may only agree with it.
"""

import dataclasses
import functools
from collections.abc import Mapping
from typing import Any

from phalera_core import errors, strictjson
from phalera_core.keys import base64url, jwk, public, signer

# The bound of a picture's credential too: a badge may include its picture in a token as well as in JSON.
MAX_TOKEN = 1_000_000
_MAX_HEADER = 8_000  # letters; the largest honest one holds an RSA key.
# OB 3.0, section 8.2.4.1, and `cty` as VC-JOSE-COSE writes it. Whatever fetches a key, unpacks or changes the rules
# (jku, x5u, x5c, zip, b64, crit) has no place here.
_ALLOWED = frozenset({"alg", "kid", "jwk", "typ", "cty"})
_PARTS = 3
# Tokens whose holder shows some of what was signed (RFC 9901), by the types that W3C's and IETF's credentials give them.
_SELECTIVE = ("vc+sd-jwt", "vc-ld+sd-jwt", "dc+sd-jwt", "sd-jwt")
# Signatures by public keys that we do not check; anything else is no signature at all.
_OTHERS = frozenset({"RS384", "RS512", "PS256", "PS384", "PS512", "ES256K", "ES512", "Ed448", "ML-DSA-44"})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token taken apart; nothing of it is verified yet."""

    header: Mapping[str, Any]
    payload: bytes
    signed: bytes
    signature: bytes


def write(payload: bytes, key: signer.Signer, *, header: Mapping[str, str]) -> bytes:
    """Sign a payload; `header` is what stands beside `alg`, which the kind of the key decides."""
    protected = _protected(jwk.algorithms(key.public)[0], tuple(header.items()))
    signed = f"{protected}.{base64url.encode(payload)}".encode("ascii")
    return signed + b"." + base64url.encode(key.sign(signed)).encode("ascii")


def read(token: bytes) -> Token:
    """Take a token apart strictly.

    Raises TooLargeError, ProofError when it is malformed or says what it must not, and UnsupportedProofError when its
    algorithm, or its kind, is a good one that we do not check.
    """
    if len(token) > MAX_TOKEN:
        raise errors.TooLargeError(
            f"The token has {len(token):,} bytes; {MAX_TOKEN:,} are the limit.",
            limit=MAX_TOKEN,
            remedy="Link pictures and evidence instead of including them.",
        )
    if b"~" in token:
        raise _selective()
    parts = token.split(b".")
    if len(parts) != _PARTS or not all(parts[:2]) or len(parts[0]) > _MAX_HEADER:
        raise _malformed("It does not have the three parts of a token")
    try:
        header, payload, signature = (base64url.decode(part.decode("ascii")) for part in parts)
        protected = strictjson.loads(header)
    except (UnicodeDecodeError, errors.CoreError) as error:
        raise _malformed("A part of it cannot be read") from error
    if not isinstance(protected, dict):
        raise _malformed("Its header is no object")
    _check_header(protected)
    return Token(header=protected, payload=payload, signed=token.rpartition(b".")[0], signature=signature)


def verify(token: Token, key: bytes) -> None:
    """Check the signature with a raw public key; ProofError when it does not fit, or the key is for another algorithm."""
    if token.header["alg"] not in jwk.algorithms(key):
        raise errors.ProofError(
            "The token names another way of signing than its key is for.",
            field="alg",
            remedy="Ask the issuer for the original badge.",
        )
    if not public.verify(key, token.signed, token.signature):
        raise errors.ProofError(
            "The signature does not fit the token and the key: one of them was changed.",
            remedy="Ask the issuer for the original badge.",
        )


@functools.lru_cache(maxsize=256)
def _protected(algorithm: str, header: tuple[tuple[str, str], ...]) -> str:
    """Write a header; all tokens of a key have the same."""
    return base64url.encode(strictjson.dumps({"alg": algorithm, **dict(header)}))


def _check_header(header: Mapping[str, Any]) -> None:
    algorithm = header.get("alg")
    if not isinstance(algorithm, str):
        raise _malformed("It does not name the way it was signed")
    if algorithm.lower() == "none":
        raise _malformed("It is not signed, so anybody could have written it")
    if algorithm not in {"RS256", "ES256", "ES384", "EdDSA", "Ed25519"}:
        if algorithm in _OTHERS:
            raise errors.UnsupportedProofError(
                f"It is signed with {algorithm}, which is not supported.",
                kind=algorithm,
                remedy="Ask the issuer for one signed with RS256, ES256, ES384 or EdDSA.",
            )
        raise _malformed("It is signed in a way that proves nothing about who signed it")
    if header.get("typ") in _SELECTIVE:
        raise _selective()
    strange = sorted(header.keys() - _ALLOWED)
    if strange:
        raise _malformed(f"Its header says something that a badge's must not: {strange[0][:40]!a}")
    if not isinstance(header.get("kid", ""), str) or not isinstance(header.get("jwk", {}), dict):
        raise _malformed("Its header names the key in no known way")
    for name in ("typ", "cty"):
        if not isinstance(header.get(name, ""), str):
            raise _malformed(f"Its header's {name} is no text")


def _selective() -> errors.UnsupportedProofError:
    return errors.UnsupportedProofError(
        "It is signed as an SD-JWT, of which its holder shows a part; that is not supported.",
        kind="SD-JWT",
        remedy="Ask for the whole badge, signed with an embedded proof or as a plain token (JWT).",
    )


def _malformed(reason: str) -> errors.ProofError:
    return errors.ProofError(f"{reason}.", remedy="Ask the issuer for the original badge.")
