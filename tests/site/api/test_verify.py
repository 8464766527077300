"""`POST /api/v1/verify`: programs hear what people see, and every mistake is told."""

import json
import random
import threading
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import photographs, stage
from phalera.delivering import actions as delivering
from phalera.delivering import files
from phalera.issuing import actions as issuing
from phalera.issuing import queries as issued
from phalera.issuing import tokens
from phalera.journeys import take_it_back
from phalera.verifying import limits

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ADDRESS = "/api/v1/verify"

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """Give a program that knows nothing of sessions and tokens."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.fixture
def award():
    academy = stage.build(MORNING)
    made = stage.award(academy, stage.add_course(academy, "knots", MORNING), MORNING)
    issuing.issue(awards=[made], now=MORNING)
    delivering.hand_out(award=made, by=academy.leo, now=MORNING)
    return made


@pytest.fixture
def badge(award):
    credential = issued.live_credential(award)
    tokens.ensure(credential=credential, now=MORNING)
    return {ending: files.content(credential, ending) for ending in ("png", "svg", "json", "jwt")}


def send(client, body, kind="application/json"):
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(ADDRESS, data, content_type=kind)


class TestAGenuineBadge:
    @pytest.mark.parametrize("ending", ["png", "svg", "json", "jwt"])
    def test_is_verified_as_a_file(self, client, badge, ending):
        answer = client.post(ADDRESS, {"badge": SimpleUploadedFile("badge", badge[ending])})

        assert answer.status_code == 200
        assert answer.json()["verdict"] == "verified"
        assert {"version", "packed_as", "issuer", "checks", "credential"} <= answer.json().keys()

    @pytest.mark.parametrize(
        ("ending", "kind"),
        [
            ("png", "image/png"),
            ("svg", "image/svg+xml"),
            ("json", "application/vc+ld+json"),
            ("json", "application/json; charset=utf-8"),
            ("json", "text/plain"),
            ("jwt", "application/vc+jwt"),
            ("jwt", "text/plain"),
        ],
    )
    def test_is_verified_as_the_body(self, client, badge, ending, kind):
        assert send(client, badge[ending], kind).json()["verdict"] == "verified"

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
    def test_is_verified_behind_the_code_in_a_picture(self, client, award, kind):
        link = f"{settings.PUBLIC_URL}/credentials/{award.uuid}"

        answer = send(client, photographs.encoded(photographs.page(link), kind), f"image/{kind.lower()}")

        assert answer.json()["verdict"] == "verified"
        assert answer.json()["credential"]["id"] == link

    def test_is_verified_inside_a_question(self, client, badge):
        answer = send(client, {"credential": json.loads(badge["json"]), "recipient": "leo@example.org"})

        outcomes = {check["id"]: check["outcome"] for check in answer.json()["checks"]}
        assert answer.json()["verdict"] == "verified"
        assert outcomes["recipient"] == "passed"

    def test_is_found_at_its_address(self, client, award):
        url = f"{settings.PUBLIC_URL}/ob3/credentials/{award.uuid}"

        for body, kind in (({"url": url}, "application/json"), (url, "text/plain")):
            assert send(client, body, kind).json()["verdict"] == "verified"
        assert client.post(ADDRESS, {"url": url}).json()["verdict"] == "verified"

    def test_that_was_revoked_is_refused_at_its_address(self, client, award):
        take_it_back.revoke(award=award, reason="A mistake", by=award.learner, now=MORNING)

        answer = send(client, {"url": f"{settings.PUBLIC_URL}/ob2/assertions/{award.uuid}"})

        assert answer.json()["verdict"] == "refused"

    def test_of_somebody_else_is_refused(self, client, badge):
        answer = client.post(
            ADDRESS, {"badge": SimpleUploadedFile("badge", badge["png"]), "recipient": "eve@example.org"}
        )

        assert answer.json()["verdict"] == "refused"

    def test_that_was_changed_is_refused(self, client, badge):
        answer = send(client, badge["json"].replace(b"Ties the knots", b"Ties no knots"))

        assert answer.status_code == 200
        assert answer.json()["verdict"] == "refused"


class TestAnybody:
    def test_may_ask_from_a_page_of_their_own(self, client):
        before = client.options(ADDRESS)
        answers = [before, client.get(ADDRESS), send(client, "{}"), send(client, ""), send(client, "", "a/b")]

        assert before.status_code == 204
        assert "POST" in before["Access-Control-Allow-Methods"]
        assert "Content-Type" in before["Access-Control-Allow-Headers"]
        assert {answer["Access-Control-Allow-Origin"] for answer in answers} == {"*"}

    def test_gets_no_cookie(self, client, badge):
        assert not send(client, badge["json"]).cookies


class TestAMistake:
    @pytest.mark.parametrize(
        ("body", "kind", "status", "field"),
        [
            ("", "application/json", 400, None),
            ("{", "application/json", 400, None),
            ('{"url": 1, "url": 2}', "application/json", 400, None),
            ("7", "application/json", 400, None),
            ('{"url": 7}', "application/json", 400, "url"),
            ('{"url": "ftp://example.org"}', "application/json", 400, "url"),
            ('{"url": "https://x.example/\\u00e4"}', "application/json", 400, "url"),
            ('{"url": "https://127.0.0.1/x"}', "application/json", 400, "url"),
            ('{"url": "https://x.example", "colour": 1}', "application/json", 400, "colour"),
            ('{"url": "https://x.example", "credential": {}}', "application/json", 400, "credential"),
            ('{"url": null, "credential": 7}', "application/json", 400, "credential"),
            ('{"url": "https://x.example", "recipient": "leo"}', "application/json", 400, "recipient"),
            ('{"url": "https://x.example", "recipient": 7}', "application/json", 400, "recipient"),
            ("url=leo", "application/x-www-form-urlencoded", 400, "url"),
            ("colour=red", "application/x-www-form-urlencoded", 400, "colour"),
            ("no parts", "multipart/form-data; boundary=x", 400, "badge"),
            ("no parts", "multipart/form-data", 400, None),
            ("x", "text/html", 415, None),
            (b"x" * (limits.LARGEST_FILE + 1), "image/png", 413, None),
        ],
    )
    def test_is_told_with_a_remedy(self, client, body, kind, status, field):
        answer = send(client, body, kind)

        assert answer.status_code == status
        assert answer.json().keys() == {"error", "remedy", "field"}
        assert answer.json()["error"]
        assert answer.json()["remedy"]
        if field:
            assert answer.json()["field"] == field

    def test_in_the_method_says_which_one_is_right(self, client):
        answer = client.get(ADDRESS)

        assert answer.status_code == 405
        assert answer["Allow"] == "POST, OPTIONS"

    def test_in_a_file_is_an_answer(self, client):
        answer = client.post(ADDRESS, {"badge": SimpleUploadedFile("badge", b"no badge")})

        assert answer.status_code == 200
        assert answer.json()["verdict"] != "verified"

    def test_of_a_large_file_is_told_before_it_is_read(self, client):
        answer = client.post(ADDRESS, b"x", content_type="image/png", CONTENT_LENGTH=str(10**9))

        assert answer.status_code == 413

    @pytest.mark.parametrize("seed", range(60))
    def test_is_never_ours(self, client, badge, seed):
        chance = random.Random(seed)
        body = bytearray(badge[chance.choice(["json", "svg", "png"])])
        for _change in range(chance.randint(1, 6)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        kind = chance.choice(
            [
                "application/json",
                "image/png",
                "text/plain",
                "application/vc+jwt",
                "multipart/form-data; boundary=a",
            ]
        )

        answer = send(client, bytes(body[: chance.randint(0, 2 * len(body))]), kind)

        assert answer.status_code in (200, 400)
        assert answer["Content-Type"] == "application/json"


class TestTooMany:
    def test_are_asked_to_come_again(self, client, monkeypatch):
        room = threading.BoundedSemaphore(1)
        monkeypatch.setattr(limits, "_room", room)
        monkeypatch.setattr(limits, "PATIENCE", 0.01)

        with room:
            answer = send(client, '{"id": 1}')

        assert answer.status_code == 429
        assert answer["Retry-After"]
        assert send(client, '{"id": 1}').status_code == 200
