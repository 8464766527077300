"""People of the academy who may sign in beside the demo's three, and what they are told of by mail."""

import email
import email.policy
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

# Between two messages in a file, as Django writes them.
LINE = b"-" * 79 + b"\n"


def let_in(data: Path, *names: str) -> None:
    """Give people of the demo its password; who is called `mele` here signs in as mele@example.org."""
    with closing(sqlite3.connect(data / "phalera.sqlite3", timeout=30)) as rows:
        [(password,)] = rows.execute("SELECT password FROM accounts_person WHERE email = 'leo@example.org'")
        found = rows.executemany(
            "UPDATE accounts_person SET password = ? WHERE email = ?",
            [(password, f"{name}@example.org") for name in names],
        ).rowcount
        rows.commit()
    assert found == len(names), f"some of {names} are not in the academy"


def mail(folder: Path, to: str) -> Iterator[EmailMessage]:
    """Give the e-mails that went to somebody, from the files into which a server writes instead of sending."""
    for file in sorted(folder.glob("*.log")):
        for message in file.read_bytes().split(LINE):
            if message.strip():
                read = email.message_from_bytes(message.lstrip(), policy=email.policy.default)
                if f"{to}@example.org" in read["To"]:
                    yield read
