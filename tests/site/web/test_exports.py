"""Many badge records: as one PDF or a ZIP of PDFs, at once or, from 200 on, made in the background and kept some days."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from factories import stage
from phalera.awarding import actions as awarding
from phalera.awarding.models import Award
from phalera.delivering import exporting, records
from phalera.delivering.models import Export
from phalera.issuing import actions as issuing
from phalera.jobs import leases, registry, runner
from phalera.jobs.models import Job, State
from phalera.notifying import queries as told
from phalera.verifying import checker

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage.build(NOW)


@pytest.fixture
def awards(cast):
    awards = [stage.award(cast, stage.add_course(cast, slug, NOW), NOW) for slug in ("knots", "ropes")]
    issuing.issue(awards=awards, now=NOW)
    return awards


@pytest.fixture
def leo(cast, client):
    client.force_login(cast.leo)
    return client


@pytest.fixture
def many(monkeypatch):
    """Let two be so many that they are work for the background."""
    monkeypatch.setattr(records, "MOST_AT_ONCE", 2)


@pytest.fixture(autouse=True)
def nothing_kept():
    yield
    if default_storage.exists(exporting.FOLDER):
        for name in default_storage.listdir(exporting.FOLDER)[1]:
            default_storage.delete(f"{exporting.FOLDER}/{name}")


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def work():
    return runner.run_due(now=datetime.now(UTC))


def leave_out(monkeypatch, award):
    """Let no font show one record."""
    genuine = records._unshowable

    def unshowable(credential, record):
        if credential.award_id == award.pk:
            return records.LeftOut(credential=credential, message="No font.", remedy="Install one.")
        return genuine(credential, record)

    monkeypatch.setattr(records, "_unshowable", unshowable)


class TestAFew:
    def test_come_as_a_zip_of_pdfs_that_verify(self, leo, awards):
        answer = leo.get(reverse("all_records_zip"))

        archive = opened(body(answer))
        assert archive.testzip() is None
        assert len(archive.namelist()) == len({name.casefold() for name in archive.namelist()}) == 2
        assert all(checker.verify(archive.read(name), now=NOW) for name in archive.namelist())
        assert set(Award.objects.values_list("visibility", flat=True)) == {"unlisted"}

    def test_are_not_made_by_asking_about_them(self, leo, awards):
        answer = leo.head(reverse("all_records_zip"))

        assert (answer.status_code, body(answer)) == (200, b"")
        assert set(Award.objects.values_list("visibility", flat=True)) == {"private"}

    def test_lead_back_when_there_is_none(self, leo):
        assert leo.get(reverse("all_records_zip")).url == reverse("badges")

    def test_can_be_those_that_were_ticked(self, leo, awards):
        answer = leo.post(reverse("chosen_badges"), {"award": [each.uuid for each in awards], "as": "pdfs"})

        assert len(opened(body(answer)).namelist()) == 2

    def test_alone_is_the_pdf_itself(self, leo, awards):
        answer = leo.post(reverse("chosen_badges"), {"award": [awards[0].uuid], "as": "pdfs"})

        assert answer["Content-Type"] == "application/pdf"

    def test_name_whom_no_font_shows_and_deliver_the_rest(self, leo, awards, monkeypatch):
        leave_out(monkeypatch, awards[1])

        archive = opened(body(leo.get(reverse("all_records_zip"))))

        assert len([name for name in archive.namelist() if name.endswith(".pdf")]) == 1
        assert archive.read("Left out.txt") == b"No font. Install one."


class TestMany:
    @pytest.mark.parametrize("address", ["all_records", "all_records_zip"])
    def test_are_made_in_the_background_and_told_of(self, cast, leo, awards, many, address):
        page = leo.get(reverse(address), follow=True).content.decode()

        assert "Making 2 badge records" in page
        assert "hx-get" in page
        work()
        export = Export.objects.get()
        page = leo.get(reverse("export", args=[export.uuid])).content.decode()
        assert "2 badge records are ready" in page
        assert "hx-get" not in page
        answer = leo.get(reverse("export_file", args=[export.uuid]))
        content = body(answer)
        assert answer["Content-Length"] == str(len(content)) == str(export.size)
        assert len(checker.verify_all(content, now=NOW)) == 2
        [news] = [
            each for each in told.recent(cast.leo) if each.path == reverse("export", args=[export.uuid])
        ]
        assert news.title == "2 badge records are ready"

    def test_show_how_far_they_are(self, leo, awards, many):
        address = leo.get(reverse("all_records_zip")).url
        Job.objects.filter(kind="records").update(progress=1)

        page = leo.get(address).content.decode()

        assert '<progress id="made" max="2" value="1">' in page
        assert "1 of 2." in page

    def test_are_asked_for_once_while_they_are_made(self, leo, awards, many):
        first, second = (leo.get(reverse("all_records_zip")).url for _ in range(2))

        assert first == second
        assert Job.objects.filter(kind="records").count() == 1
        work()
        assert leo.get(reverse("all_records_zip")).url != first

    def test_in_another_form_are_others(self, leo, awards, many):
        assert leo.get(reverse("all_records_zip")).url != leo.get(reverse("all_records")).url

    def test_are_made_once_even_if_the_job_runs_twice(self, leo, awards, many, monkeypatch):
        leo.get(reverse("all_records_zip"))
        monkeypatch.setattr(leases, "finish", lambda **_: False)
        work()
        before = Export.objects.get().file
        Job.objects.filter(kind="records").update(state=State.WAITING, lease_until=None)

        work()

        assert Export.objects.get().file == before
        assert default_storage.listdir(exporting.FOLDER)[1] == [before.rpartition("/")[2]]

    def test_leave_no_file_behind_when_another_worker_took_over(self, leo, awards, many, monkeypatch):
        leo.get(reverse("all_records"))
        monkeypatch.setattr(leases, "lock", lambda **_: False)

        work()

        assert Export.objects.get().file == ""
        assert default_storage.listdir(exporting.FOLDER)[1] == []

    def test_that_failed_for_good_say_why_and_can_be_tried_again(self, leo, awards, many):
        address = leo.get(reverse("all_records")).url
        Job.objects.filter(kind="records").update(
            state=State.DEAD, finished_at=NOW, last_error="The disk is full."
        )

        assert "The disk is full." in leo.get(address).content.decode()
        leo.post(address)
        work()
        assert "2 badge records are ready" in leo.get(address).content.decode()

    def test_name_whom_no_font_shows(self, leo, awards, many, monkeypatch):
        leave_out(monkeypatch, awards[1])
        address = leo.get(reverse("all_records")).url

        work()

        page = leo.get(address).content.decode()
        assert "1 badge record is ready" in page
        assert "No font. Install one." in page

    def test_that_were_all_taken_back_meanwhile_are_told_of_with_the_reason(self, cast, leo, awards, many):
        address = leo.get(reverse("all_records")).url
        for award in awards:
            awarding.revoke(award=award, reason="By mistake.", by=cast.grace, now=NOW)

        work()

        assert "could not be made" in leo.get(address).content.decode()
        titles = {each.title for each in told.recent(cast.leo)}
        assert "Your badge records could not be made" in titles


class TestTheFile:
    @pytest.fixture
    def export(self, leo, awards, many):
        leo.get(reverse("all_records"))
        work()
        return Export.objects.get()

    @pytest.mark.parametrize("address", ["export", "export_file"])
    def test_is_for_whoever_asked_for_it_alone(self, cast, client, export, address):
        client.force_login(cast.grace)

        assert client.get(reverse(address, args=[export.uuid])).status_code == 404

    def test_is_deleted_after_seven_days(self, leo, export, django_capture_on_commit_callbacks):
        exporting.forget_old(now=export.asked_at + exporting.KEPT - timedelta(minutes=1))
        assert default_storage.exists(export.file)

        with django_capture_on_commit_callbacks(execute=True):
            exporting.forget_old(now=export.asked_at + exporting.KEPT)

        assert not default_storage.exists(export.file)
        assert leo.get(reverse("export_file", args=[export.uuid])).status_code == 404

    def test_stays_when_forgetting_it_is_undone(self, export, monkeypatch):
        monkeypatch.setattr(exporting, "MOST_KEPT", 1)

        with transaction.atomic():
            exporting.ask(learner=export.learner, awards=[], form="zip", by=export.learner, now=NOW)
            transaction.set_rollback(True)

        assert Export.objects.filter(pk=export.pk).exists()
        assert default_storage.exists(export.file)

    def test_is_deleted_by_the_next_sweep_when_its_storage_did_not_answer(
        self, export, monkeypatch, django_capture_on_commit_callbacks
    ):
        with monkeypatch.context() as patch:
            patch.setattr(default_storage, "delete", lambda _name: 1 / 0)
            with django_capture_on_commit_callbacks(execute=True):
                exporting._forget([export])

        assert not Export.objects.filter(pk=export.pk).exists()
        assert exporting.forget_old(now=export.asked_at) == 1
        assert not default_storage.exists(export.file)

    def test_is_deleted_when_its_row_has_gone(self, export):
        Export.objects.all().delete()

        exporting.forget_old(now=export.asked_at)

        assert not default_storage.exists(export.file)

    def test_is_tidied_up_by_the_workers(self):
        assert "phalera.delivering.jobs" in {each.__module__ for each in registry.sweeps()}

    def test_is_one_of_few(self, leo, export, monkeypatch, django_capture_on_commit_callbacks):
        monkeypatch.setattr(exporting, "MOST_KEPT", 2)
        for _ in range(3):
            with django_capture_on_commit_callbacks(execute=True):
                leo.get(reverse("all_records"))
            work()

        assert Export.objects.count() == 2
        assert not default_storage.exists(export.file)


class TestTooManyAtOnce:
    def test_are_refused_with_what_to_do(self, cast, leo, awards, many):
        for number in range(exporting.MOST_KEPT):
            Export.objects.create(learner=cast.leo, form="pdf", chosen=str(number), awards=[], asked_at=NOW)

        answer = leo.post(
            reverse("chosen_badges"), {"award": [each.uuid for each in awards], "as": "pdf"}, follow=True
        )

        assert "Wait until one of them is ready" in answer.content.decode()
        assert Export.objects.count() == exporting.MOST_KEPT
        assert set(Award.objects.values_list("visibility", flat=True)) == {"private"}
