"""Insert many rows at the price of one statement, also where Django would send one for every few of them."""

from collections.abc import Sequence

from django.db import connection, models


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model; what the database decides, such as their keys, is not read back.

    `bulk_create` sends SQLite at most 999 values at once: a batch of 500 would be dozens of statements.
    """
    if not rows:
        return
    meta = rows[0]._meta  # noqa: SLF001  # Django's documented API
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places})",  # noqa: S608  # the names are ours
            [
                [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
                for row in rows
            ],
        )
