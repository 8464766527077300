"""What importing the engine costs a process: until it can bake, and until it can sign; each the whole process.

Bars are on processor time, which a busy machine changes little; the time on the clock stands beside it.
"""

import importlib.metadata
import resource
import subprocess
import sys
import time

from bench import reporting

ROUNDS = 15
BARE = "Python alone"
BAKING = "from phalera_core import bake, unbake"
SIGNING = "from phalera_core import bake, sign, unbake"
MILLISECONDS = {BAKING: 60, SIGNING: 150}


def run() -> reporting.Result:
    worked: dict[str, list[float]] = {BARE: [], BAKING: [], SIGNING: []}
    passed: dict[str, list[float]] = {name: [] for name in worked}
    for _round in range(ROUNDS):
        for name, found in worked.items():
            processor, clock = _spent("pass" if name == BARE else name)
            found.append(processor * 1000)
            passed[name].append(clock * 1000)
    rows = reporting.rows(worked, "ms of processor time")
    return reporting.Result(
        about=f"starting Python and importing, the median of {ROUNDS} processes",
        rows=(*rows, *reporting.rows({f"{name}, by the clock": each for name, each in passed.items()}, "ms")),
        bars=tuple(
            reporting.Bar(
                name=row.name, found=row.median, bar=MILLISECONDS[row.name], at_most=True, unit="ms"
            )
            for row in rows
            if row.name in MILLISECONDS
        ),
        versions={name: importlib.metadata.version(name) for name in ("phalera", "cryptography")},
    )


def _spent(statement: str) -> tuple[float, float]:
    """Give the seconds of processor time and by the clock that a Python takes to run this and end."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    passed, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, passed
