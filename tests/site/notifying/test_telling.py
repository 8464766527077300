"""Telling: one event is told to one person once, whoever tells it how often; what they choose is kept."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from factories import stage
from phalera.common.models import AuditEvent
from phalera.issuing import actions as issuing
from phalera.jobs.models import Job
from phalera.notifying import actions, queries
from phalera.notifying.models import Event, Mail, Notification

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage.build(NOW)


@pytest.fixture
def award(cast):
    award = stage.award(cast, stage.add_course(cast, "knots", NOW), NOW)
    issuing.issue(awards=[award], now=NOW)
    return award


def tell(person, key="one", event=Event.BADGE_EARNED, **more):
    return actions.notify(person=person, event=event, key=key, now=NOW, **more)


def mail_jobs():
    return Job.objects.filter(kind="mail").count()


class TestNotify:
    def test_tells_once(self, cast):
        assert [tell(cast.leo), tell(cast.leo)] == [True, False]

        assert Notification.objects.count() == mail_jobs() == 1

    def test_tells_another_person_another_event_and_another_key(self, cast):
        tell(cast.leo)

        assert tell(cast.ada)
        assert tell(cast.leo, key="two")
        assert tell(cast.leo, event=Event.BADGE_REVOKED)

    def test_tells_many_at_the_price_of_one_mail_for_each_person_and_event(self, cast):
        news = [
            actions.News(person=person, event=Event.BADGE_EARNED, key=f"{n}")
            for person in (cast.leo, cast.ada)
            for n in range(3)
        ]

        assert actions.notify_all(news=[*news, news[0]], now=NOW) == 6
        assert mail_jobs() == 2

    def test_leaves_mail_to_who_wants_it(self, cast):
        actions.choose(person=cast.leo, mail={Event.BADGE_EARNED: Mail.OFF}, by=cast.leo, now=NOW)
        tell(cast.leo)
        assert mail_jobs() == 0

        tell(cast.leo, event=Event.BADGE_REVOKED)
        assert mail_jobs() == 1
        assert queries.unread_count(cast.leo) == 2

    def test_sends_no_mail_to_who_has_left(self, cast):
        cast.leo.is_active = False
        tell(cast.leo)

        assert mail_jobs() == 0


class TestHistory:
    def test_counts_as_read_and_sends_no_mail(self, cast, award):
        past = NOW - timedelta(days=300)
        news = actions.News(person=cast.leo, event=Event.BADGE_EARNED, key=str(award.uuid), award=award)

        assert actions.write_history(news=[(news, past), (news, past)]) == 1
        assert actions.write_history(news=[(news, past)]) == 0

        assert (queries.unread_count(cast.leo), mail_jobs()) == (0, 0)
        [told] = queries.recent(cast.leo)
        assert (told.title, told.notification.created_at) == ("You earned Knots", past)


class TestReading:
    def test_marks_one_and_then_all(self, cast):
        for key in "abc":
            tell(cast.leo, key=key)
        tell(cast.ada)
        first = Notification.objects.filter(person=cast.leo).first()

        assert actions.mark_read(person=cast.leo, notification=first, now=NOW) == 1
        assert queries.unread_count(cast.leo) == 2
        assert actions.mark_read(person=cast.leo, now=NOW) == 2
        assert queries.unread_count(cast.ada) == 1

    def test_of_others_is_not_possible(self, cast):
        tell(cast.ada)

        assert actions.mark_read(person=cast.leo, notification=Notification.objects.get(), now=NOW) == 0

    def test_keeps_when_it_was_read_first(self, cast):
        tell(cast.leo)
        actions.mark_read(person=cast.leo, now=NOW)

        assert actions.mark_read(person=cast.leo, now=NOW + timedelta(days=1)) == 0
        assert Notification.objects.get().read_at == NOW


class TestRecent:
    def test_gives_the_newest_first_in_words(self, cast, award):
        tell(cast.leo, key="a", award=award, payload={"title": "Course knots"})
        tell(cast.leo, key="b", event=Event.UPDATE_FINISHED, payload={"number": 3})
        tell(cast.leo, key="c", event=Event.UPDATE_FINISHED, payload={"number": 1, "names": ["Knots"]})
        tell(cast.leo, key="d", event=Event.BADGE_REVOKED, award=award, payload={"reason": "By mistake."})

        told = queries.recent(cast.leo)

        assert [each.title for each in told] == [
            "Knots was revoked",
            "Knots is up to date",
            "3 badges are up to date",
            "You earned Knots",
        ]
        assert told[0].line == "The reason given: By mistake."
        assert told[3].line == "You completed Course knots. The badge is yours to keep."
        assert told[3].face.picture == cast.badge.picture

    @pytest.mark.parametrize("event", Event)
    def test_has_words_for_every_event(self, cast, event):
        tell(cast.leo, event=event)

        [told] = queries.recent(cast.leo)

        assert told.title
        assert "%" not in told.title

    def test_takes_few_queries(self, cast, award, django_assert_max_num_queries):
        for number in range(30):
            tell(cast.leo, key=str(number), award=award)

        with django_assert_max_num_queries(5):
            assert len(queries.recent(cast.leo)) == 30


class TestPreferences:
    def test_are_mail_at_once_until_somebody_chooses(self, cast):
        assert set(queries.preferences(cast.leo).values()) == {Mail.IMMEDIATE}

        for when in (Mail.OFF, Mail.IMMEDIATE, Mail.OFF):
            actions.choose(person=cast.leo, mail={Event.BADGE_EARNED: when}, by=cast.leo, now=NOW)

        assert queries.preferences(cast.leo)[Event.BADGE_EARNED] is Mail.OFF
        assert queries.preferences(cast.ada)[Event.BADGE_EARNED] is Mail.IMMEDIATE
        assert AuditEvent.objects.filter(action="notifications.chosen").count() == 3


class TestDatabase:
    def test_refuses_to_tell_twice(self, cast):
        tell(cast.leo)
        row = Notification.objects.get()
        row.pk, row.uuid = None, "00000000-0000-4000-8000-000000000000"

        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    @pytest.mark.parametrize("event", ["", "noise"])
    def test_refuses_an_event_that_nobody_knows(self, cast, event):
        with pytest.raises(IntegrityError), transaction.atomic():
            Notification.objects.create(person=cast.leo, event=event, key="x", created_at=NOW)
