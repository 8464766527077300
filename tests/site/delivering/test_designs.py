"""How records look: for every kind or one, with colors that can be read and a signature if there is one."""

import datetime as dt
import io

import pypdf
import pytest
from django.db import IntegrityError, transaction
from PIL import Image, ImageDraw

from factories import stage
from phalera.authoring import pictures
from phalera.common import colors, errors
from phalera.common.models import AuditEvent
from phalera.delivering import actions, queries, records
from phalera.delivering.models import Kind, Orientation, RecordDesign
from phalera.delivering.records import sample, workshop
from phalera.issuing import actions as issuing
from phalera.issuing import queries as issued
from phalera.verifying import checker

NOW = dt.datetime(2026, 4, 7, 9, 30, tzinfo=dt.UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]


@pytest.fixture(scope="module", autouse=True)
def _no_process_left():
    yield
    workshop.close()


@pytest.fixture
def theater():
    return stage.build(NOW)


@pytest.fixture
def credential(theater):
    award = stage.award(theater, stage.add_course(theater, "knots", NOW), NOW)
    issuing.issue(awards=[award], now=NOW)
    return issued.live_credential(award)


def save(theater, **said):
    look = {
        "kind": Kind.EVERY,
        "orientation": Orientation.LANDSCAPE,
        "accent": "#123a6b",
        "signatory_name": "",
        "signatory_title": "",
        "signature": None,
        **said,
    }
    return actions.save_design(issuer=theater.issuer, **look, by=theater.grace, now=NOW)


def signature():
    image = Image.new("RGBA", (600, 160))
    ImageDraw.Draw(image).line([(20, 100), (200, 150), (560, 20)], fill=(20, 20, 90, 255), width=9)
    made = io.BytesIO()
    image.save(made, "PNG")
    return pictures.store(made.getvalue(), signature=True, now=NOW)


def page_of(credential):
    reader = pypdf.PdfReader(io.BytesIO(records.pdf([credential]).content))
    return reader.pages[0]


class TestADesign:
    def test_decides_how_the_paper_lies(self, theater, credential):
        save(theater, orientation=Orientation.PORTRAIT)

        assert page_of(credential).mediabox.height > page_of(credential).mediabox.width

    def test_of_a_kind_counts_before_that_of_every_kind(self, theater, credential):
        save(theater, orientation=Orientation.PORTRAIT)
        save(theater, kind=Kind.COURSE, orientation=Orientation.LANDSCAPE)

        assert page_of(credential).mediabox.width > page_of(credential).mediabox.height

    def test_of_another_kind_does_not_count(self, theater, credential):
        save(theater, kind=Kind.CERTIFICATION, orientation=Orientation.PORTRAIT)

        assert page_of(credential).mediabox.width > page_of(credential).mediabox.height

    def test_says_who_signs(self, theater, credential):
        save(theater, signatory_name="Ada Okafor", signatory_title="Head of Training", signature=signature())

        page = page_of(credential)

        assert "Ada Okafor" in page.extract_text()
        assert "Head of Training" in page.extract_text()
        assert checker.verify(records.pdf([credential]).content, now=NOW)

    def test_changes_the_page_and_nothing_that_is_signed(self, theater, credential):
        before = records.pdf([credential]).content
        save(theater)
        after = records.pdf([credential]).content

        assert before != after
        assert credential.signature == issued.live_credential(credential.award).signature

    def test_is_one_for_each_kind(self, theater):
        save(theater)
        save(theater, accent="#5a1e1e")

        assert [design.accent for design in queries.designs([theater.issuer.pk]).values()] == ["#5a1e1e"]
        with pytest.raises(IntegrityError), transaction.atomic():
            RecordDesign.objects.create(issuer=theater.issuer, kind=Kind.EVERY, changed_at=NOW)

    def test_is_told_in_the_trail(self, theater):
        actions.remove_design(design=save(theater), by=theater.grace, now=NOW)

        assert set(AuditEvent.objects.values_list("action", flat=True)) >= {
            "record_design.saved",
            "record_design.removed",
        }

    @pytest.mark.parametrize("form", ["png", "pdf"])
    def test_can_be_seen_before_it_is_kept(self, theater, form):
        design = RecordDesign(issuer=theater.issuer, kind=Kind.CERTIFICATION, signatory_name="Ada")

        made = sample.preview(design, form=form, now=NOW)

        assert made.startswith({"png": b"\x89PNG", "pdf": b"%PDF-"}[form])


class TestAColor:
    def test_that_cannot_be_read_on_paper_is_refused_with_one_that_can(self, theater):
        with pytest.raises(errors.InvalidError) as refused:
            save(theater, accent="#ffd34d")

        assert refused.value.field == "accent"
        proposed = refused.value.remedy.split()[4]
        assert colors.contrast(proposed) >= colors.ENOUGH

    @pytest.mark.parametrize("color", ["red", "#12345", "#12345g", "", "#123456;"])
    def test_that_is_none_is_refused(self, theater, color):
        with pytest.raises(errors.InvalidError):
            save(theater, accent=color)

    def test_contrasts_as_the_guidelines_count(self):
        assert colors.contrast("#000000") == pytest.approx(21)
        assert colors.contrast("#ffffff") == pytest.approx(1)
        assert colors.contrast("#767676") == pytest.approx(4.54, abs=0.01)
