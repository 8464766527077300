"""Verifying VC-JWT: the genuine passes by every way in which an issuer publishes keys, everything else has its reason."""

import functools
import json

import pytest
from cryptography.hazmat.primitives import serialization

from factories import credentials
from factories.credentials import changed
from phalera_core.keys import base64url, curves, dids, jwk, private, public
from phalera_core.signing import jws, proof, vc_jwt
from phalera_core.verifying import report

SITE = "https://academy.example.org"
DID = "did:web:academy.example.org"
DID_URL = f"{SITE}/.well-known/did.json"
JWKS_URL = f"{SITE}/.well-known/jwks.json"


@functools.cache
def secret(kind, number=1):
    """Give a secret that is made once for all tests."""
    return private.generate(kind, lambda length: bytes([number]) * length)


KINDS = pytest.mark.parametrize("kind", list(public.Kind), ids=str)
P256 = secret(public.Kind.P256)
PUBLIC = private.public_key(P256)
STRANGER = secret(public.Kind.P256, 2)


def unsigned(issuer=DID):
    document = credentials.Academy(issuer_id=issuer).unsigned()
    del document["credentialStatus"]
    return document


def token(document=None, *, kid, key=P256, header=None, claims=None):
    """Sign with a header and claims of one's own, or with those that belong."""
    document = document or unsigned()
    said = {**document, **(claims if claims is not None else vc_jwt.claims_of(document))}
    said = {name: value for name, value in said.items() if value is not ...}
    named = {"kid": kid, "typ": "JWT"} if header is None else header
    signer = private.load(key, "")
    protected = {"alg": jwk.algorithms(signer.public)[0], **named}
    signed = ".".join(base64url.encode(json.dumps(part).encode()) for part in (protected, said)).encode()
    return signed + b"." + base64url.encode(signer.sign(signed)).encode()


def publishing(key=PUBLIC, *, kid=f"{DID}#key-1", did=DID, **more):
    method = dids.VerificationMethod(id=kid, controller=did, public=key).to_json() | more
    return {"id": did, "verificationMethod": [method], "assertionMethod": [kid]}


def documents(**by_name):
    urls = {"did": DID_URL, "jwks": JWKS_URL}
    return {urls.get(name, name): credentials.dump(document) for name, document in by_name.items()}


def refused_by(found, check_id):
    assert found.verdict is report.Verdict.REFUSED, found.checks
    assert found.decisive.id == check_id, found.decisive
    return found.decisive.message


def undecided_by(found, check_id):
    assert found.verdict is report.Verdict.UNDECIDED, found.checks
    assert found.decisive.id == check_id, found.decisive
    return found.decisive.message


@pytest.fixture
def badge():
    return token(kid=f"{DID}#key-1")


class TestGenuineToken:
    @KINDS
    @pytest.mark.parametrize("packed_as", ["jwt", "png", "svg"])
    def test_is_verified_however_it_is_packed(self, verify, kind, packed_as):
        raw = private.public_key(secret(kind))
        data = token(kid=f"{DID}#key-1", key=secret(kind))
        given = data if packed_as == "jwt" else credentials.baked(packed_as, v3=data)

        found = verify(given, documents=documents(did=publishing(raw)))

        assert found, found.checks
        assert found.packed_as == packed_as
        assert found.issuer.origin == "academy.example.org"
        assert "iss" not in found.credential

    @KINDS
    def test_is_verified_by_a_did_jwk_alone(self, verify, kind):
        did = dids.did_jwk(private.public_key(secret(kind)))

        for kid in (f"{did}#0", did):
            assert verify(token(unsigned(did), kid=kid, key=secret(kind)), documents={})

    def test_is_verified_by_a_did_key_alone(self, verify):
        did = dids.did_key(PUBLIC)

        assert verify(token(unsigned(did), kid=dids.did_key_verification_method(did)), documents={})

    @pytest.mark.parametrize("kid", ["one", f"{JWKS_URL}#one"])
    def test_is_verified_by_the_keys_of_its_host(self, verify, kid):
        jwks = {
            "keys": [
                {**jwk.write(private.public_key(STRANGER)), "kid": "two"},
                {**jwk.write(PUBLIC), "kid": "one"},
            ]
        }

        assert verify(token(kid=kid), documents=documents(jwks=jwks))

    def test_is_verified_by_a_key_below_its_issuer(self, verify):
        issuer = f"{SITE}/issuers/1"
        url = f"{issuer}/keys/1"

        assert verify(token(unsigned(issuer), kid=url), documents={url: credentials.dump(jwk.write(PUBLIC))})

    def test_is_verified_by_a_key_with_pem_that_the_issuer_lists(self, verify):
        issuer, url = f"{SITE}/issuers/1", f"{SITE}/keys/1"
        pem = curves.load(PUBLIC).public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        key = {"id": url, "type": "CryptographicKey", "owner": issuer, "publicKeyPem": pem.decode()}
        profile = {"id": issuer, "type": ["Profile"], "assertionMethod": [url]}

        found = verify(
            token(unsigned(issuer), kid=url),
            documents={issuer: credentials.dump(profile), url: credentials.dump(key)},
        )

        assert found, found.checks

    def test_is_verified_with_its_key_inside_when_the_issuer_publishes_that(self, verify):
        badge = token(kid="", header={"jwk": jwk.write(PUBLIC)})

        assert verify(badge, documents=documents(did=publishing()))
        assert verify(badge, documents=documents(jwks={"keys": [jwk.write(PUBLIC)]}))

    def test_may_bear_a_proof_as_well(self, verify):
        academy = credentials.with_key()
        document = proof.sign(unsigned(academy.issuer_id), academy.signer, created=credentials.ISSUED)
        data = vc_jwt.sign(document, academy.signer)

        assert verify(data, documents={})
        broken = vc_jwt.sign(changed(document, "name", "Brain Surgery"), academy.signer)
        assert "changed" in refused_by(verify(broken, documents={}), "proof")

    def test_of_the_w3c_needs_no_claims(self, verify):
        badge = token(kid="", header={"kid": f"{DID}#key-1", "typ": "vc+jwt", "cty": "vc"}, claims={})

        assert verify(badge, documents=documents(did=publishing()))

    def test_is_not_judged_by_white_space_round_it(self, verify, badge):
        assert verify(b"\n" + badge + b"\n", documents=documents(did=publishing()))


