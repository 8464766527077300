"""Handing out in the background."""

from datetime import datetime

from phalera.delivering import exporting
from phalera.delivering.models import Export
from phalera.jobs import registry
from phalera.jobs.context import JobContext
from phalera.jobs.models import Job


@registry.handler("records")
def records(job: Job, context: JobContext) -> None:
    """Make the badge records that somebody asked for; then `notifying.jobs` tells them."""
    export = Export.objects.select_related("learner").filter(uuid=job.payload["export"]).first()
    if export is not None and export.finished_at is None:
        exporting.make(export=export, context=context)


@registry.sweep
def forget_exports(now: datetime) -> None:
    """Delete the files of badge records that were kept long enough."""
    exporting.forget_old(now=now)
