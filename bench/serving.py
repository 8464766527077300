"""A real `phalera serve --demo` on a free port of the loopback interface, in a folder of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

# Seconds after which a start counts as failed; the bar is far below.
PATIENCE = 120
STOPPING = 30
LOOK_EVERY = 0.02


class StartError(Exception):
    """It did not come up; the message ends with what it printed."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[int, str, float]]:
    """Start with `folder` as data; give process id, address and the seconds until /readyz said yes; stop at the end."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    command = [
        str(Path(sys.executable).parent / "phalera"),
        "serve",
        "--demo",
        "--data",
        str(folder / "data"),
    ]
    command += ["--port", str(port), "--no-browser"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PHALERA_")}
    printed = folder / "printed"
    with printed.open("ab") as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
        try:
            _wait(process, f"{address}/readyz", printed)
            yield process.pid, address, time.perf_counter() - began
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(STOPPING)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def get(url: str) -> int:
    """Give the status that an address answers with, 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _wait(process: subprocess.Popen, url: str, printed: Path) -> None:
    deadline = time.perf_counter() + PATIENCE
    while get(url) != 200:
        if process.poll() is not None:
            raise StartError(f"it ended with {process.returncode}:\n{_last(printed)}")
        if time.perf_counter() > deadline:
            raise StartError(f"not ready after {PATIENCE} s:\n{_last(printed)}")
        time.sleep(LOOK_EVERY)


def _last(printed: Path) -> str:
    return printed.read_text(encoding="utf-8", errors="replace")[-2_000:]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
