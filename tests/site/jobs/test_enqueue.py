"""A job is written with what causes it, and rung for when that is committed."""

from datetime import UTC, datetime, timedelta

import django_tasks.base
import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from phalera.common import errors
from phalera.common.models import AuditEvent
from phalera.jobs import actions, tasks
from phalera.jobs.models import Job, State

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def enqueue(**changes):
    return actions.enqueue(**{"kind": "test", "payload": {"n": 1}, "now": NOW, **changes})


@pytest.mark.django_db
class TestEnqueue:
    def test_gives_a_waiting_job_with_its_payload(self):
        job = enqueue(total=7)

        job.refresh_from_db()
        assert (job.kind, job.payload, job.state, job.total) == ("test", {"n": 1}, State.WAITING, 7)
        assert job.next_run_at == NOW

    def test_makes_one_job_of_two_causes(self):
        first = enqueue(dedupe_key="issue:1")
        second = enqueue(dedupe_key="issue:1", payload={"n": 2})

        assert first.pk == second.pk
        assert Job.objects.count() == 1

    def test_makes_two_jobs_without_a_key(self):
        enqueue()
        enqueue()

        assert Job.objects.count() == 2

    def test_revives_a_job_that_was_given_up(self):
        job = enqueue(dedupe_key="issue:1")
        Job.objects.filter(pk=job.pk).update(state=State.DEAD, finished_at=NOW, attempts=12)

        again = enqueue(dedupe_key="issue:1", now=NOW + timedelta(hours=1))

        assert again.pk == job.pk
        assert (again.state, again.attempts, again.finished_at) == (State.WAITING, 0, None)

    def test_leaves_a_finished_job_finished(self):
        job = enqueue(dedupe_key="issue:1")
        Job.objects.filter(pk=job.pk).update(state=State.DONE, finished_at=NOW)

        assert enqueue(dedupe_key="issue:1").state == State.DONE


@pytest.mark.django_db(transaction=True)
class TestRing:
    def test_is_heard_after_the_commit_only(self):
        with transaction.atomic():
            job = enqueue()
            assert not DBTaskResult.objects.exists()

        ring = DBTaskResult.objects.get()
        assert ring.args_kwargs["args"] == [str(job.uuid)]
        job.refresh_from_db()
        assert job.rung_at == NOW

    def test_is_not_heard_when_the_cause_is_rolled_back(self):
        with transaction.atomic():
            enqueue()
            transaction.set_rollback(True)

        assert not Job.objects.exists()
        assert not DBTaskResult.objects.exists()

    def test_that_fails_does_not_fail_the_cause(self, monkeypatch, caplog):
        class Deaf:
            def enqueue(self, *_):
                raise ConnectionError("the queue is away")

        monkeypatch.setattr(tasks, "run_job", Deaf())

        job = enqueue()

        job.refresh_from_db()
        assert (job.state, job.rung_at) == (State.WAITING, None)
        assert "the queue is away" in caplog.text

    def test_goes_through_the_interface_of_django_tasks(self):
        assert isinstance(tasks.run_job, django_tasks.base.Task)


@pytest.mark.django_db
class TestRetry:
    def test_lets_a_dead_job_run_again_and_says_who_wanted_it(self):
        job = enqueue()
        Job.objects.filter(pk=job.pk).update(state=State.DEAD, finished_at=NOW, last_error="no")

        actions.retry(job=job, by=None, now=NOW)

        assert job.state == State.WAITING
        assert AuditEvent.objects.get(object_id=str(job.uuid)).action == "job.retried"

    def test_refuses_a_job_that_was_not_given_up(self):
        with pytest.raises(errors.ConflictError):
            actions.retry(job=enqueue(), by=None, now=NOW)
