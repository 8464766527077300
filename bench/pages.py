"""Home and the badges page of somebody with thirty badges, beside those of few others and beside those of very many."""

import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import reporting

FEW, MANY = 1_000, 1_000_000  # awards in the database
OF_ONE = 100  # awards of each of the others
OWN = 30  # badges of the learner whose pages are shown
ROUNDS = 20
PAGES = {
    "home": "/",
    "badges page": "/badges/",
    "badges page, by name": "/badges/?sort=name",
    "badges found": "/badges/?q=course+1",
}
AT_MOST = 2


def run() -> reporting.Result:
    with tempfile.TemporaryDirectory(prefix="phalera-bench-") as folder:
        # A process of its own, as the settings name the database when they are read.
        ran = subprocess.run(
            [sys.executable, "-m", "bench.pages"],
            env={**os.environ, "PHALERA_DATA": folder, "DJANGO_SETTINGS_MODULE": "phalera.config.settings"},
            cwd=Path(__file__).resolve().parents[1],
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, dict[str, list[float]]] = json.loads(ran.stdout.splitlines()[-1])
    few, many = found["few"], found["many"]
    return reporting.Result(
        about=f"processor time of a page, with {FEW:,} and with {MANY:,} awards, credentials and completions",
        rows=reporting.rows(
            {
                f"{name}, {number:,}": times
                for number, each in ((FEW, few), (MANY, many))
                for name, times in each.items()
            },
            "ms",
        ),
        bars=tuple(
            reporting.Bar(name=name, found=_least(many[name]) / _least(few[name]), bar=AT_MOST, at_most=True)
            for name in PAGES
        ),
        versions={name: importlib.metadata.version(name) for name in ("phalera", "django")},
        verified=("each page showed the learner's own badges, and no others",),
    )


def _least(times: list[float]) -> float:
    """Give what a page takes when nothing else disturbs: the median of the better half."""
    better = sorted(times)[: len(times) // 2]
    return better[len(better) // 2]


def _measured() -> dict[str, dict[str, list[float]]]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    academy = _academy()
    academy.fill(FEW)
    few = _times(academy.leo)
    academy.fill(MANY)
    return {"few": few, "many": _times(academy.leo)}


def _times(leo: Any) -> dict[str, list[float]]:
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(leo)
    times: dict[str, list[float]] = {name: [] for name in PAGES}
    for _ in range(ROUNDS):
        for name, path in PAGES.items():
            began = time.process_time()
            page = client.get(path).content.decode()
            times[name].append(1_000 * (time.process_time() - began))
            if "Course 1" not in page or "Course 99" in page:
                raise AssertionError(f"{path} does not show the learner's badges")
    return times


def _academy() -> Any:
    from bench import filling

    return filling.build(own=OWN, of_one=OF_ONE)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    print(json.dumps(_measured()))
