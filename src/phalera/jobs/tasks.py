"""The doorbell: one task of the `django_tasks` interface, which says only that a job wants looking at.

The engine is a setting (`TASKS`); nothing reads its results, and a ring that is lost is rung again by the sweeper.
"""

import uuid
from datetime import datetime

import django_tasks
from django.db import transaction

from phalera.common import faults
from phalera.jobs import clock, leases, runner
from phalera.jobs.models import Job


@django_tasks.task()
def run_job(job_uuid: str) -> None:
    """Run the job if it is due and nobody else has it."""
    faults.at("job.heard")
    runner.run_one(job_uuid=uuid.UUID(job_uuid), clock=clock.now, by=leases.owner())


@transaction.atomic
def ring(*, job_uuid: uuid.UUID, now: datetime) -> None:
    """Ask whichever worker is free to look at the job."""
    run_job.enqueue(str(job_uuid))
    Job.objects.filter(uuid=job_uuid).update(rung_at=now)
