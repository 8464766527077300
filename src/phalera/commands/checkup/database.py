"""The database: there, sound, up to date; and the work it waits for."""

from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, connection

from phalera.commands.checkup.finding import Finding, fail, ok, warn
from phalera.jobs import clock, health
from phalera.jobs.models import Job, State


def reachable(_data: Path) -> Finding:
    """Look whether the database answers, and whether an SQLite file is sound."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor != "sqlite":
                cursor.execute("SELECT 1")
                return ok("database", f"{connection.vendor} answers")
            cursor.execute("PRAGMA quick_check(1)")
            answer = cursor.fetchone()[0]
    except DatabaseError as error:
        return fail("database", f"It does not answer: {error}.", "Check PHALERA_DATABASE_URL and the server.")
    if answer != "ok":
        return fail("database", f"The file is damaged: {answer}.", "Restore the newest of `backups/`.")
    return ok("database", "SQLite, sound")


def migrations(_data: Path) -> Finding:
    """Look whether the tables are those of this version."""
    pending = health.pending_migrations()
    if pending:
        return fail("migrations", f"{len(pending)} are pending.", "Start `phalera serve`; it applies them.")
    return ok("migrations", "all applied")


def worker(_data: Path) -> Finding:
    """Look whether a worker shows signs of life."""
    if health.worker_alive(now=clock.now()):
        return ok("worker", "at work")
    return warn(
        "worker",
        f"No worker was seen in the last {health.SILENT.seconds} seconds.",
        "Start `phalera serve`, or `phalera worker` beside it.",
    )


def work(_data: Path) -> Finding:
    """Look for work that was given up."""
    dead = Job.objects.filter(state=State.DEAD)
    if count := dead.count():
        last = dead.order_by("-finished_at").values_list("kind", "last_error").first()
        kind, reason = last or ("", "")
        return warn(
            "work",
            f"{count} jobs were given up; the last ({kind}): {reason}",
            "Mend the cause and retry them.",
        )
    return ok("work", f"{Job.objects.exclude(state=State.DONE).count()} jobs wait, none was given up")


def all_of(data: Path) -> Iterator[Finding]:
    """Look at the database, and at what is in it only when it answers."""
    first = reachable(data)
    yield first
    if first.remedy:
        return
    second = migrations(data)
    yield second
    if not second.remedy:
        yield from (worker(data), work(data))
