"""`/verify/`: the verdict first, for anybody, and nothing is kept."""

import json
import re
import tempfile
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import pages, photographs, stage
from phalera.accounts import actions as accounts
from phalera.common.models import AuditEvent
from phalera.delivering import actions as delivering
from phalera.delivering import files, records
from phalera.issuing import actions as issuing
from phalera.issuing import queries as issued
from phalera.issuing import tokens
from phalera.journeys import take_it_back
from phalera.verifying import limits

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

# A word by itself: what is encoded may have these letters anywhere.
LEO = re.compile(r"(?<![\w-])Leo(?![\w-])")

pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(MORNING)


@pytest.fixture
def award(academy):
    made = stage.award(academy, stage.add_course(academy, "knots", MORNING), MORNING)
    issuing.issue(awards=[made], now=MORNING)
    delivering.hand_out(award=made, by=academy.leo, now=MORNING)
    return made


@pytest.fixture
def badge(award):
    credential = issued.live_credential(award)
    tokens.ensure(credential=credential, now=MORNING)
    return {ending: files.content(credential, ending) for ending in ("png", "svg", "json", "jwt")}


def ask(client, content=None, *, as_json=False, **fields):
    """Send the form as a browser does, without having signed in."""
    if content is not None:
        fields["badge"] = SimpleUploadedFile("badge", content)
    return client.post("/verify/", fields, headers={"Accept": "application/json" if as_json else "text/html"})


class TestAPhotograph:
    """Of a badge record, or of a page that shows the QR code of a badge."""

    def test_leads_to_the_badge_of_its_code(self, client, award):
        link = f"{settings.PUBLIC_URL}/credentials/{award.uuid}"

        found = ask(client, photographs.encoded(photographs.page(link)), as_json=True).json()

        assert found["verdict"] == "verified"
        assert found["credential"]["id"] == link
        assert "QR code" in found["checks"][0]["message"]

    def test_of_a_badge_that_answers_nobody_tells_nothing_of_it(self, client, academy):
        private = stage.award(academy, stage.add_course(academy, "knots", MORNING), MORNING)
        issuing.issue(awards=[private], now=MORNING)
        link = f"{settings.PUBLIC_URL}/credentials/{private.uuid}"

        found = ask(client, photographs.encoded(photographs.page(link)), as_json=True).json()

        assert found["verdict"] == "undecided"
        assert found["credential"] is None

    def test_of_nothing_is_refused(self, client):
        found = ask(client, photographs.encoded(photographs.page()), as_json=True).json()

        assert found["verdict"] == "refused"
        assert "JPEG" in found["checks"][0]["message"]


class TestAGenuineBadge:
    @pytest.mark.parametrize("ending", ["png", "svg", "json", "jwt"])
    def test_is_verified_in_whatever_it_is_packed(self, client, badge, ending):
        answer = ask(client, badge[ending])
        page = answer.content.decode()

        assert answer.status_code == 200
        assert '<div class="verdict yes">' in page
        assert "This badge is genuine and in date." in page
        assert "Academy" in page
        assert not LEO.search(page)

    def test_is_verified_as_text(self, client, badge):
        assert "This badge is genuine" in ask(client, text=badge["json"].decode()).content.decode()

    @pytest.mark.parametrize("path", ["/credentials/{}", "/ob3/credentials/{}"])
    def test_is_verified_by_its_address(self, client, award, path):
        address = settings.PUBLIC_URL + path.format(award.uuid)

        assert "This badge is genuine" in ask(client, text=f" {address}\n").content.decode()

    def test_shows_the_very_picture_that_was_given(self, client, badge):
        answer = ask(client, badge["png"])

        assert 'src="data:image/png;base64,' in answer.content.decode()
        assert "img-src 'self' data:" in answer["Content-Security-Policy"]

    def test_is_compared_with_the_address_of_its_holder(self, client, badge):
        his = ask(client, badge["png"], recipient="leo@example.org", as_json=True).json()
        hers = ask(client, badge["png"], recipient="eve@example.org", as_json=True).json()

        assert (his["verdict"], hers["verdict"]) == ("verified", "refused")

    def test_is_reported_as_json_to_who_prefers_that(self, client, badge):
        answer = ask(client, badge["png"], as_json=True)

        assert answer["Content-Type"] == "application/json"
        assert (answer.json()["verdict"], answer.json()["packed_as"]) == ("verified", "png")


class TestWhatIsSigned:
    def test_of_a_record_stands_before_the_checks_and_apart_from_the_page(self, client, award):
        page = ask(client, records.pdf([issued.live_credential(award)]).content).content.decode()

        assert page.index("What is signed") < page.index("What we checked")
        assert "The printed page is not" in page
        assert "<dd><bdi>Knots</bdi></dd>" in page
        assert "<dd><bdi>Academy</bdi></dd>" in page
        assert 'datetime="2026-03-01"' in page
        assert "No name is signed." in page
        # The name stands on the page that is printed, and nowhere in what was verified.
        assert not LEO.search(page)

    def test_may_be_compared_without_the_file(self, client, award):
        made = records.pdf([issued.live_credential(award)]).content
        text = ask(client, made).context["again"]["text"].value()

        his, hers = (
            ask(client, text=text, recipient=f"{name}@example.org", as_json=True) for name in ("leo", "eve")
        )

        assert (his.json()["verdict"], hers.json()["verdict"]) == ("verified", "refused")

    def test_may_be_a_name(self, client, academy):
        choice = {"person": academy.leo, "by": academy.leo, "now": MORNING}
        accounts.choose_signed_name(wanted=True, **choice)
        made = stage.award(academy, stage.add_course(academy, "knots", MORNING), MORNING)
        issuing.issue(awards=[made], now=MORNING)
        document = files.content(issued.live_credential(made), "json")

        page = ask(client, document).content.decode()
        forged = ask(client, document.replace(b'"Leo"', b'"Eve"')).content.decode()

        assert "<dt>Name signed in</dt><dd><bdi>Leo</bdi></dd>" in page
        assert "Name signed in" not in forged


