"""Processes of ours that may be killed: each answers one caller at a time, within its time or not at all.

What goes back and forth are frames: one byte that says what it is, four bytes of length, and so many bytes.
"""

import atexit
import contextlib
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

_HEAD = struct.Struct(">cI")
_CHUNK = 262_144  # bytes
# Nobody waits longer than this for a process to be free, in seconds; who may take how long is decided elsewhere.
PATIENCE = 20.0
_LEAVING = 5.0  # seconds before a process leaves for want of work, in which it is left alone


class EndedError(Exception):
    """The process ended before it had answered, or took too long and was ended."""


class LateError(EndedError):
    """The process took longer than it may."""


class BusyError(Exception):
    """All processes stayed busy."""


class Channel:
    """One end of the line between a process and whoever started it."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def send(self, kind: bytes, content: bytes, *, within: float | None = None) -> None:
        """Send a frame; EndedError when the other end is gone, LateError when it takes longer than so many seconds."""
        self._line.settimeout(within)
        try:
            self._line.sendall(_HEAD.pack(kind, len(content)) + content)
        except TimeoutError as error:
            raise LateError("nobody takes what is sent") from error
        except OSError as error:
            raise EndedError("the other end is gone") from error

    def receive(self, *, within: float | None = None) -> tuple[bytes, bytes]:
        """Give the kind and content of the next frame; errors as of `send`."""
        ends = None if within is None else time.monotonic() + within
        kind, size = _HEAD.unpack(self._exactly(_HEAD.size, ends))
        return kind, self._exactly(size, ends)

    def close(self) -> None:
        """Leave the line; the other end reads that it is over."""
        self._line.close()

    def _exactly(self, size: int, ends: float | None) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            if ends is not None:
                self._line.settimeout(max(0.001, ends - time.monotonic()))
            try:
                part = self._line.recv(min(_CHUNK, size - len(parts)))
            except TimeoutError as error:
                raise LateError("no answer came in time") from error
            except OSError as error:
                raise EndedError("the other end is gone") from error
            if not part:
                raise EndedError("the other end is gone")
            parts += part
        return bytes(parts)


class Child:
    """One process, running a module of ours whose standard input is the line to us."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._owner = os.getpid()
        self.rested = time.monotonic()  # when it last had nothing to do
        self.asked = 0
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                # Nothing from the environment but where modules are found.
                [sys.executable, "-P", "-s", "-m", module, *arguments],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C reaches us, who end it by leaving the line
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        self.channel = Channel(ours)

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    @property
    def process_id(self) -> int:
        """Its number among all processes."""
        return self._process.pid

    def close(self) -> None:
        """End it."""
        self.channel.close()
        if self._owner == os.getpid():  # what a fork inherited belongs to the one that started it
            self._process.kill()
            self._process.wait()


class Pool:
    """At most `most` processes of a module, started when they are needed, each kept warm while there is work for it.

    A process is told to leave when it was not asked for so many seconds, and makes room for a new one after
    `most_asked` times.
    """

    def __init__(self, module: str, *, most: int, idle: float, most_asked: int) -> None:
        self._module, self._most, self._idle, self._most_asked = module, most, idle, most_asked
        self._lock = threading.Lock()
        self._free = threading.BoundedSemaphore(most)
        self._all: list[Child] = []
        self._resting: list[Child] = []  # the one that was asked last is at the end, and is asked next
        _pools.append(self)

    @contextlib.contextmanager
    def one(self) -> Iterator[Child]:
        """Lend a process to the caller alone; whatever is raised meanwhile ends it.

        BusyError when none becomes free in time.
        """
        if not self._free.acquire(timeout=PATIENCE):
            raise BusyError
        try:
            child = self._take()
            try:
                yield child
            except BaseException:
                self._end(child)
                raise
            self._give_back(child)
        finally:
            self._free.release()

    def close(self) -> None:
        """End all processes; the next caller starts another."""
        with self._lock:
            ended, self._all, self._resting = self._all, [], []
        for child in ended:
            child.close()

    def forget(self) -> None:
        """Begin anew after a fork: what was inherited belongs to the one that started it."""
        inherited, self._all, self._resting = self._all, [], []
        # Another thread may have held these when we forked.
        self._lock, self._free = threading.Lock(), threading.BoundedSemaphore(self._most)
        for child in inherited:
            # Otherwise a process whose owner has ended would wait for us, too.
            child.channel.close()

    @property
    def process_ids(self) -> list[int]:
        """The numbers of the processes that run."""
        return [child.process_id for child in self._all if child.alive]

    def _take(self) -> Child:
        self._sweep()
        with self._lock:
            child = self._resting.pop() if self._resting else None
        if child is None:
            child = Child(self._module, str(self._idle))
            with self._lock:
                self._all.append(child)
        child.asked += 1
        return child

    def _give_back(self, child: Child) -> None:
        child.rested = time.monotonic()
        with self._lock:
            keep = child.asked < self._most_asked and child in self._all
            if keep:
                self._resting.append(child)
        if not keep:
            self._end(child)

    def _sweep(self) -> None:
        """Bury who has left, and ask nobody who is about to."""
        tired = time.monotonic() - self._idle + _LEAVING
        with self._lock:
            ended = [child for child in self._resting if child.rested < tired or not child.alive]
            self._resting = [child for child in self._resting if child not in ended]
        for child in ended:
            self._end(child)

    def _end(self, child: Child) -> None:
        with self._lock:
            self._all = [other for other in self._all if other is not child]
        child.close()


_pools: list[Pool] = []


def _close() -> None:
    for pool in _pools:
        pool.close()


def _forget() -> None:
    for pool in _pools:
        pool.forget()


atexit.register(_close)
os.register_at_fork(after_in_child=_forget)
