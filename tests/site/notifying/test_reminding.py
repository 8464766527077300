"""Reminders: each mark of each award once, the nearest one where a day was missed, and nothing to who need not hear."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from factories import stage
from phalera.awarding import actions as awarding
from phalera.awarding.models import Award
from phalera.common.models import AuditEvent
from phalera.issuing import actions as issuing
from phalera.jobs.models import Job
from phalera.learning import terms
from phalera.learning.models import LearningObject
from phalera.notifying import actions, jobs, mailing, queries, reminding
from phalera.notifying.models import Event, Mail, Notification

EARNED = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
END = date(2026, 6, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage.build(EARNED)


@pytest.fixture
def course(cast):
    return stage.add_course(cast, "knots", EARNED)


@pytest.fixture
def award(cast, course):
    return ending(cast, course)


def ending(cast, course, *, learner=None, on=END):
    award = stage.award(cast, course, EARNED, learner=learner)
    issuing.issue(awards=[award], now=EARNED)
    award.valid_until = terms.end_of_day(on)
    award.save(update_fields=["valid_until"])
    return award


def noon(days):
    """Give noon of the day so many days before the end."""
    return datetime(2026, 6, 1, 12, 0, tzinfo=UTC) - timedelta(days=days)


def remind(days):
    return sum(reminding.remind(now=noon(days)))


def told():
    return [(each.event, each.key.partition(":")[2]) for each in Notification.objects.order_by("pk")]


class TestReminding:
    def test_tells_each_mark_once_and_then_that_it_has_run_out(self, award):
        for days in range(100, -60, -1):
            remind(days)
            remind(days)

        assert told() == [
            ("expiring", "30"),
            ("expiring", "7"),
            ("expiring", "1"),
            ("expiring", "0"),
            ("expired", ""),
        ]

    @pytest.mark.parametrize("days", [31, 365])
    def test_is_silent_before_the_first_mark(self, award, days):
        assert remind(days) == 0

    @pytest.mark.parametrize(
        ("days", "mark"), [(29, "30"), (8, "30"), (6, "7"), (2, "7"), (1, "1"), (0, "0")]
    )
    def test_tells_the_nearest_mark_where_days_were_missed(self, award, days, mark):
        remind(days)

        assert told() == [("expiring", mark)]

    def test_says_that_it_has_run_out_on_the_next_day_and_not_before(self, award):
        remind(0)
        assert told() == [("expiring", "0")]

        remind(-1)
        assert told()[-1] == ("expired", "")

    def test_says_nothing_of_what_ran_out_long_ago(self, award):
        assert remind(-reminding.LATEST) == 1
        Notification.objects.all().delete()

        assert remind(-reminding.LATEST - 1) == 0

    def test_says_nothing_of_what_was_awarded_after_the_mark_had_passed(self, award):
        Award.objects.update(awarded_at=noon(20))

        assert remind(19) == 0
        assert remind(7) == 1

    def test_says_nothing_of_what_was_revoked(self, cast, award):
        awarding.revoke(award=award, reason="Not who sat the test.", by=cast.grace, now=noon(40))

        assert remind(7) == remind(-1) == 0

    def test_says_nothing_of_what_was_renewed(self, cast, award):
        renewal = Award.objects.create(
            learner=cast.leo,
            achievement=award.achievement,
            occurrence=1,
            awarded_at=noon(20),
            follows=award,
            valid_until=terms.end_of_day(date(2027, 6, 1)),
        )
        assert remind(7) == remind(-1) == 0

        awarding.revoke(award=renewal, reason="A mistake.", by=cast.grace, now=noon(6))
        assert remind(5) == 1, "what a revoked award renewed counts again"

    def test_says_nothing_to_who_has_left(self, cast, award):
        cast.leo.is_active = False
        cast.leo.save()

        assert remind(7) == 0

    def test_says_nothing_of_what_holds_for_ever(self, award):
        Award.objects.update(valid_until=None)

        assert remind(7) == 0

    def test_goes_by_what_an_administrator_chose(self, cast, award):
        reminding.choose(wanted={14: True}, by=cast.grace, now=noon(100))

        assert reminding.marks() == [14]
        for days in range(40, -1, -1):
            remind(days)
        assert told() == [("expiring", "14")]
        [event] = AuditEvent.objects.filter(action="reminders.chosen")
        assert event.details == {"before": [30, 7, 1, 0], "after": [14]}

    def test_waits_for_the_morning(self, award):
        night = datetime(2026, 5, 2, 3, 0, tzinfo=UTC)  # the day of the first mark, before anybody is up

        assert sum(reminding.remind(now=night)) == 0
        assert sum(reminding.remind(now=night + timedelta(hours=3))) == 1

    def test_asks_as_often_for_many_as_for_few(self, cast, course, award):
        with CaptureQueriesContext(
            connection,
        ) as few:
            remind(30)
        for number in range(20):
            ending(cast, course, learner=stage.add_learner(f"Learner{number}", EARNED))
        Job.objects.all().delete()
        with CaptureQueriesContext(connection) as many:
            assert remind(30) == 20

        # What grows is the job for each person's mail.
        for_mail = [each for each in many if "jobs_job" in each["sql"] or "SAVEPOINT" in each["sql"]]
        assert len(many) - len(for_mail) <= len(few)

    def test_tells_everybody_batch_by_batch(self, cast, course, award, monkeypatch):
        monkeypatch.setattr(reminding, "BATCH", 2)
        for number in range(4):
            ending(cast, course, learner=stage.add_learner(f"Learner{number}", EARNED))

        assert list(reminding.remind(now=noon(30))) == [2, 2, 1]

    def test_finds_what_ends_by_the_index(self, award):
        [due, *_rest] = reminding.due(END, marks=[0])
        if connection.vendor == "postgresql":
            # With one row it would rather read the table.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
        plan = reminding.awards(due).explain()

        assert "award_ending" in plan


class TestTheWords:
    def test_say_the_day_and_lead_to_what_renews(self, cast, award):
        remind(7)
        [said] = queries.recent(cast.leo)

        assert said.title == "Knots runs out on June 1, 2026"
        assert said.line == "Complete Course knots to renew it."
        assert (said.action, said.path) == ("Renew it", "/learning/knots/")

    def test_write_the_day_as_the_language_does(self, cast, award):
        remind(7)
        with translation.override("de"):
            [said] = queries.recent(cast.leo)

        assert "1. Juni 2026" in said.title

    def test_lead_to_the_shorter_course_where_there_is_one(self, cast, course, award):
        shorter = stage.add_course(cast, "knots-again", EARNED).learning_object
        LearningObject.objects.filter(pk=course.learning_object.pk).update(renewed_by=shorter)
        remind(-1)
        [said] = queries.recent(cast.leo)

        assert said.title == "Knots has run out"
        assert said.line == "It was valid until June 1, 2026. Complete Course knots-again to renew it."
        assert said.path == "/learning/knots-again/"

    def test_offer_no_course_that_is_not_given_any_more(self, cast, course, award):
        LearningObject.objects.filter(pk=course.learning_object.pk).update(retired_at=EARNED)
        remind(7)
        [said] = queries.recent(cast.leo)

        assert (said.line, said.path) == ("", "/badges/")

    def test_come_by_mail_with_one_way_to_the_course(self, cast, award):
        remind(7)
        job = Job.objects.get(kind="mail")
        mailing.send(person=cast.leo, event=Event.EXPIRING, mail=job.uuid, now=noon(7))
        [letter] = mail.outbox

        assert letter.subject == "Knots runs out on June 1, 2026"
        assert "Renew it: http://" in letter.body
        assert "/learning/knots/" in letter.body

    def test_come_by_mail_only_to_who_wants_it(self, cast, award):
        assert Event.EXPIRING in queries.preferences(cast.leo)
        actions.choose(person=cast.leo, mail={Event.EXPIRING: Mail.OFF}, by=cast.leo, now=EARNED)

        assert remind(7) == 1
        assert not Job.objects.filter(kind="mail").exists()


class TestTheDaysWork:
    def test_is_written_down_once_a_day(self, award):
        for hour in range(24):
            jobs.remind_daily(datetime(2026, 5, 2, hour, 30, tzinfo=UTC))

        keys = Job.objects.filter(kind="remind").order_by("pk").values_list("dedupe_key", flat=True)
        assert list(keys) == ["remind:2026-05-01", "remind:2026-05-02"]