class TestForgedToken:
    def test_is_refused_with_any_letter_changed(self, verify, badge):
        published = documents(did=publishing())

        for at in range(0, len(badge), 41):
            letter = b"A" if badge[at : at + 1] != b"A" else b"B"
            assert not verify(badge[:at] + letter + badge[at + 1 :], documents=published)

    @pytest.mark.parametrize("algorithm", ["none", "HS256"])
    def test_is_refused_without_a_real_signature(self, verify, badge, algorithm):
        header = base64url.encode(json.dumps({"alg": algorithm, "kid": f"{DID}#key-1"}).encode()).encode()
        _, payload, signature = badge.split(b".")
        forged = b".".join([header, payload, b"" if algorithm == "none" else signature])

        refused_by(verify(forged, documents=documents(did=publishing())), "container")
        refused_by(
            verify(
                credentials.baked("png", v3=b".".join([header, payload, signature])),
                documents=documents(did=publishing()),
            ),
            "well_formed",
        )

    def test_is_refused_with_an_algorithm_that_its_key_is_not_for(self, verify):
        forged = token(kid=f"{DID}#key-1", key=bytes(range(32)))

        said = refused_by(verify(forged, documents=documents(did=publishing())), "proof")

        assert "another way" in said

    def test_is_refused_with_a_stranger_s_key_inside(self, verify):
        forged = token(kid="", key=STRANGER, header={"jwk": jwk.write(private.public_key(STRANGER))})

        assert "does not know" in refused_by(verify(forged, documents=documents(did=publishing())), "proof")

    def test_is_refused_with_another_key_inside_than_it_names(self, verify):
        header = {"kid": f"{DID}#key-1", "jwk": jwk.write(private.public_key(STRANGER))}

        forged = token(kid="", key=STRANGER, header=header)

        assert "another key" in refused_by(verify(forged, documents=documents(did=publishing())), "proof")

    def test_is_refused_with_a_secret_inside(self, verify):
        forged = token(kid="", header={"jwk": {**jwk.write(PUBLIC), "d": "AQ"}})

        assert "secret" in refused_by(verify(forged, documents=documents(did=publishing())), "proof")

    @pytest.mark.parametrize(
        "kid",
        [
            "did:web:evil.example#key-1",
            "https://evil.example/keys/1",
            "https://academy.example.org/uploads/key.json",
            "https://academy.example.org.evil.example/.well-known/jwks.json#one",
            "https://academy.example.org/.well-known/../uploads/jwks.json#one",
            "https://academy.example.org/.well-known/jwks.json?x#one",
        ],
    )
    def test_is_refused_with_a_key_published_elsewhere(self, verify, kid):
        mine = private.public_key(STRANGER)
        theirs = {"keys": [{**jwk.write(mine), "kid": "one"}]}
        plain = {**jwk.write(mine), "iss": DID}
        web = publishing(mine, kid="did:web:evil.example#key-1", did="did:web:evil.example")
        published = documents(did=publishing()) | {
            "https://evil.example/.well-known/did.json": credentials.dump(web),
            kid.partition("#")[0]: credentials.dump(theirs if "jwks" in kid else plain),
        }

        said = refused_by(verify(token(kid=kid, key=STRANGER), documents=published), "issuer_key")

        assert "not by the issuer" in said

    def test_is_refused_with_one_of_two_keys_of_one_name(self, verify):
        jwks = {
            "keys": [
                {**jwk.write(private.public_key(STRANGER)), "kid": "one"},
                {**jwk.write(PUBLIC), "kid": "one"},
            ]
        }

        said = refused_by(verify(token(kid=f"{JWKS_URL}#one"), documents=documents(jwks=jwks)), "proof")

        assert "same name" in said

    def test_is_refused_with_the_key_of_another_issuer_on_the_host(self, verify):
        jwks = {"keys": [{**jwk.write(PUBLIC), "kid": "one", "iss": f"{DID}:other"}]}

        refused_by(verify(token(kid=f"{JWKS_URL}#one"), documents=documents(jwks=jwks)), "issuer_key")
        found = verify(token(kid="one"), documents=documents(jwks=jwks, did=publishing()))
        refused_by(found, "proof")

    @pytest.mark.parametrize(
        "more", [{"revoked": "2026-04-01T00:00:00Z"}, {"expires": "2026-05-01T00:00:00Z"}]
    )
    def test_is_refused_with_a_key_that_ended(self, verify, badge, more):
        refused_by(verify(badge, documents=documents(did=publishing(**more))), "issuer_key")

    def test_is_refused_with_a_key_that_may_state_nothing(self, verify, badge):
        document = publishing() | {"assertionMethod": [], "authentication": [f"{DID}#key-1"]}

        refused_by(verify(badge, documents=documents(did=document)), "proof")

    def test_is_refused_when_the_document_is_somebody_else_s(self, verify, badge):
        document = publishing() | {"id": "did:web:evil.example"}

        refused_by(verify(badge, documents=documents(did=document)), "issuer_key")

    def test_is_open_while_the_issuer_cannot_be_asked(self, verify, badge):
        undecided_by(verify(badge, documents={}), "proof")
        undecided_by(verify(token(kid="", header={"jwk": jwk.write(PUBLIC)}), documents={}), "proof")

    def test_is_refused_without_a_name_of_its_key(self, verify):
        refused_by(verify(token(kid="", header={}), documents=documents(did=publishing())), "proof")


