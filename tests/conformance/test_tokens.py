"""Tokens in both directions: what we sign, joserfc and openbadgeslib verify, and what joserfc signs, we verify."""

import json
import os

import pytest
from joserfc import errors as jose_errors
from joserfc import jwk as jose_jwk
from joserfc import jws as jose_jws
from openbadgeslib import ob3 as openbadgeslib

from conformance import samples
from phalera_core import errors
from phalera_core.keys import jwk, private, public
from phalera_core.signing import jws, vc_jwt

# Our tokens say EdDSA, which every reader knows; its newer name, Ed25519 (RFC 9864), is known to few.
pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")

ALGORITHMS = ["RS256", "ES256", "ES384", "EdDSA"]
KEY_TYPES = {
    public.Kind.ED25519: "OKP",
    public.Kind.P256: "EC",
    public.Kind.P384: "EC",
    public.Kind.RSA: "RSA",
}
ISSUER = "https://badges.example.org/issuers/1"


@pytest.fixture(scope="module", params=list(public.Kind), ids=str)
def signer(request):
    return private.load(private.generate(request.param, os.urandom), f"{ISSUER}/keys/1")


@pytest.fixture(scope="module")
def token(signer):
    document = {name: value for name, value in samples.award().document.items() if name != "proof"}
    return vc_jwt.sign({**document, "issuer": {**document["issuer"], "id": ISSUER}}, signer)


@pytest.fixture(scope="module")
def key(signer):
    """Our public key as joserfc reads it."""
    return jose_jwk.import_key(jwk.write(signer.public), KEY_TYPES[public.kind_of(signer.public)])


class TestJoserfc:
    def test_verifies_what_we_signed(self, token, key, signer):
        found = jose_jws.deserialize_compact(token, key, algorithms=ALGORITHMS)

        assert found.headers() == {
            "alg": jwk.algorithms(signer.public)[0],
            "kid": signer.key_id,
            "typ": "JWT",
        }
        assert json.loads(found.payload)["iss"] == ISSUER

    def test_refuses_what_we_refuse(self, token, key, signer):
        for at in range(0, len(token), 97):
            letter = b"A" if token[at : at + 1] != b"A" else b"B"
            forged = token[:at] + letter + token[at + 1 :]

            with pytest.raises((jose_errors.JoseError, ValueError)):
                jose_jws.deserialize_compact(forged, key, algorithms=ALGORITHMS)
            with pytest.raises(errors.CoreError):
                jws.verify(jws.read(forged), signer.public)

    def test_gives_our_keys_the_same_thumbprint(self, key, signer):
        assert key.thumbprint() == jwk.thumbprint(signer.public)

    @pytest.mark.parametrize(
        ("algorithm", "kind", "size"),
        [
            ("RS256", "RSA", 2048),
            ("ES256", "EC", "P-256"),
            ("ES384", "EC", "P-384"),
            ("EdDSA", "OKP", "Ed25519"),
        ],
    )
    def test_signs_what_we_verify(self, algorithm, kind, size):
        theirs = jose_jwk.generate_key(kind, size, auto_kid=False)
        made = jose_jws.serialize_compact(
            {"alg": algorithm, "kid": "1"}, b'{"iss":"x"}', theirs, algorithms=ALGORITHMS
        )

        found = jws.read(made.encode())

        jws.verify(found, jwk.read(theirs.as_dict(private=False)))
        assert found.payload == b'{"iss":"x"}'


class TestOpenbadgeslib:
    def test_verifies_what_we_signed(self, token, signer):
        found = openbadgeslib.OB3Verifier(public.to_pem(signer.public)).verify(token.decode())

        assert found.achievement.name == samples.ACHIEVEMENT.name

    def test_refuses_it_under_another_key(self, token, signer):
        other = private.generate(public.kind_of(signer.public), os.urandom)

        with pytest.raises(openbadgeslib.OB3VerificationError):
            openbadgeslib.OB3Verifier(public.to_pem(private.public_key(other))).verify(token.decode())
