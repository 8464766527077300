"""Many badges at once: everything, or what was ticked, and never anybody else's."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from factories import stage
from phalera.awarding.models import Award
from phalera.issuing import actions as issuing
from phalera.verifying import checker

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def cast(db):
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


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


class TestAllBadges:
    def test_come_as_one_archive_of_the_length_it_says(self, leo, awards):
        answer = leo.get(reverse("all_badges"))

        content = body(answer)
        assert answer["Content-Length"] == str(len(content))
        assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None

    def test_become_reachable_for_those_who_are_given_them(self, leo, awards):
        leo.get(reverse("all_badges"))

        assert set(Award.objects.values_list("visibility", flat=True)) == {"unlisted"}

    def test_are_not_handed_out_by_asking_how_long_they_are(self, leo, awards):
        leo.head(reverse("all_badges"))

        assert set(Award.objects.values_list("visibility", flat=True)) == {"private"}

    def test_take_few_queries(self, leo, awards, django_assert_max_num_queries):
        with django_assert_max_num_queries(12):
            body(leo.get(reverse("all_badges")))

    def test_lead_back_when_there_is_none(self, leo):
        assert leo.get(reverse("all_badges")).url == reverse("badges")


class TestTicked:
    def test_alone_is_the_file_itself(self, leo, awards):
        answer = leo.post(reverse("chosen_badges"), {"award": [awards[0].uuid], "as": "badge"})

        assert answer.url == reverse("badge_file", args=[awards[0].uuid, "png"])

    def test_together_are_an_archive_of_just_those(self, leo, awards):
        answer = leo.post(reverse("chosen_badges"), {"award": [each.uuid for each in awards], "as": "badge"})

        names = zipfile.ZipFile(io.BytesIO(body(answer))).namelist()
        assert sum(name.endswith(".png") for name in names) == len(awards)

    def test_must_be_at_least_one(self, leo, awards):
        assert leo.post(reverse("chosen_badges"), {"as": "badge"}).url == reverse("badges")

    def test_are_ids(self, leo, awards):
        assert leo.post(reverse("chosen_badges"), {"award": ["1 OR 1=1"]}).status_code == 404

    def test_are_ones_own(self, cast, client, awards):
        client.force_login(cast.ada)

        answer = client.post(reverse("chosen_badges"), {"award": [each.uuid for each in awards]})

        assert answer.url == reverse("badges")
        assert set(Award.objects.values_list("visibility", flat=True)) == {"private"}


class TestRecords:
    def test_come_as_one_pdf(self, leo, awards):
        answer = leo.get(reverse("all_records"))

        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")

    def test_of_one_badge_is_named_after_it(self, leo, awards):
        answer = leo.get(reverse("badge_record", args=[awards[0].uuid]))

        assert 'filename="Knots - Leo.pdf"' in answer["Content-Disposition"]

    def test_of_somebody_else_are_not_there(self, cast, client, awards):
        client.force_login(cast.ada)

        assert client.get(reverse("badge_record", args=[awards[0].uuid])).status_code == 404


class TestPage:
    def test_offers_everything_and_what_is_ticked(self, leo, awards):
        page = leo.get(reverse("badges")).content.decode()

        assert reverse("all_badges") in page
        assert reverse("all_records") in page
        assert page.count('name="award"') == len(awards)

    def test_gives_genuine_badges(self, leo, awards):
        content = body(leo.get(reverse("all_badges")))

        opened = zipfile.ZipFile(io.BytesIO(content))
        assert all(checker.verify(opened.read(n), now=NOW) for n in opened.namelist() if n.endswith(".png"))
