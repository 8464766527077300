"""Print as JSON how many megabytes each file written here makes a process grow.

Run as a module. Each file meets a process of its own, forked when everything is loaded: the highest memory of a fork
starts at what it has then.
"""

import json
import os
import resource
import sys

from hostile import files, ordeal


def main() -> None:
    """Measure all files."""
    ordeal.warm_up()
    json.dump({name: _growth(name) for name in files.CASES}, sys.stdout)


def _growth(name: str) -> float:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        data = files.CASES[name].make()
        # The making may have needed more than the reading will, so the reading gets a fork of its own too.
        _measure(data, writing)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return float(text)


def _measure(data: bytes, writing: int) -> None:
    child = os.fork()
    if child == 0:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ordeal.undergo(data)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        os.write(writing, str(grown / 1024).encode())
        os._exit(0)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
