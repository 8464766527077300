"""`/verify/results/…`: a result is kept when somebody asks for a link, and ends by itself or at their wish."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import credentials, pages, stage
from phalera.delivering import actions as delivering
from phalera.delivering import files
from phalera.issuing import actions as issuing
from phalera.issuing import queries as issued
from phalera.jobs import registry
from phalera.journeys import take_it_back
from phalera.verifying import results
from phalera.verifying.models import Result
from phalera.web.public import results as views
from phalera_core.verifying import report

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

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
def verified(client, award):
    """The page with the verdict, as somebody sees it who gave the badge."""
    badge = files.content(issued.live_credential(award), "png")
    answer = client.post(
        "/verify/", {"badge": SimpleUploadedFile("badge.png", badge), "recipient": "leo@example.org"}
    )
    assert answer.status_code == 200
    return answer.content.decode()


def share(client, page):
    [form] = [each for each in pages.forms(page) if each.action.endswith("/verify/results/")]
    return client.post(form.action, form.values)


class TestAResult:
    def test_is_not_kept_before_somebody_asks(self, verified):
        assert "/verify/results/" in verified
        assert not Result.objects.exists()

    def test_is_shown_to_whoever_has_its_link(self, client, verified, award):
        link = share(client, verified).url

        stranger = Client().get(link)
        page = stranger.content.decode()

        assert (stranger.status_code, stranger["X-Robots-Tag"]) == (200, "noindex, nofollow")
        assert "is genuine and in date" in page
        assert award.achievement.badge.name in page
        assert pages.forms(page) == [] or all("results" not in each.action for each in pages.forms(page))
        kept = Result.objects.get()
        assert kept.said["report"]["credential"] is None
        assert "leo@example.org" not in str(kept.said)
        assert str(award.uuid) not in str(kept.said)

    def test_stays_what_it_was_when_the_badge_is_revoked(self, client, verified, award, academy):
        link = share(client, verified).url
        take_it_back.revoke(award=award, reason="By mistake.", by=academy.grace, now=MORNING)

        assert "It may have been revoked" in Client().get(link).content.decode()

    def test_ends_at_the_wish_of_who_made_it_and_of_nobody_else(self, client, verified):
        link = share(client, verified).url
        page = client.get(link).content.decode()
        [form] = [each for each in pages.forms(page) if each.action.endswith("/end")]

        assert Client().post(form.action, form.values).status_code == 404
        assert Client().get(link).status_code == 200
        assert client.post(form.action, form.values).status_code == 302

        gone = Client().get(link)
        assert (gone.status_code, "not shown any more" in gone.content.decode()) == (404, True)

    def test_ends_by_itself_and_is_then_deleted(self, client, verified):
        link = share(client, verified).url
        result = Result.objects.get()
        result.ends_at = result.made_at - timedelta(seconds=1)
        result.save()

        assert client.get(link).status_code == 404
        for sweep in registry.sweeps():
            sweep(result.made_at)
        assert not Result.objects.exists()

    @pytest.mark.parametrize("given", ["", "made up", "e30:1wPz:AAAA", "\x00" * 50])
    def test_that_we_never_told_is_not_kept(self, client, given):
        answer = client.post("/verify/results/", {"result": given})

        assert answer.status_code == 422
        assert "too old to be shared" in answer.content.decode()
        assert not Result.objects.exists()

    def test_that_was_changed_on_the_way_is_not_kept(self, client, verified):
        [form] = [each for each in pages.forms(verified) if each.action.endswith("/verify/results/")]
        sealed = form.values["result"]
        changed = ("x" if sealed[5] != "x" else "y").join((sealed[:5], sealed[6:]))

        assert client.post(form.action, {**form.values, "result": changed}).status_code == 422

    def test_that_is_old_is_not_shown_as_new(self, client, verified, monkeypatch):
        monkeypatch.setattr(results, "WILLING", timedelta(seconds=-1))

        assert share(client, verified).status_code == 422

    def test_keeps_no_more_than_people_read_of_a_name_of_a_megabyte(self, client):
        def change(document):
            del document["credentialStatus"]
            document["issuer"]["name"] = "Academy " * 40_000

        badge = credentials.dump(credentials.with_key().credential(change))
        page = client.post("/verify/", {"badge": SimpleUploadedFile("badge.json", badge)}).content.decode()

        assert share(client, page).status_code == 302
        assert len(str(Result.objects.get().said)) < 10_000

    def test_calls_an_endorsement_what_it_is(self, client):
        found = report.Report(
            verdict=report.Verdict.VERIFIED,
            version="3.0",
            packed_as="json",
            issuer=None,
            checks=(),
            credential={"type": ["VerifiableCredential", "EndorsementCredential"]},
        )
        said = results.summary(found, at=MORNING)
        _result, secret = results.keep(said, now=datetime.now(UTC))

        page = client.get(f"/verify/results/{secret}").content.decode()

        assert "This endorsement is genuine and in date." in page
        assert "This badge is genuine" not in page

    def test_is_kept_for_one_visitor_so_often_only(self, client, verified, monkeypatch):
        monkeypatch.setattr(views, "MOST", 2)

        assert [share(client, verified).status_code for _ in range(3)] == [302, 302, 429]
        assert Result.objects.count() == 2
