"""How a run ends: done, again, or never."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from phalera.jobs import actions, errors, leases, registry, runner
from phalera.jobs.models import Job, State

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def does(monkeypatch):
    """Let jobs of kind `test` do what the test says, and give the list of runs."""

    def install(function):
        runs = []

        def handler(job, context):
            runs.append(job.attempts)
            return function(job, context)

        monkeypatch.setitem(registry._handlers, "test", handler)
        return runs

    return install


def enqueue(**changes):
    return actions.enqueue(**{"kind": "test", "payload": {}, "now": NOW, **changes})


def run(now=NOW):
    return runner.run_due(now=now, chance=random.Random(1))


class TestRun:
    def test_ends_done(self, does):
        runs = does(lambda job, context: None)
        job = enqueue(total=3)

        assert run() == 1

        job.refresh_from_db()
        assert (job.state, job.finished_at, job.lease_until, job.owner) == (State.DONE, NOW, None, "")
        assert (job.attempts, job.progress, runs) == (1, 3, [1])

    def test_is_not_done_twice(self, does):
        runs = does(lambda job, context: None)
        enqueue()

        assert [run(), run()] == [1, 0]

        assert runs == [1]

    def test_takes_the_oldest_first(self, does):
        order = []
        does(lambda job, context: order.append(job.payload["name"]))
        enqueue(payload={"name": "late"}, now=NOW)
        enqueue(payload={"name": "early"}, now=NOW - timedelta(minutes=1))

        run()

        assert order == ["early", "late"]

    def test_leaves_what_is_not_due(self, does):
        does(lambda job, context: None)
        enqueue(now=NOW + timedelta(seconds=1))

        assert run() == 0

    def test_tells_the_handler_the_time_it_was_given(self, does):
        seen = []
        does(lambda job, context: seen.append(context.now()))
        enqueue()

        run()

        assert seen == [NOW]

    def test_gives_up_with_the_reason(self, does):
        def refuse(job, context):
            raise errors.GiveUp("The badge was retired.")

        does(refuse)
        job = enqueue()

        run()

        job.refresh_from_db()
        assert (job.state, job.last_error, job.finished_at) == (State.DEAD, "The badge was retired.", NOW)

    def test_waits_as_long_as_it_was_asked(self, does):
        def later(job, context):
            raise errors.RetryLater("busy", after=timedelta(minutes=3))

        does(later)
        job = enqueue()

        run()

        job.refresh_from_db()
        assert (job.state, job.next_run_at, job.last_error) == (
            State.WAITING,
            NOW + timedelta(minutes=3),
            "busy",
        )
        assert run(NOW + timedelta(minutes=3)) == 1

    def test_waits_an_hour_at_most(self, does):
        def later(job, context):
            raise errors.RetryLater(after=timedelta(days=400))

        does(later)
        job = enqueue()

        run()

        job.refresh_from_db()
        assert job.next_run_at == NOW + runner.RETRY_AFTER_CAP

    def test_backs_off_after_any_other_error(self, does):
        does(lambda job, context: 1 / 0)
        job = enqueue()

        run()

        job.refresh_from_db()
        assert job.state == State.WAITING
        assert NOW < job.next_run_at <= NOW + timedelta(seconds=4)
        assert job.last_error == "ZeroDivisionError: division by zero"

    def test_is_dead_after_twelve_attempts(self, does):
        runs = does(lambda job, context: 1 / 0)
        job = enqueue()

        now = NOW
        for _ in range(20):
            run(now)
            now += timedelta(minutes=16)

        job.refresh_from_db()
        assert len(runs) == runner.MOST_ATTEMPTS == 12
        assert job.state == State.DEAD
        assert job.last_error == "Given up after 12 attempts. ZeroDivisionError: division by zero"

    def test_is_dead_after_two_days(self, does):
        does(lambda job, context: 1 / 0)
        job = enqueue()

        run(NOW + timedelta(hours=48))

        job.refresh_from_db()
        assert job.state == State.DEAD

    def test_is_dead_when_nobody_knows_such_work(self):
        job = enqueue(kind="from-the-future")

        run()

        job.refresh_from_db()
        assert job.state == State.DEAD
        assert "from-the-future" in job.last_error

    def test_is_dead_after_three_crashes(self, does):
        runs = does(lambda job, context: None)
        job = enqueue()
        now = NOW
        for _ in range(3):
            assert leases.take(job_uuid=job.uuid, now=now, by="elsewhere:1")
            now += leases.LEASE

        run(now)

        job.refresh_from_db()
        assert runs == []
        assert job.state == State.DEAD
        assert "3 times" in job.last_error

    def test_is_not_poison_when_it_gets_further_each_time(self, does):
        does(lambda job, context: None)
        job = enqueue(total=10)
        now = NOW
        for step in range(5):
            taken = leases.take(job_uuid=job.uuid, now=now, by="elsewhere:1")
            assert leases.extend(job=taken, now=now, progress=step + 1, total=None)
            now += leases.LEASE

        run(now)

        job.refresh_from_db()
        assert job.state == State.DONE


class TestBackoff:
    def test_is_random_below_a_doubling_bound(self):
        chance = random.Random(7)

        waits = [[runner.backoff(attempts=n, chance=chance) for _ in range(300)] for n in range(1, 13)]

        for n, some in enumerate(waits, 1):
            bound = min(timedelta(minutes=15), timedelta(seconds=2) * 2**n)
            assert max(some) <= bound
            assert max(some) > bound * 0.9
            assert min(some) < bound * 0.1

    def test_stands_any_count(self):
        assert runner.backoff(attempts=10**9, chance=random.Random(1)) <= runner.BACKOFF_CAP


class TestHandler:
    def test_is_one_for_each_kind(self, monkeypatch):
        monkeypatch.setattr(registry, "_handlers", {})

        @registry.handler("test")
        def one(job, context): ...

        with pytest.raises(ValueError, match="'test'"):

            @registry.handler("test")
            def other(job, context): ...

        assert registry.find("test") is one


class TestJob:
    def test_keeps_its_lease_in_the_database(self):
        from django.db import IntegrityError, transaction

        job = enqueue()

        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(state=State.RUNNING, lease_until=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(state=State.DONE, finished_at=None)
