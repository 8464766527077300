"""The worker as a process: it may be stopped, killed and paused at any moment."""

import contextlib
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from factories import databases, server
from phalera.jobs import actions, clock, health
from phalera.jobs.models import Job, State, Worker

TESTS = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(900)]


@contextlib.contextmanager
def working():
    """Run a worker on the database of this test."""
    variables = server.environment(
        settings.DATA,
        {
            "PHALERA_DATABASE_URL": databases.url(),
            "PYTHONPATH": str(TESTS),
            "DJANGO_SETTINGS_MODULE": "phalera.config.settings",
        },
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "factories.working"], env=variables, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.kill()
        process.communicate(timeout=30)


def until(condition, seconds=60):
    """Wait for what the other process will do."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@pytest.fixture
def notes(tmp_path):
    return tmp_path / "notes"


def enqueue(notes, seconds):
    return actions.enqueue(kind="note", payload={"file": str(notes), "seconds": seconds}, now=clock.now())


def read(notes):
    return notes.read_text().splitlines() if notes.exists() else []


def state(job):
    job.refresh_from_db()
    return job.state


class TestWorker:
    def test_does_what_is_rung_for_and_goes_when_asked(self, notes):
        with working() as process:
            until(lambda: health.worker_alive(now=clock.now()))
            jobs = [enqueue(notes, 0) for _ in range(5)]
            until(lambda: all(state(job) == State.DONE for job in jobs))

            process.terminate()

            assert process.wait(timeout=30) == 0
        assert read(notes) == ["began 1", "ended 1"] * 5
        assert not Worker.objects.exists()

    def test_gives_back_what_takes_too_long_when_asked_to_go(self, notes):
        job = enqueue(notes, 60)
        with working() as process:
            until(lambda: read(notes))

            process.terminate()

            assert process.wait(timeout=30) == 0
        assert state(job) == State.WAITING
        assert (job.attempts, job.crashes, job.owner) == (1, 0, "")
        assert read(notes) == ["began 1"]

    def test_leaves_a_killed_ones_work_to_the_next_at_once(self, notes):
        job = enqueue(notes, 1)
        with working() as process:
            until(lambda: read(notes))
            process.kill()
            process.wait()
            assert state(job) == State.RUNNING

            with working():
                until(lambda: state(job) == State.DONE)

        assert (job.attempts, job.crashes) == (2, 1)
        assert read(notes) == ["began 1", "began 2", "ended 2"]

    def test_that_was_away_longer_than_its_lease_changes_nothing(self, notes):
        job = enqueue(notes, 1)
        with working() as first:
            until(lambda: read(notes))
            first.send_signal(signal.SIGSTOP)
            Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
            with working():
                until(lambda: state(job) == State.DONE)
            before = Job.objects.values().get(pk=job.pk)

            first.send_signal(signal.SIGCONT)
            until(lambda: "ended 1" in read(notes))
            first.terminate()

            assert "was finished by another worker" in first.communicate(timeout=30)[1]
        assert Job.objects.values().get(pk=job.pk) == before
