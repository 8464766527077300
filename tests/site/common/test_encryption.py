"""Secrets at rest are opened by any of the keys and told to nobody else."""

import pytest
from cryptography.fernet import Fernet

from phalera.common import encryption, errors


class TestEncryption:
    def test_gives_back_what_was_sealed(self):
        assert encryption.decrypt(encryption.encrypt(b"secret")) == b"secret"

    def test_shows_nothing_of_the_secret(self):
        assert b"secret" not in encryption.encrypt(b"secret")

    def test_opens_what_an_older_key_sealed(self, settings):
        old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
        settings.ENCRYPTION_KEYS = (old,)
        sealed = encryption.encrypt(b"secret")

        settings.ENCRYPTION_KEYS = (new, old)

        assert encryption.decrypt(sealed) == b"secret"

    def test_says_what_to_do_when_the_key_is_lost(self, settings):
        sealed = encryption.encrypt(b"secret")
        settings.ENCRYPTION_KEYS = (Fernet.generate_key().decode(),)

        with pytest.raises(errors.NotReadyError) as caught:
            encryption.decrypt(sealed)

        assert "PHALERA_ENCRYPTION_KEYS" in caught.value.remedy


class TestWhatOpensBackpacks:
    @pytest.fixture
    def keys(self, settings):
        old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
        settings.ENCRYPTION_KEYS, settings.TOKEN_KEYS = (old,), (new,)
        return settings

    def test_is_kept_under_keys_of_its_own(self, keys):
        sealed = encryption.encrypt_token(b"secret")

        assert encryption.decrypt_token(sealed) == b"secret"
        with pytest.raises(errors.NotReadyError):
            encryption.decrypt(sealed)

    def test_opens_when_it_was_encrypted_before_there_were_such_keys(self, keys):
        assert encryption.decrypt_token(encryption.encrypt(b"secret")) == b"secret"

    def test_is_brought_under_the_newest_key(self, keys):
        renewed = encryption.renewed_token(encryption.encrypt(b"secret"))
        keys.ENCRYPTION_KEYS = (Fernet.generate_key().decode(),)

        assert encryption.decrypt_token(renewed) == b"secret"
        assert encryption.renewed_token(renewed) is None

    def test_says_what_to_do_when_the_key_is_lost(self, keys):
        sealed = encryption.encrypt_token(b"secret")
        keys.TOKEN_KEYS = (Fernet.generate_key().decode(),)

        with pytest.raises(errors.NotReadyError) as caught:
            encryption.decrypt_token(sealed)

        assert "PHALERA_TOKEN_KEYS" in caught.value.remedy
