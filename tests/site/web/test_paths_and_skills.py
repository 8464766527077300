"""What a learner sees of paths, certifications and skills: how far, what is next, what it earns, until when."""

from datetime import UTC, datetime, timedelta

import pytest

from factories import stage
from phalera.authoring import actions as authoring
from phalera.jobs import clock
from phalera.journeys import build_a_path, earn_a_badge
from phalera.learning import actions as learning
from phalera.learning import arranging
from phalera.learning.models import Enrollment, Kind
from phalera.learning.validity import Unit, Validity

START = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(START)


@pytest.fixture
def leo(client, academy):
    client.force_login(academy.leo)
    return client


def add(academy, slug, kind=Kind.COURSE):
    return learning.add_learning_object(
        kind=kind, title=slug.title(), slug=slug, modules=[("One", "a")] if kind == Kind.COURSE else (),
        author=academy.ada, by=academy.ada, now=START,
    )  # fmt: skip


@pytest.fixture
def path(academy):
    path = add(academy, "path", Kind.PATH)
    authoring.attach_badge(
        badge=academy.badge, target=path, issuer=academy.issuer, criteria="", by=academy.ada, now=START
    )
    build_a_path.arrange(
        parent=path, items=[add(academy, "one"), add(academy, "two")], ordered=True, by=academy.ada, now=START
    )
    return path


def mark(academy, learning_object, at):
    return earn_a_badge.mark_complete(
        learner=academy.leo,
        instance=learning_object.instances.get(),
        completed_at=at,
        by=academy.grace,
        now=at,
    )


class TestAPath:
    def test_says_what_is_next_how_far_one_is_and_what_it_earns(self, academy, leo, path):
        mark(academy, path.items.get(position=1).item, START)

        page = leo.get("/learning/path/").content.decode()

        assert "1 of 2 completed" in page
        assert "Knots" in page
        assert page.count("Begin<span") == 1

    def test_begins_only_the_next(self, academy, leo, path):
        leo.post("/learning/path/enroll")
        answer = leo.post("/learning/two/enroll", follow=True)

        assert "“One” comes before “Two”" in answer.content.decode()
        leo.post("/learning/one/enroll")
        assert {each.instance.learning_object.slug for each in Enrollment.objects.all()} == {"path", "one"}

    def test_stands_in_the_catalogue_under_its_kind(self, academy, leo, path):
        assert "Learning path" in leo.get("/learning/").content.decode()
        page = leo.get("/learning/?kind=path").content.decode()

        assert "Path" in page
        assert "/learning/one/" not in page

    def test_asks_the_database_a_bounded_number_of_times(
        self, academy, leo, path, django_assert_max_num_queries
    ):
        items = [add(academy, f"c{number}") for number in range(20)]
        build_a_path.arrange(parent=path, items=items, by=academy.ada, now=START)

        with django_assert_max_num_queries(26):
            leo.get("/learning/path/")


class TestACertification:
    def test_is_renewed_in_one_click_when_the_window_is_open(self, academy, leo):
        course = add(academy, "refresher")
        certification = add(academy, "certification", Kind.CERTIFICATION)
        build_a_path.arrange(parent=certification, items=[add(academy, "one")], by=academy.ada, now=START)
        build_a_path.set_validity(
            certification=certification, validity=Validity(count=1, unit=Unit.YEARS), renew_from_days=60,
            grace_days=0, renewed_by=course, by=academy.ada, now=START,
        )  # fmt: skip
        certification.refresh_from_db()
        now = clock.now()
        assert "1 year from the day" in leo.get("/learning/certification/").content.decode()
        mark(academy, certification, now - timedelta(days=340))

        page = leo.get("/learning/certification/").content.decode()

        assert "Valid until" in page
        assert "Renew with Refresher" in page
        leo.post("/learning/refresher/enroll")
        enrollment = Enrollment.objects.get()
        learning.complete_module(enrollment=enrollment, module=course.modules.get(), by=academy.leo, now=now)
        earn_a_badge.earn(completion=course.instances.get().completions.get(), by=None, now=now)
        assert leo.get("/learning/certification/").content.decode().count("Completed on") >= 2


class TestASkill:
    @pytest.fixture
    def skill(self, academy):
        one = add(academy, "one")
        skill = arranging.add_skill(
            name="Rope", slug="rope", levels=[("Novice", 2), ("Master", 5)], by=academy.grace, now=START
        )
        arranging.set_credits(skill=skill, credits_of={one: 2}, by=academy.grace, now=START)
        authoring.attach_badge(
            badge=academy.badge, target=skill.levels.get(number=1), issuer=academy.issuer, criteria="",
            by=academy.grace, now=START,
        )  # fmt: skip
        mark(academy, one, START)
        return skill

    def test_shows_the_credits_and_what_gives_them(self, leo, skill):
        page = leo.get("/skills/rope/").content.decode()

        assert "You have 2 credits" in page
        assert "2 of 5 credits" in page
        assert "/learning/one/" in page
        assert "2 of 5 credits for Master" in leo.get("/skills/").content.decode()
        assert leo.get("/skills/nothing/").status_code == 404

    def test_is_named_where_its_credits_come_from(self, leo, skill):
        assert "/skills/rope/" in leo.get("/learning/one/").content.decode()
