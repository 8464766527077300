"""Badges signed on either curve of NIST, as statements, as JSON and as tokens."""

import hashlib
import os

import pytest

from factories import credentials
from factories.credentials import changed
from phalera_core.keys import curves, dids, multibase, multikey, private, public
from phalera_core.linkeddata import canonical, jcs
from phalera_core.signing import vc_jwt
from phalera_core.verifying import report

SUITES = ("ecdsa-rdfc-2019", "ecdsa-jcs-2019")
CURVES = pytest.mark.parametrize("curve", curves.ALL, ids=lambda curve: curve.name)
EACH = pytest.mark.parametrize("suite", SUITES)
SECRETS = {
    curve: private.generate(public.Kind(curve.name), lambda length: bytes([7]) * length)
    for curve in curves.ALL
}


def issuer(curve):
    return dids.did_key(private.public_key(SECRETS[curve]))


def unsigned(curve, issuer_id=None):
    document = credentials.Academy(issuer_id=issuer_id or issuer(curve)).unsigned()
    del document["credentialStatus"]
    return document


def signed(suite, curve, *, document=None, signer_of=None, **instead):
    """Sign by the standard's steps, with nothing of the code that verifies."""
    document = document or unsigned(curve)
    did = issuer(signer_of or curve)
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2026-04-07T09:30:00Z",
        "verificationMethod": dids.did_key_verification_method(did),
        "proofPurpose": "assertionMethod",
        **instead,
    }
    config = {**options, "@context": document["@context"]}
    if suite == "ecdsa-jcs-2019":
        options = config
        parts = [jcs.encode(config), jcs.encode(document)]
    else:
        parts = [canonical.to_nquads(part, digest=curve.digest).encode() for part in (config, document)]
    data = b"".join(hashlib.new(curve.digest, part).digest() for part in parts)
    signature = private.load(SECRETS[signer_of or curve], "key").sign(data)
    return document | {"proof": options | {"proofValue": multibase.encode(signature)}}


@CURVES
class TestABadge:
    @EACH
    @pytest.mark.parametrize("packed_as", ["json", "png", "svg"])
    def test_is_verified_however_it_is_packed(self, verify, curve, suite, packed_as):
        badge = signed(suite, curve)
        given = badge if packed_as == "json" else credentials.baked(packed_as, v3=badge)

        found = verify(given, documents={})

        assert found, found.decisive
        assert found.issuer.id == issuer(curve)

    @EACH
    def test_is_verified_by_a_key_that_a_website_publishes(self, verify, curve, suite):
        did = "did:web:academy.example.org"
        raw = private.public_key(SECRETS[curve])
        method = f"{did}#{multikey.encode(raw)}"
        badge = signed(suite, curve, document=unsigned(curve, did), verificationMethod=method)
        published = dids.did_document(did, [dids.VerificationMethod(id=method, controller=did, public=raw)])

        assert verify(badge, documents={dids.did_web_url(did): credentials.dump(published)})

    @EACH
    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("credentialSubject.achievement.name", "Master of Surgery"),
            ("validUntil", ...),
            ("proof.created", "2026-04-08T09:30:00Z"),
            ("proof.proofValue", multibase.encode(bytes(64))),
            ("proof.proofValue", multibase.encode(bytes(96))),
            ("proof.proofValue", multibase.encode(b"\xff" * 96)),
            ("proof.proofValue", multibase.encode(b"\xff" * 80)),
        ],
    )
    def test_that_was_changed_is_refused(self, verify, curve, suite, path, value):
        found = verify(changed(signed(suite, curve), path, value), documents={})

        assert found.verdict is report.Verdict.REFUSED
        assert found.decisive.id == "proof"

    @EACH
    def test_signed_with_the_other_curve_s_hash_is_refused(self, verify, curve, suite):
        other = next(one for one in curves.ALL if one is not curve)
        # All of it is as for `other`, but the key, which says which hash it should have been.
        badge = signed(suite, other, document=unsigned(curve), signer_of=curve)

        assert verify(badge, documents={}).decisive.id == "proof"

    @EACH
    def test_with_words_that_nothing_gives_a_meaning_is_refused(self, verify, curve, suite):
        if suite == "ecdsa-jcs-2019":
            badge = signed(suite, curve, document=unsigned(curve) | {"surprise": 1})
        else:
            badge = signed(suite, curve) | {"surprise": 1}

        assert "“surprise”" in verify(badge, documents={}).decisive.message

    def test_by_a_key_of_another_kind_is_refused(self, verify, curve):
        badge = signed("ecdsa-rdfc-2019", curve)
        ed25519 = dids.did_key(credentials.Academy().public)
        method = dids.did_key_verification_method(ed25519)
        found = verify(changed(badge, "proof.verificationMethod", method), documents={})

        assert "another kind" in found.decisive.message

    def test_is_verified_as_a_token(self, verify, curve):
        key = private.load(SECRETS[curve], dids.did_key_verification_method(issuer(curve)))
        token = vc_jwt.sign(unsigned(curve), key)

        found = verify(token, documents={})

        assert found, found.decisive
        tampered = token[:-8] + (b"AAAAAAAA" if not token.endswith(b"AAAAAAAA") else b"BBBBBBBB")
        assert verify(tampered, documents={}).verdict is report.Verdict.REFUSED


class TestKeys:
    @CURVES
    def test_are_the_same_in_every_form(self, curve):
        raw = private.public_key(private.generate(public.Kind(curve.name), os.urandom))

        assert len(raw) == curve.point
        assert multikey.decode(multikey.encode(raw)) == raw
        assert multikey.is_public(multikey.encode(raw))
        assert public.from_pem(public.to_pem(raw)) == raw
        assert dids.did_key_public(dids.did_key(raw)) == raw
        assert dids.did_jwk_public(dids.did_jwk(raw)) == raw

    @pytest.mark.parametrize("point", [b"\x02" + b"\xff" * 48, b"\x05" + b"\x01" * 48, b"\x04" + bytes(48)])
    def test_of_p384_are_points_of_the_curve(self, point):
        with pytest.raises(curves.errors.KeyFormatError, match="P-384"):
            multikey.encode(point)

    def test_verify_nothing_of_the_wrong_length(self):
        for curve in curves.ALL:
            key = private.load(SECRETS[curve], "")
            signature = key.sign(b"data")
            assert curves.verify(key.public, b"data", signature)
            for wrong in (signature[:-1], signature + b"\0", b"", bytes(curve.signature)):
                assert not curves.verify(key.public, b"data", wrong)
        assert not curves.verify(b"", b"data", bytes(64))
