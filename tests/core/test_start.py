"""What importing the library costs those who do not use it yet."""

import subprocess
import sys

import pytest

import phalera_core


class TestImportingTheCore:
    def test_waits_with_all_that_is_slow(self):
        script = (
            "import sys, phalera_core; print(sorted({'pyld', 'cryptography', 'base58'} & set(sys.modules)))"
        )

        out = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)

        assert out.stdout.strip() == "[]"

    @pytest.mark.parametrize("name", phalera_core.__all__)
    def test_gives_each_function_when_it_is_asked_for(self, name):
        assert callable(getattr(phalera_core, name))

    def test_has_nothing_else(self):
        with pytest.raises(AttributeError):
            phalera_core.surprise  # noqa: B018 - the access is the test
