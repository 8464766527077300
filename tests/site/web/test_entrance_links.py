"""What strangers can make of the ways in: where links lead, and what is left of them in the log."""

import io
import logging
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client

from factories import stage
from phalera.accounts import actions
from phalera.jobs import clock, runner

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def leo():
    leo = stage.build(MORNING).leo
    leo.set_password("stitch-in-time")
    leo.save()
    return leo


@pytest.fixture
def log():
    """Give what the log says, as the handler of our settings writes it."""
    handler = next(each for each in logging.getLogger().handlers if each.get_name() == "console")
    stream = io.StringIO()
    # Not by setStream, which flushes the one before: that may be another test's capture, closed since.
    before, handler.stream = handler.stream, stream
    yield stream
    handler.stream = before


class TestTheLinkInAMail:
    @pytest.mark.parametrize("host", ["localhost:6666", "127.0.0.1:1", "[::1]:9"])
    def test_leads_to_us_whatever_host_was_asked_for(self, client, leo, settings, host):
        settings.PUBLIC_URL = "https://badges.example.org"

        client.post("/accounts/password/reset/", {"email": "leo@example.org"}, headers={"host": host})
        runner.run_due(now=datetime.now(UTC))

        assert "https://badges.example.org/accounts/password/reset/key/" in mail.outbox[0].body
        assert host not in mail.outbox[0].body


class TestSigningIn:
    @pytest.mark.parametrize("target", ["http://localhost/x", "http://127.0.0.1:8000/", "http://testserver/"])
    def test_never_leads_to_a_host(self, client, leo, target):
        answer = client.post(
            "/accounts/login/", {"login": "leo@example.org", "password": "stitch-in-time", "next": target}
        )

        assert get_user(client) == leo
        assert answer["Location"] == "/"


class TestTheLog:
    def test_does_not_keep_a_secret_that_still_works(self, leo, log):
        secret = actions.make_sign_in_link(person=leo, now=clock.now())

        assert Client(enforce_csrf_checks=True).post(f"/sign-in/{secret}").status_code == 403

        assert "Forbidden" in log.getvalue()
        assert secret not in log.getvalue()
        assert "/sign-in/…" in log.getvalue()
