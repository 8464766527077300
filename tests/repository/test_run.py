"""`make test` ends with one plain line, tells why anything was skipped, and never hides a failure."""

import subprocess
import sys
from pathlib import Path

import pytest

from factories import server

ROOT = Path(__file__).resolve().parents[2]

CASES = {
    "passes": "def test_one():\n    pass\n",
    "fails": "def test_two():\n    assert False\n",
    "is skipped": "import pytest\ndef test_three():\n    pytest.skip('no moon tonight')\n",
    "cannot be read": "def test_four(:\n",
    "has a broken fixture": (
        "import pytest\n@pytest.fixture\ndef broken():\n    raise RuntimeError\ndef test_five(broken):\n    pass\n"
    ),
}


def run(tmp_path, *names, words=()):
    """Run `tests.run` on files of their own and give its exit code and lines."""
    for number, name in enumerate(names):
        (tmp_path / f"test_case_{number}.py").write_text(CASES[name])
    ended = subprocess.run(
        [sys.executable, "-m", "tests.run", *words, "-p", "no:cacheprovider", str(tmp_path)],
        cwd=ROOT,
        env=server.environment(tmp_path, {"PHALERA_TEST_PROCESSES": "0"}),
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout.splitlines()


@pytest.mark.slow
class TestRun:
    def test_ends_with_a_plain_line_and_tells_why_something_was_skipped(self, tmp_path):
        code, lines = run(tmp_path, "passes", "is skipped")

        assert (code, lines[-1]) == (0, "1 passed, 0 failed, 1 skipped")
        assert "skipped 1: no moon tonight" in lines

    def test_fails_for_a_skip_that_is_not_allowed(self, tmp_path):
        code, lines = run(tmp_path, "passes", "is skipped", words=["--only-allowed-skips"])

        assert (code, lines[-1]) == (1, "1 passed, 1 failed, 1 skipped")
        assert "tests/allowed_skips.txt does not name its reason: no moon tonight" in lines[-2]

    def test_counts_what_broke_outside_a_test_as_failed(self, tmp_path):
        code, lines = run(tmp_path, "passes", "fails", "has a broken fixture")

        assert (code, lines[-1]) == (1, "1 passed, 2 failed, 0 skipped")

    def test_fails_when_a_file_cannot_be_read(self, tmp_path):
        code, lines = run(tmp_path, "cannot be read")

        assert (code, lines[-1]) == (1, "0 passed, 1 failed, 0 skipped")
