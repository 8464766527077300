"""Key files: a Multikey with its secret, as JSON that only its owner can read."""

import json
from typing import TYPE_CHECKING

from phalera.commands import files, problems

if TYPE_CHECKING:
    from phalera_core.keys import signer

_MAX_BYTES = 10_000


def dump(secret: bytes) -> bytes:
    """Write a secret with its public key and the did:key that names it."""
    from phalera_core.keys import dids, multikey, signer

    public = signer.public_key(secret)
    did = dids.did_key(public)
    content = {
        "type": "Multikey",
        "id": dids.did_key_verification_method(did),
        "controller": did,
        "publicKeyMultibase": multikey.encode_public(public),
        "secretKeyMultibase": multikey.encode_secret(secret),
    }
    return (json.dumps(content, indent=2) + "\n").encode()


def load(name: str) -> bytes:
    """Return the secret in a key file; CommandError, which never repeats it, when there is none."""
    from phalera_core import errors, strictjson
    from phalera_core.keys import multikey, signer

    data = files.read(name, max_bytes=_MAX_BYTES)
    try:
        content = strictjson.loads(data)
        secret_text = content.get("secretKeyMultibase") if isinstance(content, dict) else None
        if not isinstance(secret_text, str):
            raise _not_a_key(name)
        secret = multikey.decode_secret(secret_text)
        public = multikey.encode_public(signer.public_key(secret))
    except errors.CoreError as error:
        raise _not_a_key(name) from error
    if isinstance(content, dict) and content.get("publicKeyMultibase", public) != public:
        raise problems.CommandError(
            f"In {files.shown(name)} the secret and the public key do not belong together.",
            remedy="Use the file as `phalera keygen` wrote it.",
        )
    return secret


def signer_for(secret: bytes, issuer_id: str) -> "signer.Ed25519Signer":
    """Return a signer that signs in the name of the issuer; CommandError when the key cannot be the issuer's."""
    from phalera_core.keys import dids, multikey, signer

    public = signer.public_key(secret)
    own = dids.did_key(public)
    if issuer_id == own:
        return signer.Ed25519Signer(secret, dids.did_key_verification_method(own))
    if issuer_id.startswith(("did:web:", "https://")):
        # Whoever signs for a website publishes the key there; the name carries the key, which every verifier reads.
        return signer.Ed25519Signer(secret, f"{issuer_id}#{multikey.encode_public(public)}")
    raise problems.CommandError(
        "The issuer named in the credential is not the owner of this key.",
        remedy=f"Set issuer.id to {own}, or to the did:web that publishes the key.",
    )


def _not_a_key(name: str) -> problems.CommandError:
    return problems.CommandError(
        f"{files.shown(name)} is not a key file.", remedy="Make one with `phalera keygen -o KEYFILE`."
    )
