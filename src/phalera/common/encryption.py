"""Secrets at rest: encrypted under keys that are kept outside the database."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from phalera.common import errors


def encrypt(plain: bytes) -> bytes:
    """Encrypt under the first of the installation's encryption keys."""
    return _keys().encrypt(plain)


def decrypt(secret: bytes) -> bytes:
    """Decrypt under any of the installation's encryption keys; NotReadyError when none fits."""
    try:
        return _keys().decrypt(secret)
    except InvalidToken as error:
        raise errors.NotReadyError(
            "A stored secret was encrypted under another key than this installation has.",
            remedy="Put the encryption key of the backup into PHALERA_ENCRYPTION_KEYS.",
        ) from error


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key.strip()) for key in settings.ENCRYPTION_KEYS])
