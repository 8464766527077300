"""What the API says of itself, for programs and for people, is what it does."""

import html
import itertools
import json
import re
import shlex
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import test_pdf
from factories import credentials, schemas
from phalera.api.v1 import docs, openapi, questions, urls
from phalera.verifying import limits
from phalera_core.verifying import report

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/verify"
# What tells of the API and is no part of it.
ABOUT = {"docs", "openapi.json"}


# Whose documents nobody may ask for, so that no test asks anywhere.
NOWHERE = credentials.Academy(site="https://127.0.0.1")


def signed():
    """Give a badge that needs nothing but itself."""
    return credentials.with_key().credential(lambda document: document.pop("credentialStatus"))


@pytest.fixture
def described(client):
    answer = client.get("/api/v1/openapi.json")

    assert answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


@pytest.fixture
def asked():
    """Send a body and give status and JSON."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)

    def ask(body=None, kind="application/json", *, method="post", **form):
        if form:
            answer = client.post(ADDRESS, form)
        else:
            answer = client.generic(method.upper(), ADDRESS, body or b"", content_type=kind)
        return answer

    return ask


def _answer_schema(described, status):
    return described["paths"]["/verify"]["post"]["responses"][str(status)]["content"]["application/json"][
        "schema"
    ]


class TestTheDescription:
    def test_has_every_address_and_no_other(self, described):
        routes = {str(pattern.pattern) for pattern in urls.urlpatterns} - ABOUT

        assert set(described["paths"]) == {f"/{route}" for route in routes}
        assert {reverse(pattern.name) for pattern in urls.urlpatterns} == {
            f"/api/v1/{route}" for route in routes | ABOUT
        }

    def test_says_where_it_is(self, described, settings):
        assert described["openapi"].startswith("3.1.")
        assert described["servers"] == [{"url": f"{settings.PUBLIC_URL}/api/v1"}]
        assert {"title", "version"} <= described["info"].keys()

    def test_has_all_that_it_points_to(self, described):
        pointers = {each["$ref"] for each in schemas.every(described) if "$ref" in each}

        assert len(pointers) >= 6
        assert all(schemas.resolved(pointer, described) for pointer in pointers)
        used = {pointer.rpartition("/")[2] for pointer in pointers}
        assert used == set(described["components"]["schemas"])

    def test_has_every_type_that_is_read(self, described):
        body = described["paths"]["/verify"]["post"]["requestBody"]["content"]

        assert set(body) == questions.FORMS | questions.BADGES

    def test_has_every_status_that_pages_tell_people_of(self, described):
        statuses = {int(status) for status in described["paths"]["/verify"]["post"]["responses"]}

        assert statuses == {200, *docs.PROBLEMS}

    def test_is_the_same_without_a_request(self, described):
        assert described == json.loads(json.dumps(openapi.document()))


class TestAnAnswer:
    @pytest.mark.parametrize(
        "given",
        [
            credentials.dump(signed()),
            credentials.baked("png", v3=signed()),
            credentials.dump(NOWHERE.assertion()),
            b"{}",
            credentials.png(),
            test_pdf.zip_of(("a.json", credentials.dump(signed())), ("b.png", b"nothing")),
        ],
        ids=["signed", "baked", "hosted", "nothing in it", "a bare picture", "several"],
    )
    def test_fits_its_description(self, described, asked, given):
        answer = asked(badge=SimpleUploadedFile("badge", given))

        assert answer.status_code == 200
        assert list(schemas.problems(answer.json(), _answer_schema(described, 200), described)) == []

    @pytest.mark.parametrize(
        ("status", "body", "kind", "method"),
        [
            (400, b"", "application/json", "post"),
            (400, b"7", "application/json", "post"),
            (400, b'{"url": "nothing"}', "application/json", "post"),
            (400, b'{"url": "https://a.test", "what": 1}', "application/json", "post"),
            (405, b"", "application/json", "get"),
            (413, b"x" * (limits.LARGEST_FILE + 1), "image/png", "post"),
            (415, b"<a/>", "text/html", "post"),
        ],
    )
    def test_that_is_none_fits_its_description(self, described, asked, status, body, kind, method):
        answer = asked(body, kind, method=method)

        assert answer.status_code == status
        assert list(schemas.problems(answer.json(), _answer_schema(described, status), described)) == []

    def test_of_a_busy_server_fits_its_description(self, described, asked, monkeypatch):
        monkeypatch.setattr(limits, "_room", threading.BoundedSemaphore(1))
        monkeypatch.setattr(limits, "PATIENCE", 0.01)

        with limits.place():
            answer = asked(b"{}")

        assert answer.status_code == 429
        assert list(schemas.problems(answer.json(), _answer_schema(described, 429), described)) == []
        headers = described["paths"]["/verify"]["post"]["responses"]["429"]["headers"]
        assert all(answer[name].isdecimal() for name in headers)


def curl(words, files, asked):
    """Send what curl would send when it is given these words."""
    option = dict(itertools.pairwise(words))
    if "-F" in words:
        name, _, file = option["-F"].partition("=@")
        return asked(**{name: SimpleUploadedFile(file, files[file])})
    header, _, kind = option["-H"].partition(": ")
    assert header == "Content-Type"
    body = option["-d"].encode() if "-d" in words else files[option["--data-binary"].removeprefix("@")]
    return asked(body, kind)


class TestThePage:
    def test_tells_of_every_check_outcome_verdict_and_problem(self, client):
        page = client.get("/api/v1/docs").content.decode()

        assert list(docs.CHECKS) == list(report.CHECK_IDS)
        assert set(docs.OUTCOMES) == {each.value for each in report.Outcome}
        assert set(docs.VERDICTS) == {each.value for each in report.Verdict}
        for name in (*docs.CHECKS, *docs.OUTCOMES, *docs.VERDICTS):
            assert f"<code>{name}</code>" in page

    def test_gives_commands_that_work_as_they_stand(self, client, settings, asked):
        page = html.unescape(client.get("/api/v1/docs").content.decode())
        badge = signed()
        files = {"badge.json": credentials.dump(badge), "badge.png": credentials.baked("png", v3=badge)}

        commands = re.findall(r"<pre[^>]*>curl (.*?)</pre>", page, re.DOTALL)
        # An address that nobody may ask, in place of one that a test must not ask.
        words = [shlex.split(command.replace("//example.org", "//127.0.0.1")) for command in commands]

        assert len(commands) == 3
        assert all(f"{settings.PUBLIC_URL}{ADDRESS}" in each for each in words)
        form, body, question = (curl(each, files, asked) for each in words)
        assert form.json()["verdict"] == "verified"
        assert body.json()["verdict"] == "verified"
        assert (question.status_code, question.json()["field"]) == (400, "url")

    def test_is_found_from_every_page(self, client):
        assert 'href="/api/v1/docs"' in client.get("/verify/").content.decode()
