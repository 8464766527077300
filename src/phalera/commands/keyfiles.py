"""Key files: a public key with its secret, as JSON that only its owner can read.

Ed25519 and P-256 are Multikeys; RSA, which has no Multikey, is a JsonWebKey (Controlled Identifiers 1.0, 2.2.2 and 2.2.3).
"""

import json
from typing import TYPE_CHECKING

from phalera.commands import files, problems

if TYPE_CHECKING:
    from phalera_core.keys import signer

_MAX_BYTES = 20_000


def dump(secret: bytes) -> bytes:
    """Write a secret with its public key and the DID that names it."""
    from phalera_core.keys import base64url, jwk, multikey, private, public

    raw = private.public_key(secret)
    did = did_of(secret)
    content: dict[str, object] = {"type": "Multikey", "id": _method_of(did), "controller": did}
    match public.kind_of(raw):
        case public.Kind.ED25519:
            content["publicKeyMultibase"] = multikey.encode(raw)
            content["secretKeyMultibase"] = multikey.encode_secret(secret)
        case public.Kind.P256:
            content["publicKeyMultibase"] = multikey.encode(raw)
            content["secretKeyMultibase"] = multikey.encode_p256_secret(private.p256_number(secret))
        case public.Kind.RSA | public.Kind.P384:
            content["type"] = "JsonWebKey"
            content["publicKeyJwk"] = jwk.write(raw)
            # PKCS #8 keeps all parts of the secret together; a reader can only take it whole.
            content["secretKeyPkcs8"] = base64url.encode(secret)
    return (json.dumps(content, indent=2) + "\n").encode()


def did_of(secret: bytes) -> str:
    """Return the DID that is the key: a did:key, or of RSA a did:jwk."""
    from phalera_core.keys import dids, private, public

    raw = private.public_key(secret)
    return dids.did_jwk(raw) if public.kind_of(raw) is public.Kind.RSA else dids.did_key(raw)


def load(name: str) -> bytes:
    """Return the secret in a key file; CommandError, which never repeats it, when there is none."""
    from phalera_core import errors, strictjson
    from phalera_core.keys import private

    data = files.read(name, max_bytes=_MAX_BYTES)
    try:
        content = strictjson.loads(data)
        if not isinstance(content, dict):
            raise _not_a_key(name)
        secret = _secret_in(content)
        if secret is None:
            raise _not_a_key(name)
        public = private.public_key(secret)
    except errors.CoreError as error:
        raise _not_a_key(name) from error
    if not _belongs(content, public):
        raise problems.CommandError(
            f"In {files.shown(name)} the secret and the public key do not belong together.",
            remedy="Use the file as `phalera keygen` wrote it.",
        )
    return secret


def signer_for(secret: bytes, issuer_id: str) -> "signer.Signer":
    """Return a signer that signs in the name of the issuer; CommandError when the key cannot be the issuer's."""
    from phalera_core.keys import dids, jwk, multikey, private, public

    raw = private.public_key(secret)
    is_rsa = public.kind_of(raw) is public.Kind.RSA
    own = {dids.did_jwk(raw)} | (set() if is_rsa else {dids.did_key(raw)})
    if issuer_id in own:
        return private.load(secret, _method_of(issuer_id))
    if issuer_id.startswith(("did:web:", "https://")):
        # Whoever signs for a website publishes the key there; the name carries the key, which every verifier reads.
        name = jwk.thumbprint(raw) if is_rsa else multikey.encode(raw)
        return private.load(secret, f"{issuer_id}#{name}")
    raise problems.CommandError(
        "The issuer named in the credential is not the owner of this key.",
        remedy=f"Set issuer.id to {did_of(secret)}, or to the did:web that publishes the key.",
    )


def _method_of(did: str) -> str:
    from phalera_core.keys import dids

    return f"{did}#0" if did.startswith("did:jwk:") else dids.did_key_verification_method(did)


def _secret_in(content: dict[str, object]) -> bytes | None:
    from phalera_core.keys import base64url, multikey, private

    multibase, pkcs8 = content.get("secretKeyMultibase"), content.get("secretKeyPkcs8")
    if isinstance(pkcs8, str):
        return base64url.decode(pkcs8)
    if not isinstance(multibase, str):
        return None
    if multibase.startswith(("z42t", "z42u")):
        return private.p256_secret(int.from_bytes(multikey.decode_p256_secret(multibase), "big"))
    return multikey.decode_secret(multibase)


def _belongs(content: dict[str, object], raw: bytes) -> bool:
    from phalera_core.keys import jwk, multikey, public

    if public.kind_of(raw) is public.Kind.RSA:
        return content.get("publicKeyJwk", jwk.write(raw)) == jwk.write(raw)
    return content.get("publicKeyMultibase", multikey.encode(raw)) == multikey.encode(raw)


def _not_a_key(name: str) -> problems.CommandError:
    return problems.CommandError(
        f"{files.shown(name)} is not a key file.", remedy="Make one with `phalera keygen -o KEYFILE`."
    )
