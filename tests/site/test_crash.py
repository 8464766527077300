"""A worker that dies by `kill -9`, wherever it is, loses nothing and doubles nothing."""

import contextlib
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from factories import databases, server, stage
from phalera.awarding.models import Award
from phalera.common import faults
from phalera.common.models import AuditEvent
from phalera.issuing import queries as issuing
from phalera.issuing.models import Credential, SigningKey, StatusEntry
from phalera.jobs import clock
from phalera.jobs.models import Job, State
from phalera.journeys import earn_a_badge
from phalera.verifying import checker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(900)]

# Those that every badge passes until it is signed; updating and mail have their own.
POINTS = sorted(point for point in faults.POINTS if not point.startswith(("update.", "mail.")))

# What is decided once and must never change: everything that is signed.
DECIDED = (
    "subject_id",
    "address_hash",
    "salt",
    "awarded_at",
    "valid_from",
    "proof_created",
    "key",
    "version",
)


@contextlib.contextmanager
def working(fault=""):
    """Run the product's worker on the database of this test; with `fault`, it dies there."""
    variables = server.environment(
        settings.DATA,
        {
            "PHALERA_DATABASE_URL": databases.url(),
            "PHALERA_PUBLIC_URL": settings.PUBLIC_URL,
            "PHALERA_FAULT": fault,
        },
    )
    process = subprocess.Popen([sys.executable, "-m", "phalera.commands.serving.work"], env=variables)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def decided():
    """Give what is stored of the credential and its place in the status list, if anything is."""
    return [*Credential.objects.values(*DECIDED), *StatusEntry.objects.values("index", "status_list")]


def until(condition, seconds=90):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


class TestKilledWorker:
    def test_can_die_at_ten_points(self):
        assert len(POINTS) == 10

    @pytest.mark.parametrize("point", POINTS)
    def test_leaves_one_signed_credential(self, point):
        now = clock.now()
        scene = stage.build(now)
        course = stage.add_course(scene, "knots", now)
        earn_a_badge.finish_module(
            enrollment=course.enrollment, module=course.learning_object.modules.get(), by=scene.leo, now=now
        )
        job = Job.objects.get()
        if point == "sweep.ringing":
            # As if the web process had died between its commit and the ring: only the sweeper can find the job.
            with transaction.atomic():
                DBTaskResult.objects.all().delete()
                Job.objects.update(rung_at=None)

        with working(fault=point) as process:
            assert process.wait(timeout=90) == -signal.SIGKILL
        before = decided()
        with working():
            until(lambda: Job.objects.get(pk=job.pk).state == State.DONE)

        award = Award.objects.get(learner=scene.leo, achievement=course.achievement)
        credential = Credential.objects.get()
        assert credential.award == award
        assert credential.signature is not None
        assert (StatusEntry.objects.count(), SigningKey.objects.count()) == (1, 1)
        # What was decided before the crash is what was signed after it.
        if before:
            assert decided() == before
        assert AuditEvent.objects.filter(action="credential.issued").count() == 1
        report = checker.verify(issuing.v3_document(credential), now=clock.now())
        assert report, report.to_json()
