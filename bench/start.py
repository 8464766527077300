"""From `phalera serve --demo` to the first yes of /readyz: with an empty folder, and again with a filled one."""

import importlib.metadata
import statistics
import tempfile
from pathlib import Path

from bench import reporting, serving

STARTS = 3
SECONDS = 15


def run() -> reporting.Result:
    first: list[float] = []
    again: list[float] = []
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory(prefix="phalera-bench-") as folder:
            for times in (first, again):
                with serving.served(Path(folder)) as (_, address, seconds):
                    times.append(seconds)
                    answer = serving.get(f"{address}/")
                    if answer != 200:
                        raise AssertionError(f"ready, but the home page answers {answer}")
    return reporting.Result(
        about="`phalera serve --demo` until /readyz says yes",
        rows=reporting.rows({"first start, academy built": first, "second start": again}, "s"),
        bars=(
            reporting.Bar(
                name="first start, median",
                found=statistics.median(first),
                bar=SECONDS,
                at_most=True,
                unit="s",
            ),
            reporting.Bar(
                name="second start, median",
                found=statistics.median(again),
                bar=SECONDS,
                at_most=True,
                unit="s",
            ),
        ),
        versions={name: importlib.metadata.version(name) for name in ("phalera", "django", "gunicorn")},
        verified=("the home page answered after each start",),
    )
