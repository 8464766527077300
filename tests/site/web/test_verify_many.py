"""`/verify/` of a ZIP: an answer for each badge in it, under limits."""

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from factories import stage
from phalera.delivering import queries as delivering
from phalera.delivering import zips
from phalera.issuing import actions as issuing
from phalera.issuing import queries
from phalera.verifying import limits

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage.build(NOW)


@pytest.fixture
def credentials(cast):
    awards = [stage.award(cast, stage.add_course(cast, slug, NOW), NOW) for slug in ("knots", "ropes")]
    return issuing.issue(awards=awards, now=NOW)


def ask(client, data, **how):
    return client.post("/verify/", {"badge": SimpleUploadedFile("all.zip", data)}, **how)


def packed(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


class TestAZip:
    def test_of_ours_is_verified_whole(self, cast, client, credentials):
        data = b"".join(zips.badges(delivering.packed(cast.leo), now=NOW).content)

        answer = ask(client, data)

        page = answer.content.decode()
        assert answer.status_code == 200
        assert "2 badges, all genuine and in date" in page
        assert page.count("It says it is") == 0

    def test_says_of_each_what_is_wrong_with_it(self, client, credentials):
        genuine = queries.v3_document(credentials[0])
        data = packed({"good.json": genuine, "<b>bad.json": genuine.replace(b'"Knots"', b'"Nuts"')})

        page = ask(client, data).content.decode()

        assert "1 of 2 badges are genuine and in date" in page
        assert "&lt;b&gt;bad.json" in page
        assert "awarded <b><bdi>Nuts</bdi></b>." in page

    def test_is_told_of_as_json(self, client, credentials):
        data = packed({"good.json": queries.v3_document(credentials[0]), "bad.json": b"{}"})

        told = ask(client, data, headers={"Accept": "application/json"}).json()

        assert (told["verdict"], told["complete"]) == ("refused", True)
        assert {each["name"]: each["verdict"] for each in told["badges"]} == {
            "good.json": "verified",
            "bad.json": "refused",
        }

    def test_is_looked_at_up_to_a_limit(self, client, credentials, monkeypatch):
        monkeypatch.setattr(limits, "MOST", 1)
        genuine = queries.v3_document(credentials[0])

        page = ask(client, packed({"a.json": genuine, "b.json": genuine})).content.decode()

        assert "Only the first 1 were looked at" in page

    def test_that_holds_no_badge_is_refused(self, client, credentials):
        assert "Refused" in ask(client, packed({"notes.txt": b"x"})).content.decode()

    def test_inside_a_zip_is_not_opened(self, client, credentials):
        inner = packed({"a.json": queries.v3_document(credentials[0])})

        page = ask(client, packed({"inner.zip": inner})).content.decode()

        assert "Verified" not in page


class TestALearnerRecord:
    def test_is_told_of_with_each_badge_in_it(self, client, credentials):
        held = json.loads(queries.v3_document(credentials[0]))
        record = {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiableCredential", "ClrCredential"],
            "credentialSubject": {"type": ["ClrSubject"], "verifiableCredential": [held]},
        }

        told = ask(client, json.dumps(record).encode(), headers={"Accept": "application/json"}).json()

        assert {each["name"]: each["verdict"] for each in told["badges"]} == {
            "the record itself": "refused",
            "badge 1": "verified",
        }
        assert told["verdict"] == "refused"
