"""Badges that are signed themselves: a JWS with RS256 (§4)."""

import base64
import binascii
import json
import re
from typing import Any

from cryptography import exceptions
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

_JWS = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")


def is_jws(text: str) -> bool:
    """Say whether this looks like a JWS."""
    return _JWS.fullmatch(text) is not None


def payload(text: str) -> dict[str, Any]:
    """Give what a JWS says, whoever signed it; ValueError when it says nothing."""
    try:
        found = json.loads(_decoded(text.split(".")[1]))
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if not isinstance(found, dict):
        raise ValueError("not a document")  # noqa: TRY004  # one error for all that is unreadable
    return found


def is_good(text: str, pem: str) -> bool:
    """Say whether the holder of this key signed it."""
    header, body, signature = text.split(".")
    try:
        if json.loads(_decoded(header)).get("alg") != "RS256":
            return False
        key = serialization.load_pem_public_key(pem.encode())
        if not isinstance(key, rsa.RSAPublicKey):
            return False
        key.verify(_decoded(signature), f"{header}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
    except (ValueError, AttributeError, exceptions.InvalidSignature):
        return False
    return True


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
