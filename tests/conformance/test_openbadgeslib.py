"""openbadgeslib, an implementation of its own (LGPL, so only ever called, in tests), on proofs and hosted badges."""

import datetime as dt
import json

import pytest
from openbadgeslib import ob2
from openbadgeslib import verify as openbadgeslib
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError

from conformance import samples
from phalera_core import baking
from phalera_core.verifying import sources, verifier


def _verify(document: bytes, **options: object) -> object:
    return OB3LdpVerifier.for_issuer_did(samples.DID).verify(document, **options)


class TestItVerifies:
    @pytest.mark.parametrize("valid_until", [None, "2099-12-31T23:59:59Z"])
    def test_what_the_template_path_signed(self, valid_until: str | None) -> None:
        award = samples.award(valid_until=valid_until)

        found = _verify(award.v3, expected_recipient=award.slots["subject_id"])

        assert award.fast
        assert found.achievement.name == samples.ACHIEVEMENT.name
        assert found.issuer.id == samples.DID

    def test_what_the_general_path_signed(self) -> None:
        award = samples.award(
            extra={"name": "Leo 李", "narrative": "Grafted **three** trees.", "creditsEarned": 2.5}
        )

        found = _verify(award.v3)

        assert not award.fast
        assert found.achievement.name == samples.ACHIEVEMENT.name

    @pytest.mark.parametrize("picture", [samples.png(), samples.SVG], ids=["png", "svg"])
    def test_what_it_finds_in_our_pictures(self, picture: bytes) -> None:
        _, _, assertion = samples.hosted(samples.SITE)
        baked = baking.bake(picture, v3=samples.award().v3, v2=assertion)

        found = openbadgeslib.verify_badge(baked, "3", resolve_did=True)

        assert found.valid, found.reason
        assert found.issuer_did == samples.DID

    def test_the_status_of_what_is_not_revoked(self) -> None:
        lists = {samples.STATUS_LIST: samples.status_list(revoked=[7])}

        found = _verify(
            samples.award(6).v3, check_status=True, verify_status_list=False, download=lists.__getitem__
        )

        assert found.achievement.name == samples.ACHIEVEMENT.name


class TestItRefuses:
    def test_one_changed_word(self) -> None:
        document = samples.award().document
        document["credentialSubject"]["achievement"]["name"] += "!"

        with pytest.raises(OB3VerificationError):
            _verify(json.dumps(document).encode())

    def test_another_recipient(self) -> None:
        with pytest.raises(OB3VerificationError, match="mismatch"):
            _verify(samples.award().v3, expected_recipient=samples.slots(1)["subject_id"])

    def test_what_our_list_says_is_revoked(self) -> None:
        lists = {samples.STATUS_LIST: samples.status_list(revoked=[7])}

        with pytest.raises(OB3VerificationError, match="revocation"):
            _verify(
                samples.award(7).v3, check_status=True, verify_status_list=False, download=lists.__getitem__
            )


class TestHosted:
    """Open Badges 2.0 that count because of what their issuer publishes."""

    @staticmethod
    def ours() -> tuple[str, dict[str, bytes]]:
        issuer, badge, assertion = samples.hosted(samples.SITE)
        where = json.loads(assertion)["id"]
        documents = {each.id: json.dumps(each.to_json()).encode() for each in (issuer, badge)}
        return where, documents | {where: assertion}

    @staticmethod
    def theirs() -> tuple[str, dict[str, bytes]]:
        where, site = f"{samples.SITE}/a/1", samples.SITE
        assertion = ob2.Assertion(
            id=where,
            recipient=ob2.IdentityObject.create(samples.LEO, "salt"),
            badge=f"{site}/b/1",
            verification=ob2.Verification(type="HostedBadge"),
            issued_on=samples.NOW - dt.timedelta(days=30),
        )
        badge = ob2.BadgeClass(
            id=f"{site}/b/1",
            name="Grafting",
            description="Grafts",
            image=f"{site}/b/1.png",
            criteria=f"{site}/b/1/criteria",
            issuer=f"{site}/i/1",
        )
        profile = ob2.Profile(id=f"{site}/i/1", name="Orchard", url=site, email="o@example.org")
        documents = {each.id: json.dumps(each.to_dict()).encode() for each in (assertion, badge, profile)}
        return where, documents

    @staticmethod
    def asked(where: str, documents: dict[str, bytes], recipient: str = samples.LEO) -> ob2.Assertion:
        reader = ob2.OB2Verifier(download=documents.__getitem__)
        return reader.verify_hosted(documents[where].decode(), expected_recipient=recipient)

    @staticmethod
    def verified(where: str, documents: dict[str, bytes], recipient: str = samples.LEO) -> bool:
        loader = sources.StaticLoader(documents)
        return bool(
            verifier.verify(
                documents[where],
                now=samples.NOW,
                resolver=sources.LoadingResolver(loader),
                load=loader,
                recipient=recipient,
            )
        )

    @pytest.mark.parametrize("made", [ours, theirs], ids=["ours", "theirs"])
    def test_both_verify_it(self, made) -> None:
        where, documents = made()

        assert self.asked(where, documents).id == where
        assert self.verified(where, documents)

    @pytest.mark.parametrize("made", [ours, theirs], ids=["ours", "theirs"])
    def test_both_refuse_what_its_issuer_does_not_publish(self, made) -> None:
        where, documents = made()
        changed = dict(documents)
        changed[where] = documents[where].replace(b"2026-05-02", b"2026-05-03")
        # The file says one thing, and the issuer another.
        for file, published in ((changed[where], documents), (documents[where], changed)):
            reader = ob2.OB2Verifier(download=published.__getitem__)
            with pytest.raises(ob2.OB2VerificationError):
                reader.verify_hosted(file.decode())
        loader = sources.StaticLoader(documents)
        resolver = sources.LoadingResolver(loader)

        found = verifier.verify(changed[where], now=samples.NOW, resolver=resolver, load=loader)

        assert changed[where] != documents[where]
        assert found.verdict.value == "refused"

    @pytest.mark.parametrize("made", [ours, theirs], ids=["ours", "theirs"])
    def test_both_refuse_it_for_somebody_else(self, made) -> None:
        where, documents = made()

        with pytest.raises(ob2.OB2VerificationError):
            self.asked(where, documents, "eve@example.org")
        assert not self.verified(where, documents, "eve@example.org")

    @pytest.mark.parametrize("made", [ours, theirs], ids=["ours", "theirs"])
    def test_neither_takes_the_word_of_another_host(self, made) -> None:
        where, documents = made()
        # The badge class names an issuer elsewhere, which has not said that this host may speak for it.
        moved = {
            url: data.replace(b"badges.example.org/ob2/issuers", b"other.example.org/ob2/issuers").replace(
                b"badges.example.org/i/1", b"other.example.org/i/1"
            )
            for url, data in documents.items()
        }
        moved |= {
            url.replace("badges.", "other."): data
            for url, data in moved.items()
            if "/i/" in url or "issuers" in url
        }

        with pytest.raises(ob2.OB2VerificationError):
            self.asked(where, moved)
        assert not self.verified(where, moved)
