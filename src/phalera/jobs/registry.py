"""Which function does which kind of job.

A room declares its handlers in `<room>/jobs.py`:

    @registry.handler("issue")
    def issue(job: models.Job, context: context.JobContext) -> None: ...

Handlers may run twice, and at the same time as an older run that has lost its lease.
"""

from collections.abc import Callable

from django.utils.module_loading import autodiscover_modules

from phalera.jobs.context import JobContext
from phalera.jobs.models import Job

Handler = Callable[[Job, JobContext], None]

_handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Make the decorated function do the jobs of one kind; two for one kind are refused."""

    def register(function: Handler) -> Handler:
        known = _handlers.get(kind)
        if known is not None and (known.__module__, known.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"{known} and {function} both say they do jobs of kind {kind!r}.")
        _handlers[kind] = function
        return function

    return register


def find(kind: str) -> Handler | None:
    """Give the function for a kind of job; the rooms' `jobs` modules are read the first time it is not known."""
    if kind not in _handlers:
        # Late, so that the web process and `phalera --help` never load what only handlers need.
        autodiscover_modules("jobs")
    return _handlers.get(kind)
