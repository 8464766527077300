"""What importing the library costs those who do not use it yet."""

import subprocess
import sys

import pytest

import phalera_core

# What takes longer to import than all of ours, and what opens addresses, which nothing in the core does.
NETWORK = {"http.client", "ssl", "urllib.request"}
SIGNING = {"base58", "cryptography"}
LINKED_DATA = {"phalera_core.documents.v3", "pyld"}


def imported(statement: str) -> set[str]:
    script = f"import sys; {statement}; print(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(out.stdout.split())


class TestImportingTheCore:
    def test_waits_with_all_that_is_slow(self):
        assert imported("import phalera_core").isdisjoint(NETWORK | SIGNING | LINKED_DATA)

    def test_bakes_without_what_signs(self):
        found = imported("from phalera_core import bake, unbake")

        assert "phalera_core.baking.svg" in found
        assert found.isdisjoint(NETWORK | SIGNING | LINKED_DATA)

    def test_signs_without_what_is_for_the_first_document(self):
        found = imported("from phalera_core import sign")

        assert found >= SIGNING
        assert found.isdisjoint(NETWORK | LINKED_DATA)

    @pytest.mark.parametrize("name", phalera_core.__all__)
    def test_gives_each_function_when_it_is_asked_for(self, name):
        assert callable(getattr(phalera_core, name))

    def test_has_nothing_else(self):
        with pytest.raises(AttributeError):
            phalera_core.surprise  # noqa: B018 - the access is the test
