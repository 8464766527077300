"""What the list of pages needs of backpacks, and of files with completions and with many badges."""

import sqlite3
from contextlib import closing
from uuid import UUID

from browser import backpacks

FILE = """email,learning object,completed_at,success
leo@example.org,first-week,2026-11-20,yes
nobody@example.org,first-week,2026-11-20,yes
"""


def prepare(tabs, academy, folder) -> dict[str, object]:
    """Connect Ada's backpack, lose Grace's connection, send a file of completions, and fetch a ZIP of badges."""
    backpacks.connect(tabs("ada"), "ada")
    grace = tabs("grace")
    backpacks.connect(grace, "grace")
    lose(academy, "grace")
    table = folder / "completions.csv"
    table.write_text(FILE)
    grace.goto("/admin/completions/")
    grace.get_by_label("CSV file").set_input_files(table)
    grace.get_by_role("button", name="Look through it").click()
    grace.wait_for_url("**/admin/completions/*/")
    many = folder / "badges.zip"
    many.write_bytes(tabs("leo").request.get("/badges/all.zip").body())
    with closing(sqlite3.connect(academy.data / "phalera.sqlite3")) as rows:
        [(region,)] = rows.execute("SELECT uuid FROM backpacks_region WHERE key = 'demo'")
    return {"import": grace.url.split("/")[-2], "many": many, "region": UUID(region)}


def lose(academy, name: str) -> None:
    """Note that the host no longer accepts somebody's connection, as the worker does when it is told so."""
    with closing(sqlite3.connect(academy.data / "phalera.sqlite3", timeout=30)) as rows:
        rows.execute(
            "UPDATE backpacks_connection SET state = 'reconnect' WHERE state = 'connected' AND person_id ="
            " (SELECT id FROM accounts_person WHERE email = ?)",
            (f"{name}@example.org",),
        )
        rows.commit()
