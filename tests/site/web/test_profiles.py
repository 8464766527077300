"""Everything that a learner shares, in one place, and the public page that lists it: only for who asks for one."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import stage
from phalera.awarding import profiles, sharing
from phalera.awarding.models import Award, Profile, Visibility
from phalera.common.models import AuditEvent
from phalera.issuing import actions as issuing
from phalera.journeys import take_it_back

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(MORNING)


@pytest.fixture
def make(academy):
    """Give an award of Leo's that is shown so, of a course of its own."""

    def award_that_is(slug, visibility, *, named):
        award = stage.award(academy, stage.add_course(academy, slug, MORNING), MORNING)
        issuing.issue(awards=[award], now=MORNING)
        sharing.choose(
            award=award, visibility=Visibility(visibility), show_name=named, by=academy.leo, now=MORNING
        )
        return award

    return award_that_is


@pytest.fixture
def leo(academy):
    browser = Client()
    browser.force_login(academy.leo)
    return browser


@pytest.fixture
def profile(academy):
    return profiles.show(person=academy.leo, shown=True, by=academy.leo, now=MORNING)


def said(client, profile):
    answer = client.get(f"/people/{profile.uuid}")
    return answer.content.decode() if answer.status_code == 200 else answer.status_code


class TestAPublicPage:
    def test_is_not_there_before_somebody_asks_for_it(self, academy, client):
        assert not Profile.objects.exists()
        assert client.get(f"/people/{uuid4()}").status_code == 404
        assert client.get(f"/people/{academy.leo.uuid}").status_code == 404

    def test_is_opened_and_closed_at_once_at_the_same_address(self, academy, leo, client):
        found = []
        for shown in ("yes", "no", "yes"):
            leo.post("/badges/shared/page", {"shown": shown})
            found.append(client.get(f"/people/{Profile.objects.get().uuid}").status_code)

        assert found == [200, 404, 200]
        actions = AuditEvent.objects.filter(object_type="profile").order_by("pk")
        assert [each.action for each in actions] == ["profile.shown", "profile.hidden", "profile.shown"]

    @pytest.mark.parametrize("visibility", ["private", "unlisted", "public"])
    @pytest.mark.parametrize("named", [True, False])
    def test_lists_what_is_public_with_the_name_and_nothing_else(
        self, make, client, profile, visibility, named
    ):
        award = make("knots", visibility, named=named)

        assert (str(award.uuid) in said(client, profile)) is (visibility == "public" and named)

    def test_leaves_out_what_was_revoked(self, academy, make, client, profile):
        award = make("knots", "public", named=True)
        take_it_back.revoke(award=award, reason="A mistake.", by=academy.grace, now=MORNING)

        assert str(award.uuid) not in said(client, profile)

    def test_lists_a_renewal_in_place_of_what_it_renews_once_that_is_shown(
        self, academy, make, client, profile
    ):
        award = make("knots", "public", named=True)
        renewal = Award.objects.create(
            learner=academy.leo,
            achievement=award.achievement,
            occurrence=1,
            awarded_at=MORNING,
            follows=award,
        )
        issuing.issue(awards=[renewal], now=MORNING)
        assert str(award.uuid) in said(client, profile)

        sharing.choose(
            award=renewal, visibility=Visibility.PUBLIC, show_name=True, by=academy.leo, now=MORNING
        )
        assert str(award.uuid) not in said(client, profile)
        assert str(renewal.uuid) in said(client, profile)

    def test_says_no_address_and_no_hash_of_one(self, make, client, profile):
        make("knots", "public", named=True)
        page = said(client, profile)

        assert "Leo" in page
        for secret in ("leo@example.org", "sha256$"):
            assert secret not in page

    def test_goes_with_who_has_left(self, academy, client, profile):
        academy.leo.is_active = False
        academy.leo.save()

        assert said(client, profile) == 404

    def test_asks_as_often_for_many_as_for_few(self, make, client, profile):
        make("one", "public", named=True)
        said(client, profile)
        with CaptureQueriesContext(connection) as few:
            said(client, profile)
        for number in range(5):
            make(f"more-{number}", "public", named=True)
        with CaptureQueriesContext(connection) as many:
            said(client, profile)

        assert len(many) == len(few) <= 12


class TestWhatIsShared:
    def test_is_all_that_others_can_see(self, academy, make, leo):
        shown = make("one", "public", named=True), make("two", "unlisted", named=False)
        linked, hidden = make("three", "private", named=False), make("four", "private", named=False)
        ended = make("five", "private", named=False)
        sharing.make_link(award=linked, ends_at=None, by=academy.leo, now=MORNING)
        link, _secret = sharing.make_link(award=ended, ends_at=None, by=academy.leo, now=MORNING)
        sharing.end_link(link=link, by=academy.leo, now=MORNING)
        page = leo.get("/badges/shared/").content.decode()

        assert all(str(each.uuid) in page for each in (*shown, linked))
        assert not any(str(each.uuid) in page for each in (hidden, ended))
        assert "1 link shows it" in page

    def test_is_taken_back_at_once(self, academy, make, leo, client, profile):
        public, unlisted = make("one", "public", named=True), make("two", "unlisted", named=False)
        private = make("three", "private", named=False)
        _link, secret = sharing.make_link(award=private, ends_at=None, by=academy.leo, now=MORNING)
        assert client.get(f"/s/{secret}").status_code == 200

        answer = leo.post("/badges/shared/back", follow=True).content.decode()

        assert "2 badges are private again" in answer
        assert "You share nothing at the moment." in answer
        assert client.get(f"/s/{secret}").status_code == 410
        for award in (public, unlisted):
            assert client.get(f"/credentials/{award.uuid}").status_code == 404
        assert said(client, profile) == 404
        taken = AuditEvent.objects.filter(action="award.visibility_changed", details__to="private")
        assert sorted(each.details["from"] for each in taken) == ["public", "unlisted"]

    def test_is_nobody_elses(self, academy, make):
        make("one", "public", named=True)
        eve = Client()
        eve.force_login(stage.add_learner("Eve", MORNING))
        eve.post("/badges/shared/back")

        assert Award.objects.get().visibility == "public"
