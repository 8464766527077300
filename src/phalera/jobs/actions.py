"""Every way a job comes to be or comes back; what happens while it runs is in `leases`."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from phalera.common import audit, errors
from phalera.jobs.models import Job, State


@transaction.atomic
def enqueue(
    *,
    kind: str,
    payload: Mapping[str, object],
    now: datetime,
    run_at: datetime | None = None,
    dedupe_key: str | None = None,
    total: int = 0,
    parent: Job | None = None,
) -> Job:
    """Write a job in the caller's transaction and ring for it after the commit, or at `run_at`.

    With a `dedupe_key` that is known, the job that has it is given: two causes of the same work make one. One that
    was given up is tried again, because there is a new cause. One that is done stays done, and keeps its key until it
    is forgotten (`sweeper.KEEP_DONE`): whoever may want the same again puts what differs into the key. After that the
    work is written down anew, which does no harm, as everything may run twice.
    """
    values = {
        "kind": kind,
        "payload": dict(payload),
        "total": total,
        "parent": parent,
        "next_run_at": run_at or now,
        "created_at": now,
    }
    if dedupe_key is None:
        job, fresh = Job.objects.create(**values), True
    else:
        job, fresh = Job.objects.get_or_create(dedupe_key=dedupe_key, defaults=values)
    if (fresh and job.next_run_at <= now) or (not fresh and _revive(job, now)):
        _ring_on_commit(job.uuid, now)
    return job


@transaction.atomic
def retry(*, job: Job, by: audit.Actor | None, now: datetime) -> None:
    """Try a job again that was given up; ConflictError when it was not."""
    if not _revive(job, now):
        raise errors.ConflictError(
            "This work was not given up.", remedy="Reload the page to see where it stands."
        )
    audit.record(by=by, action="job.retried", target=job, details={"kind": job.kind}, now=now)
    _ring_on_commit(job.uuid, now)


def _revive(job: Job, now: datetime) -> bool:
    revived = Job.objects.filter(pk=job.pk, state=State.DEAD).update(
        state=State.WAITING, attempts=0, crashes=0, next_run_at=now, finished_at=None, rung_at=None
    )
    if revived:
        job.refresh_from_db()
    return bool(revived)


def _ring_on_commit(job_uuid: uuid.UUID, now: datetime) -> None:
    from phalera.jobs import tasks

    def ring() -> None:
        tasks.ring(job_uuid=job_uuid, now=now)

    # Robust: the caller's work is committed; a queue that does not answer must not look like its failure. The
    # sweeper rings again. (A function and no `partial`: Django wants to log its name.)
    transaction.on_commit(ring, robust=True)
