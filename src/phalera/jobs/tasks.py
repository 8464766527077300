"""The doorbell: one task of the `django_tasks` interface, which says only that a job wants looking at.

The engine is a setting (`TASKS`); nothing reads its results, and a ring that is lost is rung again by the sweeper.
"""

import functools
import uuid
from datetime import datetime

import django_tasks
from django.db import transaction

from phalera.common import faults
from phalera.jobs import clock, lanes, leases, registry, runner
from phalera.jobs.models import Job


@django_tasks.task()
def run_job(job_uuid: str) -> None:
    """Run the job if it is due and nobody else has it, aside where it waits for other machines."""
    faults.at("job.heard")
    wanted = uuid.UUID(job_uuid)
    do = functools.partial(runner.run_one, job_uuid=wanted, clock=clock.now, by=leases.owner())
    kind = Job.objects.filter(uuid=wanted).values_list("kind", flat=True).first()
    if not (registry.is_aside(kind or "") and lanes.give(wanted, do)):
        do()


@transaction.atomic
def ring(*, job_uuid: uuid.UUID, now: datetime) -> None:
    """Ask whichever worker is free to look at the job."""
    run_job.enqueue(str(job_uuid))
    Job.objects.filter(uuid=job_uuid).update(rung_at=now)
