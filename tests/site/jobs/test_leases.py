"""One at a time, and whose lease ran out writes nothing."""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from phalera.jobs import actions, errors, leases, registry, runner, sweeper, tasks
from phalera.jobs.context import JobContext
from phalera.jobs.models import Job, State

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + leases.LEASE
pytestmark = pytest.mark.django_db


def enqueue(**changes):
    return actions.enqueue(**{"kind": "test", "payload": {}, "now": NOW, **changes})


def take(job, now=NOW, by="elsewhere:1"):
    return leases.take(job_uuid=job.uuid, now=now, by=by)


class TestLease:
    def test_is_given_to_one(self):
        job = enqueue()

        assert take(job) is not None
        assert take(job) is None

    def test_ends_by_itself_and_goes_to_the_next(self):
        job = enqueue()
        first = take(job)

        second = take(job, now=LATER)

        assert (second.fence, second.attempts, second.crashes) == (first.fence + 1, 2, 1)

    def test_that_was_lost_writes_nothing(self):
        job = enqueue()
        first = take(job)
        take(job, now=LATER)

        wrote = [
            leases.finish(job=first, now=LATER),
            leases.bury(job=first, now=LATER, reason="no"),
            leases.postpone(job=first, until=LATER, reason="no"),
            leases.extend(job=first, now=LATER, progress=9, total=None),
        ]

        assert wrote == [False] * 4
        job.refresh_from_db()
        assert (job.state, job.progress, job.last_error) == (State.RUNNING, 0, "")

    def test_is_kept_by_progress(self):
        job = enqueue(total=5)
        context = JobContext(job=take(job), clock=lambda: LATER - timedelta(seconds=1))

        context.progress(2)

        job.refresh_from_db()
        assert (job.progress, job.total) == (2, 5)
        assert job.lease_until == LATER - timedelta(seconds=1) + leases.LEASE
        assert context.still_mine()
        context.hold()

    def test_that_was_lost_stops_the_handler(self):
        job = enqueue()
        context = JobContext(job=take(job), clock=lambda: LATER)
        take(job, now=LATER)

        assert not context.still_mine()
        with pytest.raises(errors.LeaseLostError):
            context.progress(1)
        with pytest.raises(errors.LeaseLostError):
            context.hold()

    def test_that_was_lost_in_the_middle_leaves_the_job_to_its_new_owner(self, monkeypatch):
        job = enqueue()

        def slow(job, context):
            take(job, now=LATER, by="other:2")

        monkeypatch.setitem(registry._handlers, "test", slow)

        runner.run_due(now=NOW, limit=1)

        job.refresh_from_db()
        assert (job.state, job.owner) == (State.RUNNING, "other:2")

    def test_is_given_back_by_a_worker_that_stops(self):
        job = enqueue()
        taken = take(job, by="me:1")

        assert leases.release(by="me:1", now=NOW) == 1

        job.refresh_from_db()
        assert (job.state, job.crashes, job.owner) == (State.WAITING, 0, "")
        assert not leases.held(job=taken)

    def test_of_a_process_that_is_gone_ends_at_once(self):
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait()
        left, kept, far = enqueue(), enqueue(), enqueue()
        take(left, by=f"{socket.gethostname()}:{gone.pid}")
        take(kept, by=f"{socket.gethostname()}:{os.getpid()}")
        take(far, by=f"another-host:{gone.pid}")

        assert leases.end_of_the_gone(now=NOW) == 1

        assert take(left) is not None
        assert take(kept) is None
        assert take(far) is None


class TestSweep:
    def test_rings_for_what_was_never_rung(self):
        job = enqueue()  # Inside the test's transaction nothing is committed, so nothing rang.

        assert sweeper.sweep(now=NOW) == 1

        assert DBTaskResult.objects.get().args_kwargs["args"] == [str(job.uuid)]
        assert sweeper.sweep(now=NOW) == 0

    def test_rings_again_when_nothing_came_of_it(self):
        enqueue()
        sweeper.sweep(now=NOW)

        assert sweeper.sweep(now=NOW + sweeper.RING_AGAIN) == 1

    def test_rings_for_everything_when_a_worker_starts(self):
        enqueue()
        sweeper.sweep(now=NOW)

        assert sweeper.sweep(now=NOW, all_waiting=True) == 1

    def test_rings_when_the_time_of_a_retry_has_come(self):
        job = enqueue()
        tasks.ring(job_uuid=job.uuid, now=NOW)
        leases.postpone(job=take(job), until=NOW + timedelta(seconds=9), reason="busy")

        rings = [sweeper.sweep(now=NOW + timedelta(seconds=n)) for n in (8, 9, 10)]

        assert rings == [0, 1, 0]

    def test_rings_when_a_lease_ran_out(self):
        job = enqueue()
        tasks.ring(job_uuid=job.uuid, now=NOW)
        take(job)

        rings = [sweeper.sweep(now=LATER - timedelta(seconds=1)), sweeper.sweep(now=LATER)]

        assert rings == [0, 1]

    def test_leaves_what_has_ended(self):
        job = enqueue()
        Job.objects.filter(pk=job.pk).update(state=State.DEAD, finished_at=NOW)

        assert sweeper.sweep(now=LATER) == 0

    def test_forgets_rings_that_were_heard_long_ago(self):
        tasks.ring(job_uuid=enqueue().uuid, now=NOW)
        tasks.ring(job_uuid=enqueue().uuid, now=NOW)
        heard = DBTaskResult.objects.first()
        heard.claim("me")
        heard.set_successful(None)
        DBTaskResult.objects.update(enqueued_at=NOW)

        sweeper.forget_old_rings(now=NOW + timedelta(hours=2))

        assert [ring.status for ring in DBTaskResult.objects.all()] == ["READY"]


class TestDoorbell:
    def test_runs_the_job(self, monkeypatch):
        seen = []
        monkeypatch.setitem(registry._handlers, "test", lambda job, context: seen.append(job.uuid))
        job = enqueue()

        tasks.run_job.call(str(job.uuid))
        tasks.run_job.call(str(job.uuid))

        assert seen == [job.uuid]

    def test_does_nothing_for_a_job_that_is_not_there(self):
        tasks.run_job.call("00000000-0000-4000-8000-000000000000")
