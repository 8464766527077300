"""Find the jobs that nobody will otherwise look at, and ring for them again.

That are those whose time has come, those whose ring got lost, and those whose worker has gone. And forget those that
were done long ago.
"""

from datetime import datetime, timedelta

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q

from phalera.common import faults
from phalera.jobs import leases, tasks
from phalera.jobs.models import Job, State

# A ring that had no effect for so long is taken to be lost. Ringing once more costs two queries, so it may be early.
RING_AGAIN = timedelta(minutes=1)
# So many in one sweep; the rest is found by the next.
MOST_RINGS = 500
# What the embedded queue keeps of rings that were heard.
KEEP_RINGS = timedelta(hours=1)
# So long a job that was done can be looked up, and keeps its key. Those that were given up stay until somebody decides.
KEEP_DONE = timedelta(days=30)
# So many in one statement, so that no other write waits long.
FORGET_AT_ONCE = 500


def sweep(*, now: datetime, all_waiting: bool = False) -> int:
    """Ring for what is due and give how often; with `all_waiting`, also for what was rung a moment ago.

    A worker that starts sweeps all: the rings that its predecessor had heard are gone with it.
    """
    leases.end_of_the_gone(now=now)
    jobs = Job.objects.filter(leases.due(now))
    if not all_waiting:
        # Rung for this very taking already? Then the queue is only long.
        jobs = jobs.filter(
            Q(rung_at=None)
            | Q(rung_at__lt=F("next_run_at"))
            | Q(rung_at__lt=F("lease_until"))
            | Q(rung_at__lte=now - RING_AGAIN)
        )
    uuids = list(jobs.order_by("next_run_at", "pk").values_list("uuid", flat=True)[:MOST_RINGS])
    for job_uuid in uuids:
        faults.at("sweep.ringing")
        tasks.ring(job_uuid=job_uuid, now=now)
    return len(uuids)


def forget_old_rings(*, now: datetime) -> None:
    """Delete what the embedded queue remembers of rings long heard; other engines forget by themselves."""
    if apps.is_installed("django_tasks_db"):
        from django_tasks_db.models import DBTaskResult

        DBTaskResult.objects.filter(enqueued_at__lt=now - KEEP_RINGS).exclude(status="READY").delete()


def forget_old_jobs(*, now: datetime) -> int:
    """Delete the jobs that were done long ago, and give how many; their keys can be used again."""
    old = Job.objects.filter(state=State.DONE, finished_at__lt=now - KEEP_DONE).exclude(
        # A job goes with its chunks, so it stays as long as one of them may still be needed.
        Exists(Job.objects.filter(parent=OuterRef("pk")).exclude(state=State.DONE))
    )
    forgotten = 0
    while keys := list(old.order_by("pk").values_list("pk", flat=True)[:FORGET_AT_ONCE]):
        Job.objects.filter(pk__in=keys).delete()
        forgotten += len(keys)
    return forgotten
