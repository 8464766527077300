"""Print as JSON how many megabytes the last and largest file of each function here makes a process grow.

Run as a module. Each file meets a process of its own, forked when everything is loaded: the highest memory of a fork
starts at what it has then.
"""

import functools
import json
import os
import resource
import sys
from collections.abc import Callable

from hostile import files, ordeal

CONTROL = "a process that takes more than it may"


def main() -> None:
    """Measure all files."""
    ordeal.warm_up()
    last = {case.name.partition("[")[0]: case for case in files.CASES.values()}
    grown = {case.name: _growth(case.make, ordeal.undergo) for case in last.values()}
    # Without it nobody would notice that the measure had stopped measuring.
    grown[CONTROL] = _growth(lambda: b"", functools.partial(_take, (ordeal.MEGABYTES + 8) * 2**20))
    json.dump(grown, sys.stdout)


def _take(size: int, _data: bytes) -> None:
    del _data
    bytearray(b"x") * size


def _growth(make: Callable[[], bytes], read: Callable[[bytes], object]) -> float:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        data = make()
        # The making may have needed more than the reading will, so the reading gets a fork of its own too.
        _measure(read, data, writing)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return float(text)


def _measure(read: Callable[[bytes], object], data: bytes, writing: int) -> None:
    child = os.fork()
    if child == 0:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        read(data)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        os.write(writing, str(grown / 1024).encode())
        os._exit(0)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
