"""`phalera createadmin` from an empty folder, as a script would call it."""

import sqlite3

import pytest

from factories import server


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("home") / "data"


def createadmin(data, *words):
    return server.phalera(data, "createadmin", "--data", str(data), *words)


@pytest.mark.slow
class TestCreateadmin:
    def test_works_on_a_folder_that_is_not_there_yet(self, data):
        made = createadmin(
            data, "--name", "Grace", "--email", "Grace@Example.org", "--password", "correct horse 9"
        )

        assert (made.returncode, made.stderr) == (0, "")
        assert made.stdout.splitlines()[0] == "Grace may now administer http://127.0.0.1:8000/"
        assert "http://127.0.0.1:8000/sign-in/" in made.stdout
        connection = sqlite3.connect(data / "phalera.sqlite3")
        rows = connection.execute("SELECT name, email, role, password FROM accounts_person").fetchall()
        connection.close()
        assert [row[:3] for row in rows] == [("Grace", "grace@example.org", "administrator")]
        assert rows[0][3].startswith("scrypt$")

        again = createadmin(data, "--name", "Grace", "--email", "GRACE@example.org")

        assert again.returncode == 1
        assert again.stderr.startswith("phalera: The address GRACE@example.org belongs to somebody already.")

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (("--name", "Grace"), "E-mail address is missing. Give it with --email."),
            (("--email", "a@b.example"), "Name is missing. Give it with --name."),
            (("--name", "G", "--email", "g@example.org", "--password", "short"), "too short"),
        ],
    )
    def test_says_what_is_missing_where_nobody_can_be_asked(self, data, words, message):
        refused = createadmin(data, *words)

        assert refused.returncode == 3
        assert message in refused.stderr
        assert "Traceback" not in refused.stderr
