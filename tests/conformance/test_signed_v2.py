"""Signed Open Badges 2.0 (JWS), bare and in pictures: 1EdTech's validator-core and openbadgeslib on ours, and we on theirs."""

import datetime as dt
import json
import os

import pytest
from openbadgeslib import ob2 as openbadgeslib

from conformance import hosting, judging, samples
from phalera_core import baking
from phalera_core.documents import v2
from phalera_core.keys import private, public
from phalera_core.signing import ob2
from phalera_core.verifying import sources, verifier

PICTURES = pytest.mark.parametrize("picture", [samples.png(), samples.SVG], ids=["png", "svg"])
ID = "urn:uuid:5b1d4e0e-7c6f-4d0f-9a3b-2c1d0e9f8a7b"
OTHERS = ("urn:uuid:5b1d4e0e-7c6f-4d0f-9a3b-000000000001", "urn:uuid:5b1d4e0e-7c6f-4d0f-9a3b-000000000002")
SECRET = private.generate(public.Kind.RSA, os.urandom)


class Academy:
    """All that an issuer of signed badges publishes below an address."""

    def __init__(self, site: str, secret: bytes = SECRET) -> None:
        self.site, self.secret = site, secret
        self.key_id, self.revoked = f"{site}/ob2/keys/1", f"{site}/ob2/revoked"
        self.signer = private.load(secret, self.key_id)
        self.issuer, self.badge, hosted = samples.hosted(site)
        self.assertion = json.loads(hosted) | {
            "id": ID,
            "verification": {"type": "SignedBadge", "creator": self.key_id},
        }
        self.published = {}
        self.publish(revoked=OTHERS)

    def publish(self, *, revoked: tuple[str, ...]) -> None:
        profile = self.issuer.to_json() | {"publicKey": [self.key_id], "revocationList": self.revoked}
        listed = v2.RevocationList(id=self.revoked, issuer=self.issuer.id, revoked_assertions=list(revoked))
        documents = {
            self.issuer.id: profile,
            self.badge.id: self.badge.to_json(),
            self.key_id: ob2.key_document(self.signer, owner=self.issuer.id).to_json(),
            self.revoked: listed.to_json(),
        }
        self.published = {url: json.dumps(document).encode() for url, document in documents.items()}

    def sign(self, **members: object) -> bytes:
        return ob2.sign(self.assertion | members, self.signer)


@pytest.fixture
def academy() -> Academy:
    return Academy(samples.SITE)


def ours(data: bytes, published: dict[str, bytes], recipient: str = samples.LEO):
    loader = sources.StaticLoader(published)
    resolver = sources.LoadingResolver(loader)
    return verifier.verify(data, now=samples.NOW, resolver=resolver, load=loader, recipient=recipient)


def forgeries(token: bytes):
    for at in range(0, len(token), 61):
        if token[at : at + 1] != b".":
            yield token[:at] + (b"A" if token[at : at + 1] != b"A" else b"B") + token[at + 1 :]


class TestValidatorCore:
    @pytest.fixture
    def hosted(self, host: hosting.Host) -> Academy:
        academy = Academy(host.url)
        self.serve(academy, host)
        host.publish(academy.badge.image.id, samples.png(), "image/png")
        host.publish(academy.assertion["image"], samples.png(), "image/png")
        return academy

    @staticmethod
    def serve(academy: Academy, host: hosting.Host) -> None:
        for url, data in academy.published.items():
            host.publish(url, data)

    def test_verifies_ours(self, validator_core: judging.Judge, hosted: Academy) -> None:
        found = validator_core.ask("verify", badge=hosted.sign().decode(), recipient={"email": samples.LEO})

        assert found["valid"], found["messages"]
        assert found["recipient"] == {"email": samples.LEO}

    @PICTURES
    def test_verifies_ours_in_a_picture(
        self, validator_core: judging.Judge, hosted: Academy, picture: bytes
    ) -> None:
        baked = baking.bake(picture, v2=hosted.sign(), v3=samples.award().v3)

        found = validator_core.ask("verify", badge=baked.decode("latin-1"), picture=True)

        assert found["valid"], found["messages"]

    def test_refuses_what_we_refuse(self, validator_core: judging.Judge, hosted: Academy) -> None:
        for forged in forgeries(hosted.sign()):
            assert not validator_core.ask("verify", badge=forged.decode())["valid"]
            assert not ours(forged, hosted.published)

    def test_refuses_a_key_that_the_profile_does_not_name(
        self, validator_core: judging.Judge, hosted: Academy, host: hosting.Host
    ) -> None:
        profile = json.loads(hosted.published[hosted.issuer.id]) | {"publicKey": [f"{host.url}/ob2/keys/2"]}
        host.publish(hosted.issuer.id, json.dumps(profile).encode())

        assert not validator_core.ask("verify", badge=hosted.sign().decode())["valid"]

    def test_hears_of_a_revocation(
        self, validator_core: judging.Judge, hosted: Academy, host: hosting.Host
    ) -> None:
        # It overlooks a list of one.
        hosted.publish(revoked=(ID, *OTHERS))
        self.serve(hosted, host)

        assert not validator_core.ask("verify", badge=hosted.sign().decode())["valid"]

    @PICTURES
    def test_reads_what_openbadgeslib_made(
        self, validator_core: judging.Judge, hosted: Academy, picture: bytes
    ) -> None:
        baked = theirs(hosted, picture)

        found = validator_core.ask("verify", badge=baked.decode("latin-1"), picture=True)

        assert found["valid"], found["messages"]


