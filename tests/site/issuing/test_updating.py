"""Updating: a credential is followed once, by one at the newest version; what must stay stays, what was handed out verifies."""

import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from factories import stage
from phalera.accounts import actions as accounts
from phalera.accounts.models import Address
from phalera.authoring import actions as authoring
from phalera.authoring import pictures
from phalera.authoring.models import AchievementVersion
from phalera.awarding import actions as awarding
from phalera.awarding.models import Award
from phalera.common import errors
from phalera.common.models import AuditEvent
from phalera.delivering import files
from phalera.issuing import actions, queries, selfcheck, status, updating
from phalera.issuing.models import Credential, StatusEntry
from phalera.verifying import checker
from phalera_core import baking
from phalera_core.documents import recipients
from phalera_core.signing import proof
from phalera_core.verifying.report import Verdict

NOW = datetime(2026, 3, 1, 12, 0, 5, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
AFTERWARDS = LATER + timedelta(days=1)
POINTS = ["update.prepared", "update.signed", "update.storing", "update.stored"]
pytestmark = pytest.mark.django_db
TRANSACTIONS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


class PowerCut(BaseException):
    """Stands for a process that ends without a word."""


@pytest.fixture
def cast():
    return stage.build(NOW)


@pytest.fixture
def course(cast):
    return stage.add_course(cast, "knots", NOW)


@pytest.fixture
def award(cast, course):
    award = stage.award(cast, course, NOW - timedelta(days=9))
    actions.issue(awards=[award], now=NOW)
    return award


def rename(cast, name, now=LATER):
    authoring.change_words(
        badge=cast.badge,
        name=name,
        description="Ties better knots.",
        alt="Two ropes",
        tags=[],
        by=None,
        now=now,
    )


def document(award):
    return json.loads(queries.v3_document(queries.live_credential(award)))


def cut_at(monkeypatch, point):
    def cut(here):
        if here == point:
            raise PowerCut

    monkeypatch.setattr(updating.faults, "at", cut)


class TestTheSuccessor:
    def test_says_what_is_said_now_and_keeps_what_must_stay(self, cast, award):
        before = document(award)
        rename(cast, "Better Knots")

        [row] = updating.update(awards=[award], now=LATER)

        after = document(award)
        assert after["credentialSubject"]["achievement"]["name"] == "Better Knots"
        assert after["credentialSubject"]["achievement"]["version"] == "2"
        assert after["validFrom"] == after["proof"]["created"] == "2026-03-01T15:00:05Z"
        for name in ("id", "issuer", "awardedDate", "credentialStatus"):
            assert after[name] == before[name], name
        for name in ("id", "identifier"):
            assert after["credentialSubject"][name] == before["credentialSubject"][name], name
        assert (
            after["credentialSubject"]["achievement"]["id"]
            == before["credentialSubject"]["achievement"]["id"]
        )
        assert queries.live_credential(award) == row

    def test_of_open_badges_2_keeps_its_address_and_day_and_names_another_class(self, cast, award):
        before = json.loads(queries.v2_assertion(queries.live_credential(award)))
        rename(cast, "Better Knots")

        updating.update(awards=[award], now=LATER)

        after = json.loads(queries.v2_assertion(queries.live_credential(award)))
        assert {name for name in before if before[name] != after[name]} == {"badge"}

    def test_is_made_also_where_nothing_changed(self, award):
        before = document(award)

        updating.update(awards=[award], now=LATER)

        after = document(award)
        assert AchievementVersion.objects.count() == 1
        assert after["validFrom"] != before["validFrom"]
        assert after["proof"]["proofValue"] != before["proof"]["proofValue"]

    def test_is_later_than_what_it_follows_whatever_the_clock_says(self, award):
        moments = [document(award)["validFrom"]]
        for _turn in range(2):
            updating.update(awards=[award], now=NOW - timedelta(hours=1))
            moments.append(document(award)["validFrom"])

        assert moments == ["2026-03-01T12:00:05Z", "2026-03-01T12:00:06Z", "2026-03-01T12:00:07Z"]

    def test_keeps_the_end_of_a_certificate(self, award):
        end = datetime(2027, 3, 1, 23, 59, 59, tzinfo=UTC)
        Credential.objects.update(valid_until=end, signature=None)
        actions.issue(awards=[award], now=NOW)

        updating.update(awards=[award], now=LATER)

        assert document(award)["validUntil"] == "2027-03-01T23:59:59Z"

    def test_keeps_what_only_this_award_says(self, award):
        Credential.objects.update(extra='{"narrative":"Only here."}', signature=None)
        actions.issue(awards=[award], now=NOW)

        updating.update(awards=[award], now=LATER)

        assert document(award)["credentialSubject"]["narrative"] == "Only here."

    def test_is_to_the_primary_address_of_now(self, cast, award):
        before = document(award)["credentialSubject"]["identifier"][0]
        Address.objects.filter(person=cast.leo).update(address="leo@elsewhere.example")

        updating.update(awards=[award], now=LATER)

        [after] = document(award)["credentialSubject"]["identifier"]
        assert after["salt"] != before["salt"]
        assert after["identityHash"] == recipients.hash_identity("leo@elsewhere.example", after["salt"])

    def test_is_signed_again_where_the_badge_was_taken_away(self, cast, course, award):
        authoring.detach_badge(achievement=course.achievement, by=None, now=LATER)

        updating.update(awards=[award], now=LATER)

        assert document(award)["credentialSubject"]["achievement"]["name"] == "Knots"

    def test_shows_another_badge_where_the_course_has_another(self, cast, course, award):
        other = authoring.add_badge(
            name="Splices",
            description="Splices.",
            alt="A splice",
            tags=[],
            picture=cast.badge.picture,
            language="en",
            by=None,
            now=LATER,
        )
        authoring.attach_badge(
            badge=other, target=course.learning_object, issuer=cast.issuer, by=None, now=LATER
        )

        updating.update(awards=[award], now=LATER)

        assert document(award)["credentialSubject"]["achievement"]["name"] == "Splices"

    def test_leaves_a_trail(self, award):
        [first] = Credential.objects.all()

        [row] = updating.update(awards=[award], now=LATER)

        told = AuditEvent.objects.get(action="credential.superseded")
        assert (told.object_id, told.details["succeeds"]) == (str(row.uuid), str(first.uuid))
        first.refresh_from_db()
        assert (first.superseded_at, row.succeeds_id) == (LATER, first.pk)


class TestWhatWasHandedOut:
    def test_goes_on_verifying(self, cast, award):
        awarding.change_visibility(award=award, visibility="unlisted", by=None, now=NOW)
        old = files.content(queries.live_credential(award), "png")
        rename(cast, "Better Knots")
        updating.update(awards=[award], now=LATER)
        new = files.content(queries.live_credential(award), "png")

        for file in (old, new):
            report = checker.verify(file, now=AFTERWARDS)
            assert report.verdict is Verdict.VERIFIED, report.to_json()
        assert baking.unbake(old).v3 != baking.unbake(new).v3

    def test_is_revoked_together_with_the_new_one(self, award):
        old = queries.v3_document(queries.live_credential(award))
        updating.update(awards=[award], now=LATER)
        new = queries.v3_document(queries.live_credential(award))

        awarding.revoke(award=award, reason="By mistake.", by=None, now=LATER)
        status.publish_revocation(awards=[award], now=LATER)

        for file in (old, new):
            assert checker.verify(file, now=AFTERWARDS).verdict is Verdict.REFUSED


class TestWhoIsLeftOut:
    def test_are_revoked_awards_and_those_that_are_not_issued(self, cast, course, award):
        waiting = stage.award(cast, course, NOW, learner=cast.ada)
        awarding.revoke(award=award, reason="By mistake.", by=None, now=NOW)

        assert updating.update(awards=[award, waiting], now=LATER) == []
        assert Credential.objects.count() == 1

    def test_and_nobody_else(self, cast, course, award):
        other = stage.award(cast, course, NOW, learner=cast.ada)
        actions.issue(awards=[other], now=NOW)

        rows = updating.update(awards=[other, award], now=LATER)

        assert [row.award_id for row in rows] == [other.pk, award.pk]


class TestFollowing:
    def test_is_done_once_for_each_credential(self, award):
        [first] = updating.current([award], now=LATER)

        [row], [again] = (updating.follow(credentials=[first], now=LATER) for _turn in range(2))

        assert row == again
        assert Credential.objects.count() == 2
        assert AuditEvent.objects.filter(action="credential.superseded").count() == 1

    def test_twice_in_a_row_is_a_chain(self, award):
        for turn in range(3):
            updating.update(awards=[award], now=LATER + timedelta(hours=turn))

        assert Credential.objects.count() == 4
        assert Credential.objects.filter(superseded_at=None).count() == 1
        assert StatusEntry.objects.count() == 1

    def test_what_does_not_verify_lets_the_old_one_count(self, award, monkeypatch):
        monkeypatch.setattr(
            proof, "sign_template", lambda *_, **__: proof.SignedSlots(signature=bytes(64), fast=True)
        )
        before = queries.live_credential(award)

        with pytest.raises(errors.IssuingError, match="not issued"):
            updating.update(awards=[award], now=LATER)

        assert queries.live_credential(award) == before
        assert actions.issue(awards=[award], now=LATER) == [before]


class TestAfterACrash:
    @pytest.mark.parametrize("point", POINTS)
    def test_goes_on_with_the_same_successor(self, award, monkeypatch, point):
        [first] = updating.current([award], now=LATER)
        cut_at(monkeypatch, point)
        with pytest.raises(PowerCut):
            updating.follow(credentials=[first], now=LATER)
        monkeypatch.undo()
        decided = Credential.objects.filter(succeeds__uuid=first).values("uuid", "salt", "proof_created")
        prepared = list(decided)

        updating.follow(credentials=[first], now=AFTERWARDS)

        assert len(prepared) == 1
        assert list(decided) == prepared
        assert AuditEvent.objects.filter(action="credential.superseded").count() == 1
        selfcheck.check(queries.live_credential(award), now=AFTERWARDS)

    @pytest.mark.parametrize("point", POINTS[:3])
    def test_shows_the_old_one_until_the_new_one_is_whole(self, cast, award, monkeypatch, point):
        before = queries.live_credential(award)
        rename(cast, "Better Knots")
        cut_at(monkeypatch, point)

        with pytest.raises(PowerCut):
            updating.update(awards=[award], now=LATER)

        assert queries.live_credential(award) == before
        assert queries.faces([award])[award.pk].name == "Knots"
        # Nor does issuing take the unsigned successor for something to finish.
        assert actions.issue(awards=[award], now=LATER) == [before]

    def test_forgets_what_was_prepared_of_a_version_that_is_old_by_now(self, cast, award, monkeypatch):
        rename(cast, "Better Knots")
        cut_at(monkeypatch, "update.prepared")
        with pytest.raises(PowerCut):
            updating.update(awards=[award], now=LATER)
        monkeypatch.undo()
        rename(cast, "Best Knots")

        updating.update(awards=[award], now=AFTERWARDS)

        assert document(award)["credentialSubject"]["achievement"]["name"] == "Best Knots"
        assert Credential.objects.count() == 2


class TestDatabase:
    def test_refuses_a_second_successor(self, award):
        [row] = updating.update(awards=[award], now=LATER)
        row.pk, row.uuid, row.signature = None, "00000000-0000-4000-8000-000000000000", None

        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    def test_refuses_that_both_count(self, award):
        updating.update(awards=[award], now=LATER)

        with pytest.raises(IntegrityError), transaction.atomic():
            Credential.objects.update(superseded_at=None)


class TestWhatAPageAsks:
    def test_is_told_that_there_is_something_newer_before_anybody_froze_it(self, cast, award):
        face = queries.faces([award])[award.pk]
        assert (face.version, face.newest) == (1, 1)

        rename(cast, "Better Knots")

        face = queries.faces([award])[award.pk]
        assert (face.name, face.version, face.newest) == ("Knots", 1, 2)

    def test_is_not_offered_anything_because_the_installation_moved(self, award, settings):
        settings.PUBLIC_URL = "https://badges.example.org"

        face = queries.faces([award])[award.pk]

        assert face.version == face.newest
        assert queries.changes([award]) == {}

    def test_is_told_that_it_is_up_to_date_again(self, cast, award):
        rename(cast, "Better Knots")
        updating.update(awards=[award], now=LATER)

        face = queries.faces([award])[award.pk]

        assert (face.name, face.version, face.newest) == ("Better Knots", 2, 2)
        assert queries.changes([award]) == {}

    def test_is_shown_before_and_after(self, cast, award):
        rename(cast, "Better Knots")
        authoring.replace_picture(
            badge=cast.badge, picture=pictures.store(other_picture(), now=LATER), by=None, now=LATER
        )

        change = queries.changes([award])[award.pk]

        assert (change.before.name, change.after.name) == ("Knots", "Better Knots")
        assert change.before.picture != change.after.picture
        assert (change.picture, change.name, change.words) == (True, True, True)

    def test_is_not_offered_anything_where_the_badge_was_taken_away(self, course, award):
        authoring.detach_badge(achievement=course.achievement, by=None, now=LATER)

        face = queries.faces([award])[award.pk]

        assert face.version == face.newest
        assert queries.changes([award]) == {}


def other_picture():
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGBA", (300, 300), (10, 90, 80, 255)).save(stream, "PNG")
    return stream.getvalue()


class TestManyQueries:
    @pytest.mark.parametrize("number", [3, 2_000])
    def test_are_few_whatever_the_number(self, cast, course, number):
        learners = [cast.leo] + [
            accounts.models.Person(name=f"L{n}", email=f"l{n}@example.org", joined_at=NOW)
            for n in range(1, number)
        ]
        accounts.models.Person.objects.bulk_create(learners[1:])
        Address.objects.bulk_create(
            Address(person=each, address=each.email, folded=each.email, primary=True) for each in learners[1:]
        )
        awards = Award.objects.bulk_create(
            Award(learner=each, achievement=course.achievement, awarded_at=NOW) for each in learners
        )
        actions.issue(awards=awards, now=NOW)
        rename(cast, "Better Knots")

        with CaptureQueriesContext(connection) as asked:
            rows = updating.update(awards=awards, now=LATER)

        queries_ = [each["sql"] for each in asked if not each["sql"].startswith(TRANSACTIONS)]
        print(f"update of {number}: {len(queries_)} queries")
        assert len(rows) == number
        # Twelve, and one more for each five hundred of the larger number.
        assert len(queries_) <= 16, "\n".join(each[:100] for each in queries_)


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_make_one_successor(self, cast, course):
        awards = [stage.award(cast, course, NOW, learner=stage.add_learner(f"L{n}", NOW)) for n in range(6)]
        actions.issue(awards=awards, now=NOW)
        rename(cast, "Better Knots")
        named = updating.current(awards, now=LATER)
        gate = threading.Barrier(8)

        def press(turn):
            gate.wait()
            try:
                batch = named[:: 1 if turn % 2 else -1]
                return updating.follow(credentials=batch, now=LATER)
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(press, range(8)))

        assert len({row.pk for rows in answers for row in rows}) == 6
        assert Credential.objects.count() == 12
        assert Credential.objects.filter(superseded_at=None, signature__isnull=False).count() == 6
        assert AuditEvent.objects.filter(action="credential.superseded").count() == 6
        assert AchievementVersion.objects.count() == 2
        for each in awards:
            selfcheck.check(queries.live_credential(each), now=LATER)
