"""Issuing in the background."""

from uuid import UUID

from phalera.awarding.models import Award
from phalera.common import errors
from phalera.issuing import actions, updating
from phalera.jobs import errors as job_errors
from phalera.jobs import registry
from phalera.jobs.context import JobContext
from phalera.jobs.models import Job

# Few enough that a crash repeats little, many enough that a commit is shared.
BATCH = 500


@registry.handler("issue")
def issue(job: Job, context: JobContext) -> None:
    """Issue the credentials of the awards in the payload, batch by batch; what is issued already stays."""
    wanted = [UUID(each) for each in job.payload["awards"]]
    for done in range(0, len(wanted), BATCH):
        awards = list(Award.objects.filter(uuid__in=wanted[done : done + BATCH]).order_by("pk"))
        try:
            actions.issue(awards=awards, now=context.now())
        except (errors.InvalidError, errors.NothingToEarnError) as error:
            # The badge itself cannot be signed as it is; trying again would not mend it.
            raise job_errors.GiveUp(f"{error.message} {error.remedy}".strip()) from error
        context.progress(done + len(awards), len(wanted))


@registry.handler("update")
def update(job: Job, context: JobContext) -> None:
    """Let new credentials take the place of those in the payload, batch by batch; what was followed already stays so."""
    wanted = [UUID(each) for each in job.payload["credentials"]]
    for done in range(0, len(wanted), BATCH):
        batch = wanted[done : done + BATCH]
        try:
            updating.follow(credentials=batch, now=context.now())
        except errors.InvalidError as error:
            # The badge itself cannot be signed as it is; trying again would not mend it.
            raise job_errors.GiveUp(f"{error.message} {error.remedy}".strip()) from error
        context.progress(done + len(batch), len(wanted))