class TestClaims:
    @pytest.mark.parametrize(
        ("claim", "value"),
        [
            ("iss", "did:web:evil.example"),
            ("iss", ...),
            ("iss", ["did:web:academy.example.org"]),
            ("jti", "urn:uuid:00000000-0000-4000-8000-000000000000"),
            ("jti", ...),
            ("sub", "mailto:eve@example.org"),
            ("sub", ...),
            ("nbf", 1_700_000_000),
            ("nbf", ...),
            ("nbf", "1775554200"),
            ("nbf", True),
            ("nbf", 1e300),
            ("exp", 4_000_000_000),
            ("exp", ...),
            ("exp", None),
        ],
    )
    def test_must_be_those_of_the_credential(self, verify, claim, value):
        claims = vc_jwt.claims_of(unsigned()) | {claim: value}

        said = refused_by(
            verify(token(kid=f"{DID}#key-1", claims=claims), documents=documents(did=publishing())), "proof"
        )

        assert claim in said

    def test_end_a_badge_that_does_not_say_so_itself(self, verify):
        document = changed(unsigned(), "validUntil", ...)
        claims = vc_jwt.claims_of(document) | {"exp": 1_777_000_000}

        found = verify(
            token(document, kid=f"{DID}#key-1", claims=claims), documents=documents(did=publishing())
        )

        refused_by(found, "dates")

    def test_twice_are_refused(self, verify):
        payload = (
            credentials.dump(unsigned())[:-1]
            + b',"iss":"did:web:evil.example","iss":"'
            + DID.encode()
            + b'"}'
        )
        forged = jws.write(payload, private.load(P256, ""), header={"kid": f"{DID}#key-1"})

        refused_by(verify(forged, documents=documents(did=publishing())), "container")

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("credentialSubject.id", ...),
            ("validFrom", "2026-04-07T09:30:00.5Z"),
            ("validFrom", ...),
            ("validUntil", "soon"),
            ("id", ...),
            ("nbf", 1),
            ("name", "a\u0000b"),
        ],
    )
    def test_cannot_be_made_of_everything(self, path, value):
        with pytest.raises(vc_jwt.errors.DocumentError):
            vc_jwt.sign(changed(unsigned(), path, value), private.load(P256, "key"))

    def test_are_the_standard_s(self):
        assert vc_jwt.claims_of(unsigned()) == {
            "iss": DID,
            "jti": f"{SITE}/ob3/credentials/{credentials.AWARD}",
            "sub": "urn:uuid:0d6dbd1b-9d3f-4a6f-8a5d-4a3d8a1f2b3c",
            "nbf": 1_775_554_200,
            "exp": 1_870_293_599,
        }

    def test_give_the_older_form_what_only_they_say(self):
        credential = vc_jwt.credential_of(
            {"iss": DID, "jti": "urn:x:1", "nbf": 1_775_554_200, "exp": 1_775_554_260, "vc": {"type": []}}
        )

        assert credential == {
            "type": [],
            "id": "urn:x:1",
            "issuer": DID,
            "issuanceDate": "2026-04-07T09:30:00Z",
            "expirationDate": "2026-04-07T09:31:00Z",
        }
