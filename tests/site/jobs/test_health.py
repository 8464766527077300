"""`/livez` says that the process answers, `/readyz` that it can do its work, and which condition fails."""

import shutil
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper

from phalera.jobs import clock, health
from phalera.jobs.models import Worker

NOW = datetime(2026, 3, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    """Let a worker be alive now."""
    return Worker.objects.create(name="a", seen_at=clock.now())


class TestLivez:
    def test_answers(self, client):
        answer = client.get("/livez")

        assert (answer.status_code, answer.content) == (200, b"ok\n")
        assert "no-store" in answer["Cache-Control"]

    def test_takes_no_writes(self, client):
        assert client.post("/livez").status_code == 405


class TestReadyz:
    def test_says_yes_when_all_holds(self, client, worker):
        answer = client.get("/readyz")

        assert answer.status_code == 200
        assert answer.json() == {
            "ready": True,
            "database": True,
            "migrations": True,
            "disk": True,
            "worker": True,
        }

    def test_says_no_without_a_worker(self, client):
        answer = client.get("/readyz")

        assert answer.status_code == 503
        assert (answer.json()["ready"], answer.json()["worker"]) == (False, False)

    def test_asks_for_no_worker_where_none_is_expected(self, client, settings):
        settings.WORKER = False

        assert "worker" not in client.get("/readyz").json()
        assert client.get("/readyz").status_code == 200

    def test_says_no_when_the_disk_is_full(self, client, worker, monkeypatch):
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=1000, free=49))

        answer = client.get("/readyz")

        assert (answer.status_code, answer.json()["disk"]) == (503, False)

    def test_says_no_while_migrations_are_pending(self, client, worker, monkeypatch):
        health._known_to_be_migrated.cache_clear()
        monkeypatch.setattr(health, "pending_migrations", lambda: ["jobs.0009_later"])

        answer = client.get("/readyz")

        assert (answer.status_code, answer.json()["migrations"]) == (503, False)

    def test_says_no_and_nothing_more_when_the_database_is_away(self, client, worker, monkeypatch):
        def away(*_):
            raise OperationalError("server closed the connection")

        monkeypatch.setattr(CursorWrapper, "execute", away)

        answer = client.get("/readyz")

        assert answer.status_code == 503
        assert (answer.json()["database"], answer.json()["worker"]) == (False, False)


class TestWorkerAlive:
    def test_needs_a_recent_sign_of_life(self):
        Worker.objects.create(name="a", seen_at=NOW)

        assert health.worker_alive(now=NOW + health.SILENT - timedelta(seconds=1))
        assert not health.worker_alive(now=NOW + health.SILENT)
