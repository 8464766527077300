"""The issuers' private keys: made, sealed and used here, and nowhere else (hardening, rules 19 and 20)."""

import functools
import os
from datetime import datetime

from phalera.authoring.models import Issuer
from phalera.common import encryption
from phalera.issuing import models
from phalera_core.keys import multikey, signer


def create(*, issuer: Issuer, now: datetime) -> models.SigningKey:
    """Make and store the active key of an issuer; IntegrityError when it has one."""
    secret = signer.generate(os.urandom)
    return models.SigningKey.objects.create(
        issuer=issuer,
        public_multibase=multikey.encode_public(signer.public_key(secret)),
        secret=encryption.encrypt(secret),
        created_at=now,
    )


def active_key(issuer: Issuer) -> models.SigningKey:
    """Give the key that signs for an issuer now."""
    return models.SigningKey.objects.get(issuer=issuer, state=models.KeyState.ACTIVE)


def active_signer(issuer: Issuer) -> signer.Ed25519Signer:
    """Give what signs for an issuer now."""
    return signer_of(active_key(issuer), did=issuer.did)


def signer_of(key: models.SigningKey, *, did: str) -> signer.Ed25519Signer:
    """Give what signs with a stored key; NotReadyError when no encryption key opens it."""
    return _signer(bytes(key.secret), key_id(did, key))


def key_id(did: str, key: models.SigningKey) -> str:
    """Give the name by which proofs call a key: the issuer's identifier and the public key itself."""
    return f"{did}#{key.public_multibase}"


# Opening a secret costs as much as several signatures. Keyed by ciphertext: a key sealed anew is opened anew.
@functools.lru_cache(maxsize=64)
def _signer(sealed: bytes, name: str) -> signer.Ed25519Signer:
    return signer.Ed25519Signer(encryption.decrypt(sealed), name)
