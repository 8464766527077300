"""`PHALERA_PUBLIC_URL` alone derives hosts, CSRF origins and cookies; the deployment checks are content."""

import json
import subprocess
import sys

import pytest

from factories import server

ASK = """
import json, sys
from phalera.config import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def settings(data, *names, **variables):
    """Read settings in a process of their own, because they are read once."""
    asked = subprocess.run(
        [sys.executable, "-c", ASK, *names],
        env=server.environment(data, variables),
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(asked.stdout) if asked.returncode == 0 else asked.stderr


class TestPublicUrl:
    def test_of_https_derives_all_that_depends_on_it(self, tmp_path):
        found = settings(
            tmp_path,
            "ALLOWED_HOSTS",
            "CSRF_TRUSTED_ORIGINS",
            "SESSION_COOKIE_SECURE",
            "CSRF_COOKIE_SECURE",
            "SECURE_HSTS_SECONDS",
            PHALERA_PUBLIC_URL="https://badges.example.org/",
        )

        assert found == {
            "ALLOWED_HOSTS": ["badges.example.org", "127.0.0.1", "localhost", "[::1]"],
            "CSRF_TRUSTED_ORIGINS": ["https://badges.example.org"],
            "SESSION_COOKIE_SECURE": True,
            "CSRF_COOKIE_SECURE": True,
            "SECURE_HSTS_SECONDS": 31_536_000,
        }

    def test_answers_former_ones_too(self, tmp_path):
        found = settings(
            tmp_path,
            "ALLOWED_HOSTS",
            "FORMER_URLS",
            PHALERA_PUBLIC_URL="https://badges.example.org",
            PHALERA_FORMER_URLS="https://old.example.org/, http://older.example.org",
        )

        assert found["FORMER_URLS"] == ["https://old.example.org", "http://older.example.org"]
        assert found["ALLOWED_HOSTS"][:3] == ["badges.example.org", "old.example.org", "older.example.org"]

    def test_refuses_former_ones_that_are_none(self, tmp_path):
        message = settings(tmp_path, "PUBLIC_URL", PHALERA_FORMER_URLS="https://old.example.org/path")

        assert "PHALERA_FORMER_URLS is “https://old.example.org/path”" in message

    def test_is_that_of_the_last_start_when_not_set(self, tmp_path):
        (tmp_path / "public-url").write_text("http://127.0.0.1:8001\n")

        assert settings(tmp_path, "PUBLIC_URL") == {"PUBLIC_URL": "http://127.0.0.1:8001"}

    @pytest.mark.parametrize(
        "url", ["badges.example.org", "ftp://a.example", "https://a.example/path", "https://:443"]
    )
    def test_that_is_wrong_is_refused_with_a_sentence(self, tmp_path, url):
        message = settings(tmp_path, "PUBLIC_URL", PHALERA_PUBLIC_URL=url)

        assert f"PHALERA_PUBLIC_URL is “{url}”" in message


class TestKeys:
    def test_of_backpacks_are_others_than_those_that_sign(self, tmp_path):
        found = settings(tmp_path, "ENCRYPTION_KEYS", "TOKEN_KEYS")

        assert found["TOKEN_KEYS"] != found["ENCRYPTION_KEYS"]
        assert (tmp_path / "tokens.key").read_text().strip() == found["TOKEN_KEYS"][0]

    def test_of_backpacks_are_made_up_by_no_host_where_the_others_are_given(self, tmp_path):
        given = "T" * 43 + "="

        found = settings(tmp_path, "TOKEN_KEYS", PHALERA_ENCRYPTION_KEYS=given)

        assert found["TOKEN_KEYS"] == [given]
        assert not (tmp_path / "tokens.key").exists()

    def test_of_backpacks_are_those_that_are_given(self, tmp_path):
        given = {"PHALERA_ENCRYPTION_KEYS": "T" * 43 + "=", "PHALERA_TOKEN_KEYS": "U" * 43 + "="}

        assert settings(tmp_path, "TOKEN_KEYS", **given) == {"TOKEN_KEYS": ["U" * 43 + "="]}


class TestDeployment:
    def test_passes_the_checks_of_django(self, tmp_path):
        variables = {
            "PHALERA_PUBLIC_URL": "https://badges.example.org",
            "DJANGO_SETTINGS_MODULE": "phalera.config.settings",
        }
        checked = subprocess.run(
            [sys.executable, "-W", "error", "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
            env=server.environment(tmp_path, variables),
            capture_output=True,
            text=True,
            check=False,
        )

        assert checked.returncode == 0, checked.stderr
