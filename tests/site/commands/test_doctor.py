"""`phalera doctor` finds what is wrong and says what to do."""

import json
import shutil
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from factories import stage
from phalera.accounts import actions
from phalera.authoring.models import Issuer
from phalera.commands import doctor
from phalera.commands.checkup import database, files, identity
from phalera.jobs import clock, health
from phalera.jobs.models import Job, State, Worker

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def data(tmp_path):
    """Give a data folder as `serve` makes it."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    for name in files.KEYS:
        (folder / name).write_text("x" * 44)
        (folder / name).chmod(0o600)
    return folder


def issuer(did=""):
    return Issuer.objects.create(
        name="Academy", url="https://a.example", email="a@a.example", did=did, created_at=NOW
    )


class TestFolder:
    def test_is_fine_when_it_is_the_owners_alone(self, data):
        assert files.folder(data).level == "ok"

    def test_is_warned_about_when_others_can_look_in(self, data):
        data.chmod(0o755)

        found = files.folder(data)

        assert (found.level, found.remedy) == ("warn", f"Close it: chmod 700 {data}")


class TestKeys:
    def test_are_fine_with_mode_600(self, data):
        assert files.keys(data).level == "ok"

    def test_fail_when_others_can_read_one(self, data):
        (data / "encryption.key").chmod(0o644)

        found = files.keys(data)

        assert (found.level, "encryption.key" in found.message) == ("fail", True)

    def test_may_come_from_variables(self, tmp_path):
        assert files.keys(tmp_path).level == "ok"


class TestDisk:
    @pytest.mark.parametrize(("free", "level"), [(50, "ok"), (9, "warn"), (4, "fail")])
    def test_is_judged_by_the_share_that_is_free(self, data, monkeypatch, free, level):
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=100, free=free))

        assert files.disk(data).level == level


@pytest.mark.django_db
class TestDatabase:
    def test_is_sound_and_up_to_date(self, data):
        assert [finding.level for finding in database.all_of(data)][:2] == ["ok", "ok"]

    def test_fails_with_pending_migrations_and_looks_no_further(self, data, monkeypatch):
        monkeypatch.setattr(health, "pending_migrations", lambda: ["jobs.0002"])

        found = list(database.all_of(data))

        assert [finding.level for finding in found] == ["ok", "fail"]

    def test_warns_without_a_worker(self, data):
        assert database.worker(data).level == "warn"
        Worker.objects.create(name="a", seen_at=clock.now())
        assert database.worker(data).level == "ok"

    def test_warns_of_work_that_was_given_up_with_the_reason(self, data):
        assert database.work(data).level == "ok"
        Job.objects.create(
            kind="issue",
            state=State.DEAD,
            last_error="no key",
            next_run_at=NOW,
            created_at=NOW,
            finished_at=NOW,
        )

        found = database.work(data)

        assert (found.level, "no key" in found.message) == ("warn", True)


@pytest.mark.django_db(transaction=True)
class TestIdentity:
    @pytest.mark.parametrize(
        ("url", "level"),
        [
            ("https://badges.example.org", "ok"),
            ("http://badges.example.org", "warn"),
            ("http://127.0.0.1:1", "warn"),
        ],
    )
    def test_wants_an_address_that_others_can_open(self, data, settings, url, level):
        settings.PUBLIC_URL = url

        assert identity.address(data).level == level

    @pytest.mark.parametrize(
        ("url", "host", "level"),
        [
            ("http://127.0.0.1:8000", "https://api.eu.badgr.example", "warn"),
            ("http://badges.example.org", "https://api.eu.badgr.example", "warn"),
        ],
    )
    def test_wants_backpacks_to_be_able_to_read_us(self, data, settings, url, host, level):
        assert identity.backpacks(data).level == "ok"
        stage.offer_backpacks(NOW, url=host)
        settings.PUBLIC_URL = url

        assert identity.backpacks(data).level == level

    def test_asks_our_address_as_backpacks_do(self, data, settings, live_server):
        stage.offer_backpacks(NOW, url="http://127.0.0.1:9000")
        settings.PUBLIC_URL = live_server.url
        assert identity.backpacks(data).level == "ok"

        for url, said in (
            ("http://127.0.0.1:9", "Nothing answers"),
            (f"{live_server.url}/nowhere", "status 404"),
        ):
            settings.PUBLIC_URL = url
            found = identity.backpacks(data)
            assert (found.level, said in found.message) == ("warn", True), found

    def test_wants_an_administrator(self, data):
        assert identity.people(data).level == "warn"
        actions.add_person(name="Grace", email="grace@example.org", role="administrator", by=None, now=NOW)
        assert identity.people(data).level == "ok"

    def test_wants_an_issuer(self, data):
        assert [finding.level for finding in identity.issuers(data)] == ["warn"]

    @pytest.mark.parametrize(
        ("did", "level"),
        [
            ("", "ok"),
            ("did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVV", "ok"),
            ("did:web:badges.example.org:issuers:1", "ok"),
            ("did:web:old.example.org:issuers:1", "warn"),
            ("did:web:badges.example.org%3A8443:issuers:1", "warn"),
        ],
    )
    def test_explains_an_identifier_that_does_not_fit_the_address(self, data, settings, did, level):
        settings.PUBLIC_URL = "https://badges.example.org"
        issuer(did)

        (found,) = identity.issuers(data)

        assert found.level == level
        assert bool(found.remedy) == (level == "warn")


@pytest.mark.django_db
class TestDoctor:
    def test_gives_1_only_when_something_fails(self, data, monkeypatch, capsys):
        monkeypatch.setattr(doctor.installation, "open_at", lambda _: None)
        words = type("Words", (), {"data": data, "json": True})

        assert doctor.run(words) == 0
        levels = {finding["subject"]: finding["level"] for finding in json.loads(capsys.readouterr().out)}
        assert levels["worker"] == "warn"

        (data / "secret.key").chmod(0o644)
        assert doctor.run(words) == 1

    def test_prints_the_remedy_under_the_finding(self, data, monkeypatch, capsys):
        monkeypatch.setattr(doctor.installation, "open_at", lambda _: None)
        data.chmod(0o750)

        doctor.run(type("Words", (), {"data": data, "json": False}))

        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith("warn  data folder: ")
        assert lines[1] == f"      Close it: chmod 700 {data}"
