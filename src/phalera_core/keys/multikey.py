"""Ed25519 keys as Multikey strings (Controlled Identifiers 1.0, section 2.2.2).

A Multikey is ``z`` (base58btc) over two bytes that name the kind of key and the raw key itself.
"""

import re

import base58

from phalera_core import errors
from phalera_core.keys import multibase

KEY_LENGTH = 32  # bytes of an Ed25519 public key and of its secret seed, RFC 8032 section 5.1.5

_PUBLIC_PREFIX = b"\xed\x01"  # multicodec ed25519-pub, 0xed as varint
_SECRET_PREFIX = b"\x80\x26"  # multicodec ed25519-priv, 0x1300 as varint
_OTHER_KINDS = {
    b"\x80\x24": "P-256",
    b"\x81\x24": "P-384",
    b"\xe7\x01": "secp256k1",
    b"\xec\x01": "X25519",
    _PUBLIC_PREFIX: "public Ed25519",
    _SECRET_PREFIX: "secret Ed25519",
}

# Decoding base58 costs the square of its length, so a text is measured before it is decoded. The longest
# Multikey in use (P-384) has 69 characters. base58 also ignores white space at the end, and we do not.
_MULTIBASE = re.compile(r"z[1-9A-HJ-NP-Za-km-z]{2,100}")


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
            f"An Ed25519 key has {KEY_LENGTH} bytes, this one has {len(raw)}.",
            remedy="Give the raw key, without any wrapping.",
        )
    return multibase.encode(prefix + raw)


def _decode(prefix: bytes, multikey: str) -> bytes:
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
    if len(raw) != KEY_LENGTH:
        raise errors.KeyFormatError(
            f"The key has {len(raw)} bytes; a {kind} key has {KEY_LENGTH}.",
            remedy="Copy the whole key again.",
        )
    return raw
