"""Open Badges 3.0 of openbadgeslib: its tokens, proofs, pictures and endorsements, and ours, in both directions."""

import base64
import datetime as dt
import json
import os

import pytest
from openbadgeslib import ob3 as openbadgeslib
from openbadgeslib import verify as openbadgeslib_verify

from conformance import judging, samples
from phalera_core import baking
from phalera_core.documents import endorsement
from phalera_core.keys import dids, jwk, private, public
from phalera_core.signing import proof, vc_jwt
from phalera_core.verifying import sources, verifier

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)  # which openbadgeslib asks for by itself
PICTURES = pytest.mark.parametrize("picture", [samples.png(), samples.SVG], ids=["png", "svg"])
FORMS = pytest.mark.parametrize("form", ["token", "proof"])
# Tokens of these kinds of keys; openbadgeslib's proofs are Ed25519 only.
ALGORITHMS = {
    public.Kind.RSA: "RS256",
    public.Kind.P256: "ES256",
    public.Kind.P384: "ES384",
    public.Kind.ED25519: "EdDSA",
}
STATE_SECRET = bytes(range(1, 33))
STATE_DID = dids.did_key(private.public_key(STATE_SECRET))
STATE = private.load(STATE_SECRET, dids.did_key_verification_method(STATE_DID))
BADGE = "urn:uuid:1c1d7c3a-5d0e-4d61-9f5c-6a1c3a6d1f11"


def theirs(**more: object) -> openbadgeslib.OpenBadgeCredential:
    """Give a badge in their own words."""
    issuer = openbadgeslib.Issuer(id=more.pop("did", samples.DID), name="Orchard Academy")
    achievement = openbadgeslib.Achievement(
        id=f"{samples.SITE}/ob3/achievements/grafting",
        name="Obstbäume veredeln 🌳",
        description="Grafts a scion onto a rootstock & waits <patiently>.",
        criteria_narrative="Cut, join, wait.",
        tags=["trees", "枝"],
    )
    return openbadgeslib.OpenBadgeCredential(
        id=BADGE,
        issuer=issuer,
        recipient_id="mailto:leo@example.org",
        achievement=achievement,
        issuance_date=NOW - dt.timedelta(days=30),
        identifiers=[openbadgeslib.IdentityObject.create(samples.LEO, "salt")],
        **more,
    )


def their_signer(form: str) -> openbadgeslib.OB3Signer | openbadgeslib.OB3LdpSigner:
    key = samples.pem(samples.SECRET)
    return openbadgeslib.OB3Signer(key, "EdDSA") if form == "token" else openbadgeslib.OB3LdpSigner(key)


def baked_by_them(form: str, picture: bytes, **more: object) -> bytes:
    signer = their_signer(form)
    bake = signer.sign_into_svg if picture == samples.SVG else signer.sign_into_png
    return bake(theirs(**more), picture)


def ours(data: bytes, documents: dict[str, bytes] | None = None):
    loader = sources.StaticLoader(documents or {})
    resolver = sources.LoadingResolver(loader)
    return verifier.verify(data, now=NOW, resolver=resolver, load=loader, recipient=samples.LEO)


def our_badge(form: str) -> bytes:
    document = {name: value for name, value in samples.award().document.items() if name != "proof"}
    return vc_jwt.sign(document, samples.KEY) if form == "token" else samples.award().v3


class TestWeReadTheirs:
    @FORMS
    def test_bare(self, form: str) -> None:
        signed = their_signer(form).sign(theirs())

        found = ours(signed.encode() if isinstance(signed, str) else json.dumps(signed).encode())

        # Its recipient is found by the hash in it. The list of the badge is not looked at, for it names none.
        assert found, found.decisive
        assert found.find("recipient").outcome == "passed"

    @FORMS
    @PICTURES
    def test_out_of_its_pictures(self, form: str, picture: bytes) -> None:
        found = ours(baked_by_them(form, picture))

        assert found, found.decisive
        assert found.packed_as == ("svg" if picture == samples.SVG else "png")

    @FORMS
    @PICTURES
    def test_and_bake_it_anew_so_that_they_verify_it(self, form: str, picture: bytes) -> None:
        taken = baking.unbake(baked_by_them(form, picture)).v3

        again = baking.bake(picture, v3=taken)

        assert openbadgeslib_verify.verify_badge(again, "3", resolve_did=True).valid
        assert baking.unbake(again).v3 == taken

    @pytest.mark.parametrize("kind", public.Kind)
    def test_as_tokens_of_every_kind_of_key(self, kind: public.Kind) -> None:
        secret = private.generate(kind, os.urandom)
        did = "did:web:badges.example.org"
        key = jwk.write(private.public_key(secret))
        document = openbadgeslib.build_did_document(did, [("key-1", key)])
        published = {dids.did_web_url(did): json.dumps(document).encode()}

        token = openbadgeslib.OB3Signer(samples.pem(secret), ALGORITHMS[kind]).sign(theirs(did=did))
        found = ours(token.encode(), published)

        assert found, found.decisive

    @FORMS
    @PICTURES
    def test_and_refuse_what_was_changed(self, form: str, picture: bytes) -> None:
        text = baking.unbake(baked_by_them(form, picture)).v3
        for at in range(5, len(text), 173):
            letter = b"A" if text[at : at + 1] != b"A" else b"B"
            forged = baking.bake(picture, v3=text[:at] + letter + text[at + 1 :])

            assert ours(forged).verdict.value != "verified", at


