"""The issuers' private keys: made, sealed and used here, and nowhere else (hardening, rules 19 and 20)."""

import functools
import os
from datetime import datetime

from django.db import IntegrityError, transaction

from phalera.authoring.models import Issuer
from phalera.common import encryption
from phalera.issuing import models
from phalera_core.keys import multikey, private, public, signer

# Proofs are eddsa-rdfc-2022. Of tokens, 1EdTech's validator takes RS256 and ES256 only, and RSA has no Multikey.
_KINDS = {models.Use.PROOF: public.Kind.ED25519, models.Use.TOKEN: public.Kind.P256}


def create(*, issuer: Issuer, use: models.Use = models.Use.PROOF, now: datetime) -> models.SigningKey:
    """Make and store the active key of an issuer for a use; IntegrityError when it has one."""
    secret = private.generate(_KINDS[use], os.urandom)
    return models.SigningKey.objects.create(
        issuer=issuer,
        use=use,
        public_multibase=multikey.encode(private.public_key(secret)),
        secret=encryption.encrypt(secret),
        created_at=now,
    )


def active_key(issuer: Issuer) -> models.SigningKey:
    """Give the key that signs for an issuer now."""
    return _active(issuer, models.Use.PROOF)


def ensure_token_key(issuer: Issuer, *, now: datetime) -> models.SigningKey:
    """Give the key that signs tokens for an issuer now, made when there is none.

    One that is known by its key has no other.
    """
    if not issuer.did.startswith("did:web:"):
        return active_key(issuer)
    try:
        return _active(issuer, models.Use.TOKEN)
    except models.SigningKey.DoesNotExist:
        try:
            with transaction.atomic():
                return create(issuer=issuer, use=models.Use.TOKEN, now=now)
        except IntegrityError:
            # Another made it at the same time.
            return _active(issuer, models.Use.TOKEN)


def active_signer(issuer: Issuer) -> signer.Signer:
    """Give what signs for an issuer now."""
    return signer_of(active_key(issuer), did=issuer.did)


def signer_of(key: models.SigningKey, *, did: str) -> signer.Signer:
    """Give what signs with a stored key; NotReadyError when no encryption key opens it."""
    return _signer(bytes(key.secret), key_id(did, key))


def key_id(did: str, key: models.SigningKey) -> str:
    """Give the name by which signatures call a key: the issuer's identifier and the public key itself."""
    return f"{did}#{key.public_multibase}"


def _active(issuer: Issuer, use: models.Use) -> models.SigningKey:
    return models.SigningKey.objects.get(issuer=issuer, state=models.KeyState.ACTIVE, use=use)


# Opening a secret costs as much as several signatures. Keyed by ciphertext: a key sealed anew is opened anew.
@functools.lru_cache(maxsize=64)
def _signer(sealed: bytes, name: str) -> signer.Signer:
    return private.load(encryption.decrypt(sealed), name)
