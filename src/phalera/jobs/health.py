"""Whether this installation can do its work right now, for `/readyz` and `phalera doctor`."""

import functools
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from phalera.jobs.models import Worker

# Hardening, rule 54: below this share of free space nothing new is taken.
LEAST_FREE = 0.05
# A worker that was silent for so long counts as gone; it shows a sign of life every few seconds.
SILENT = timedelta(seconds=30)


def readiness(*, clock: Callable[[], datetime]) -> dict[str, bool]:
    """Give each condition of being ready, by name; all must hold. The clock may be the database's."""
    database = _database_answers()
    conditions = {
        "database": database,
        "migrations": database and migrated(),
        "disk": disk_free() >= LEAST_FREE,
    }
    if settings.WORKER:
        conditions["worker"] = conditions["migrations"] and _worker_answers(clock)
    return conditions


def worker_alive(*, now: datetime) -> bool:
    """Say whether any worker showed a sign of life lately."""
    return Worker.objects.filter(seen_at__gt=now - SILENT).exists()


def pending_migrations() -> list[str]:
    """Name the migrations that the database has not seen."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def disk_free() -> float:
    """Give the share of the disk under the data folder that is free."""
    usage = shutil.disk_usage(Path(settings.DATA))
    return usage.free / usage.total if usage.total else 0.0


def migrated() -> bool:
    """Say whether the database has seen every migration; a yes is remembered, as it stays true while we run."""
    try:
        return _known_to_be_migrated()
    except _NotYetError:
        return False


class _NotYetError(Exception):
    """Keeps a no out of the cache."""


@functools.cache
def _known_to_be_migrated() -> bool:
    if pending_migrations():
        raise _NotYetError
    return True


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _worker_answers(clock: Callable[[], datetime]) -> bool:
    try:
        return worker_alive(now=clock())
    except DatabaseError:
        return False
