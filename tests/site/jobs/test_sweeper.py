"""What was done long ago is forgotten, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from phalera.jobs import actions, registry, sweeper, worker
from phalera.jobs.models import Job, State

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LONG_AGO = NOW - sweeper.KEEP_DONE - timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def a_job(*, state=State.DONE, ended=LONG_AGO, **values):
    finished = ended if state in (State.DONE, State.DEAD) else None
    return Job.objects.create(
        kind="note", state=state, next_run_at=LONG_AGO, created_at=LONG_AGO, finished_at=finished, **values
    )


class TestAJobThatIsDone:
    def test_is_forgotten_after_some_time(self):
        a_job()
        kept = a_job(ended=NOW - sweeper.KEEP_DONE)

        assert sweeper.forget_old_jobs(now=NOW) == 1
        assert list(Job.objects.all()) == [kept]

    def test_leaves_its_key_for_others_only_then(self):
        old = a_job(dedupe_key="once")
        assert actions.enqueue(kind="note", payload={}, dedupe_key="once", now=NOW) == old

        sweeper.forget_old_jobs(now=NOW)

        again = actions.enqueue(kind="note", payload={}, dedupe_key="once", now=NOW)
        assert (again.pk != old.pk, again.state) == (True, State.WAITING)

    def test_stays_as_long_as_one_of_its_chunks_is_not(self):
        parent = a_job()
        a_job(state=State.DEAD, parent=parent)

        assert sweeper.forget_old_jobs(now=NOW) == 0

    def test_is_one_of_many(self, monkeypatch):
        monkeypatch.setattr(sweeper, "FORGET_AT_ONCE", 2)
        for _ in range(5):
            a_job()

        assert sweeper.forget_old_jobs(now=NOW) == 5


class TestAJobThatIsNot:
    @pytest.mark.parametrize("state", [State.WAITING, State.DEAD])
    def test_is_never_forgotten(self, state):
        a_job(state=state)

        assert sweeper.forget_old_jobs(now=NOW) == 0


class TestARoom:
    def test_tidies_up_too_and_does_not_stop_others(self, monkeypatch):
        called = []

        def broken(_now):
            raise RuntimeError("the storage is away")

        monkeypatch.setattr(registry, "sweeps", lambda: [broken, called.append])
        a_job()

        worker._tidy(NOW)

        assert called == [NOW]
        assert not Job.objects.exists()
