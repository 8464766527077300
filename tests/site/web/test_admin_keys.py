"""`/admin/keys/`: which keys sign, the next one, and what to do when one was in other hands."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from factories import stage
from phalera.common.models import AuditEvent
from phalera.issuing import actions, keys
from phalera.issuing.models import KeyState, SigningKey
from phalera.jobs import runner
from phalera.jobs.models import Job

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
NOON = MORNING + timedelta(hours=3)
KEYS = "/admin/keys/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def academy(settings):
    settings.PUBLIC_URL = "https://badges.example.org"
    academy = stage.build(MORNING)
    course = stage.add_course(academy, "knots", MORNING)
    for name, at in (("Mia", MORNING), ("Noa", NOON), ("Ole", NOON)):
        award = stage.award(academy, course, at, learner=stage.add_learner(name, MORNING))
        actions.issue(awards=[award], now=at)
    return academy


@pytest.fixture
def key(academy):
    return keys.active_key(academy.issuer)


@pytest.fixture
def grace(academy):
    client = Client(HTTP_HOST="badges.example.org", wsgi_url_scheme="https")
    client.force_login(academy.grace)
    return client


@pytest.fixture(autouse=True)
def _known_host(settings):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "badges.example.org"]


def read(client, path):
    return client.get(path).content.decode()


class TestTheList:
    def test_says_of_each_key_how_it_stands_and_what_it_signed(self, grace, key):
        page = read(grace, KEYS)

        assert key.public_multibase in page
        assert '<td class="num">3</td>' in page
        assert "Mark as compromised" in page

    def test_is_reached_from_the_issuer(self, grace):
        assert f'href="{KEYS}"' in read(grace, "/admin/issuer/")

    def test_says_why_nothing_can_be_changed_where_the_issuer_is_its_key(self, grace, key, academy):
        type(academy.issuer).objects.update(did=f"did:key:{key.public_multibase}")

        page = read(grace, KEYS)

        assert "known by its key alone" in page
        assert "Rotate" not in page
        address = reverse("admin_key_rotate", args=[academy.issuer.uuid])
        assert "known by its key alone" in grace.post(address, follow=True).content.decode()
        assert "known by its key alone" in read(
            grace, reverse("admin_key_compromised", args=[key.public_multibase])
        )
        assert SigningKey.objects.get().state == KeyState.ACTIVE


class TestRotating:
    def test_lets_another_key_sign(self, grace, key, academy):
        answer = grace.post(reverse("admin_key_rotate", args=[academy.issuer.uuid]), follow=True)

        assert "A new key signs from now on." in answer.content.decode()
        assert keys.active_key(academy.issuer) != key
        assert AuditEvent.objects.get(action="key.rotated").actor == str(academy.grace.uuid)


class TestMarkingAsCompromised:
    @pytest.fixture
    def address(self, key):
        return reverse("admin_key_compromised", args=[key.public_multibase])

    def test_says_first_what_would_follow(self, grace, address, key):
        page = read(grace, f"{address}?since=2026-03-01T11:00")

        assert "3 badges would be signed anew" in page
        assert "<dt>Signed since then</dt><dd>2</dd>" in page
        assert "<dt>Signed before</dt><dd>1</dd>" in page
        key.refresh_from_db()
        assert key.state == KeyState.ACTIVE

    def test_is_done_then_and_shows_how_far_it_is(self, grace, academy, address, key):
        answer = grace.post(address, {"since": "2026-03-01T11:00"}, follow=True)
        page = answer.content.decode()

        assert "3 badges are being signed anew." in page
        assert "Signing 3 badges anew" in page
        key.refresh_from_db()
        assert (key.state, key.compromised_since) == (
            KeyState.COMPROMISED,
            datetime(2026, 3, 1, 11, tzinfo=UTC),
        )
        runner.run_due(now=Job.objects.get(kind="sign_anew").created_at + timedelta(seconds=2))
        page = read(grace, KEYS)
        assert "Signing 3 badges anew" not in page
        assert page.count('<td class="num">3</td>') == 2
        details = AuditEvent.objects.get(action="key.compromised").details
        assert details == {
            "key": key.public_multibase,
            "since": "2026-03-01T11:00:00+00:00",
            "to_sign_anew": 3,
        }

    def test_takes_the_moment_in_the_time_of_the_organization(self, grace, address, key, settings):
        settings.TIME_ZONE = "Europe/Berlin"
        grace.post(address, {"since": "2026-03-01T12:00"})

        key.refresh_from_db()
        assert key.compromised_since == datetime(2026, 3, 1, 11, tzinfo=UTC)

    @pytest.mark.parametrize("since", ["", "yesterday", "2126-03-01T11:00"])
    def test_takes_no_moment_that_is_none_or_in_the_future(self, grace, address, key, since):
        answer = grace.post(address, {"since": since})

        assert answer.status_code == 422
        key.refresh_from_db()
        assert key.state == KeyState.ACTIVE

    def test_knows_no_key_of_others(self, grace):
        assert grace.get(reverse("admin_key_compromised", args=["z6MkNobody"])).status_code == 404
