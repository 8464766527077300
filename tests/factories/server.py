"""The real product in processes of its own: `phalera serve` on a free port, started and stopped by a test."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

# Between the start and the first page, in seconds; generous, because other tests run beside it.
PATIENCE = 200.0
COMMAND = (sys.executable, "-c", "import sys; from phalera import cli; sys.exit(cli.main())")


@dataclass(slots=True)
class Platform:
    """A running `phalera serve`."""

    data: Path
    process: subprocess.Popen
    environment: Mapping[str, str]
    lines: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        try:
            return self._find(r"Listens +(http\S+)")
        except AssertionError:
            return self._find(r"Open +(http\S+?)/?$")

    @property
    def mail(self) -> Path:
        """Where it puts what it mails, if it was told to write files."""
        return self.data.parent / "mail"

    @property
    def sign_in_link(self) -> str:
        """The one-time link of the administrator."""
        return self._find(r"Sign in +(http\S+)$")

    @property
    def output(self) -> str:
        """Everything it has printed."""
        return "\n".join(self.lines)

    def get(self, path: str) -> tuple[int, bytes]:
        """Give status and body of a page, for a visitor who is not signed in."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def stop(self) -> int:
        """Ask it to stop as Ctrl-C does, and give its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)

    def children(self, module: str) -> list[int]:
        """Give the processes below it that run a module of `phalera.commands.serving`."""
        return [pid for pid, parent, line in _processes() if parent == self.process.pid and module in line]

    def _find(self, pattern: str) -> str:
        for line in self.lines:
            if found := re.search(pattern, line):
                return found.group(1)
        raise AssertionError(f"{pattern!r} is not in what it printed:\n{self.output}")


def environment(data: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the variables for a command on `data`: ours, and none of the test's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PHALERA_", "DJANGO_"))}
    return {**kept, "PHALERA_DATA": str(data), "PYTHONUNBUFFERED": "1", **(extra or {})}


@contextlib.contextmanager
def running(data: Path, *words: str, extra: Mapping[str, str] | None = None) -> Iterator[Platform]:
    """Run `phalera serve` with these words on a free port until the end of the block."""
    variables = environment(data, extra)
    command = [*COMMAND, "serve", "--data", str(data), "--port", "0", "--no-browser", *words]
    process = subprocess.Popen(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )
    platform = Platform(data=data, process=process, environment=variables)
    reader = threading.Thread(target=_read, args=(platform,), daemon=True)
    reader.start()
    try:
        _wait(platform)
        yield platform
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            platform.stop()
        if process.poll() is None:
            process.kill()
            process.wait()
        reader.join(timeout=10)
        process.stdout.close()


def phalera(
    data: Path, *words: str, extra: Mapping[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess:
    """Run one command on `data` and give what it printed."""
    return subprocess.run(
        [*COMMAND, *words],
        env=environment(data, extra),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _read(platform: Platform) -> None:
    for line in platform.process.stdout:
        platform.lines.append(line.rstrip("\n"))


def _wait(platform: Platform) -> None:
    end = time.monotonic() + PATIENCE
    while "Phalera is ready." not in platform.lines or not any("Stop " in line for line in platform.lines):
        if platform.process.poll() is not None:
            raise AssertionError(
                f"`phalera serve` ended with {platform.process.returncode}:\n{platform.output}"
            )
        if time.monotonic() > end:
            raise AssertionError(f"`phalera serve` was not ready in {PATIENCE} s:\n{platform.output}")
        time.sleep(0.05)


def _processes() -> Iterator[tuple[int, int, str]]:
    """Read `/proc`: process id, parent, command line."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            yield int(entry.name), parent, line
