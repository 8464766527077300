"""Ways in: links that sign in once, the form, and what allauth offers but we do not."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import stage
from phalera.accounts import actions
from phalera.jobs import clock, runner
from phalera.jobs.models import Job, State

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def leo():
    leo = stage.build(MORNING).leo
    leo.set_password("stitch-in-time")
    leo.save()
    return leo


def work(later=timedelta()):
    runner.run_due(now=datetime.now(UTC) + later)


class TestALink:
    @pytest.fixture
    def link(self, leo):
        return f"/sign-in/{actions.make_sign_in_link(person=leo, now=clock.now())}"

    def test_waits_for_its_button(self, client, leo, link):
        for _ in range(3):
            assert client.get(link).status_code == 200
        assert get_user(client).is_anonymous

        assert client.post(link)["Location"] == "/"
        assert get_user(client) == leo

    def test_signs_in_once(self, client, link):
        client.post(link)
        client.logout()

        answer = client.post(link)

        assert answer.status_code == 410
        assert get_user(client).is_anonymous
        assert "Ask for a new one." in answer.content.decode()

    def test_does_not_say_whether_it_would_work(self, client, link):
        assert client.get(link).status_code == client.get("/sign-in/made-up").status_code

    def test_grows_old(self, client, leo):
        secret = actions.make_sign_in_link(person=leo, now=clock.now() - timedelta(hours=1))

        assert client.post(f"/sign-in/{secret}").status_code == 410


class TestTheForm:
    def test_signs_in_and_leads_back(self, client, leo):
        answer = client.post(
            "/accounts/login/?next=/badges/",
            {"login": "LEO@example.org", "password": "stitch-in-time", "next": "/badges/"},
        )

        assert answer["Location"] == "/badges/"
        assert get_user(client) == leo

    @pytest.mark.parametrize(
        "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"]
    )
    def test_leads_nowhere_else(self, client, leo, target):
        answer = client.post(
            "/accounts/login/", {"login": "leo@example.org", "password": "stitch-in-time", "next": target}
        )

        assert answer["Location"] == "/"

    def test_says_the_same_to_who_is_unknown_as_to_who_mistyped(self, client, leo):
        said = [
            re.search(
                r'role="alert".*?</div></div>',
                client.post("/accounts/login/", {"login": who, "password": "wrong"}).content.decode(),
                re.DOTALL,
            )[0]
            for who in ("leo@example.org", "nobody@example.org")
        ]

        assert said[0] == said[1]

    def test_marks_what_is_wrong(self, client, leo):
        page = client.post("/accounts/login/", {"login": "", "password": ""}).content.decode()

        assert "<title>Error: Sign in" in page
        assert 'aria-invalid="true"' in page


class TestANewPassword:
    def test_is_set_by_a_link_in_a_mail(self, client, leo):
        client.post("/accounts/password/reset/", {"email": "leo@example.org"})
        work()
        link = next(line for line in mail.outbox[0].body.splitlines() if "/password/reset/key/" in line)
        path = link[link.index("/accounts/") :]

        form = client.get(path, follow=True)
        client.post(
            form.redirect_chain[-1][0],
            {"password1": "a-new-stitch-in-time", "password2": "a-new-stitch-in-time"},
        )

        leo.refresh_from_db()
        assert leo.check_password("a-new-stitch-in-time")

    def test_is_not_told_to_strangers(self, client, leo):
        known = client.post("/accounts/password/reset/", {"email": "leo@example.org"})
        unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})

        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
        assert mail.outbox == []
        work()
        assert [message.to for message in mail.outbox] == [["leo@example.org"]]
        assert [job.payload for job in Job.objects.filter(kind="reset_mail")] == [{}, {}]

    def test_costs_strangers_and_people_the_same_questions(self, client, leo):
        asked = []
        for who in ("leo@example.org", "nobody@example.org"):
            with CaptureQueriesContext(connection) as queries:
                client.post("/accounts/password/reset/", {"email": who})
            asked.append(len(queries))

        assert asked[0] == asked[1]

    def test_comes_when_the_mail_server_is_back(self, client, leo, monkeypatch):
        def away(self, *_args, **_kwargs):
            raise ConnectionRefusedError

        with monkeypatch.context() as broken:
            broken.setattr(EmailMessage, "send", away)
            assert client.post("/accounts/password/reset/", {"email": "leo@example.org"}).status_code == 302
            work()
        assert Job.objects.get(kind="reset_mail").state == State.WAITING

        work(timedelta(minutes=30))

        assert len(mail.outbox) == 1

    def test_is_not_sent_when_nobody_waits_for_it_any_more(self, client, leo):
        client.post("/accounts/password/reset/", {"email": "leo@example.org"})

        work(timedelta(hours=2))

        assert mail.outbox == []


class TestSigningOut:
    def test_takes_a_press_of_the_button(self, client, leo):
        client.force_login(leo)

        assert "Sign out" in client.get("/accounts/logout/").content.decode()
        assert get_user(client) == leo
        page = client.post("/accounts/logout/", follow=True).content.decode()

        assert get_user(client).is_anonymous
        assert "You are signed out." in page
        assert "successfully" not in page


class TestARefusedForm:
    def test_says_what_to_do(self, leo):
        from django.test import Client

        answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {})

        assert answer.status_code == 403
        assert "This form is too old" in answer.content.decode()
