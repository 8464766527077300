"""What we list, we document: every setting and every command."""

import re
from pathlib import Path

import pytest

from phalera import cli

ROOT = Path(__file__).resolve().parents[2]
HELPERS = re.compile(r'env\.(?:text|flag|number|folder|secret|choice|zone|database|email)\(\s*"([A-Z_]+)"')


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
