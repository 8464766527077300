"""`phalera serve --demo` and `phalera demo reset`, on a folder of their own."""

import contextlib
import sqlite3

import pytest

from factories import server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def ask(data, question):
    with contextlib.closing(sqlite3.connect(data / "phalera.sqlite3")) as connection:
        return connection.execute(question).fetchall()


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """Give an installation that is no demo."""
    data = tmp_path_factory.mktemp("own")
    made = server.phalera(
        data, "createadmin", "--name", "Grace", "--email", "grace@example.org", "--data", str(data)
    )
    assert made.returncode == 0, made.stderr
    return data


class TestDemo:
    def test_is_filled_told_and_set_back(self, tmp_path):
        data = tmp_path / "academy"
        with server.running(data, "--demo") as platform:
            assert platform.sign_in_link.startswith(f"{platform.url}/sign-in/")
            for name in ("leo", "ada", "grace"):
                assert f"{name}@example.org" in platform.output
            refused = server.phalera(data, "demo", "reset", "--data", str(data))
            assert (refused.returncode, "is in use by" in refused.stderr) == (3, True)
        people = ask(data, "SELECT email FROM accounts_person ORDER BY email")
        earned = ask(data, "SELECT count(*) FROM issuing_credential WHERE signature IS NOT NULL")
        secret = (data / "secret.key").read_text()
        assert len(people) >= 60
        made = server.phalera(
            data, "createadmin", "--name", "Eve", "--email", "eve@example.org", "--data", str(data)
        )
        assert made.returncode == 0, made.stderr

        badgr = data / "badgr.json"
        badgr.write_text("{}")

        reset = server.phalera(data, "demo", "reset", "--data", str(data))

        assert not badgr.exists()
        assert (reset.returncode, reset.stderr) == (0, "")
        assert ask(data, "SELECT email FROM accounts_person ORDER BY email") == people
        assert ask(data, "SELECT count(*) FROM issuing_credential WHERE signature IS NOT NULL") == earned
        assert (data / "secret.key").read_text() == secret


class TestSomebodysOwn:
    def test_is_never_set_back(self, own):
        refused = server.phalera(own, "demo", "reset", "--data", str(own))

        assert refused.returncode == 3
        assert f"There is no demo in {own}" in refused.stderr
        assert ask(own, "SELECT count(*) FROM accounts_person") == [(1,)]

    def test_is_never_filled_with_the_demo(self, own):
        refused = server.phalera(own, "serve", "--demo", "--data", str(own), "--port", "0", "--no-browser")

        assert refused.returncode == 3
        assert "belongs to somebody's own installation" in refused.stderr
        assert ask(own, "SELECT count(*) FROM accounts_person") == [(1,)]
