"""`phalera serve` as an operator meets it: from an empty folder to a clean stop, and what may get in the way."""

import contextlib
import json
import os
import signal
import socket
import sqlite3
import stat
import time
from pathlib import Path

import pytest

from factories import server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """Give a platform started on an empty folder."""
    with server.running(tmp_path_factory.mktemp("installation")) as platform:
        yield platform


def until(condition, seconds=40):
    """Wait for something that another process will do."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.1)
    raise AssertionError("it did not happen")


class TestServe:
    def test_answers_livez_and_readyz(self, empty):
        assert empty.get("/livez") == (200, b"ok\n")
        status, body = empty.get("/readyz")
        assert status == 200
        assert json.loads(body) == {
            "ready": True,
            "database": True,
            "migrations": True,
            "disk": True,
            "worker": True,
        }

    def test_makes_keys_that_only_the_owner_can_read(self, empty):
        for name in ("secret.key", "encryption.key", "tokens.key"):
            assert stat.S_IMODE((empty.data / name).stat().st_mode) == 0o600
            assert len((empty.data / name).read_text()) > 40
        assert stat.S_IMODE(empty.data.stat().st_mode) == 0o700

    def test_says_how_to_make_the_first_administrator(self, empty):
        assert f"phalera createadmin --data {empty.data}" in empty.output

    def test_remembers_its_address_for_other_commands(self, empty):
        assert (empty.data / "public-url").read_text().strip() == empty.url
        made = server.phalera(
            empty.data,
            "createadmin",
            "--name",
            "Grace",
            "--email",
            "grace@example.org",
            "--data",
            str(empty.data),
        )
        assert made.returncode == 0, made.stderr
        assert f"{empty.url}/sign-in/" in made.stdout

    def test_lets_nobody_else_on_the_same_folder(self, empty):
        second = server.phalera(empty.data, "serve", "--data", str(empty.data), "--port", "0")

        assert second.returncode == 3
        assert f"is in use by the `phalera serve` at {empty.url}" in second.stderr
        assert "Traceback" not in second.stderr

    def test_says_that_the_port_is_taken(self, tmp_path):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            second = server.phalera(tmp_path, "serve", "--data", str(tmp_path / "new"), "--port", str(port))

        assert second.returncode == 3
        assert second.stderr.startswith(
            f"phalera: Port {port} on 127.0.0.1 cannot be used: Address already in use."
        )
        assert not (tmp_path / "new").exists()

    def test_starts_a_killed_worker_again(self, empty):
        (before,) = empty.children("serving.work")

        os.kill(before, signal.SIGKILL)

        (after,) = until(lambda: [pid for pid in empty.children("serving.work") if pid != before])
        assert after != before

    def test_starts_a_killed_web_process_again_on_the_same_port(self, empty):
        (before,) = empty.children("serving.web")

        os.kill(before, signal.SIGKILL)

        until(lambda: [pid for pid in empty.children("serving.web") if pid != before])
        assert empty.get("/livez")[0] == 200


class TestStop:
    def test_is_clean_and_leaves_nothing_behind(self, tmp_path):
        with server.running(tmp_path) as platform:
            children = platform.children("serving.")
            assert len(children) == 2

            assert platform.stop() == 0

            assert "Phalera has stopped." in platform.output
            assert not any(Path(f"/proc/{pid}").exists() for pid in children)
            assert "Traceback" not in platform.output

    def test_takes_the_children_along_even_when_it_is_killed(self, tmp_path):
        with server.running(tmp_path) as platform:
            children = platform.children("serving.")

            platform.process.kill()

            until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))


class TestUpgrade:
    def test_keeps_a_copy_of_what_was_there(self, tmp_path):
        with server.running(tmp_path, "--no-worker"):
            assert not (tmp_path / "backups").exists()
        with contextlib.closing(sqlite3.connect(tmp_path / "phalera.sqlite3")) as connection:
            connection.execute("DELETE FROM django_migrations WHERE app = 'jobs' AND name LIKE '0002%'")
            for column in ("crashes", "owner", "rung_at"):
                connection.execute(f"ALTER TABLE jobs_job DROP COLUMN {column}")
            connection.commit()

        with server.running(tmp_path, "--no-worker") as platform:
            assert json.loads(platform.get("/readyz")[1])["migrations"] is True

        (backup,) = (tmp_path / "backups").iterdir()
        assert str(backup) in platform.output
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
        with contextlib.closing(sqlite3.connect(backup)) as connection:
            columns = {row[1] for row in connection.execute("PRAGMA table_info(jobs_job)")}
        assert "fence" in columns
        assert "owner" not in columns


class TestWithoutWorker:
    def test_is_ready_and_leaves_the_work_to_others(self, tmp_path):
        with server.running(tmp_path, "--no-worker") as platform:
            assert platform.children("serving.work") == []
            assert "worker" not in json.loads(platform.get("/readyz")[1])
