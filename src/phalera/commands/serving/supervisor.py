"""Keep children alive: start them, start them again when they die, stop them in time."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

# A child that died is started again after this, doubled each time it dies young, in seconds.
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
# Who lived so long was healthy: the wait begins anew.
HEALTHY = 60.0
# From asking to stop until no longer asking, in seconds (hardening, rule 15).
GRACE = 10.0


@dataclass(slots=True, kw_only=True)
class Child:
    """A process that is to be there all the time."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    inherit: Sequence[int] = ()  # file descriptors
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    wait: float = FIRST_WAIT
    due: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only us and we stop it gracefully."""
        self.process = subprocess.Popen(  # noqa: S603  # our own modules, no shell
            self.command, env=dict(self.environment), pass_fds=self.inherit, start_new_session=True
        )
        self.started = time.monotonic()

    def died(self) -> int | None:
        """Give the exit code of a child that is not there, None while it runs."""
        return None if self.process is None else self.process.poll()


@dataclass(slots=True)
class Supervisor:
    """Several children, and what to say about them."""

    children: list[Child]
    say: Callable[[str], None]
    _stopping: bool = field(default=False, init=False)

    def start(self) -> None:
        """Start all."""
        for child in self.children:
            child.start()

    def dead(self) -> Child | None:
        """Give a child that has died, if there is one."""
        return next((child for child in self.children if child.died() is not None), None)

    def look(self) -> None:
        """Start again what has died, each after its wait."""
        now = time.monotonic()
        for child in self.children:
            code = child.died()
            if code is None:
                continue
            if child.process is not None and child.due <= child.started:
                child.wait = (
                    FIRST_WAIT if now - child.started > HEALTHY else min(child.wait * 2, LONGEST_WAIT)
                )
                child.due = now + child.wait
                self.say(f"The {child.name} ended ({_told(code)}); it starts again in {child.wait:g} s.")
            if now >= child.due:
                child.start()

    def stop(self) -> None:
        """Ask all to stop, and end who does not within the grace."""
        running = [child.process for child in self.children if child.process and child.died() is None]
        for process in running:
            process.terminate()
        end = time.monotonic() + GRACE
        for process in running:
            try:
                process.wait(timeout=max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def die_with_parent() -> None:
    """In a child: end when the parent ends, even by `kill -9`; other systems than Linux cannot say that."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes
    import os
    import signal

    parent = os.getppid()
    pr_set_pdeathsig = 1  # <linux/prctl.h>
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
    if os.getppid() != parent:  # It went while we asked.
        os.kill(os.getpid(), signal.SIGTERM)


def _told(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
