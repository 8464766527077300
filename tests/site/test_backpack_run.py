"""Thousands of badges on their way to a host that fails one time in five, by workers that are killed: each arrives once.

PHALERA_TEST_FULL=1 takes 2,000 badges and thirty kills; without it there are fewer of both.
"""

import os
import random
import time
from collections import Counter

import pytest

from factories import stage
from factories.killing import working
from factories.moments import START
from phalera.backpacks import connecting, offering, tokens
from phalera.backpacks.hosts import interface
from phalera.backpacks.hosts.badgr.fake import Fake
from phalera.backpacks.models import Connection, Upload
from phalera.issuing import actions as issuing
from phalera.jobs import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(1800)]

FULL = os.environ.get("PHALERA_TEST_FULL") == "1"
COURSES, KILLS = (500, 30) if FULL else (30, 8)
LEARNERS = ("Leo", "Mia", "Noa", "Ida")


def connect(learner, fake, region):
    """Connect a learner's backpack as if they had consented, with tokens that the host knows."""
    grant = fake.grant(f"{learner.name.lower()}@example.org")
    connection = Connection.objects.create(
        person=learner, region=region, account=grant.account,
        addresses=[f"{learner.name.lower()}@example.org"], connected_at=START,
    )  # fmt: skip
    tokens.store(connection=connection, tokens=interface.Tokens(access=grant.access, refresh=grant.refresh))
    return connection


def test_every_badge_arrives_once(live_server, settings):
    settings.PUBLIC_URL = live_server.url
    scene = stage.build(START)
    learners = [scene.leo, *(stage.add_learner(name, START) for name in LEARNERS[1:])]
    courses = [stage.add_course(scene, f"course-{number}", START) for number in range(COURSES)]
    awards = [
        stage.award(scene, course, START, learner=learner) for course in courses for learner in learners
    ]
    for begin in range(0, len(awards), 500):
        issuing.issue(awards=awards[begin : begin + 500], now=START)
    chance = random.Random(20261124)
    with Fake(redirect_uris=[f"{live_server.url}{connecting.RETURN_PATH}"], keep_pictures=False) as fake:
        for learner in learners:
            fake.add_account(f"{learner.name.lower()}@example.org", first_name=learner.name)
        region = stage.offer_backpacks(
            START, url=fake.url, client_id=fake.client_id, client_secret=fake.client_secret
        )
        fake.faulty(0.2, seed=5)
        for learner in learners:
            connection = connect(learner, fake, region)
            offering.offer_all(connection=connection, by=learner, now=clock.now())

        for _kill in range(KILLS):
            with working():
                time.sleep(chance.uniform(1.5, 5.0))
        end = time.monotonic() + 1500
        with working():
            while Upload.objects.exclude(state="uploaded").exists():
                assert time.monotonic() < end, Counter(Upload.objects.values_list("state", "why"))
                time.sleep(0.5)

        there = Counter(entry.open_badge_id for entry in fake.store.entries.values())
    assert set(there.values()) == {1}
    assert len(there) == len(awards) == Upload.objects.count()
    assert there.keys() == {f"{live_server.url}/ob2/assertions/{award.uuid}" for award in awards}
