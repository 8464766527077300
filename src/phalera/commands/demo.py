"""`phalera demo reset`: the demo academy as on its first day."""

import argparse
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from phalera.commands import exits, installation, problems
from phalera.commands.serving import standin

# What a reset takes away; keys and backups stay.
_OURS = ("phalera.sqlite3", "phalera.sqlite3-wal", "phalera.sqlite3-shm", "files", standin.FILE)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of `phalera demo`."""
    parser = subparsers.add_parser("demo", help="set the demo academy back to its first day")
    what = parser.add_subparsers(dest="what", metavar="reset", required=True)
    reset = what.add_parser(
        "reset",
        help="empty the demo and fill it anew",
        description="Empty the demo academy and fill it anew; refused for anything but a stopped demo.",
    )
    installation.add_data(reset)


def run(args: argparse.Namespace) -> int:
    """Set the demo back."""
    data = installation.folder(args.data, demo=True)
    if not (data / installation.DEMO_MARK).exists():
        raise problems.CommandError(
            f"There is no demo in {data}.",
            remedy="Make one with `phalera serve --demo`, or name it with --data.",
        )
    from phalera.commands.serving import lock

    with lock.hold(data):
        _empty(data)
        os.environ["PHALERA_DEMO"] = "1"
        installation.open_at(data)
        _fill(data)
    print(f"The demo in {data} is as on its first day.")  # noqa: T201
    return exits.FINE


def _empty(data: Path) -> None:
    for name in _OURS:
        path = data / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _fill(data: Path) -> None:
    from django.core.management import call_command
    from django.db import connection

    from phalera.commands.serving import prepare
    from phalera.demo import seed

    if connection.vendor != "sqlite":
        call_command("flush", verbosity=0, interactive=False)
    now = datetime.now(UTC)
    prepare.migrate(data=data, now=now)
    seed.load(now=now)
