"""The clock that leases and schedules go by: the database's, because hosts disagree (hardening, rule 14)."""

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """Tell the time of the database; SQLite lives on this machine, so its time is ours."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            answer: datetime = cursor.fetchone()[0]
            return answer
    return datetime.now(UTC)
