"""The platform on loopback, a Badgr beside it, and Leo, who has an account there."""

from urllib import parse

import pytest

from factories import stage
from factories.moments import MINUTE, START
from phalera.backpacks import connecting, queries
from phalera.backpacks.hosts.badgr.fake import Fake
from phalera.backpacks.models import Region
from phalera.issuing import actions as issuing
from phalera.jobs import runner


@pytest.fixture
def home(live_server, settings):
    """The platform, as Badgr finds it."""
    settings.PUBLIC_URL = live_server.url
    return live_server.url


@pytest.fixture
def badgr(home):
    """A Badgr that knows Leo."""
    with Fake(redirect_uris=[f"{home}{connecting.RETURN_PATH}"]) as fake:
        fake.add_account("leo@example.org")
        yield fake


@pytest.fixture
def academy(home):
    return stage.build(START)


@pytest.fixture
def region(badgr, academy):
    found = stage.offer_backpacks(
        START, url=badgr.url, client_id=badgr.client_id, client_secret=badgr.client_secret
    )
    return Region.objects.select_related("integration").get(pk=found.pk)


@pytest.fixture
def courses(academy):
    """Give a function that lets Leo earn the badges of so many courses."""

    def earn(number, *, prefix="course"):
        awards = [
            stage.award(academy, stage.add_course(academy, f"{prefix}-{each}", START), START)
            for each in range(number)
        ]
        issuing.issue(awards=awards, now=START)
        return awards

    return earn


@pytest.fixture
def connect(badgr, academy, region):
    """Give a function that connects Leo's backpack as a browser would."""

    def do(email="leo@example.org", now=START):
        url, attempt = connecting.begin(person=academy.leo, region=region, now=now)
        answer = dict(parse.parse_qsl(parse.urlsplit(badgr.consent(url, email)).query))
        return connecting.finish(person=academy.leo, attempt=attempt, answer=answer, now=now)

    return do


@pytest.fixture
def work():
    """Give a function that does the work that is due, and what comes of it, for so many minutes."""

    def do(minutes=1, start=START):
        for each in range(minutes):
            runner.run_due(now=start + each * MINUTE)

    return do


@pytest.fixture
def where(academy):
    """Give a function that says where awards are on their way."""
    return lambda *awards: [
        (seen.state.value if (seen := queries.whereabouts([award]).get(award.pk)) else "") for award in awards
    ]
