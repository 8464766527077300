"""From `phalera serve --demo` to the first yes of /readyz: with an empty folder, and again with a filled one."""

import importlib.metadata
import resource
import statistics
import tempfile
from pathlib import Path

from bench import reporting, serving

STARTS = 2
SECONDS = 15


def run() -> reporting.Result:
    seconds: dict[str, list[float]] = {"first start": [], "second start": []}
    work: dict[str, list[float]] = {name: [] for name in seconds}
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory(prefix="phalera-bench-") as folder:
            for name, found in seconds.items():
                before = _processor_seconds()
                with serving.served(Path(folder)) as (_, address, took):
                    found.append(took)
                    answer = serving.get(f"{address}/")
                    if answer != 200:
                        raise AssertionError(f"ready, but the home page answers {answer}")
                work[name].append(_processor_seconds() - before)
    return reporting.Result(
        about="`phalera serve --demo` until /readyz says yes; the first start builds the academy",
        rows=(
            *reporting.rows(seconds, "s"),
            *reporting.rows({f"{name}, processor time": spent for name, spent in work.items()}, "s"),
        ),
        bars=tuple(
            reporting.Bar(name=name, found=statistics.median(found), bar=SECONDS, at_most=True, unit="s")
            for name, found in seconds.items()
        ),
        versions={name: importlib.metadata.version(name) for name in ("phalera", "django", "gunicorn")},
        verified=("the home page answered after each start",),
    )


def _processor_seconds() -> float:
    """Give what all processes that have ended worked, a figure that a busy machine changes little."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
