"""Our own rules of `make check` find what they are for."""

import subprocess

import pytest
from tests import rules


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Give a function that makes a repository of these files and checks it."""
    monkeypatch.setattr(rules, "ROOT", tmp_path)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)

    def check(files):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
        return rules.main()

    return check


class TestRules:
    def test_are_content_with_pinned_packages(self, repository):
        assert (
            repository(
                {"requirements/a.txt": "# https://docs.example\nbase58==2.1.1 \\\n    --hash=sha256:00\n"}
            )
            == 0
        )

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("requirements/a.txt", "--index-url https://packages.example/simple\n"),
            ("requirements/a.txt", "base58 @ https://packages.example/base58.whl\n"),
            ("tests/node/package-lock.json", '{"resolved": "https://packages.example/a.tgz"}\n'),
        ],
    )
    def test_refuse_a_host_in_a_lock_file(self, repository, capsys, name, text):
        assert repository({name: text}) == 1
        assert f"{name}:1: a lock file names no host" in capsys.readouterr().err

    def test_refuse_a_module_that_is_too_long(self, repository, capsys):
        assert repository({"src/a.py": "x = 1\n" * 401, "src/b.py": "x = 1\n" * 400}) == 1
        assert capsys.readouterr().err.splitlines() == ["src/a.py: 401 lines; split it, 400 is the most"]
