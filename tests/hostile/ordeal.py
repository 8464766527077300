"""What every input goes through, and the bounds it must keep."""

import contextlib
import dataclasses
import functools
import signal

from factories import credentials
from phalera_core import baking, errors
from phalera_core.verifying import report, sources, verifier

SECONDS = (
    1.5  # of processor time for unbake, bake and verify together, so that a busy neighbour fails no test
)
MEGABYTES = 64
V3 = b'{"id":"urn:uuid:5b1d4e0e-7c6f-4d0f-9a3b-2c1d0e9f8a7b"}'
V2 = b'{"id":"https://academy.example.org/ob2/assertions/1"}'


class TooSlow(BaseException):
    """The input took longer than any may; not an Exception, so that nothing that catches widely swallows it."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one input."""

    unbake: errors.CoreError | baking.Baked
    bake: errors.CoreError | bytes
    report: report.Report


def undergo(data: bytes) -> Outcome:
    """Take out, put in and verify, offline; whatever is not a CoreError comes through to the test."""
    try:
        taken = baking.unbake(data)
    except errors.CoreError as error:
        taken = error
    try:
        put = baking.bake(data, v3=V3, v2=V2)
    except errors.CoreError as error:
        put = error
    loader = _loader()
    found = verifier.verify(
        data,
        now=credentials.NOW,
        resolver=sources.LoadingResolver(loader),
        load=loader,
        recipient=credentials.LEO,
    )
    return Outcome(unbake=taken, bake=put, report=found)


def check_clear(outcome: Outcome) -> None:
    """Assert that whoever reads the outcome knows what is wrong: words, and never ours of a failure inside."""
    for error in (outcome.unbake, outcome.bake):
        if isinstance(error, errors.CoreError):
            assert 10 < len(error.message) < 500, error.message
    assert outcome.report.sentence
    assert outcome.report.to_json()["checks"]
    for check in outcome.report.checks:
        assert 0 < len(check.message) < 1_000, check
        assert check.remedy or check.outcome not in {"failed", "inconclusive"}, check


@contextlib.contextmanager
def bounded(seconds: float = SECONDS):
    """Stop with TooSlow what needs more processor time."""

    def stop(_number, _frame):
        raise TooSlow(f"more than {seconds} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@functools.cache
def warm_up() -> None:
    """Load contexts and modules once, which belongs to no input."""
    undergo(credentials.baked("png", v3=genuine()))


@functools.cache
def academy() -> credentials.Academy:
    """The academy whose documents can be had offline."""
    return credentials.Academy()


@functools.cache
def genuine() -> credentials.Document:
    """A genuine badge; copy it before you change it."""
    return academy().credential()


@functools.cache
def _loader() -> sources.StaticLoader:
    return sources.StaticLoader(academy().published())
