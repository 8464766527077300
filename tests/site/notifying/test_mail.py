"""Mail: one for each event and person, in words that a person reads, sent again only under the same name."""

import re
import smtplib
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends import locmem

from factories import stage
from phalera.accounts.models import Address, Person
from phalera.issuing import actions as issuing
from phalera.jobs import runner
from phalera.jobs.models import Job, State
from phalera.notifying import actions, mailing
from phalera.notifying.models import Event, Mail, Notification

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
pytestmark = pytest.mark.django_db


class PowerCut(BaseException):
    """Stands for a process that ends without a word."""


@pytest.fixture
def cast():
    return stage.build(NOW)


@pytest.fixture
def award(cast):
    award = stage.award(cast, stage.add_course(cast, "knots", NOW), NOW)
    issuing.issue(awards=[award], now=NOW)
    return award


def tell(person, *keys, event=Event.BADGE_EARNED, **more):
    news = [actions.News(person=person, event=event, key=key, **more) for key in keys or ["one"]]
    actions.notify_all(news=news, now=NOW)


def work(now=NOW):
    runner.run_due(now=now)
    return mail.outbox


class TestTheMail:
    def test_says_what_happened_and_what_to_do(self, cast, award):
        Address.objects.filter(person=cast.leo).update(address="Leo@Example.org")
        tell(cast.leo, award=award, payload={"title": "Course knots"})

        [message] = work()

        assert message.subject == "You earned Knots"
        assert message.to == ["Leo <Leo@Example.org>"]
        assert message.from_email == "Academy <badges@127.0.0.1>"
        text, [html] = message.body, [part.content for part in message.alternatives]
        for said in (
            "You earned Knots",
            "You completed Course knots. The badge is yours to keep.",
            "See your badge",
            "http://127.0.0.1:8000/badges/",
            "Academy sent this because you earn badges there.",
            "http://127.0.0.1:8000/notifications/",
        ):
            assert said in text
            assert said in html
        assert f"http://127.0.0.1:8000/pictures/{cast.badge.picture.sha256}.png?size=400" in html
        assert 'alt="A rope in a ring"' in html

    def test_lets_mail_programs_stop_it_and_know_it_again(self, cast):
        tell(cast.leo)

        [message] = work()

        headers = message.message()
        assert headers["List-Unsubscribe"] == "<http://127.0.0.1:8000/notifications/>"
        assert headers["Message-ID"] == f"<{Job.objects.get(kind='mail').uuid}@127.0.0.1>"

    def test_of_many_is_one_with_a_list(self, cast, award):
        for key in ("a", "b", "c"):
            tell(cast.leo, key, award=award)
        assert Job.objects.filter(kind="mail").count() == 3

        [message] = work()

        assert message.subject == "You earned 3 badges"
        assert message.body.count("You earned Knots") == 3
        assert "See your badges" in message.body
        assert Job.objects.filter(state=State.DONE).count() == 3
        assert Notification.objects.filter(mailed_at=NOW).count() == 3

    def test_of_earned_and_renewed_says_both(self, cast):
        tell(cast.leo, "a", payload={"renewed": True})
        tell(cast.leo, "b")
        tell(cast.ada, "a", "b", payload={"renewed": True})

        subjects = {message.to[0]: message.subject for message in work()}

        assert subjects == {
            "Leo <leo@example.org>": "You earned or renewed 2 badges",
            "Ada <ada@example.org>": "You renewed 2 badges",
        }

    def test_names_so_many_and_counts_the_others(self, cast, monkeypatch):
        monkeypatch.setattr(mailing, "MOST", 2)
        tell(cast.leo, *"abcde")

        [message] = work()

        assert message.subject == "You earned 5 badges"
        assert "and 3 more" in message.body

    def test_takes_names_for_what_they_are(self, cast):
        Person.objects.filter(pk=cast.leo.pk).update(name='Leo "<b>" & Co\u202e')
        tell(cast.leo, payload={"badge": "<script>alert(1)</script>\nBcc: eve@example.org"})

        [message] = work()

        html = message.alternatives[0].content
        assert "<script" not in html
        assert message.message()["Bcc"] is None
        assert message.subject == "You earned <script>alert(1)</script> Bcc: eve@example.org"

    def test_goes_to_each_person_on_their_own(self, cast):
        tell(cast.leo)
        tell(cast.ada)

        assert sorted(message.to for message in work()) == [
            ["Ada <ada@example.org>"],
            ["Leo <leo@example.org>"],
        ]

    def test_is_not_sent_where_somebody_has_just_said_so(self, cast):
        tell(cast.leo)
        actions.choose(person=cast.leo, mail={Event.BADGE_EARNED: Mail.OFF}, by=cast.leo, now=NOW)

        assert work() == []

    def test_is_not_sent_to_who_has_no_address(self, cast):
        tell(cast.leo)
        Address.objects.filter(person=cast.leo).delete()

        assert work() == []
        assert Job.objects.get(kind="mail").state == State.DONE

    def test_is_in_the_language_of_the_person_where_we_have_words_in_it(self, cast, settings):
        settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
        Person.objects.filter(pk=cast.leo.pk).update(language="ar")
        Person.objects.filter(pk=cast.ada.pk).update(language="tlh")
        tell(cast.leo)
        tell(cast.ada)

        tags = {
            message.to[0][:3]: re.search(r"<html[^>]*>", message.alternatives[0].content)[0]
            for message in work()
        }

        assert tags == {"Leo": '<html lang="ar" dir="rtl">', "Ada": '<html lang="en" dir="ltr">'}


