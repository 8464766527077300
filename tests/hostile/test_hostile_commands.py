"""Every third of the functions writes a file for the commands: they end with a promised number, and with words."""

import pytest

from factories import credentials
from hostile import files, ordeal
from phalera import cli
from phalera_core.verifying import report

FINE, NO, UNDECIDED, USAGE = 0, 1, 2, 3
# What commands do beyond the core is little, so that a third is enough; the core is given every file.
FIRST = {case.name.partition("[")[0]: case for case in reversed(files.CASES.values())}
THIRD = {name: FIRST[name] for name in sorted(FIRST)[::3]}
CODES = {
    report.Verdict.VERIFIED: FINE,
    report.Verdict.REFUSED: NO,
    report.Verdict.UNDECIDED: UNDECIDED,
}


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    ordeal.warm_up()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PHALERA_DATA", str(tmp_path / "nobody-lives-here"))
    monkeypatch.setenv("PHALERA_TRACEBACK", "1")
    (tmp_path / "badge.json").write_bytes(credentials.dump(ordeal.genuine()))


@pytest.fixture
def documents(tmp_path):
    """Give the words that hand everything the academy publishes to `verify`."""
    words = []
    for number, (url, document) in enumerate(ordeal.academy().published().items()):
        (tmp_path / f"document{number}").write_bytes(document)
        words += ["--document", f"{url}=document{number}"]
    return words


def _codes_of_bake(case):
    if case.kind == "svg" and case.check == "well_formed":
        # The command keeps a credential of the other version, and an SVG cannot keep one without an address.
        return {FINE, USAGE}
    return {USAGE} if case.unbake else {FINE}


def _said(code, out, err, expected):
    """Say what is wrong with how a command ended, or nothing."""
    if code not in expected:
        return f"ended with {code}, not {expected}: {err}"
    if b"Traceback" in out + err:
        return "shows a traceback"
    if code == USAGE and (out or not err.startswith(b"phalera") or len(err) > 1_000):
        return f"does not say what is wrong: {err[:200]}"
    return None


class TestCommands:
    @pytest.mark.parametrize("command", ["verify", "unbake", "bake", "inspect"])
    def test_end_as_promised(self, command, documents, tmp_path, capsysbinary):
        wrong = {}
        for name, case in THIRD.items():
            file = tmp_path / f"file.{case.kind}"
            file.write_bytes(case.make())
            words, expected = {
                "verify": (
                    [
                        "verify",
                        file,
                        "--offline",
                        "--at",
                        "2026-06-01T12:00:00Z",
                        "--recipient",
                        credentials.LEO,
                        *documents,
                    ],
                    # What holds no badge at all is no input for the question.
                    {USAGE} if case.check == "container" else {CODES[case.verdict]},
                ),
                "unbake": (["unbake", file], {USAGE} if case.check == "container" else {FINE}),
                "bake": (["bake", file, "badge.json", "-o", "out"], _codes_of_bake(case)),
                "inspect": (["inspect", file], {FINE, USAGE}),
            }[command]

            code = cli.main([str(word) for word in words])

            if said := _said(code, *capsysbinary.readouterr(), expected):
                wrong[name] = said
        assert wrong == {}
