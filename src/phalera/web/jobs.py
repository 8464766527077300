"""What an administrator began on a page and a worker does."""

from phalera.jobs import registry
from phalera.jobs.context import JobContext
from phalera.jobs.models import Job
from phalera.journeys import import_completions
from phalera.learning.models import CompletionImport


@registry.handler("import_completions")
def record_completions(job: Job, context: JobContext) -> None:
    """Record the rows of a file, some at a time; what is recorded already stays."""
    of = CompletionImport.objects.get(uuid=job.payload["import"])
    if of.finished_at is not None:
        return
    left = of.total
    while left:
        left = import_completions.go_on(of=of, now=context.now())
        context.progress(of.total - left, of.total)
