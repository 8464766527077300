"""Which installation a command is about, and how it is opened: folder, settings, Django."""

import argparse
import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from phalera.commands import exits, problems

HOME = Path("~/.local/share")
# A file in the data folder of a demo, so that nobody's own installation is taken for one.
DEMO_MARK = "demo"


def add_data(parser: argparse.ArgumentParser) -> None:
    """Let the command be told which data folder it is about."""
    parser.add_argument(
        "--data",
        metavar="DIR",
        type=Path,
        help="the data folder (default: PHALERA_DATA, else one in your home)",
    )


def folder(data: Path | None, *, demo: bool = False) -> Path:
    """Give the data folder: what was said, else PHALERA_DATA, else the usual one; the demo has its own."""
    said = data or os.environ.get("PHALERA_DATA")
    path = Path(said) if said else HOME / ("phalera-demo" if demo else "phalera")
    return path.expanduser().resolve()


def open_at(data: Path, *, create: bool = False) -> None:
    """Read the settings of the installation in `data` and start Django; CommandError when they are wrong.

    Settings are read when they are first imported, so this comes before anything that touches the database.
    """
    if not create and not data.is_dir():
        raise problems.CommandError(
            f"There is no installation in {data}.",
            remedy="Start one there with `phalera serve`, or say where it is with --data.",
        )
    os.environ["PHALERA_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phalera.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise problems.CommandError(str(error)) from error
    except PermissionError as error:
        raise problems.CommandError(
            f"{error.filename} cannot be opened: {error.strerror}.",
            remedy="Run the command as the user that owns the data folder.",
        ) from error


def need_database() -> None:
    """Raise CommandError when the database cannot be reached or is not up to date."""
    from django.db import DatabaseError

    from phalera.jobs import health

    try:
        pending = health.pending_migrations()
    except DatabaseError as error:
        raise problems.CommandError(
            f"The database cannot be reached: {error}.", remedy="See `phalera doctor`."
        ) from error
    if pending:
        raise problems.CommandError(
            "The database is not up to date.", remedy="Start `phalera serve` once; it brings it up to date."
        )


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn what an action refuses into one line on the terminal and exit code 1, "the answer is no"."""
    from phalera.common import errors

    try:
        yield
    except errors.PhaleraError as error:
        raise problems.CommandError(error.message, remedy=error.remedy, exit_code=exits.NO) from error
