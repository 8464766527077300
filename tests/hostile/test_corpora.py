"""The public collections of hostile and valid files, where they lie beside the checkout: all come to a clear outcome."""

import collections
import lzma
import tarfile

import pytest

from hostile import ordeal
from phalera_core import errors
from phalera_core.documents import text

_FOLDERS = ["png", "svg", "json", "jsonld", "xml", "zip", "strings", "openbadges", "wycheproof", "csv"]


def _files(folder):
    """Yield name and bytes of every file below a folder, those inside archives too."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()
        if path.name.endswith(".tar.xz"):
            with lzma.open(path) as unpacked, tarfile.open(fileobj=unpacked) as archive:
                for member in archive:
                    if member.isfile():
                        yield member.name, archive.extractfile(member).read()


@pytest.mark.parametrize("folder", _FOLDERS)
def test_collection(shared, folder):
    ordeal.warm_up()
    seen = collections.Counter()

    for name, data in _files(shared / "corpora" / folder):
        # A line of naughty text is an input too, bare and inside a badge.
        for case in [data, *(data.splitlines() if folder == "strings" and name.endswith(".txt") else ())]:
            with ordeal.bounded():
                outcome = ordeal.undergo(case)
            ordeal.check_clear(outcome)
            # Nobody in these collections was awarded a badge by our academy.
            assert not outcome.report, name
            seen[outcome.report.verdict.value] += 1

    assert sum(seen.values()) >= 3


def _may_be_signed(line):
    try:
        text.check_text(line, "line")
    except errors.ValueRefusedError:
        return False
    return True


@pytest.mark.timeout(120)
def test_naughty_strings_in_a_genuine_badge(shared):
    ordeal.warm_up()
    lines = (shared / "corpora/strings/blns.txt").read_text().splitlines()
    texts = [line for line in lines if line and not line.startswith("#") and _may_be_signed(line)]
    academy = ordeal.academy()

    for start in range(0, len(texts), 20):
        tags = texts[start : start + 20]
        document = academy.credential(
            lambda unsigned, tags=tags: unsigned["credentialSubject"]["achievement"].update(tag=tags)
        )
        with ordeal.bounded():
            outcome = ordeal.undergo(ordeal.credentials.dump(document))
        assert outcome.report, outcome.report.decisive