def theirs(academy: Academy, picture: bytes | None = None, algorithm: str = "RS256") -> bytes:
    """Give a badge that openbadgeslib signed, and put into a picture where one is given."""
    signer = openbadgeslib.OB2Signer(samples.pem(academy.secret), algorithm)
    made = openbadgeslib.Assertion(
        id=ID,
        recipient=openbadgeslib.IdentityObject.create(samples.LEO, "salt"),
        badge=academy.badge.id,
        verification=openbadgeslib.Verification(type="SignedBadge", creator=academy.key_id),
        issued_on=samples.NOW - dt.timedelta(days=30),
        image=academy.assertion["image"],
    )
    if picture is None:
        return signer.sign(made).encode()
    bake = signer.sign_into_png if picture.startswith(b"\x89PNG") else signer.sign_into_svg
    return bake(made, picture)


class TestOpenbadgeslib:
    @staticmethod
    def asked(token: bytes, academy: Academy) -> openbadgeslib.Assertion:
        reader = openbadgeslib.OB2Verifier(download=academy.published.__getitem__)
        return reader.verify(token.decode(), expected_recipient=samples.LEO, check_revocation=True)

    def test_verifies_ours(self, academy: Academy) -> None:
        assert self.asked(academy.sign(), academy).id == ID

    @PICTURES
    def test_verifies_what_it_takes_out_of_our_pictures(self, academy: Academy, picture: bytes) -> None:
        baked = baking.bake(picture, v2=academy.sign(), v3=samples.award().v3)
        reader = openbadgeslib.OB2Verifier
        taken = reader.extract_token_from_svg if picture == samples.SVG else reader.extract_token_from_png

        assert self.asked(taken(baked).encode(), academy).id == ID

    def test_refuses_what_we_refuse(self, academy: Academy) -> None:
        for forged in forgeries(academy.sign()):
            with pytest.raises(openbadgeslib.OB2VerificationError):
                self.asked(forged, academy)
            assert not ours(forged, academy.published)

    def test_hears_of_a_revocation(self, academy: Academy) -> None:
        academy.publish(revoked=(ID,))

        with pytest.raises(openbadgeslib.OB2VerificationError, match="revoked"):
            self.asked(academy.sign(), academy)
        assert ours(academy.sign(), academy.published).find("status").outcome == "failed"

    @pytest.mark.parametrize(
        ("kind", "algorithm"),
        [(public.Kind.RSA, "RS256"), (public.Kind.P256, "ES256"), (public.Kind.ED25519, "EdDSA")],
    )
    def test_is_verified_by_us(self, kind: public.Kind, algorithm: str) -> None:
        secret = SECRET if kind is public.Kind.RSA else private.generate(kind, os.urandom)
        academy = Academy(samples.SITE, secret)

        found = ours(theirs(academy, algorithm=algorithm), academy.published)

        assert found, found.decisive
        assert found.version == "2.0"

    @PICTURES
    def test_is_verified_by_us_out_of_its_pictures(self, academy: Academy, picture: bytes) -> None:
        baked = theirs(academy, picture)

        found = ours(baked, academy.published)

        assert found, found.decisive
        assert found.packed_as == ("svg" if picture == samples.SVG else "png")

    def test_is_refused_by_us_when_changed(self, academy: Academy) -> None:
        for forged in forgeries(theirs(academy)):
            assert not ours(forged, academy.published)
