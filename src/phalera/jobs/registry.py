"""Which function does which kind of job.

A room declares its handlers in `<room>/jobs.py`:

    @registry.handler("issue")
    def issue(job: models.Job, context: context.JobContext) -> None: ...

A room that has something to tidy up says so there too, for once an hour:

    @registry.sweep
    def forget_exports(now: datetime) -> None: ...

And one whose work must go on although a job of it was given up says how:

    @registry.given_up("upload")
    def look_again(job: models.Job, now: datetime) -> None: ...

Handlers may run twice, and at the same time as an older run that has lost its lease.
"""

import functools
from collections.abc import Callable
from datetime import datetime

from django.utils.module_loading import autodiscover_modules

from phalera.jobs.context import JobContext
from phalera.jobs.models import Job

Handler = Callable[[Job, JobContext], None]

Sweep = Callable[[datetime], object]

Mourner = Callable[[Job, datetime], None]

_handlers: dict[str, Handler] = {}
_aside: set[str] = set()
_followers: dict[str, dict[str, Handler]] = {}
_sweeps: dict[str, Sweep] = {}
_mourners: dict[str, Mourner] = {}


def handler(kind: str, *, aside: bool = False) -> Callable[[Handler], Handler]:
    """Make the decorated function do the jobs of one kind; two for one kind are refused.

    `aside` says that it waits for other machines, so that it is done beside all other work.
    """

    def register(function: Handler) -> Handler:
        known = _handlers.get(kind)
        if known is not None and (known.__module__, known.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"{known} and {function} both say they do jobs of kind {kind!r}.")
        _handlers[kind] = function
        if aside:
            _aside.add(kind)
        return function

    return register


def follows(kind: str) -> Callable[[Handler], Handler]:
    """Let the decorated function of a later room be called when a job of an earlier room's kind has done its work.

    It belongs to the job: same lease, and run again with it.
    """

    def register(function: Handler) -> Handler:
        _followers.setdefault(kind, {})[f"{function.__module__}.{function.__qualname__}"] = function
        return function

    return register


def followers(kind: str) -> list[Handler]:
    """Give what follows a kind of job, in a fixed order."""
    _read_all()
    return [function for _name, function in sorted(_followers.get(kind, {}).items())]


def given_up(kind: str) -> Callable[[Mourner], Mourner]:
    """Let the decorated function be called, in the same transaction, when a job of this kind is given up for dead."""

    def register(function: Mourner) -> Mourner:
        _mourners[kind] = function
        return function

    return register


def mourner(kind: str) -> Mourner | None:
    """Give what is to be called when a job of this kind is given up, if anything."""
    find(kind)
    return _mourners.get(kind)


def sweep(function: Sweep) -> Sweep:
    """Let the decorated function be called once an hour, by every worker; it may run twice at once."""
    _sweeps[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def sweeps() -> list[Sweep]:
    """Give what is tidied up once an hour, in a fixed order."""
    _read_all()
    return [function for _name, function in sorted(_sweeps.items())]


def is_aside(kind: str) -> bool:
    """Say whether a kind of job waits for other machines."""
    find(kind)
    return kind in _aside


def find(kind: str) -> Handler | None:
    """Give the function for a kind of job; the rooms' `jobs` modules are read the first time it is not known."""
    if kind not in _handlers:
        _read_all()
    return _handlers.get(kind)


@functools.cache
def _read_all() -> None:
    # Late, so that the web process and `phalera --help` never load what only handlers need.
    autodiscover_modules("jobs")
