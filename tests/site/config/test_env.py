"""Variables are read strictly: a wrong value ends the start with a sentence that names it."""

import stat
import threading

import pytest
from django.core.exceptions import ImproperlyConfigured

from phalera.config import env


class TestText:
    def test_is_the_default_when_nothing_is_set(self):
        assert env.text("NOTHING", "default") == "default"

    def test_comes_from_a_file_when_one_is_named(self, monkeypatch, tmp_path):
        (tmp_path / "secret").write_text("from the file\n")
        monkeypatch.setenv("PHALERA_THING_FILE", str(tmp_path / "secret"))

        assert env.text("THING", "") == "from the file"

    def test_refuses_a_file_that_is_not_there(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PHALERA_THING_FILE", str(tmp_path / "absent"))

        with pytest.raises(ImproperlyConfigured, match="PHALERA_THING_FILE"):
            env.text("THING", "")


class TestFlag:
    @pytest.mark.parametrize(
        ("value", "said"), [("1", True), ("Yes", True), ("off", False), ("", True), ("0", False)]
    )
    def test_reads_yes_and_no(self, monkeypatch, value, said):
        monkeypatch.setenv("PHALERA_THING", value)

        assert env.flag("THING", default=True) is said

    def test_refuses_anything_else(self, monkeypatch):
        monkeypatch.setenv("PHALERA_THING", "maybe")

        with pytest.raises(ImproperlyConfigured, match="PHALERA_THING is “maybe”"):
            env.flag("THING", default=False)


class TestNumber:
    def test_reads_a_number_within_its_bounds(self, monkeypatch):
        monkeypatch.setenv("PHALERA_THING", "4")

        assert env.number("THING", default=1, least=1, most=8) == 4

    @pytest.mark.parametrize("value", ["0", "9", "-1", "2.5", "many", "٣"])
    def test_refuses_anything_else(self, monkeypatch, value):
        monkeypatch.setenv("PHALERA_THING", value)

        with pytest.raises(ImproperlyConfigured, match="from 1 to 8"):
            env.number("THING", default=1, least=1, most=8)


class TestChoice:
    def test_refuses_what_is_not_known(self, monkeypatch):
        monkeypatch.setenv("PHALERA_THING", "loud")

        with pytest.raises(
            ImproperlyConfigured, match=r"PHALERA_THING is “loud”\. Set it to one of INFO, WARNING"
        ):
            env.choice("THING", "INFO", ("WARNING", "INFO"))
        assert env.choice("NOTHING", "INFO", ("INFO",)) == "INFO"


class TestZone:
    @pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", ""])
    def test_refuses_what_is_not_known(self, monkeypatch, name):
        monkeypatch.setenv("PHALERA_THING", name)

        with pytest.raises(ImproperlyConfigured, match="such as Europe/Vienna"):
            env.zone("THING", "UTC")

    def test_gives_the_name(self, monkeypatch):
        monkeypatch.setenv("PHALERA_THING", "Asia/Kathmandu")

        assert env.zone("THING", "UTC") == "Asia/Kathmandu"


class TestDatabase:
    @pytest.mark.parametrize("url", ["mysql://a:secret@b/c", "secret", "", "postgres://a:secret@b:port/c"])
    def test_refuses_what_we_do_not_run_on_without_repeating_a_password(self, monkeypatch, url):
        monkeypatch.setenv("PHALERA_THING", url)

        with pytest.raises(ImproperlyConfigured, match="PHALERA_THING names no database") as refused:
            env.database("THING", "")
        assert "secret" not in str(refused.value)

    def test_knows_sqlite_and_postgresql(self):
        assert env.database("NOTHING", "sqlite:////tmp/a.sqlite3")["NAME"] == "/tmp/a.sqlite3"
        assert env.database("NOTHING", "postgres://a:b@c/d")["ENGINE"] == "django.db.backends.postgresql"


class TestSecret:
    def test_is_made_once_for_the_owner_only(self, tmp_path):
        file = tmp_path / "a.key"

        first = env.secret("NOTHING", file, size=32)

        assert env.secret("NOTHING", file, size=32) == first
        assert len(first) == 44
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert [path.name for path in tmp_path.iterdir()] == ["a.key"]

    def test_is_the_variables_when_there_is_one(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PHALERA_THING", "given")

        assert env.secret("THING", tmp_path / "a.key", size=32) == "given"
        assert not (tmp_path / "a.key").exists()

    def test_is_one_for_all_who_start_at_once(self, tmp_path):
        barrier, seen = threading.Barrier(8), []

        def start():
            barrier.wait()
            seen.append(env.secret("NOTHING", tmp_path / "a.key", size=32))

        threads = [threading.Thread(target=start) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(seen) == 8
        assert len(set(seen)) == 1


class TestFolder:
    def test_is_made_for_the_owner_only(self, tmp_path):
        path = env.folder("NOTHING", tmp_path / "a" / "b")

        assert stat.S_IMODE(path.stat().st_mode) == 0o700

    def test_that_cannot_be_made_is_told(self, tmp_path):
        (tmp_path / "file").write_text("")

        with pytest.raises(ImproperlyConfigured, match="Set PHALERA_NOTHING"):
            env.folder("NOTHING", tmp_path / "file" / "b")


class TestRemembered:
    def test_is_what_was_written_down(self, tmp_path):
        assert env.remembered(tmp_path / "public-url", "default") == "default"
        (tmp_path / "public-url").write_text("http://127.0.0.1:8001\n")
        assert env.remembered(tmp_path / "public-url", "default") == "http://127.0.0.1:8001"


class TestEmail:
    def test_is_printed_unless_somebody_says_otherwise(self):
        assert env.email("NOTHING", "consolemail://")["EMAIL_BACKEND"].endswith("console.EmailBackend")

    def test_is_sent_through_a_server_with_name_and_password(self, monkeypatch):
        monkeypatch.setenv("PHALERA_THING", "smtp+tls://me%40example.org:p%2Fw@mail.example.org:587")

        found = env.email("THING", "consolemail://")

        assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == (
            "mail.example.org",
            587,
            True,
        )
        assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@example.org", "p/w")

    def test_is_written_to_the_folder_that_was_named_wherever_we_are(self, monkeypatch):
        monkeypatch.setenv("PHALERA_THING", "filemail:///var/mail/phalera")

        assert env.email("THING", "consolemail://")["EMAIL_FILE_PATH"] == "/var/mail/phalera"

    def test_of_no_kind_we_know_is_refused_without_its_password(self, monkeypatch):
        monkeypatch.setenv("PHALERA_THING", "pigeon://me:secret@roof")

        with pytest.raises(ImproperlyConfigured, match="PHALERA_THING names no way") as refused:
            env.email("THING", "consolemail://")
        assert "secret" not in str(refused.value)
