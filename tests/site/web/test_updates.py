"""Badges that have changed, the button that brings them up to date, and what is told of it."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.test import Client

from factories import stage
from phalera.accounts import actions as accounts
from phalera.authoring import actions as authoring
from phalera.issuing import actions as issuing
from phalera.issuing import queries as issued
from phalera.jobs import runner
from phalera.jobs.models import Job
from phalera.notifying import actions as notifying
from phalera.notifying import queries as told
from phalera.notifying.models import Event, Mail

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(MORNING)


@pytest.fixture
def leo(academy):
    client = Client()
    client.force_login(academy.leo)
    return client


@pytest.fixture
def award(academy):
    award = stage.award(academy, stage.add_course(academy, "knots", MORNING), MORNING)
    issuing.issue(awards=[award], now=MORNING)
    return award


def rename(academy):
    authoring.change_words(
        badge=academy.badge,
        name="Better <Knots>",
        description="Ties better knots.",
        alt="A",
        tags=[],
        by=None,
        now=MORNING,
    )


def work():
    runner.run_due(now=datetime.now(UTC))


class TestABadgeThatChanged:
    def test_is_said_to_be_out_of_date_with_before_and_after(self, academy, leo, award):
        assert "Update available" not in leo.get("/badges/").content.decode()
        rename(academy)

        page = leo.get("/badges/").content.decode()

        assert "Update available" in page
        assert "<del><bdi>Knots</bdi></del> <ins><bdi>Better &lt;Knots&gt;</bdi></ins>" in page
        assert "Ties better knots." in page

    def test_is_told_of_on_the_home_page(self, academy, leo, award):
        rename(academy)

        page = leo.get("/").content.decode()

        assert "Knots has changed since you earned it." in page
        assert f"/badges/#award-{award.uuid}" in page


class TestTheNameThatIsSigned:
    def test_is_offered_to_badges_that_say_another_or_none(self, academy, leo, award):
        leo.post("/privacy/", {"sign_name": "on"})
        offered = leo.get("/badges/?status=update").content.decode()
        leo.post("/badges/update", {"award": [str(award.uuid)]})
        work()
        done = leo.get("/badges/").content.decode()

        assert "Your name in it" in offered
        assert "<ins><bdi>Leo</bdi></ins>" in offered
        assert "Update available" not in done

        leo.post("/privacy/", {})
        assert "<del><bdi>Leo</bdi></del>" in leo.get("/badges/").content.decode()

    def test_is_none_of_other_peoples_badges(self, academy, leo, award):
        accounts.choose_signed_name(person=academy.ada, wanted=True, by=academy.ada, now=MORNING)

        assert "Update available" not in leo.get("/badges/").content.decode()


class TestTheUpdateButton:
    def test_brings_what_was_ticked_up_to_date_and_tells_when_it_is(self, academy, leo, award):
        rename(academy)

        answer = leo.post("/badges/update", {"award": str(award.uuid)}, follow=True)

        page = answer.content.decode()
        assert "1 badge is being brought up to date." in page
        assert "0 of 1. You can leave this page." in page
        # What is on its way is not offered beside that.
        assert "Update available" not in page
        assert "What the update changes" not in page
        work()
        assert issued.live_credential(award).version.name == "Better <Knots>"
        heard = leo.get("/badges/?show=updating", headers={"HX-Request": "true"}).content.decode()
        assert "Your badges are up to date." in heard
        # The note that it has begun goes away with that.
        assert '<p id="update-asked" hx-swap-oob="delete">' in heard
        assert 'id="update-asked"' in page
        page = leo.get("/badges/").content.decode()
        assert "Update available" not in page
        assert "You can leave this page." not in page
        assert "Better &lt;Knots&gt; is up to date" in leo.get("/").content.decode()
        assert [message.subject for message in mail.outbox] == ["Better <Knots> is up to date"]

    def test_works_also_where_nothing_changed(self, leo, award):
        before = issued.live_credential(award).uuid

        leo.post("/badges/update", {"award": str(award.uuid)})
        work()

        assert issued.live_credential(award).uuid != before

    def test_asks_to_tick_something(self, leo, award):
        answer = leo.post("/badges/update", {}, follow=True)

        assert "Tick the badges that you want to bring up to date first." in answer.content.decode()

    def test_does_nothing_to_the_badges_of_others(self, academy, award):
        ada = Client()
        ada.force_login(academy.ada)

        ada.post("/badges/update", {"award": str(award.uuid)})

        assert not Job.objects.filter(kind="update").exists()

    def test_is_not_pressed_by_a_link(self, leo):
        assert leo.get("/badges/update").status_code == 405


class TestAnOlderFile:
    def verify(self, document):
        return Client().post("/verify/", {"text": document.decode()}).content.decode()

    def test_verifies_and_says_that_there_is_a_newer_one(self, academy, leo, award):
        old = leo.get(f"/badges/{award.uuid}.json").content
        assert "has a newer one" not in self.verify(old)
        rename(academy)
        leo.post("/badges/update", {"award": str(award.uuid)})
        work()
        new = leo.get(f"/badges/{award.uuid}.json").content

        page = self.verify(old)

        assert "Verified" in page
        assert "its holder has a newer one" in page
        assert "has a newer one" not in self.verify(new)

    def test_says_nothing_of_a_badge_that_is_private(self, leo, award):
        old = issued.v3_document(issued.live_credential(award))
        leo.post("/badges/update", {"award": str(award.uuid)})
        work()

        assert "has a newer one" not in self.verify(old)


class TestTheBell:
    def test_counts_what_was_not_read(self, academy, leo, award):
        assert "unread" not in leo.get("/badges/").content.decode()
        for key in "ab":
            notifying.notify(person=academy.leo, event=Event.BADGE_EARNED, key=key, award=award, now=MORNING)
        assert "<b>2</b>" in leo.get("/badges/").content.decode()

        leo.post("/notifications/read")

        assert "unread" not in leo.get("/badges/").content.decode()
        page = leo.get("/notifications/").content.decode()
        assert page.count("You earned Knots") == 2

    def test_is_of_the_person_alone(self, academy, leo, award):
        notifying.notify(person=academy.ada, event=Event.BADGE_EARNED, key="a", award=award, now=MORNING)

        assert "You earned Knots" not in leo.get("/notifications/").content.decode()
        leo.post("/notifications/read")
        assert told.unread_count(academy.ada) == 1


class TestTheChoice:
    def test_of_what_comes_by_mail_is_kept(self, academy, leo):
        leo.post("/notifications/choices", {"update_finished": "on"})

        others = {event: Mail.OFF for event in Event if event != Event.UPDATE_FINISHED}
        assert told.preferences(academy.leo) == {**others, Event.UPDATE_FINISHED: Mail.IMMEDIATE}
        page = leo.get("/notifications/").content.decode()
        assert page.count("checked") == 1
