"""Who may work on a job, for how long, and whose result counts.

Every taking raises the fence; every later write names it. Who was away for longer than the lease finds that the number
has moved on, and nothing of what it writes to the job counts.
"""

import os
import socket
import uuid
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from phalera.jobs.models import Job, State

# How long a run may be silent before another may take the job. Long beside a chunk of work (a second or so), short
# beside a person's patience.
LEASE = timedelta(minutes=2)
# Hardening, rule 13: a job that ends its worker each time is poison. Getting further in between clears the count.
MOST_CRASHES = 3


def owner() -> str:
    """Name this process, so that others on this machine can see when it has gone."""
    return f"{socket.gethostname()}:{os.getpid()}"


def due(now: datetime) -> Q:
    """Choose the jobs that may be taken: waiting and due, or left behind by a run whose lease is over."""
    return Q(state=State.WAITING, next_run_at__lte=now) | Q(state=State.RUNNING, lease_until__lte=now)


def take(*, job_uuid: uuid.UUID, now: datetime, by: str) -> Job | None:
    """Give the job, now ours, or None when it is not due or somebody else was quicker.

    The attempt is counted now and not at the end, so that a job that kills its worker has been counted.
    """
    with transaction.atomic():
        # One conditional update decides; the row stays locked until we have read which fence is ours.
        taken = Job.objects.filter(due(now), uuid=job_uuid).update(
            crashes=_crashes_so_far(),
            state=State.RUNNING,
            attempts=F("attempts") + 1,
            fence=F("fence") + 1,
            lease_until=now + LEASE,
            owner=by,
        )
        return Job.objects.get(uuid=job_uuid) if taken else None


def held(*, job: Job) -> bool:
    """Say whether the lease that `job` was taken with is still the newest."""
    return _mine(job).exists()


def lock(*, job: Job) -> bool:
    """Say the same, and keep others from taking it until the transaction ends."""
    return _mine(job).select_for_update().exists()


def extend(*, job: Job, now: datetime, progress: int, total: int | None) -> bool:
    """Keep the lease for its full length again, and say whether it was still ours."""
    changes: dict[str, object] = {"lease_until": now + LEASE, "progress": progress}
    if total is not None:
        changes["total"] = total
    if progress > job.progress:
        changes["crashes"] = 0
    if not _mine(job).update(**changes):
        return False
    job.progress = progress
    return True


def finish(*, job: Job, now: datetime) -> bool:
    """Record that the work is done, unless somebody else holds the job."""
    return bool(
        _mine(job).update(
            state=State.DONE,
            finished_at=now,
            lease_until=None,
            owner="",
            last_error="",
            progress=Greatest(F("progress"), F("total")),
        )
    )


def bury(*, job: Job, now: datetime, reason: str) -> bool:
    """Record that nobody will try again, and why, unless somebody else holds the job."""
    return bool(
        _mine(job).update(state=State.DEAD, finished_at=now, lease_until=None, owner="", last_error=reason)
    )


def postpone(*, job: Job, until: datetime, reason: str) -> bool:
    """Give the job back to be run again, unless somebody else holds it."""
    return bool(
        _mine(job).update(
            state=State.WAITING, next_run_at=until, lease_until=None, owner="", last_error=reason
        )
    )


def release(*, by: str, now: datetime) -> int:
    """Give back what a stopping worker holds, at once and without blame."""
    return Job.objects.filter(state=State.RUNNING, owner=by).update(
        state=State.WAITING, next_run_at=now, lease_until=None, owner="", fence=F("fence") + 1
    )


def end_of_the_gone(*, now: datetime) -> int:
    """End the leases of processes of this machine that are no more, instead of waiting them out."""
    prefix = f"{socket.gethostname()}:"
    owners = (
        Job.objects.filter(state=State.RUNNING, lease_until__gt=now, owner__startswith=prefix)
        .values_list("owner", flat=True)
        .distinct()
    )
    gone = [name for name in owners if not _alive(name.removeprefix(prefix))]
    return Job.objects.filter(state=State.RUNNING, owner__in=gone).update(lease_until=now)


def _crashes_so_far() -> models.Case:
    """Count one more when the job is taken from a run that never said how it ended."""
    return models.Case(
        models.When(state=State.RUNNING, then=F("crashes") + 1),
        default=F("crashes"),
        output_field=models.PositiveSmallIntegerField(),
    )


def _mine(job: Job) -> "models.QuerySet[Job]":
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, fence=job.fence)


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
