"""Run all tests, on SQLite and (where a server is given) on PostgreSQL, and end with one plain line.

    python -m tests.run [--only-allowed-skips] [arguments of pytest]

`PHALERA_TEST_POSTGRES_URL=postgres://user:password@host/name` turns the second pass on. The last line is always
`N passed, N failed, N skipped`; every skip is listed above it with its reason. `PHALERA_TEST_PROCESSES` says how
many processes run tests side by side (default: one for each core).
"""

import collections
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
ALLOWED = HERE / "allowed_skips.txt"
# What touches the database, and so is run on both.
ON_BOTH = ("tests/site", "tests/journeys")


def main(words: Sequence[str]) -> int:
    """Run the passes, print the summary, and give the exit code."""
    rest = [word for word in words if word != "--only-allowed-skips"]
    postgres = os.environ.get("PHALERA_TEST_POSTGRES_URL", "")
    passes = [_run("SQLite", rest, database_url="")]
    if postgres and not rest:
        rooms = [room for room in ON_BOTH if (ROOT / room).is_dir()]
        passes.append(_run("PostgreSQL", ["--only-database", *rooms], database_url=postgres))
    passed = sum(one["passed"] for one in passes)
    failed = sum(one["failed"] for one in passes)
    skips = [skip for one in passes for skip in one["skipped"]]
    reasons = collections.Counter(reason for _, reason in skips)
    for reason, count in sorted(reasons.items()):
        print(f"skipped {count}: {reason}")
    if "--only-allowed-skips" in words:
        unlisted = [(test, reason) for test, reason in skips if reason not in _allowed()]
        for test, reason in unlisted:
            print(
                f"failed: {test} was skipped, and tests/allowed_skips.txt does not name its reason: {reason}"
            )
        failed += len(unlisted)
    print(f"{passed} passed, {failed} failed, {len(skips)} skipped", flush=True)
    return 1 if failed or not passed else 0


def _run(name: str, arguments: list[str], *, database_url: str) -> dict:
    print(f"== tests on {name}", flush=True)
    environment = {key: value for key, value in os.environ.items() if key != "PHALERA_DATABASE_URL"}
    if database_url:
        environment["PHALERA_DATABASE_URL"] = database_url
    with tempfile.TemporaryDirectory(prefix="phalera-tests-") as folder:
        counts = Path(folder) / "counts.json"
        command = [sys.executable, "-m", "pytest", "-p", "tests.summary", f"--counts={counts}", "-q", "-rfE"]
        command += [
            "--durations=10",
            "--durations-min=5",
            "-n",
            os.environ.get("PHALERA_TEST_PROCESSES", "auto"),
            "--dist",
            "loadfile",
        ]
        code = subprocess.call([*command, *arguments], cwd=ROOT, env=environment)
        result = {"passed": 0, "failed": 0, "skipped": []}
        if counts.exists():
            result = json.loads(counts.read_text(encoding="utf-8"))
    # Pytest may stop before it counts (wrong usage, a crash), or find nothing to run: that is a failure too.
    if (code or not result["passed"]) and not result["failed"]:
        print(f"failed: the tests on {name} did not come to a result (pytest ended with {code})")
        result["failed"] = 1
    return result


def _allowed() -> frozenset[str]:
    lines = ALLOWED.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
