"""Ed25519: signing by the vectors of RFC 8032, and verifying that says no without raising."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalera_core import errors
from phalera_core.keys import signer

# RFC 8032 section 7.1, test 2.
SECRET = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


class TestEd25519Signer:
    def test_signs_as_the_standard_does(self):
        one = signer.Ed25519Signer(SECRET, key_id="did:example:1#key")

        assert (one.key_id, one.public, one.sign(b"\x72")) == ("did:example:1#key", PUBLIC, SIGNATURE)

    def test_does_not_show_its_secret(self):
        one = signer.Ed25519Signer(SECRET, key_id="did:example:1#key")

        assert "private" not in repr(one).lower()
        assert SECRET.hex() not in repr(one)

    def test_cannot_be_changed(self):
        one = signer.Ed25519Signer(SECRET, key_id="did:example:1#key")

        with pytest.raises(AttributeError):
            one.key_id = "did:example:2#key"

    @pytest.mark.parametrize("length", [0, 31, 64])
    def test_refuses_a_secret_of_another_length(self, length):
        with pytest.raises(errors.KeyFormatError, match="32 bytes"):
            signer.Ed25519Signer(b"\x01" * length, key_id="did:example:1#key")


class TestGenerate:
    def test_takes_its_randomness_from_the_caller(self):
        assert signer.generate(lambda length: SECRET[:length]) == SECRET

    def test_refuses_a_source_that_gives_too_little(self):
        with pytest.raises(errors.KeyFormatError):
            signer.generate(lambda _: b"short")


class TestVerifySignature:
    @given(st.binary(max_size=200), st.integers(0, 511))
    def test_holds_for_what_was_signed_and_for_no_changed_bit(self, data, bit):
        signature = signer.Ed25519Signer(SECRET, key_id="k").sign(data)
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8

        assert signer.verify_signature(PUBLIC, data, signature)
        assert not signer.verify_signature(PUBLIC, data, bytes(changed))
        assert not signer.verify_signature(PUBLIC, data + b"\x00", signature)

    @pytest.mark.parametrize("length", [0, 31, 33])
    def test_is_false_for_a_key_of_another_length(self, length):
        assert not signer.verify_signature(b"\x01" * length, b"\x72", SIGNATURE)

    @pytest.mark.parametrize("length", [0, 63, 65, 100_000])
    def test_is_false_for_a_signature_of_another_length(self, length):
        assert not signer.verify_signature(PUBLIC, b"\x72", SIGNATURE[:1] * length)