class TestTrouble:
    def fail(self, monkeypatch, error):
        def send(*_):
            raise error

        monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)

    def test_of_the_server_is_tried_again_and_told_without_the_address(self, cast, monkeypatch):
        tell(cast.leo)
        with monkeypatch.context() as patch:
            self.fail(patch, smtplib.SMTPServerDisconnected("leo@example.org"))
            assert work() == []
        job = Job.objects.get(kind="mail")
        assert job.state == State.WAITING
        assert "leo" not in job.last_error

        assert len(work(LATER)) == 1

    def test_with_an_address_that_is_refused_for_good_is_given_up(self, cast, monkeypatch):
        tell(cast.leo)
        self.fail(monkeypatch, smtplib.SMTPRecipientsRefused({"leo@example.org": (550, b"no such user")}))

        work()

        assert Job.objects.get(kind="mail").state == State.DEAD

    def test_with_an_address_that_is_refused_for_now_is_tried_again(self, cast, monkeypatch):
        tell(cast.leo)
        self.fail(monkeypatch, smtplib.SMTPRecipientsRefused({"leo@example.org": (450, b"busy")}))

        work()

        assert Job.objects.get(kind="mail").state == State.WAITING


class TestAfterACrash:
    @pytest.mark.parametrize(("point", "sent"), [("mail.taken", 1), ("mail.sent", 2)])
    def test_the_same_mail_is_sent(self, cast, monkeypatch, point, sent):
        tell(cast.leo, "a")

        def cut(here):
            if here == point:
                raise PowerCut

        with monkeypatch.context() as patch:
            patch.setattr(mailing.faults, "at", cut)
            with pytest.raises(PowerCut):
                work()
        # What is told in the meantime goes into the next one, and is not lost to this one.
        tell(cast.leo, "b")

        work(LATER)

        names = [message.message()["Message-ID"] for message in mail.outbox]
        assert sorted(Counter(names).values()) == sorted([sent, 1])
        assert {message.subject for message in mail.outbox} == {"You earned a badge"}
        assert not Notification.objects.filter(mailed_at=None).exists()

    def test_nothing_is_left_to_do_once_it_is_noted(self, cast):
        tell(cast.leo)
        work()
        Job.objects.update(state=State.WAITING, finished_at=None)

        assert len(work(LATER)) == 1
