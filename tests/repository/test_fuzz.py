"""`make fuzz` still runs: a few seconds over every kind, and it says so when something breaks."""

import subprocess
import sys
from pathlib import Path

from tests import fuzz

ROOT = Path(__file__).resolve().parents[2]


def test_breaks_every_kind_and_finds_nothing():
    words = [sys.executable, "-m", "tests.fuzz", "--seconds", "4", "--seed", "11"]

    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    told = done.stdout.splitlines()
    for kind in fuzz.ALL:
        assert any(line.startswith(f"  {kind} ") for line in told), kind


def test_tells_what_came_out_verified_and_should_not_have():
    def ask():
        return fuzz.verify(fuzz.credentials.dump(fuzz.ACADEMY.credential(rename)))

    assert fuzz._try("json", ask, fuzz.Counter()) == "something else came out verified"


def test_tells_what_escaped():
    def ask():
        raise KeyError("x")

    assert "KeyError" in fuzz._try("json", ask, fuzz.Counter())


def rename(document):
    document["name"] = "Another"
