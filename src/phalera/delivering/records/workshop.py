"""The process that typesets: warm, limited, and killed when it takes too long.

One for each process of ours, started with the first record. It sees a folder with the template and the pictures it was
given, and the fonts; nothing else is handed to it.
"""

import atexit
import contextlib
import dataclasses
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Literal, cast

from phalera.delivering.records import fonts

HERE = Path(__file__).resolve().parent
# Processor time is limited inside to `SECONDS` and a little for each page; so much longer may pass on a busy machine.
SECONDS = 10
PAGES_A_SECOND = 50
PATIENCE = 6
# Nobody waits for a process that has done nothing for so long; it leaves.
IDLE_SECONDS = 300
# After so many jobs, pictures or bytes of pieces the process has kept enough and makes room for a new one.
MOST_JOBS = 2_000
MOST_FILES = 2_000
LARGE = 1_000_000


class TypesettingError(Exception):
    """The page could not be set, or would have taken too much time or memory."""


def compile_pages(
    *,
    inputs: Mapping[str, str],
    pictures: Mapping[str, bytes],
    pages: int,
    timestamp: int,
    form: Literal["pdf", "png"] = "pdf",
) -> bytes:
    """Give the template with these inputs, as a PDF or, of one page, a PNG; TypesettingError when there is none."""
    with _lock:
        worker = _ready()
        try:
            made = worker.ask(inputs=inputs, pictures=pictures, pages=pages, timestamp=timestamp, form=form)
        except BaseException:
            close()
            raise
        if worker.tired or len(made.content) > LARGE:
            close()
    if not made.done:
        raise TypesettingError(made.content.decode(errors="replace"))
    return made.content


def begin() -> None:
    """Start the process where there is none, so that it is ready when what it will be asked is known."""
    with _lock:
        _ready()


def close() -> None:
    """End the process; the next record starts another."""
    while _workers:
        _workers.pop().close()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    done: bool
    content: bytes  # a PDF, or why there is none


class _Worker:
    """One process, and the folder it works in."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._folder = Path(tempfile.mkdtemp(prefix="phalera-record-"))
        self._room, library = self._folder / "room", self._folder / "fonts"
        self._room.mkdir()
        library.mkdir()
        shutil.copyfile(HERE / "record.typ", self._room / "record.typ")
        for number, path in enumerate(fonts.files()):
            # The typesetter wants folders, and must not find the other fonts that lie beside ours.
            (library / f"{number}{path.suffix}").symlink_to(path)
        self._files: set[str] = set()
        self._jobs = 0
        self._used = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and script
            [sys.executable, "-I", str(HERE / "child.py"), str(library), str(IDLE_SECONDS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=self._room,
            env={},
        )

    @property
    def tired(self) -> bool:
        return self._jobs >= MOST_JOBS or len(self._files) >= MOST_FILES

    @property
    def alive(self) -> bool:
        # One that is about to leave for want of work is left alone.
        rested = time.monotonic() - self._used
        return self._owner == os.getpid() and self._process.poll() is None and rested < IDLE_SECONDS - 5

    def ask(
        self,
        *,
        inputs: Mapping[str, str],
        pictures: Mapping[str, bytes],
        pages: int,
        timestamp: int,
        form: str,
    ) -> _Made:
        for name in pictures.keys() - self._files:
            (self._room / name).write_bytes(pictures[name])
            self._files.add(name)
        self._jobs += 1
        seconds = SECONDS + pages // PAGES_A_SECOND
        job = json.dumps(
            {
                "inputs": dict(inputs),
                "pages": pages,
                "seconds": seconds,
                "timestamp": timestamp,
                "format": form,
            }
        ).encode()
        watchdog = threading.Timer(seconds * PATIENCE, self._process.kill)
        watchdog.start()
        try:
            source, sink = cast("IO[bytes]", self._process.stdout), cast("IO[bytes]", self._process.stdin)
            sink.write(struct.pack(">I", len(job)) + job)
            sink.flush()
            head = source.read(5)
            size = struct.unpack(">I", head[1:])[0] if len(head) == 5 else 0  # noqa: PLR2004
            content = source.read(size)
        except OSError as error:
            raise TypesettingError("the typesetter ended") from error
        finally:
            watchdog.cancel()
        if len(head) < 5 or len(content) < size:  # noqa: PLR2004
            raise TypesettingError("the typesetter ended: the page takes too much time or memory")
        self._used = time.monotonic()
        return _Made(done=head[:1] == b"0", content=content)

    def close(self) -> None:
        if self._owner != os.getpid():
            return  # inherited by a fork: process and folder belong to the one that started them
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                cast("IO[bytes]", pipe).close()
        shutil.rmtree(self._folder, ignore_errors=True)


_lock = threading.Lock()
_workers: list[_Worker] = []
# What a fork inherited is kept, so that nobody tidies up what is still in use.
_inherited: list[_Worker] = []


def _ready() -> _Worker:
    if _workers and not _workers[0].alive:
        close()
    if not _workers:
        _workers.append(_Worker())
    return _workers[0]


def _begin_anew() -> None:
    global _lock  # noqa: PLW0603  # another thread may have held it when we forked
    _inherited.extend(_workers)
    _workers.clear()
    _lock = threading.Lock()


atexit.register(close)
os.register_at_fork(after_in_child=_begin_anew)
