"""Ed25519, P-256 and P-384 keys as Multikey strings (Controlled Identifiers 1.0, section 2.2.2).

A Multikey is ``z`` (base58btc) over two bytes that name the kind of key and the raw key itself. The length of a raw
public key tells its kind: 32 bytes are Ed25519, the 33 or 49 of a compressed point are P-256 or P-384.
"""

import re

import base58

from phalera_core import errors
from phalera_core.keys import curves, multibase

KEY_LENGTH = 32  # bytes of an Ed25519 public key and of its secret seed, RFC 8032 section 5.1.5
P256_SECRET_LENGTH = 32  # bytes of the secret number of a P-256 key, SEC 1 section 2.3.7

_PUBLIC_PREFIX = b"\xed\x01"  # multicodec ed25519-pub, 0xed as varint
_SECRET_PREFIX = b"\x80\x26"  # multicodec ed25519-priv, 0x1300 as varint
_P256_SECRET_PREFIX = b"\x86\x26"  # multicodec p256-priv, 0x1306 as varint
_OTHER_KINDS = {
    **{curve.multicodec: curve.name for curve in curves.ALL},
    _P256_SECRET_PREFIX: "secret P-256",
    b"\xe7\x01": "secp256k1",
    b"\xec\x01": "X25519",
    _PUBLIC_PREFIX: "public Ed25519",
    _SECRET_PREFIX: "secret Ed25519",
}

# How the Multikeys of a curve begin, whatever the key.
_CURVES = {"zDn": curves.P256, "z82": curves.P384}

# Decoding base58 costs the square of its length, so a text is measured before it is decoded. The longest
# Multikey in use (P-384) has 69 characters. base58 also ignores white space at the end, and we do not.
_MULTIBASE = re.compile(r"z[1-9A-HJ-NP-Za-km-z]{2,100}")


def encode(public: bytes) -> str:
    """Write a raw public key of Ed25519 (``z6Mk…``), P-256 (``zDn…``) or P-384 (``z82…``); KeyFormatError for others."""
    curve = curves.of(public)
    if curve is None:
        return encode_public(public)
    curves.load(public)
    return multibase.encode(curve.multicodec + public)


def decode(multikey: str) -> bytes:
    """Read the raw public key of Ed25519, P-256 or P-384 from a Multikey; KeyFormatError when it is anything else."""
    curve = _CURVES.get(multikey[:3])
    if curve is None:
        return decode_public(multikey)
    public = _decode(curve.multicodec, multikey, curve.point)
    curves.load(public)
    return public


def is_public(text: str) -> bool:
    """Say whether a text begins as the Multikey of a public key that we read."""
    return text.startswith(("z6Mk", *_CURVES))


def encode_p256_secret(secret: bytes) -> str:
    """Write the 32-byte secret of a P-256 key; KeyFormatError when it has another length."""
    return _encode(_P256_SECRET_PREFIX, secret)


def decode_p256_secret(multikey: str) -> bytes:
    """Read the 32-byte secret of a P-256 key; KeyFormatError, which never repeats it, otherwise."""
    return _decode(_P256_SECRET_PREFIX, multikey)


def encode_public(public: bytes) -> str:
    """Write a raw 32-byte public key as ``z6Mk…``; KeyFormatError when it has another length."""
    return _encode(_PUBLIC_PREFIX, public)


def decode_public(multikey: str) -> bytes:
    """Read the raw 32-byte public key from ``z6Mk…``; KeyFormatError when it is anything else."""
    return _decode(_PUBLIC_PREFIX, multikey)


def encode_secret(secret: bytes) -> str:
    """Write a raw 32-byte secret seed as ``z3u2…``; KeyFormatError when it has another length."""
    return _encode(_SECRET_PREFIX, secret)


def decode_secret(multikey: str) -> bytes:
    """Read the raw 32-byte secret seed from ``z3u2…``; KeyFormatError, which never repeats it, otherwise."""
    return _decode(_SECRET_PREFIX, multikey)


def _encode(prefix: bytes, raw: bytes) -> str:
    if len(raw) != KEY_LENGTH:
        raise errors.KeyFormatError(
            f"A {_OTHER_KINDS[prefix]} key has {KEY_LENGTH} bytes, this one has {len(raw)}.",
            remedy="Give the raw key, without any wrapping.",
        )
    return multibase.encode(prefix + raw)


def _decode(prefix: bytes, multikey: str, length: int = KEY_LENGTH) -> bytes:
    kind = _OTHER_KINDS[prefix]
    if not _MULTIBASE.fullmatch(multikey):
        raise errors.KeyFormatError(
            "The key is not a Multikey: it must be z followed by base58 letters and digits.",
            remedy=f"Use the Multikey form of a {kind} key.",
        )
    decoded = base58.b58decode(multikey[1:])
    found, raw = decoded[:2], decoded[2:]
    if found != prefix:
        raise errors.KeyFormatError(
            f"The key is a {_OTHER_KINDS.get(found, 'different')} key, not a {kind} key.",
            remedy=f"Use a {kind} key.",
        )
    if len(raw) != length:
        raise errors.KeyFormatError(
            f"The key has {len(raw)} bytes; a {kind} key has {length}.",
            remedy="Copy the whole key again.",
        )
    return raw
