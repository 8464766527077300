"""What we list, we document: every setting, every command, and what verifying answers."""

import re
from pathlib import Path

import pytest

from phalera import cli
from phalera.commands import exits, reporting
from phalera_core.verifying import report

ROOT = Path(__file__).resolve().parents[2]
HELPERS = re.compile(
    r'env\.(?:text|flag|number|folder|secret|choice|zone|database|email|sites)\(\s*"([A-Z_]+)"'
)


class TestSettings:
    def test_are_all_in_the_reference_and_nothing_else_is(self):
        read = {
            f"PHALERA_{name}"
            for file in (ROOT / "src").rglob("*.py")
            for name in HELPERS.findall(file.read_text(encoding="utf-8"))
        }
        table = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")

        listed = re.findall(r"^\| `(PHALERA_[A-Z_]+)`", table, re.MULTILINE)

        assert len(read) > 10
        assert sorted(listed) == sorted(read)


class TestCommands:
    def test_are_told_by_help_with_one_line_each(self, capsys):
        cli.main([])

        told = capsys.readouterr().out
        for name, (_, summary) in cli.COMMANDS.items():
            assert name in told
            assert " ".join(summary.split()) in " ".join(told.split())

    @pytest.mark.parametrize("name", cli.COMMANDS)
    def test_tell_their_own_words(self, capsys, name):
        with pytest.raises(SystemExit) as end:
            cli.main([name, "--help"])

        assert end.value.code == 0
        assert f"usage: phalera {name}" in capsys.readouterr().out


class TestVerifying:
    @pytest.fixture
    def page(self):
        return (ROOT / "docs/reference/verify.md").read_text(encoding="utf-8")

    def test_tells_of_every_check_in_its_order_and_of_no_other(self, page):
        assert tuple(self.first_column(page, "id")) == report.CHECK_IDS

    def test_tells_of_every_outcome_and_verdict(self, page):
        assert self.first_column(page, "outcome") == [each.value for each in report.Outcome]
        for verdict in report.Verdict:
            assert f"`{verdict.value}`" in page

    def test_tells_of_every_member_of_an_answer(self, page):
        found = report.Report(
            verdict=report.Verdict.REFUSED,
            version=None,
            packed_as=None,
            issuer=None,
            checks=(),
            credential=None,
        )

        assert self.first_column(page, "member") == list(found.to_json())

    def test_tells_of_every_column_of_a_report(self, page):
        assert self.first_column(page, "column") == list(reporting.FIELDS)

    def test_tells_of_every_exit_code(self, page):
        listed = re.findall(r"^\| (\d) \|", page, re.MULTILINE)

        assert [int(code) for code in listed] == [exits.FINE, exits.NO, exits.UNDECIDED, exits.USAGE]

    @staticmethod
    def first_column(page, heading):
        """Give the names in the first column of the table under this heading."""
        table = re.search(rf"^\| `?{heading}`? \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", page, re.MULTILINE)
        return [name for row in table[1].splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])]
