"""One `phalera serve` for each data folder."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from phalera.commands import problems

NAME = "serve.lock"


@contextlib.contextmanager
def hold(data: Path) -> Iterator[TextIO]:
    """Keep others from starting on this folder; gives the file, to write there who holds it.

    The lock belongs to the process and goes with it, however it ends; the file stays. Raises CommandError.
    """
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise problems.CommandError(
            f"The data folder {data} cannot be made: {error.strerror}.", remedy="Choose another with --data."
        ) from error
    with (data / NAME).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            who = file.read().strip() or "another command"
            raise problems.CommandError(
                f"The data folder {data} is in use by {who}.",
                remedy="Stop that one first, or choose another folder with --data.",
            ) from error
        tell(file, f"process {os.getpid()}")
        yield file


def tell(file: TextIO, who: str) -> None:
    """Write who holds the lock, for whoever comes next."""
    file.seek(0)
    file.truncate()
    file.write(f"{who}\n")
    file.flush()


def held(data: Path) -> bool:
    """Say whether somebody holds the folder right now."""
    path = data / NAME
    if not path.exists():
        return False
    with path.open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
