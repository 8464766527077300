"""The story of a backpack: connected once, every badge arrives once, an update as an update, and what is revoked goes."""

from datetime import timedelta

import pytest

from factories import stage
from factories.moments import MINUTE, START
from phalera.authoring import actions as authoring
from phalera.awarding.models import Visibility
from phalera.backpacks import connecting, queries
from phalera.backpacks.models import Upload, UploadState
from phalera.issuing import queries as issuing
from phalera.journeys import earn_a_badge, show_a_badge, take_it_back, update_a_badge
from phalera.notifying.models import Event, Notification

pytestmark = pytest.mark.django_db(transaction=True)
LATER = START + timedelta(hours=1)


def held(badgr):
    return sorted(each.open_badge_id for each in badgr.stored("leo@example.org"))


def addresses(home, awards):
    return sorted(f"{home}/ob2/assertions/{award.uuid}" for award in awards)


class TestABackpack:
    def test_gets_all_that_was_earned_when_it_is_connected(self, badgr, courses, connect, work, where, home):
        awards = courses(3)

        connect()
        work()

        assert where(*awards) == ["uploaded"] * 3
        assert held(badgr) == addresses(home, awards)

    def test_gets_each_new_badge_by_itself(self, academy, badgr, connect, work, where, home):
        connect()
        course = stage.add_course(academy, "knots", START)

        [award] = earn_a_badge.mark_complete(
            learner=academy.leo,
            instance=course.learning_object.instances.get(),
            by=academy.grace,
            now=START,
        )
        work(2)

        assert where(award) == ["uploaded"]
        assert held(badgr) == addresses(home, [award])
        award.refresh_from_db()
        assert award.visibility == Visibility.UNLISTED  # or Badgr could not have read it

    def test_gets_an_update_in_the_place_of_what_it_had(self, academy, badgr, courses, connect, work, where):
        [award] = courses(1)
        connect()
        work()
        [before] = badgr.stored("leo@example.org")
        authoring.change_words(
            badge=academy.badge,
            name="Better Knots",
            description="Ties better knots.",
            alt="Two ropes",
            tags=[],
            by=None,
            now=LATER,
        )

        update_a_badge.ask(learner=academy.leo, awards=[award], by=academy.leo, now=LATER)
        work(3, start=LATER)

        [after] = badgr.stored("leo@example.org")
        assert after.open_badge_id == before.open_badge_id
        assert after.id != before.id  # Badgr never changes what it has
        assert where(award) == ["uploaded"]
        states = Upload.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == ["superseded", "uploaded"]
        told = Notification.objects.get(event=Event.UPDATE_FINISHED)
        assert told.payload["backpack"] == "there"

    def test_loses_what_is_revoked(self, academy, badgr, courses, connect, work):
        awards = courses(2)
        connect()
        work()

        take_it_back.revoke(award=awards[0], reason="A mistake.", by=academy.grace, now=LATER)
        work(start=LATER)

        assert len(badgr.stored("leo@example.org")) == 1
        assert Upload.objects.get(award=awards[0]).state == UploadState.REMOVED

    def test_keeps_what_it_has_when_it_is_let_go(self, academy, badgr, courses, connect, work):
        courses(2)
        connection = connect()
        work()

        told = connecting.disconnect(connection=connection, by=academy.leo, now=LATER)

        assert told
        assert ("POST", "/o/revoke_token/", 200) in badgr.store.calls
        assert len(badgr.stored("leo@example.org")) == 2
        connection.refresh_from_db()
        assert (bytes(connection.access_token), bytes(connection.refresh_token)) == (b"", b"")
        assert queries.live_connection(academy.leo) is None

    def test_gets_nothing_twice_when_it_is_connected_again(self, academy, badgr, courses, connect, work):
        courses(2)
        connection = connect()
        work()
        before = {each.id for each in badgr.stored("leo@example.org")}
        connecting.disconnect(connection=connection, by=academy.leo, now=LATER)

        connect(now=LATER)
        work(start=LATER)

        assert {each.id for each in badgr.stored("leo@example.org")} == before

    def test_gets_what_is_made_out_to_the_address_that_it_knows(
        self, academy, badgr, courses, connect, work, where
    ):
        academy.leo.addresses.create(
            address="Leo.Two@example.org", folded="leo.two@example.org", verified_at=START
        )
        badgr.add_account("Leo.Two@example.org")
        awards = courses(2)
        connect("Leo.Two@example.org")

        work(3)

        assert where(*awards) == ["uploaded"] * 2
        assert len(badgr.stored("Leo.Two@example.org")) == 2
        assert all(issuing.live_credential(award).succeeds_id for award in awards)


class TestABadge:
    def test_waits_with_a_reason_when_the_host_knows_no_address_of_the_learner(
        self, academy, badgr, courses, connect, work, where
    ):
        [award] = courses(1)
        badgr.add_account("else@example.org")
        connect("else@example.org")

        work(2)

        assert where(award) == ["held"]
        why = queries.whereabouts([award])[award.pk].why
        assert "leo@example.org" in why.remedy
        assert Notification.objects.filter(event=Event.UPLOAD_ATTENTION).count() == 1

    def test_waits_while_its_learner_keeps_it_private(self, academy, courses, connect, work, where):
        from phalera.awarding import actions as awarding

        [award] = courses(1)
        for visibility in (Visibility.UNLISTED, Visibility.PRIVATE):
            awarding.change_visibility(award=award, visibility=visibility, by=academy.leo, now=START)
        connect()

        work()

        assert where(award) == ["held"]
        assert queries.whereabouts([award])[award.pk].why.sentence == "You keep this badge to yourself."

        show_a_badge.choose(
            award=award, visibility=Visibility.UNLISTED, show_name=False, by=academy.leo, now=LATER
        )
        work(start=LATER)

        assert where(award) == ["uploaded"]

    def test_waits_when_it_has_ended(self, courses, connect, work, where):
        [award] = courses(1)
        award.valid_until = START + MINUTE
        award.save(update_fields=["valid_until"])
        connect()

        work(start=LATER)

        assert where(award) == ["held"]

    def test_waits_when_the_host_cannot_reach_us(self, courses, connect, work, where, settings):
        [award] = courses(1)
        connect()
        settings.PUBLIC_URL = "http://phalera.example:8000"

        work()

        assert where(award) == ["held"]
        assert "https" in queries.whereabouts([award])[award.pk].why.remedy