class TestABadgeThatIsNot:
    def test_is_refused_when_a_word_was_changed(self, client, badge):
        document = json.loads(badge["json"])
        document["credentialSubject"]["achievement"]["name"] = "Astronaut"

        page = ask(client, json.dumps(document).encode()).content.decode()

        assert '<div class="verdict no">' in page
        assert "This file was changed after it was signed." in page
        assert "Nobody is proven to have issued this badge." in page
        assert "What to do now" in page

    def test_is_refused_once_it_was_revoked(self, client, academy, award, badge):
        take_it_back.revoke(award=award, reason="A mistake.", by=academy.grace, now=MORNING)

        assert '<div class="verdict no">' in ask(client, badge["png"]).content.decode()

    @pytest.mark.parametrize("place", ["credentials", "ob2/assertions", "ob3/credentials"])
    def test_at_its_address_is_refused_once_it_was_revoked(self, client, academy, award, badge, place):
        take_it_back.revoke(award=award, reason="A mistake.", by=academy.grace, now=MORNING)

        answer = ask(client, text=f" {settings.PUBLIC_URL}/{place}/{award.uuid}\n")

        assert answer.status_code == 200
        assert '<div class="verdict no">' in answer.content.decode()
        assert "It was revoked by its issuer" in answer.content.decode()

    @pytest.mark.parametrize(
        "content",
        [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"<svg>", b"{", b"%PDF-1.7", b"PK\x03\x04", b"\xff" * 1000],
    )
    def test_is_refused_with_a_reason_whatever_it_is(self, client, content):
        answer = ask(client, content)

        assert answer.status_code == 200
        assert '<div class="verdict no">' in answer.content.decode()

    def test_says_its_words_as_words(self, client, badge):
        document = json.loads(badge["json"])
        document["credentialSubject"]["achievement"]["name"] = "</title><script>alert(1)</script>"

        page = ask(client, json.dumps(document).encode()).content.decode()

        assert "<script>alert" not in page


class TestTheForm:
    def test_asks_for_one_of_file_and_text(self, client):
        answer = ask(client)
        page = answer.content.decode()

        assert answer.status_code == 422
        assert "<title>Error: Verify a badge" in page
        assert 'aria-invalid="true"' in page
        assert "Choose a badge file, or give the address or the text of one." in page

    def test_says_what_is_too_large_without_reading_it(self, client):
        answer = client.post(
            "/verify/",
            b"",
            content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(limits.LARGEST_BODY + 1),
        )

        assert answer.status_code == 413
        assert "larger than 5 MB" in answer.content.decode()

    def test_says_what_is_a_little_too_large(self, client):
        answer = ask(client, b"x" * (limits.LARGEST_FILE + 1), as_json=True)

        assert answer.status_code == 422
        assert "larger than 5 MB" in answer.json()["error"]

    def test_says_that_an_address_holds_nothing(self, client):
        answer = ask(client, text=f"{settings.PUBLIC_URL}/credentials/00000000-0000-4000-8000-000000000000")

        assert answer.status_code == 422
        assert "Nothing is published there." in answer.content.decode()

    @pytest.mark.parametrize("end", ["", "/", "?utm_source=mail", "#top"])
    def test_says_of_a_share_link_that_it_is_to_be_opened(self, client, end):
        answer = ask(client, text=f"{settings.PUBLIC_URL}/s/abcdefghijklmnopqrstuv{end}")

        assert answer.status_code == 422
        assert "a link to a page which shows a badge" in answer.content.decode()

    @pytest.mark.parametrize("scheme", ["https://", ""])
    def test_takes_an_address_as_browsers_show_it(self, client, settings, award, scheme):
        settings.PUBLIC_URL = "https://badges.example.org"

        answer = ask(client, text=f" {scheme}badges.example.org/credentials/{award.uuid}\n", as_json=True)

        assert answer.status_code == 200, answer.content

    @pytest.mark.parametrize(
        "address", ["http://127.0.0.1:1/x", "http://169.254.169.254/", "http://[::1]/", "http://localhost/"]
    )
    def test_asks_no_address_inside_the_house(self, client, address):
        answer = ask(client, text=address)

        assert answer.status_code == 422
        assert '<div class="verdict' not in answer.content.decode()

    def test_works_for_strangers_without_a_cookie(self, badge):
        strict = Client(enforce_csrf_checks=True)

        assert ask(strict, badge["png"]).status_code == 200
        assert not strict.cookies

    def test_is_one_form_that_is_posted(self, client):
        forms = [
            form for form in pages.forms(client.get("/verify/").content.decode()) if form.action == "/verify/"
        ]

        assert [form.method for form in forms] == ["post"]
        assert set(forms[0].values) >= {"badge", "recipient"}

    def test_keeps_nothing(self, client, monkeypatch, tmp_path, badge):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        before = AuditEvent.objects.count()

        # Larger than what Django keeps in memory unless told.
        ask(client, badge["png"] + b"\0" * 3_000_000, recipient="leo@example.org")

        assert list(tmp_path.iterdir()) == []
        assert AuditEvent.objects.count() == before


class TestRecord:
    def test_is_genuine_and_its_printed_page_is_said_to_be_unsigned(self, client, award):
        record = records.pdf([issued.live_credential(award)]).content

        page = client.post("/verify/", {"badge": SimpleUploadedFile("record.pdf", record)}).content.decode()

        assert "Verified" in page
        assert "The printed page is not" in page
