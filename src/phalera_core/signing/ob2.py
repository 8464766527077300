"""Open Badges 2.0 of the signed kind: a compact JWS over the assertion (OB 2.0, 5.3; RS256 is what all verifiers read)."""

from collections.abc import Mapping
from typing import Any

from phalera_core import errors, strictjson
from phalera_core.documents import text, v2
from phalera_core.keys import public, signer
from phalera_core.signing import jws


def sign(assertion: Mapping[str, Any], key: signer.Signer) -> bytes:
    """Give the assertion as a token.

    Raises DocumentError when it is not one of the signed kind, or names another key as its creator.
    """
    verification = assertion.get("verification")
    kind = verification.get("type") if isinstance(verification, Mapping) else None
    creator = verification.get("creator") if isinstance(verification, Mapping) else None
    if assertion.get("type") != "Assertion" or kind != "SignedBadge":
        raise errors.ValueRefusedError(
            "This is no assertion of the signed kind.",
            field="verification.type",
            remedy="Set verification to {“type”: “SignedBadge”, “creator”: the address of the key}.",
        )
    if creator != key.key_id:
        raise errors.ValueRefusedError(
            "The assertion names another key as the one that signs it.",
            field="verification.creator",
            remedy=f"Set it to {key.key_id}.",
        )
    text.check_all(assertion)
    return jws.write(strictjson.dumps(assertion), key, header={})


def key_document(key: signer.Signer, *, owner: str) -> v2.CryptographicKey:
    """Give what an issuer publishes at the address of a key; its profile must name that address, too."""
    return v2.CryptographicKey(id=key.key_id, owner=owner, public_key_pem=public.to_pem(key.public))
