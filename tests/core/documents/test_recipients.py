"""Salted hashes of recipients."""

import pytest

from phalera_core import errors
from phalera_core.documents import recipients, v2, v3


def entry(hash_, *, salt="Kosher", hashed=True):
    return v3.IdentityObject(hashed=hashed, identity_hash=hash_, identity_type="emailAddress", salt=salt)


class TestAHashedIdentity:
    def test_is_the_check_value_of_the_standard(self):
        assert recipients.hash_identity("a@example.com", "Kosher") == (
            "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
        )

    @pytest.mark.parametrize("identifier", ["a@example.com", " a@example.com ", "A@Example.com"])
    def test_matches_its_identifier_however_people_type_it(self, identifier):
        assert recipients.matches(entry(recipients.hash_identity("a@example.com", "Kosher")), identifier)

    def test_matches_in_upper_case_and_as_md5(self):
        hexadecimal = recipients.hash_identity("a@example.com", "Kosher").partition("$")[2]

        assert recipients.matches(entry(f"sha256${hexadecimal.upper()}"), "a@example.com")
        assert recipients.matches(entry("md5$9c9b0bba0a3ff1f3d0c0a0d87c4f5b8a", salt=None), "x") is False
        assert recipients.matches(entry("md5$5d41402abc4b2a76b9719d911017c592", salt=None), "hello")

    @pytest.mark.parametrize("hash_", ["", "sha256$", "sha1$00", "b5809d8a", "sha256$é", "a@example.com"])
    def test_matches_nothing_when_it_is_no_hash(self, hash_):
        assert not recipients.matches(entry(hash_), "a@example.com")

    def test_matches_nobody_else(self):
        assert not recipients.matches(
            entry(recipients.hash_identity("a@example.com", "Kosher")), "b@example.com"
        )

    def test_matches_in_open_badges_2_too(self):
        identity = recipients.hash_identity("a@example.com")

        assert recipients.matches(v2.IdentityObject(hashed=True, identity=identity), "a@example.com")

    def test_is_not_made_of_half_a_character(self):
        with pytest.raises(errors.ValueRefusedError):
            recipients.hash_identity("\ud800")


class TestAPlainIdentity:
    def test_is_compared_as_text(self):
        plain = entry("Leo@example.org", hashed=False)

        assert recipients.matches(plain, "leo@example.org")
        assert not recipients.matches(plain, "eve@example.org")
