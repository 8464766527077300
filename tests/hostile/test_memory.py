"""None of the largest files written here makes a process grow by more than it may."""

import json
import os
import subprocess
import sys

import pytest

from hostile import growth, ordeal


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux", reason="the highest memory of a process is counted otherwise here"
)
class TestMemory:
    def test_grows_little(self):
        done = subprocess.run(
            [sys.executable, "-m", "hostile.growth"],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
            timeout=280,
        )
        grown = json.loads(done.stdout)

        assert grown.pop(growth.CONTROL) > ordeal.MEGABYTES
        assert len(grown) >= 300
        assert {name: size for name, size in grown.items() if size > ordeal.MEGABYTES} == {}
