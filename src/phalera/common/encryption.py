"""Secrets at rest: encrypted under keys that are kept outside the database.

What opens other people's backpacks is kept under keys of its own, so that whoever must read the one need not be able to
read the other.
"""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from phalera.common import errors


def encrypt(plain: bytes) -> bytes:
    """Encrypt a signing key under the first of the installation's encryption keys."""
    return _box(settings.ENCRYPTION_KEYS).encrypt(plain)


def decrypt(secret: bytes) -> bytes:
    """Decrypt a signing key under any of the installation's encryption keys; NotReadyError when none fits."""
    return _decrypt(secret, settings.ENCRYPTION_KEYS, "PHALERA_ENCRYPTION_KEYS")


def encrypt_token(plain: bytes) -> bytes:
    """Encrypt what opens a backpack under the first of the keys for that."""
    return _box(settings.TOKEN_KEYS).encrypt(plain)


def decrypt_token(secret: bytes) -> bytes:
    """Decrypt what opens a backpack; NotReadyError when no key fits.

    Under the encryption keys, too: before it had keys of its own, everything was encrypted under those.
    """
    return _decrypt(secret, (*settings.TOKEN_KEYS, *settings.ENCRYPTION_KEYS), "PHALERA_TOKEN_KEYS")


def renewed_token(secret: bytes) -> bytes | None:
    """Give what opens a backpack under the first of the keys for that, or None when it is so already.

    NotReadyError when no key fits.
    """
    try:
        _box(settings.TOKEN_KEYS[:1]).decrypt(secret)
    except InvalidToken:
        return encrypt_token(decrypt_token(secret))
    return None


def _decrypt(secret: bytes, keys: Sequence[str], variable: str) -> bytes:
    try:
        return _box(keys).decrypt(secret)
    except InvalidToken as error:
        raise errors.NotReadyError(
            "A stored secret was encrypted under another key than this installation has.",
            remedy=f"Put the encryption key of the backup into {variable}.",
        ) from error


def _box(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key.strip()) for key in keys])
