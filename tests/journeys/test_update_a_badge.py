"""Leo brings his badges up to date; he is told once, and what he handed out before goes on verifying."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from factories import stage
from phalera.authoring import actions as authoring
from phalera.awarding.models import Award
from phalera.issuing import actions as signing
from phalera.issuing import queries as issuing
from phalera.issuing.models import Credential
from phalera.jobs import runner
from phalera.jobs.models import Job, State
from phalera.journeys import earn_a_badge, take_it_back, update_a_badge
from phalera.notifying import queries as notifying
from phalera.notifying.models import Event, Notification
from phalera_core.verifying.report import Verdict

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
NOON = MORNING + timedelta(hours=3)
EVENING = MORNING + timedelta(hours=9)
pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(MORNING)


def earn(academy, *slugs):
    awards = []
    for slug in slugs:
        course = stage.add_course(academy, slug, MORNING)
        awards += earn_a_badge.finish_module(
            enrollment=course.enrollment,
            module=course.learning_object.modules.get(),
            by=academy.leo,
            now=MORNING,
        )
    runner.run_due(now=MORNING)
    mail.outbox.clear()
    return awards


def rename(academy, name):
    authoring.change_words(
        badge=academy.badge, name=name, description="D", alt="A", tags=[], by=academy.grace, now=NOON
    )


def ask(academy, awards, now=EVENING):
    return update_a_badge.ask(learner=academy.leo, awards=awards, by=academy.leo, now=now)


class TestLeo:
    def test_has_the_newest_badge_and_is_told_when_it_is_there(self, academy):
        [award] = earn(academy, "knots")
        _name, old = earn_a_badge.take_along(award=award, extension="png", by=academy.leo, now=MORNING)

        # At noon the academy gives the badge another name: the page says so, and his badge stays what it was.
        rename(academy, "Better Knots")
        face = issuing.faces([award])[award.pk]
        assert (face.name, face.version < face.newest) == ("Knots", True)
        assert issuing.changes([award])[award.pk].after.name == "Better Knots"

        # In the evening he asks for the new one, and a moment later he has it.
        job = ask(academy, [award])
        assert (job.total, issuing.faces([award])[award.pk].name) == (1, "Knots")
        runner.run_due(now=EVENING)
        face = issuing.faces([award])[award.pk]
        assert (face.name, face.version == face.newest) == ("Better Knots", True)

        # He hears so once, on the page and by mail.
        assert [each.title for each in notifying.recent(academy.leo)] == [
            "Better Knots is up to date",
            "You earned Better Knots",
        ]
        assert [message.subject for message in mail.outbox] == ["Better Knots is up to date"]

        # The old file and the new one both verify.
        _name, new = earn_a_badge.take_along(award=award, extension="png", by=academy.leo, now=EVENING)
        for file in (old, new):
            assert earn_a_badge.is_it_genuine(file, now=EVENING).verdict is Verdict.VERIFIED
        assert old != new

    def test_may_ask_also_where_nothing_changed(self, academy):
        [award] = earn(academy, "knots")
        before = issuing.v3_document(issuing.live_credential(award))

        ask(academy, [award])
        runner.run_due(now=EVENING)

        after = issuing.v3_document(issuing.live_credential(award))
        assert json.loads(before)["id"] == json.loads(after)["id"]
        assert before != after

    def test_brings_several_up_to_date_and_hears_of_them_once(self, academy):
        awards = earn(academy, "knots", "splices", "hitches")

        job = ask(academy, awards)
        runner.run_due(now=EVENING)

        job.refresh_from_db()
        assert (job.state, job.progress, job.total) == (State.DONE, 3, 3)
        assert [message.subject for message in mail.outbox] == ["3 badges are up to date"]

    def test_asks_again_before_it_is_done_and_nothing_happens_twice(self, academy):
        awards = earn(academy, "knots")

        assert ask(academy, awards) == ask(academy, awards)
        runner.run_due(now=EVENING)

        assert Credential.objects.count() == 2
        assert Notification.objects.filter(event=Event.UPDATE_FINISHED).count() == 1

    def test_asks_again_afterwards_and_hears_of_it_again(self, academy):
        awards = earn(academy, "knots")
        for turn in range(2):
            ask(academy, awards, now=EVENING + timedelta(minutes=turn))
            runner.run_due(now=EVENING + timedelta(minutes=turn))

        assert Credential.objects.count() == 3
        assert Notification.objects.filter(event=Event.UPDATE_FINISHED).count() == 2

    def test_cannot_ask_for_what_is_not_his_revoked_or_not_signed(self, academy):
        [award] = earn(academy, "knots")
        course = stage.add_course(academy, "splices", MORNING)
        other = stage.award(academy, course, MORNING, learner=academy.ada)
        unsigned = stage.award(academy, course, MORNING)
        take_it_back.revoke(award=award, reason="By mistake.", by=academy.grace, now=NOON)

        assert ask(academy, [award, other, unsigned]) is None
        assert not Job.objects.filter(kind="update").exists()

    def test_hears_once_that_a_badge_was_revoked(self, academy):
        [award] = earn(academy, "knots")

        take_it_back.revoke(award=award, reason="The knot did not hold.", by=academy.grace, now=NOON)
        runner.run_due(now=NOON)

        [told, _earned] = notifying.recent(academy.leo)
        assert (told.title, told.line) == ("Knots was revoked", "The reason given: The knot did not hold.")
        assert [message.subject for message in mail.outbox] == ["Knots was revoked"]


class TestAsking:
    def test_takes_as_many_queries_for_many_badges_as_for_few(
        self, academy, django_assert_max_num_queries, django_capture_on_commit_callbacks
    ):
        course = stage.add_course(academy, "knots", MORNING)
        awards = Award.objects.bulk_create(
            Award(
                learner=academy.leo,
                achievement=course.achievement,
                occurrence=number,
                awarded_at=MORNING,
            )
            for number in range(300)
        )
        signing.issue(awards=awards, now=MORNING)

        for number in (3, 300):
            with django_assert_max_num_queries(16), django_capture_on_commit_callbacks(execute=True):
                assert ask(academy, awards[:number]).total == number


@pytest.mark.django_db(transaction=True)
class TestThirtyTwoAtOnce:
    def test_update_once(self, academy):
        awards = earn(academy, "knots", "splices")
        rename(academy, "Better Knots")
        gate = threading.Barrier(32)

        def press(_turn):
            gate.wait()
            try:
                return ask(academy, awards).pk
            finally:
                connection.close()

        with ThreadPoolExecutor(32) as pool:
            jobs = set(pool.map(press, range(32)))
        runner.run_due(now=EVENING)

        assert len(jobs) == 1
        assert Credential.objects.count() == 4
        assert Notification.objects.filter(event=Event.UPDATE_FINISHED).count() == 1
        assert [message.subject for message in mail.outbox] == ["2 badges are up to date"]
