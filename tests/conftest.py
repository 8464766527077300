"""What every test shares: no network but loopback, and our papers where they are present.

The data folder, the database and what else differs from the product's settings: `settings_for_tests`.
"""

import ipaddress
import socket
from pathlib import Path

import hypothesis
import pytest

from factories import server

# How long examples take to be made says something of the machine and its neighbours, and nothing of our code.
hypothesis.settings.register_profile(
    "shared machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("shared machine")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of specification data and corpora that lies beside the project, or skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder of specification data and corpora is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def demo_academy(tmp_path_factory):
    """Give the running demo, in processes of its own; what one test changes there the next one sees."""
    folder = tmp_path_factory.mktemp("academy")
    # Its e-mails are files, for tests to read.
    mail = {"PHALERA_EMAIL_URL": f"filemail://{folder / 'mail'}"}
    with server.running(folder / "data", "--demo", extra=mail) as platform:
        yield platform


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


@pytest.fixture(autouse=True)
def nothing_counted():
    """Forget how often something was asked for: the limits are for a person, not for a run of tests."""
    from django.core.cache import cache

    cache.clear()


def _is_loopback(host):
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _emptying_passes_triggers():
    """Let tests with real transactions empty the append-only tables afterwards."""
    from django.db import connection

    from phalera.common import triggers

    if connection.vendor != "sqlite":  # PostgreSQL's TRUNCATE never meets them.
        yield
        return
    operations = type(connection.ops)
    empty = operations.execute_sql_flush

    def execute_sql_flush(self, statements):
        with triggers.lifted(self.connection):
            return empty(self, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "execute_sql_flush", execute_sql_flush)
        yield
