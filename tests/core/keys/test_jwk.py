"""JWKs by the vectors of RFC 7638, 8037 and 7515, and everything that must not pass as a key."""

import base64
import json
import os

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from phalera_core import errors
from phalera_core.keys import base64url, dids, jwk, multikey, private, public

# RFC 7638, section 3.1.
RSA = {
    "kty": "RSA",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
    "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6q"
    "MQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK"
    "nqDKgw",
    "e": "AQAB",
    "alg": "RS256",
    "kid": "2011-04-29",
}
# RFC 8037, appendix A.2 and A.3.
ED25519 = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
# RFC 7515, appendix A.3.
P256 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
ALL = pytest.mark.parametrize("key", [RSA, ED25519, P256], ids=["rsa", "ed25519", "p256"])


class TestJwk:
    @ALL
    def test_gives_back_the_key_it_read(self, key):
        raw = jwk.read(key)

        assert jwk.write(raw) == {name: key[name] for name in key if name not in {"alg", "kid"}}
        assert jwk.read(jwk.write(raw)) == raw

    @pytest.mark.parametrize(
        ("key", "thumbprint"),
        [
            (RSA, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"),
            (ED25519, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"),
        ],
    )
    def test_has_the_thumbprint_of_the_standard(self, key, thumbprint):
        assert jwk.thumbprint(jwk.read(key)) == thumbprint

    @pytest.mark.parametrize("name", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
    @ALL
    def test_refuses_a_published_secret(self, key, name):
        with pytest.raises(errors.KeyFormatError, match="secret"):
            jwk.read({**key, name: "AQAB"})

    @pytest.mark.parametrize(
        "more",
        [{"use": "enc"}, {"key_ops": ["encrypt"]}, {"key_ops": "verify"}, {"alg": "HS256"}, {"use": None}],
    )
    @ALL
    def test_refuses_a_key_for_something_else(self, key, more):
        with pytest.raises(errors.KeyFormatError, match="meant for"):
            jwk.read({**key, **more})

    @pytest.mark.parametrize(
        ("key", "change"),
        [
            (ED25519, {"x": ED25519["x"] + "="}),
            (ED25519, {"x": ED25519["x"][:-1]}),
            (ED25519, {"x": ED25519["x"] + " "}),
            (ED25519, {"x": ED25519["x"][:-1] + "p"}),
            (ED25519, {"x": 7}),
            (ED25519, {"x": "é"}),
            (P256, {"y": P256["x"]}),
            (P256, {"x": P256["y"]}),
            (P256, {"x": base64url.encode(b"\xff" * 32)}),
            (P256, {"y": base64url.encode(b"\0" + base64url.decode(P256["y"]))}),
            (RSA, {"n": "A" * 1_500}),
            (RSA, {"n": base64url.encode(b"\0" + base64url.decode(RSA["n"]))}),
            (RSA, {"e": ""}),
            (RSA, {"e": "AQ"}),
            (RSA, {"e": "Aw"}),
            (RSA, {"e": "AQAA"}),
            (RSA, {"n": base64url.encode(b"\xff" * 128)}),
            (RSA, {"n": base64url.encode(b"\xff" * 1_040)}),
        ],
    )
    def test_refuses_what_is_malformed_or_weak(self, key, change):
        with pytest.raises(errors.KeyFormatError):
            jwk.read({**key, **change})

    @pytest.mark.parametrize(
        "key",
        [
            {"kty": "EC", "crv": "P-521"},
            {"kty": "OKP", "crv": "X25519"},
            {"kty": "oct"},
            {},
            {"kty": ["RSA"]},
        ],
    )
    def test_says_of_other_kinds_that_they_are_unknown(self, key):
        with pytest.raises(errors.UnsupportedKeyError):
            jwk.read(key)

    def test_finds_a_key_of_a_set_by_its_name(self):
        jwks = {"keys": [{**P256, "kid": "one"}, {**RSA, "kid": "two"}, "no key"]}

        assert jwk.find(jwks, ("two",)) == {**RSA, "kid": "two"}
        assert jwk.find(jwks, ("three",)) is None
        assert jwk.find({"keys": {}}, ("one",)) is None

    def test_takes_neither_of_two_keys_of_one_name(self):
        with pytest.raises(errors.KeyFormatError, match="same name"):
            jwk.find({"keys": [{**P256, "kid": "one"}, {**RSA, "kid": "one"}]}, ("one",))


class TestBase64url:
    @given(st.binary(max_size=40))
    def test_gives_back_what_it_wrote(self, data):
        assert base64url.decode(base64url.encode(data)) == data

    @given(st.text(alphabet="AQgwZ_-+/= \n.", max_size=8))
    def test_has_one_spelling_for_each_value(self, text):
        try:
            data = base64url.decode(text)
        except errors.KeyFormatError:
            return

        assert base64url.encode(data) == text


class TestPem:
    @pytest.mark.parametrize("size", [1_024, 1_536])
    def test_refuses_small_rsa(self, size):
        pem = (
            rsa.generate_private_key(65_537, size)
            .public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )

        with pytest.raises(errors.KeyFormatError, match="2,048"):
            public.from_pem(pem)

    def test_reads_the_key_it_holds(self):
        raw = jwk.read(RSA)
        body = base64.encodebytes(raw).decode()

        assert public.from_pem(f"-----BEGIN PUBLIC KEY-----\n{body}-----END PUBLIC KEY-----\n") == raw

    @pytest.mark.parametrize("text", ["", "é", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
    def test_refuses_what_holds_none(self, text):
        with pytest.raises(errors.KeyFormatError):
            public.from_pem(text)

    def test_refuses_a_secret_key(self):
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

        with pytest.raises(errors.KeyFormatError, match="secret"):
            public.from_pem(pem.decode())

    def test_says_of_another_curve_that_it_is_unknown(self):
        key = ec.generate_private_key(ec.SECP521R1()).public_key()
        pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

        with pytest.raises(errors.UnsupportedKeyError):
            public.from_pem(pem.decode())


@pytest.fixture(scope="module", params=list(public.Kind), ids=str)
def secret(request):
    return private.generate(request.param, os.urandom)


class TestSecrets:
    def test_sign_what_their_public_key_verifies(self, secret):
        signer = private.load(secret, "key")

        signature = signer.sign(b"what is true")

        assert signer.public == private.public_key(secret)
        assert public.verify(signer.public, b"what is true", signature)
        assert not public.verify(signer.public, b"what is not", signature)
        assert not public.verify(signer.public, b"what is true", signature + b"\0")
        assert not public.verify(signer.public, b"what is true", signature[:-1])

    def test_are_never_shown(self, secret):
        assert "_private" not in repr(private.load(secret, "key"))

    @pytest.mark.parametrize("junk", [b"", b"0" * 31, b"0" * 100])
    def test_are_refused_when_they_are_none(self, junk):
        with pytest.raises(errors.KeyFormatError):
            private.load(junk, "key")

    def test_of_small_rsa_are_refused(self):
        weak = rsa.generate_private_key(65_537, 1_024).private_bytes(  # noqa: S505 - it is to be refused
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

        with pytest.raises(errors.KeyFormatError, match="2,048"):
            private.load(weak, "key")

    def test_of_p256_go_by_their_number(self):
        number = int.from_bytes(b"\x01" * 32, "big")

        secret = private.p256_secret(number)

        assert private.p256_number(secret) == b"\x01" * 32
        with pytest.raises(errors.KeyFormatError):
            private.p256_secret(0)

    def test_make_either_form_of_an_ecdsa_signature_good(self):
        order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
        signer = private.load(private.p256_secret(5), "key")
        signature = signer.sign(b"data")
        other = (order - int.from_bytes(signature[32:], "big")).to_bytes(32, "big")

        assert public.verify(signer.public, b"data", signature[:32] + other)
        assert not public.verify(signer.public, b"data", bytes(64))


class TestDidJwk:
    @ALL
    def test_carries_its_key(self, key):
        raw = jwk.read(key)

        did = dids.did_jwk(raw)
        document = dids.resolve_did_jwk(did)

        assert dids.did_jwk_public(did) == raw
        assert document["id"] == did
        assert document["assertionMethod"] == [f"{did}#0"]
        assert document["verificationMethod"][0]["publicKeyJwk"] == jwk.write(raw)

    def test_reads_the_example_of_the_method(self):
        did = (
            "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjA"
            "iLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9"
        )

        assert multikey.encode(dids.did_jwk_public(did)).startswith("zDn")

    @pytest.mark.parametrize(
        "did",
        ["did:jwk:", "did:jwk:eyJ", "did:jwk:W10", "did:jwk:e30=", "did:key:e30", "did:jwk:" + "e" * 3_000],
    )
    def test_refuses_what_carries_none(self, did):
        with pytest.raises(errors.KeyFormatError):
            dids.resolve_did_jwk(did)

    def test_refuses_a_secret_and_a_key_for_encryption(self):
        for more in ({"d": "AA"}, {"use": "enc"}):
            did = "did:jwk:" + base64url.encode(json.dumps({**P256, **more}).encode())

            with pytest.raises(errors.KeyFormatError):
                dids.resolve_did_jwk(did)
