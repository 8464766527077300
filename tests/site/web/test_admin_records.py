"""`/admin/records/`: how badge records look, seen before it is kept."""

import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from factories import stage
from phalera.authoring import pictures
from phalera.delivering.models import RecordDesign
from phalera.delivering.records import workshop

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LOOK = {
    "orientation": "portrait",
    "accent": "#123A6B",
    "signatory_name": "Ada Okafor",
    "signatory_title": "Head of Training",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _no_process_left():
    yield
    workshop.close()


@pytest.fixture
def academy():
    return stage.build(MORNING)


@pytest.fixture
def grace(academy):
    client = Client()
    client.force_login(academy.grace)
    return client


@pytest.fixture
def address(academy):
    return reverse("admin_record", args=[academy.issuer.uuid, "course"])


class TestALook:
    def test_is_kept_and_listed(self, grace, address):
        answer = grace.post(address, LOOK, follow=True)

        assert "Ada Okafor" in answer.content.decode()
        assert RecordDesign.objects.get().accent == "#123a6b"

    def test_is_shown_before_it_is_kept(self, grace, address):
        answer = grace.post(address, LOOK | {"do": "try"})
        page = answer.content.decode()

        assert "This look is not kept yet." in page
        assert "signatory_name=Ada+Okafor" in page
        assert not RecordDesign.objects.exists()
        assert grace.get(answer.context["picture"]).content.startswith(b"\x89PNG")

    def test_takes_a_signature_as_people_scan_it(self, grace, address):
        scanned = io.BytesIO()
        Image.new("RGBA", (600, 160)).save(scanned, "PNG")

        grace.post(address, LOOK | {"signature": SimpleUploadedFile("me.png", scanned.getvalue())})

        kept = RecordDesign.objects.get().signature
        assert Image.open(io.BytesIO(pictures.read(kept.sha256, "png"))).size == (600, 160)

    def test_with_a_faint_color_is_refused_with_a_better_one(self, grace, address):
        answer = grace.post(address, LOOK | {"accent": "#ffee88"})

        assert answer.status_code == 422
        assert "too faint to read on paper" in answer.content.decode()
        assert not RecordDesign.objects.exists()

    def test_may_be_taken_away_again(self, grace, address):
        grace.post(address, LOOK)

        grace.post(address + "remove")

        assert not RecordDesign.objects.exists()

    def test_is_asked_for_of_no_kind_that_there_is_not(self, grace, academy):
        assert grace.get(reverse("admin_record", args=[academy.issuer.uuid, "nothing"])).status_code == 404

    @pytest.mark.parametrize("said", ["accent=%23ffffff", "orientation=upside", "signature=x", "accent="])
    def test_of_an_address_that_makes_no_sense_is_still_a_page(self, grace, academy, said):
        picture = reverse("admin_record_preview", args=[academy.issuer.uuid, "every", "png"])

        assert grace.get(f"{picture}?{said}").status_code == 200
