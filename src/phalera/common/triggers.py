"""Triggers by which the database itself refuses changes, on SQLite and PostgreSQL, for use in migrations.

SQLite drops a table's triggers when a later migration rebuilds the table: such a migration repeats them.
"""

import contextlib
from collections.abc import Iterator, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython


def append_only(table: str) -> RunPython:
    """Give the operation after which rows of `table` are neither changed nor deleted."""
    return _operation(table, ("UPDATE", "DELETE"), f"{table} is append-only")


@contextlib.contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lift the refusals while a demo or test database is emptied; PostgreSQL's TRUNCATE never meets them."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'refuse_%'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for _, sql in triggers:
                cursor.execute(sql)


def _operation(table: str, events: Sequence[str], reason: str) -> RunPython:
    def add(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for event in events:
            for statement in _create(editor.connection.vendor, table, event, reason):
                editor.execute(statement)

    def remove(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for event in events:
            for statement in _drop(editor.connection.vendor, table, event):
                editor.execute(statement)

    return RunPython(add, remove)


def _create(vendor: str, table: str, event: str, reason: str) -> tuple[str, ...]:
    name = _name(table, event)
    if vendor == "sqlite":
        return (
            f"""CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" BEGIN SELECT RAISE(ABORT, '{reason}'); END""",
        )
    # 23514 is check_violation, so that both databases answer with an IntegrityError.
    return (
        f"""CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{reason}' USING ERRCODE = '23514'; END $$""",
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
    )


def _drop(vendor: str, table: str, event: str) -> tuple[str, ...]:
    name = _name(table, event)
    if vendor == "sqlite":
        return (f'DROP TRIGGER IF EXISTS "{name}"',)
    return (f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"', f'DROP FUNCTION IF EXISTS "{name}"()')


def _name(table: str, event: str) -> str:
    return f"refuse_{event.lower()}_{table}"
