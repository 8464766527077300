"""What every test shares: a data folder of its own, no network but loopback, and our papers where they are present."""

import atexit
import ipaddress
import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest

# Before any settings are read, and anew in every process of a parallel run: no test meets real data.
DATA = Path(tempfile.mkdtemp(prefix="phalera-test-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
os.environ["PHALERA_DATA"] = str(DATA)
# Here and not in pyproject.toml: the plugin for Django would read the settings before this file.
os.environ["DJANGO_SETTINGS_MODULE"] = "phalera.config.settings"

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of specification data and corpora that lies beside the project, or skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder of specification data and corpora is not beside this checkout")
    return SHARED


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch):
    """Let sockets reach this machine only."""

    def guarded(method):
        def call(self, *args):
            address = args[-1]
            if self.family != socket.AF_UNIX and not _is_loopback(address[0]):
                raise AssertionError(f"a test tried to reach {address}")
            return method(self, *args)

        return call

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))


def _is_loopback(host):
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Keep SQLite in a file: in memory it locks whole tables between threads, which no installation does."""
    from django.db import connections

    connection = connections["default"]
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(DATA / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _emptying_passes_triggers():
    """Let tests with real transactions empty the append-only tables afterwards."""
    from django.db.backends.sqlite3 import operations

    from phalera.common import triggers

    empty = operations.DatabaseOperations.execute_sql_flush

    def execute_sql_flush(self, statements):
        with triggers.lifted(self.connection):
            return empty(self, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations.DatabaseOperations, "execute_sql_flush", execute_sql_flush)
        yield
