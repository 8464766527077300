"""`phalera serve`: everything in one command, from an empty folder to a page in the browser."""

import argparse
import contextlib
import os
import signal
import socket
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from phalera.commands import exits, installation, problems
from phalera.commands.serving import browser, lock, readiness, supervisor

if TYPE_CHECKING:
    from phalera.demo.art import render

# Until the first answer of `/readyz`, in seconds; a start takes a few.
PATIENCE = 60.0
# How often the children are looked at, in seconds.
LOOK_EVERY = 0.5


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of `phalera serve`."""
    parser = subparsers.add_parser(
        "serve",
        help="start Phalera: web pages and background work",
        description="Start Phalera. Makes the data folder and the keys, brings the database up to date, starts the "
        "web pages and the worker, and stops all of it on Ctrl-C.",
    )
    parser.add_argument("--demo", action="store_true", help="fill an academy with people, courses and badges")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=_port, default=8000, help="port; 0 takes a free one (default: %(default)s)"
    )
    parser.add_argument("--no-worker", action="store_true", help="somebody else runs `phalera worker`")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    installation.add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop; gives 0 after a clean stop."""
    data = installation.folder(args.data, demo=args.demo)
    stop = _Stop()
    with _listen(args.host, args.port) as listener, lock.hold(data) as file:
        address = _address(args.host, listener)
        lock.tell(file, f"the `phalera serve` at {address} (process {os.getpid()})")
        _set_up(data, address, demo=args.demo, worker=not args.no_worker)
        _prepare(data, demo=args.demo)
        children = [_web(listener)] if args.no_worker else [_web(listener), _worker()]
        if (data / installation.DEMO_MARK).exists():
            children.append(_stand_in(data))
        watch = supervisor.Supervisor(children, _say)
        watch.start()
        try:
            _wait_until_ready(listener, watch, stop)
            if not stop.asked:
                _greet(data, address, args)
            while not stop.asked:
                time.sleep(LOOK_EVERY)
                watch.look()
        finally:
            watch.stop()
    _say("Phalera has stopped.")
    return exits.FINE


class _Stop:
    """Whether somebody asked to stop: Ctrl-C, SIGTERM, or the terminal was closed."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


def _port(word: str) -> int:
    if not word.isascii() or not word.isdigit() or int(word) > 65_535:  # noqa: PLR2004  # the largest port
        raise argparse.ArgumentTypeError(f"{word!r} is no port; give a number from 0 to 65535")
    return int(word)


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else is done; who starts again may take it at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise problems.CommandError(
            f"Port {port} on {host} cannot be used: {os.strerror(error.errno) if error.errno else error}.",
            remedy=f"Stop what uses it, or choose another, such as --port {port + 1}.",
        ) from error


def _address(host: str, listener: socket.socket) -> str:
    """Give the address to open in a browser on this machine."""
    port = listener.getsockname()[1]
    if host in ("0.0.0.0", "::"):  # noqa: S104  # compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _set_up(data: Path, address: str, *, demo: bool, worker: bool) -> None:
    """Set what the settings and the children read, and write the address down for other commands."""
    os.environ.setdefault("PHALERA_PUBLIC_URL", address)
    os.environ["PHALERA_WORKER"] = "1" if worker else "0"
    if demo or (data / installation.DEMO_MARK).exists():
        os.environ["PHALERA_DEMO"] = "1"
    installation.open_at(data, create=True)
    from django.conf import settings

    (data / "public-url").write_text(f"{settings.PUBLIC_URL}\n", encoding="utf-8")


def _prepare(data: Path, *, demo: bool) -> None:
    from phalera.commands.serving import prepare
    from phalera.demo.art import render

    first = demo and not (data / installation.DEMO_MARK).exists()
    # The demo's badges are drawn while the tables are made: one after the other would keep people waiting.
    with render.begun() if first else contextlib.nullcontext() as begun:
        backup = prepare.migrate(data=data, now=datetime.now(UTC))
        if backup:
            _say(f"The database was brought up to date; what was there before is in {backup}.")
        if demo:
            _seed(data, begun)
    from django.db import connections

    connections.close_all()


def _seed(data: Path, begun: "render.Pending | None") -> None:
    from phalera.accounts.models import Person

    mark = data / installation.DEMO_MARK
    if Person.objects.exists():
        if not mark.exists():
            raise problems.CommandError(
                f"The data folder {data} belongs to somebody's own installation.",
                remedy="Leave --demo out, or give the demo a folder of its own with --data.",
            )
        return
    _say("Filling the demo academy …")
    mark.touch()
    from phalera.demo import seed

    seed.load(now=datetime.now(UTC), begun=begun)


def _web(listener: socket.socket) -> supervisor.Child:
    return supervisor.Child(
        name="web process",
        command=[sys.executable, "-m", "phalera.commands.serving.web", str(listener.fileno())],
        environment=os.environ,
        inherit=[listener.fileno()],
    )


def _worker() -> supervisor.Child:
    return supervisor.Child(
        name="worker", command=[sys.executable, "-m", "phalera.commands.serving.work"], environment=os.environ
    )


def _stand_in(data: Path) -> supervisor.Child:
    from django.db import connections

    from phalera.commands.serving import standin

    found = standin.child(data=data, now=datetime.now(UTC))
    connections.close_all()
    return found


def _wait_until_ready(listener: socket.socket, watch: supervisor.Supervisor, stop: _Stop) -> None:
    end = time.monotonic() + PATIENCE
    while not stop.asked and not readiness.ready(listener.getsockname()):
        if child := watch.dead():
            raise problems.CommandError(
                f"The {child.name} ended while starting.", remedy="What it printed above says why."
            )
        if time.monotonic() > end:
            raise problems.CommandError(
                f"Phalera was not ready after {PATIENCE:.0f} seconds.", remedy="See `phalera doctor`."
            )
        time.sleep(0.1)


def _greet(data: Path, address: str, args: argparse.Namespace) -> None:
    from django.conf import settings
    from django.db import connections

    from phalera.commands.serving import greeting

    hello = greeting.compose(
        url=settings.PUBLIC_URL,
        listens=address,
        data=data,
        said_data=args.data is not None,
        demo=settings.DEMO,
        now=datetime.now(UTC),
    )
    connections.close_all()
    _say(hello.text)
    if not args.no_browser:
        browser.open_page(hello.link or settings.PUBLIC_URL)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # what the command is for
