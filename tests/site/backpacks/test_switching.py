"""What an administrator decides: switched on, what waited goes on, and an address that is none is refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import stage
from factories.moments import START
from phalera.backpacks import administering, offering
from phalera.backpacks.models import Connection, Upload, UploadState
from phalera.common import errors
from phalera.issuing import actions as issuing
from phalera.jobs import runner
from phalera.jobs.models import Job
from phalera.journeys import earn_a_badge

pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(START)


@pytest.fixture
def waiting(academy):
    """Give a function that connects so many learners, each with a badge that waits, and the integration."""
    region = stage.offer_backpacks(START)
    course = stage.add_course(academy, "knots", START)

    def connect(number):
        for each in range(number):
            learner = stage.add_learner(f"L{Connection.objects.count()}x{each}", START)
            award = stage.award(academy, course, START, learner=learner)
            issuing.issue(awards=[award], now=START)
            offering.offer_all(
                connection=stage.connect_backpack(learner, START, region=region), by=None, now=START
            )
        Connection.objects.update(wake_at=None)
        Job.objects.all().delete()
        return region.integration

    return connect


def switch_on(integration):
    with CaptureQueriesContext(connection) as asked:
        administering.switch(integration=integration, is_on=True, by=None, now=START)
    return len(asked)


class TestSwitchingOn:
    def test_asks_as_much_about_many_connections_as_about_one(self, waiting):
        few = switch_on(waiting(1))

        assert switch_on(waiting(5)) == few

    def test_wakes_who_has_something_waiting(self, academy, waiting):
        integration = waiting(2)
        stage.connect_backpack(academy.leo, START, region=integration.regions.get(key="eu"))
        Job.objects.all().delete()

        switch_on(integration)
        runner.run_one(job_uuid=Job.objects.get(kind="wake_backpacks").uuid, clock=lambda: START, by="a test")

        assert Job.objects.filter(kind="upload").count() == 2

    def test_lets_go_what_was_signed_while_it_was_off(self, academy, waiting):
        integration = waiting(1)
        learner = Connection.objects.get().person
        administering.switch(integration=integration, is_on=False, by=None, now=START)
        award = stage.award(academy, stage.add_course(academy, "ropes", START), START, learner=learner)
        earn_a_badge.issue_soon([award], now=START)
        runner.run_due(now=START)
        assert not Upload.objects.filter(award=award).exists()

        switch_on(integration)
        runner.run_one(job_uuid=Job.objects.get(kind="wake_backpacks").uuid, clock=lambda: START, by="a test")

        assert Upload.objects.get(award=award).state == UploadState.WAITING
        assert Job.objects.filter(kind="upload").count() == 1

    def test_wakes_nobody_when_it_was_switched_off_again(self, waiting):
        integration = waiting(1)
        switch_on(integration)
        administering.switch(integration=integration, is_on=False, by=None, now=START)

        runner.run_one(job_uuid=Job.objects.get(kind="wake_backpacks").uuid, clock=lambda: START, by="a test")

        assert not Job.objects.filter(kind="upload").exists()


class TestARegion:
    @pytest.mark.parametrize(("client_id", "field"), [("a", "client_secret"), ("", "client_id")])
    def test_is_not_offered_without_a_key_and_says_which_part_is_missing(self, academy, client_id, field):
        region = stage.offer_backpacks(START)
        region.client_secret = b""

        with pytest.raises(errors.InvalidError) as refused:
            administering.change_region(
                region=region, api_url="https://a.example", site_url="https://a.example", client_id=client_id,
                client_secret="", is_offered=True, by=None, now=START,
            )  # fmt: skip

        assert refused.value.field == field


class TestAnAddress:
    @pytest.mark.parametrize(
        "url",
        [
            "http://[::1",
            "https://[",
            "https://",
            "https://a:b",
            "https://a:99999",
            "https://a:0",
            "http://a.example",
        ],
    )
    @pytest.mark.parametrize("field", ["api_url", "site_url", "discovery_url"])
    def test_that_nobody_can_ask_is_refused_by_name(self, academy, url, field):
        region = stage.offer_backpacks(START)
        given = {"api_url": "https://a.example", "site_url": "https://a.example", "discovery_url": ""}

        with pytest.raises(errors.InvalidError) as refused:
            administering.change_region(
                region=region, **given | {field: url}, client_id="a", client_secret="", is_offered=True,
                by=None, now=START,
            )  # fmt: skip

        assert refused.value.field == field
