"""What web and worker of a running `phalera serve --demo` hold in memory when they have nothing to do."""

import importlib.metadata
import tempfile
import time
from pathlib import Path

from bench import reporting, serving

MEGABYTES = 150
PAGES = ("/", "/badges/", "/verify/", "/accounts/login/")
# Requests before it is left alone: what is loaded lazily counts too.
VISITS = 20
IDLE = 10  # seconds


def run() -> reporting.Result:
    with (
        tempfile.TemporaryDirectory(prefix="phalera-bench-") as folder,
        serving.served(Path(folder)) as (serve, address, _),
    ):
        for _ in range(VISITS):
            for page in PAGES:
                serving.get(address + page)
        time.sleep(IDLE)
        found = {role: _megabytes(process) for role, process in _roles(serve).items()}
    rows = {f"{role}, resident": [size] for role, size in found.items()}
    return reporting.Result(
        about=f"resident memory {IDLE} s after {VISITS * len(PAGES)} pages were shown",
        rows=reporting.rows(rows, "MB"),
        bars=tuple(
            reporting.Bar(name=f"{role}, idle", found=found[role], bar=MEGABYTES, at_most=True, unit="MB")
            for role in ("web", "worker")
        ),
        versions={name: importlib.metadata.version(name) for name in ("phalera", "django", "gunicorn")},
    )


def _roles(serve: int) -> dict[str, int]:
    """Give the first process of web and worker, which `serve` starts as modules of those names."""
    roles = {"web": "phalera.commands.serving.web", "worker": "phalera.commands.serving.work"}
    found = {}
    for child in _children(serve):
        words = Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8").split("\0")
        found |= {role: child for role, module in roles.items() if module in words}
    return found


def _megabytes(process: int) -> float:
    """Give what a process and all below it hold; what they share is counted for each, so this is never too little."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(resident.split()[1]) / 1024 + sum(map(_megabytes, _children(process)))


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text(encoding="ascii").split()]