class TestTheyReadOurs:
    @FORMS
    @PICTURES
    def test_out_of_our_pictures(self, form: str, picture: bytes) -> None:
        _, _, assertion = samples.hosted(samples.SITE)

        found = openbadgeslib_verify.verify_badge(
            baking.bake(picture, v3=our_badge(form), v2=assertion), "3", resolve_did=True
        )

        assert found.valid, found.reason
        assert found.proof_format == {"token": "vc-jwt", "proof": "ldp"}[form]
        assert found.issuer_did == samples.DID

    @FORMS
    @PICTURES
    def test_and_refuse_what_was_changed(self, form: str, picture: bytes) -> None:
        text = our_badge(form)
        for at in range(5, len(text), 311):
            letter = b"A" if text[at : at + 1] != b"A" else b"B"
            forged = baking.bake(picture, v3=text[:at] + letter + text[at + 1 :])

            assert not openbadgeslib_verify.verify_badge(forged, "3", resolve_did=True).valid, at

    @pytest.mark.node
    @PICTURES
    def test_and_digital_bazaars_readers_find_tokens_too(
        self, digital_bazaar: judging.Judge, picture: bytes
    ) -> None:
        token = our_badge("token")
        baked = baking.bake(picture, v3=token)
        if picture == samples.SVG:
            found = digital_bazaar.ask("unbakeSvg", image=baked.decode())["verify"]
        else:
            image = base64.b64encode(baked).decode()
            found = digital_bazaar.ask("unbakePng", image=image)["v3"]

        assert found == [token.decode()]


def endorse(of: str) -> dict:
    return endorsement.compose(
        id_="urn:uuid:8e7d1f0e-3c52-4ac4-9d0c-0d4bd0f7c111",
        of=of,
        issuer=STATE_DID,
        valid_from=NOW - dt.timedelta(days=1),
        comment="In *good* standing",
    )


def endorsed_by_them(of: str) -> str:
    """Give an endorsement that they sign, as a token; its subject has an id, as ours."""
    document = endorse(of)
    claims = {
        "iss": STATE_DID,
        "jti": document["id"],
        "sub": of,
        "nbf": int((NOW - dt.timedelta(days=1)).timestamp()),
    }
    return openbadgeslib.OB3Signer(samples.pem(STATE_SECRET), "EdDSA").sign_payload(document | claims)


class TestEndorsements:
    def test_of_ours_are_verified_by_them(self) -> None:
        token = vc_jwt.sign(endorse(BADGE), STATE).decode()

        found = openbadgeslib.verify_endorsement_jwt(token)

        assert (found["issuer"], found["endorses"]) == (STATE_DID, BADGE)
        assert found["comment"] == "In *good* standing"

    def test_of_ours_changed_are_refused_by_them(self) -> None:
        token = vc_jwt.sign(endorse(BADGE), STATE).decode()
        for at in range(0, len(token), 97):
            forged = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]

            with pytest.raises(openbadgeslib.OB3VerificationError):
                openbadgeslib.verify_endorsement_jwt(forged)

    @FORMS
    def test_of_theirs_count_inside_their_badges(self, form: str) -> None:
        baked = baked_by_them(form, samples.png(), endorsement_jwts=[endorsed_by_them(BADGE)])

        found = ours(baked)

        assert found, found.decisive
        assert found.find("endorsements").outcome == "passed"
        assert STATE_DID[:30] in found.find("endorsements").message

    def test_of_theirs_count_inside_ours(self) -> None:
        document = {name: value for name, value in samples.award().document.items() if name != "proof"}
        del document["credentialStatus"]
        document["endorsementJwt"] = [endorsed_by_them(document["id"])]

        found = ours(json.dumps(proof.sign(document, samples.KEY, created=samples.NOW)).encode())

        assert found, found.decisive
        assert found.find("endorsements").outcome == "passed"

    def test_of_theirs_that_speak_of_another_badge_do_not(self) -> None:
        found = ours(baked_by_them("token", samples.png(), endorsement_jwts=[endorsed_by_them("urn:uuid:0")]))

        assert found, found.decisive
        assert found.find("endorsements").outcome == "inconclusive"
