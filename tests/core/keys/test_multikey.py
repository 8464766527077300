"""Multikeys: Ed25519 and P-256 in base58btc with their multicodec, and what is refused."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from phalera_core import errors
from phalera_core.keys import multibase, multikey, signer

# Key pair of the W3C eddsa-rdfc-2022 example, "Data Integrity EdDSA Cryptosuites", appendix B.1.
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"

keys = st.binary(min_size=32, max_size=32)


class TestMultikey:
    def test_reads_the_key_pair_of_the_standard(self):
        secret = multikey.decode_secret(SECRET)

        assert multikey.encode_public(signer.public_key(secret)) == PUBLIC
        assert multikey.encode_secret(secret) == SECRET

    @given(keys)
    def test_gives_back_the_public_key_it_wrote(self, raw):
        written = multikey.encode_public(raw)

        assert written.startswith("z6Mk")
        assert multikey.decode_public(written) == raw

    @given(keys)
    def test_gives_back_the_secret_it_wrote(self, raw):
        written = multikey.encode_secret(raw)

        assert written.startswith("z3u2")
        assert multikey.decode_secret(written) == raw

    @pytest.mark.parametrize("length", [0, 31, 33, 64])
    def test_refuses_to_write_another_length(self, length):
        with pytest.raises(errors.KeyFormatError, match="32 bytes"):
            multikey.encode_public(b"\x00" * length)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "z",
            PUBLIC[1:],
            "u" + PUBLIC[1:],
            PUBLIC + " ",
            PUBLIC + "\n",
            PUBLIC.replace("J", "0"),
            PUBLIC[:-1] + "é",
            "z" + "2" * 1_000_000,
        ],
    )
    def test_refuses_what_is_not_base58(self, text):
        with pytest.raises(errors.KeyFormatError, match="not a Multikey"):
            multikey.decode_public(text)

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv", "P-256"),
            (SECRET, "secret Ed25519"),
            ("z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc", "X25519"),
        ],
    )
    def test_names_a_key_of_another_kind(self, text, named):
        with pytest.raises(errors.KeyFormatError, match=named):
            multikey.decode_public(text)

    @pytest.mark.parametrize("text", [PUBLIC[:-1], PUBLIC + "2"])
    def test_refuses_a_key_that_lost_or_won_a_letter(self, text):
        with pytest.raises(errors.KeyFormatError):
            multikey.decode_public(text)

    def test_never_repeats_a_secret_in_its_error(self):
        with pytest.raises(errors.KeyFormatError) as caught:
            multikey.decode_secret(SECRET + "2")

        assert SECRET[4:] not in str(caught.value)


# Key pair of the W3C ecdsa-rdfc-2019 example with P-256, "Data Integrity ECDSA Cryptosuites", appendix B.
P256_PUBLIC = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
P256_SECRET = "z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN"


class TestMultikeyOfP256:
    def test_reads_the_key_pair_of_the_standard(self):
        public, secret = multikey.decode(P256_PUBLIC), multikey.decode_p256_secret(P256_SECRET)

        private = ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
        point = private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
        )
        assert point == public
        assert multikey.encode(public) == P256_PUBLIC
        assert multikey.encode_p256_secret(secret) == P256_SECRET

    def test_reads_and_writes_ed25519_by_the_same_name(self):
        assert multikey.encode(multikey.decode(PUBLIC)) == PUBLIC

    @pytest.mark.parametrize("point", [b"\x02" + b"\xff" * 32, b"\x05" + b"\x01" * 32, b"\x04" + b"\0" * 32])
    def test_refuses_what_is_no_point_of_the_curve(self, point):
        with pytest.raises(errors.KeyFormatError, match="point"):
            multikey.encode(point)
        with pytest.raises(errors.KeyFormatError, match="point"):
            multikey.decode(multibase.encode(b"\x80\x24" + point))

    @pytest.mark.parametrize("text", [P256_PUBLIC[:-1], P256_PUBLIC + "2", P256_SECRET, "z82Lkv"])
    def test_refuses_what_is_no_public_key_of_ours(self, text):
        with pytest.raises(errors.KeyFormatError):
            multikey.decode(text)
