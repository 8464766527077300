"""Bring the database up to date, and keep a copy of what was there before."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection

from phalera.commands import problems
from phalera.jobs import health

# Any number that nobody else of ours uses for an advisory lock.
MIGRATION_LOCK = 0x7068616C


def migrate(*, data: Path, now: datetime) -> Path | None:
    """Apply the migrations that are pending, and give the backup made before, if there was something to back up.

    Raises CommandError when the database cannot be reached.
    """
    try:
        if not health.pending_migrations():
            return None
        backup = back_up(data=data, now=now)
        with _one_at_a_time():
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise problems.CommandError(
            f"The database cannot be brought up to date: {error}.",
            remedy="Check PHALERA_DATABASE_URL and that the server is there; nothing was lost.",
        ) from error
    return backup


def back_up(*, data: Path, now: datetime) -> Path | None:
    """Copy an SQLite database that has tables into `backups/`; PostgreSQL is its operator's to back up."""
    if connection.vendor != "sqlite" or not connection.introspection.table_names():
        return None
    source = str(connection.settings_dict["NAME"])
    folder = data / "backups"
    folder.mkdir(exist_ok=True, mode=0o700)
    target = folder / f"phalera-{now:%Y%m%d-%H%M%S}.sqlite3"
    draft = target.with_suffix(".part")
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(draft)) as new:
        old.backup(new)
    draft.chmod(0o600)
    draft.rename(target)
    return target


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Keep several hosts on one PostgreSQL from migrating at the same time; SQLite has the folder's lock."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
