"""Issuing: stored before it is signed, signed once, verified before it is let out, resumed after a crash."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from factories import stage
from phalera.accounts.models import Address
from phalera.authoring import actions as authoring
from phalera.awarding import actions as awarding
from phalera.common import errors
from phalera.common.models import AuditEvent
from phalera.issuing import actions, composing, queries, selfcheck
from phalera.issuing.models import Credential, SigningKey, StatusEntry
from phalera_core.documents import recipients, v3
from phalera_core.keys import multikey
from phalera_core.signing import proof

NOW = datetime(2026, 3, 1, 12, 0, 5, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
pytestmark = pytest.mark.django_db


class PowerCut(BaseException):
    """Stands for a process that ends without a word."""


@pytest.fixture
def cast():
    return stage.build(NOW)


@pytest.fixture
def course(cast):
    return stage.add_course(cast, "knots", NOW)


def issue(*awards, now=NOW):
    return actions.issue(awards=awards, now=now)


def document(award):
    return json.loads(queries.v3_document(queries.live_credential(award)))


class TestTheCredential:
    def test_says_what_was_decided(self, cast, course):
        award = stage.award(cast, course, NOW - timedelta(days=9))
        issue(award)

        said = document(award)

        assert said["id"] == f"http://127.0.0.1:8000/credentials/{award.uuid}"
        assert said["awardedDate"] == "2026-02-20T12:00:05Z"
        assert said["validFrom"] == said["proof"]["created"] == "2026-03-01T12:00:05Z"
        assert "validUntil" not in said
        assert said["credentialSubject"]["id"].startswith("urn:uuid:")
        assert str(award.uuid) not in said["credentialSubject"]["id"]
        assert said["credentialSubject"]["achievement"]["name"] == "Knots"

    def test_names_the_learner_only_by_a_salted_hash_of_the_address_as_typed(self, cast, course):
        Address.objects.filter(person=cast.leo).update(address="Leo@Example.org")
        award = stage.award(cast, course, NOW)
        issue(award)

        [entry] = document(award)["credentialSubject"]["identifier"]

        assert recipients.matches(v3.IdentityObject.from_json(entry), "Leo@Example.org")
        assert len(bytes.fromhex(entry["salt"])) == 16
        whole = queries.v3_document(queries.live_credential(award)).decode()
        assert "Leo" not in whole
        assert "example.org" not in whole.casefold()

    def test_is_of_its_own_for_each_award(self, cast, course):
        awards = [stage.award(cast, course, NOW, learner=stage.add_learner(f"L{n}", NOW)) for n in range(5)]
        issue(*awards)

        said = [document(award) for award in awards]

        for pick in (
            lambda one: one["credentialSubject"]["id"],
            lambda one: one["credentialSubject"]["identifier"][0]["salt"],
            lambda one: one["credentialStatus"]["statusListIndex"],
            lambda one: one["proof"]["proofValue"],
        ):
            assert len({pick(one) for one in said}) == 5

    def test_is_signed_by_the_issuers_key(self, cast, course):
        award = stage.award(cast, course, NOW)
        issue(award)

        key = SigningKey.objects.get()

        proof.verify_proof(document(award), multikey.decode_public(key.public_multibase))

    def test_is_issued_once_however_often_it_is_asked_for(self, cast, course):
        award = stage.award(cast, course, NOW)

        [first], [again] = issue(award), issue(award, now=LATER)

        assert first == again
        assert bytes(first.signature) == bytes(again.signature)
        assert Credential.objects.count() == 1
        assert AuditEvent.objects.filter(action="credential.issued").count() == 1

    def test_keeps_its_bytes_when_the_badge_changes_afterwards(self, cast, course):
        award = stage.award(cast, course, NOW)
        issue(award)
        before = queries.v3_document(queries.live_credential(award))

        authoring.change_words(
            badge=cast.badge, name="Other", description="D", alt="A", tags=[], by=None, now=NOW
        )
        issue(stage.award(cast, course, LATER, learner=cast.ada), now=LATER)

        assert queries.v3_document(queries.live_credential(award)) == before

    def test_keeps_its_bytes_when_the_installation_moves(self, cast, course, settings):
        award = stage.award(cast, course, NOW)
        issue(award)
        before = queries.v3_document(queries.live_credential(award))

        settings.PUBLIC_URL = "https://badges.example.org"

        assert queries.v3_document(queries.live_credential(award)) == before

    def test_follows_the_order_of_the_awards(self, cast, course):
        awards = [stage.award(cast, course, NOW, learner=stage.add_learner(f"L{n}", NOW)) for n in range(3)]

        assert [row.award_id for row in issue(*reversed(awards))] == [award.pk for award in reversed(awards)]

    def test_of_several_achievements_is_issued_in_one_batch(self, cast, course):
        other = stage.add_course(cast, "splices", NOW)

        rows = issue(stage.award(cast, course, NOW), stage.award(cast, other, NOW))

        assert len({row.version_id for row in rows}) == 2

    def test_is_not_made_of_a_revoked_award(self, cast, course):
        award = stage.award(cast, course, NOW)
        awarding.revoke(award=award, reason="By mistake.", by=None, now=NOW)

        assert issue(award) == []
        assert not StatusEntry.objects.exists()

    def test_is_issued_though_another_process_signed_the_list_a_moment_later(self, cast, course):
        revoked = stage.award(cast, course, NOW)
        issue(revoked)
        awarding.revoke(award=revoked, reason="By mistake", by=cast.grace, now=LATER)
        actions.publish_revocation(awards=[revoked], now=LATER)

        award = stage.award(cast, course, NOW, learner=cast.ada)

        assert len(issue(award, now=LATER - timedelta(seconds=1))) == 1


class TestEveryStoredRow:
    def test_composes_to_the_bytes_that_were_signed(self, cast, course):
        """Over all rows and both paths: what a row gives today is what its signature covers."""
        names = ["Knots", "Seil “quer”\n2", "結び目", "عقدة", "a\tb", "tie%20knot", "<&>'\""]
        awards = []
        for number, name in enumerate(names):
            made = stage.add_course(cast, f"c{number}", NOW)
            authoring.change_words(
                badge=cast.badge,
                name=name.replace("\n", " ").replace("\t", " "),
                description=name,
                alt=name.replace("\n", " ").replace("\t", " "),
                tags=[],
                by=None,
                now=NOW,
            )
            awards.append(stage.award(cast, made, NOW))
            issue(awards[-1])
        with_words = Credential.objects.latest("pk")
        Credential.objects.filter(pk=with_words.pk).update(extra='{"narrative":"Only here."}', signature=None)
        issue(awards[-1])

        for row in queries.credentials():
            public = multikey.decode_public(row.key.public_multibase)
            proof.verify_proof(json.loads(composing.v3_document(row)), public)
        assert json.loads(composing.v3_document(row))["credentialSubject"]
        assert queries.credentials().count() == len(names)
        with_words.refresh_from_db()
        assert document(with_words.award)["credentialSubject"]["narrative"] == "Only here."


class TestAfterACrash:
    @pytest.mark.parametrize("point", ["issue.prepared", "issue.signed", "issue.storing", "issue.stored"])
    def test_goes_on_with_the_same_ids(self, cast, course, monkeypatch, point):
        award = stage.award(cast, course, NOW)
        prepared = []

        def cut(here):
            if here == "issue.prepared":
                prepared.extend(Credential.objects.values("uuid", "subject_id", "salt", "proof_created"))
            if here == point:
                raise PowerCut

        monkeypatch.setattr(actions.faults, "at", cut)
        with pytest.raises(PowerCut):
            issue(award)
        monkeypatch.undo()
        places = list(StatusEntry.objects.values("index"))

        issue(award, now=LATER)

        assert list(Credential.objects.values("uuid", "subject_id", "salt", "proof_created")) == prepared
        assert list(StatusEntry.objects.values("index")) == places
        assert AuditEvent.objects.filter(action="credential.issued").count() == 1
        selfcheck.check(queries.live_credential(award), now=LATER)

    def test_shows_nothing_half_done(self, cast, course, monkeypatch):
        award = stage.award(cast, course, NOW)

        def cut(point):
            if point == "issue.signed":
                raise PowerCut

        monkeypatch.setattr(actions.faults, "at", cut)

        with pytest.raises(PowerCut):
            issue(award)

        assert Credential.objects.get().signature is None
        assert queries.live_credential(award) is None
        assert not queries.faces([award])[award.pk].ready


class TestWhatDoesNotVerify:
    def test_is_not_let_out(self, cast, course, monkeypatch):
        award = stage.award(cast, course, NOW)
        sign = proof.sign_template

        def wrong(*arguments, **options):
            signed = sign(*arguments, **options)
            return proof.SignedSlots(signature=bytes(64), fast=signed.fast)

        monkeypatch.setattr(proof, "sign_template", wrong)

        with pytest.raises(errors.IssuingError, match="not issued"):
            issue(award)
        assert Credential.objects.get().signature is None

    def test_is_found_in_a_batch_too(self, cast, course, monkeypatch):
        awards = [stage.award(cast, course, NOW, learner=stage.add_learner(f"L{n}", NOW)) for n in range(4)]
        monkeypatch.setattr(
            proof,
            "sign_template",
            lambda *_, **__: proof.SignedSlots(signature=bytes(64), fast=True),
        )

        with pytest.raises(errors.IssuingError):
            issue(*awards)
        assert not queries.credentials().exists()


class TestDatabase:
    def test_refuses_a_second_live_credential(self, cast, course):
        [row] = issue(stage.award(cast, course, NOW))
        row.pk, row.uuid = None, "00000000-0000-4000-8000-000000000000"

        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    def test_refuses_a_second_active_key(self, cast, course):
        issue(stage.award(cast, course, NOW))
        key = SigningKey.objects.get()

        with pytest.raises(IntegrityError), transaction.atomic():
            SigningKey.objects.create(
                issuer=key.issuer, public_multibase="z6Mkother", secret=b"", created_at=NOW
            )
