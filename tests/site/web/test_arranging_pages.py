"""Authors and administrators put learning together; nothing is done before it was said how many it concerns."""

from datetime import UTC, datetime

import pytest

from factories import stage
from phalera.authoring.models import Achievement
from phalera.awarding.models import Award
from phalera.journeys import earn_a_badge
from phalera.learning import actions as learning
from phalera.learning import arranging
from phalera.learning.models import Completion, LearningObject, Skill

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(START)


def add(academy, slug, kind="course"):
    return learning.add_learning_object(
        kind=kind, title=slug.title(), slug=slug, author=academy.ada, by=academy.ada, now=START
    )


@pytest.fixture
def path(academy):
    return add(academy, "path", "path")


@pytest.fixture
def one(academy):
    one = add(academy, "one")
    earn_a_badge.mark_complete(
        learner=academy.leo, instance=one.instances.get(), completed_at=START, by=academy.grace, now=START
    )
    return one


@pytest.fixture
def ada(client, academy):
    client.force_login(academy.ada)
    return client


@pytest.fixture
def grace(client, academy):
    client.force_login(academy.grace)
    return client


class TestArranging:
    def test_says_how_many_complete_it_before_they_do(self, ada, path, one):
        asked = {"do": "look", "add": str(one.uuid), "how": "all"}

        page = ada.post("/author/learning/path/", asked).content.decode()

        assert "Save and complete it for 1" in page
        assert not Completion.objects.filter(instance__learning_object=path).exists()

    def test_completes_it_when_that_was_read(self, ada, path, one):
        ada.post(
            "/author/learning/path/",
            {"do": "save", "item": str(one.uuid), "position": "1", "how": "ordered", "add": ""},
        )

        path.refresh_from_db()
        assert path.ordered
        assert Completion.objects.filter(instance__learning_object=path).count() == 1

    def test_orders_and_takes_out(self, academy, ada, path, one):
        two, three = add(academy, "two"), add(academy, "three")
        ada.post(
            "/author/learning/path/",
            {
                "do": "save", "how": "some", "needed": "1", "remove": str(two.uuid),
                "item": [str(one.uuid), str(two.uuid), str(three.uuid)], "position": ["3", "2", "1"],
            },
        )  # fmt: skip

        assert [row.item for row in path.items.order_by("position")] == [three, one]

    def test_says_what_is_wrong(self, ada, path, one):
        answer = ada.post(
            "/author/learning/path/",
            {"do": "save", "item": str(one.uuid), "position": "1", "how": "some", "needed": "5"},
        )

        assert answer.status_code == 422
        assert "Say a number from 1 to 1" in answer.content.decode()

    def test_is_refused_to_another_author(self, academy, ada, path):
        LearningObject.objects.filter(pk=path.pk).update(author=academy.grace)

        assert ada.get("/author/learning/path/").status_code == 403


class TestValidity:
    def test_is_set_and_said(self, academy, grace):
        add(academy, "certification", "certification")
        given = {
            "do": "validity", "validity_count": "2", "validity_unit": "years", "renew_from_days": "60",
            "grace_days": "7", "renewed_by": "",
        }  # fmt: skip

        grace.post("/admin/learning/certification/", given)
        wrong = grace.post("/admin/learning/certification/", {**given, "renew_from_days": "4000"})

        found = LearningObject.objects.get(slug="certification")
        assert (found.validity_count, found.validity_unit, found.grace_days) == (2, "years", 7)
        assert wrong.status_code == 422

    def test_says_what_renews_what_is_made_of_paths(self, academy, grace, path):
        certification = add(academy, "certification", "certification")
        before = grace.get("/admin/learning/certification/").content.decode()
        arranging.arrange(parent=certification, items=[path], by=academy.ada, now=START)

        page = grace.get("/admin/learning/certification/").content.decode()
        refused = grace.post(
            "/admin/learning/certification/",
            {"do": "validity", "validity_count": "1", "validity_unit": "years", "renew_from_days": "60",
             "grace_days": "0", "renewed_by": ""},
        )  # fmt: skip

        assert "The same again" in before
        assert "The same again" not in page
        assert "needs a course that renews it" in page
        assert refused.status_code == 422
        assert "needs a course that renews it" in refused.content.decode()


class TestSkills:
    def test_are_added_and_given_credits_and_badges(self, academy, grace, one):
        grace.post("/admin/skills/", {"name": "Rope", "levels": "Novice: 2\nMaster: 5"})
        skill = Skill.objects.get()
        grace.post(
            "/admin/skills/rope/1/badge",
            {"do": "attach", "badge": str(academy.badge.uuid), "criteria": "", "earlier": "leave"},
        )
        grace.post("/admin/skills/rope/", {"learning_object": str(one.uuid), "credits": "2"})

        assert [level.credits_needed for level in skill.levels.all()] == [2, 5]
        assert Achievement.objects.get().skill_level.number == 1
        assert Award.objects.get().learner == academy.leo

    def test_show_who_will_be_awarded_first(self, academy, grace, one):
        skill = arranging.add_skill(name="Rope", levels=[("Novice", 1)], by=academy.grace, now=START)
        arranging.set_credits(skill=skill, credits_of={one: 1}, by=academy.grace, now=START)

        page = grace.get(f"/admin/skills/rope/1/badge?badge={academy.badge.uuid}").content.decode()

        assert "Attach and award 1 badge" in page

    def test_say_which_level_is_none(self, grace):
        answer = grace.post("/admin/skills/", {"name": "Rope", "levels": "Novice"})

        assert answer.status_code == 422
        assert "“Novice” is not a level" in answer.content.decode()


class TestALevelOfASkill:
    @pytest.fixture
    def level(self, academy, one):
        skill = arranging.add_skill(
            name="Rope", levels=[("Novice", 1), ("Master", 5)], by=academy.grace, now=START
        )
        arranging.set_credits(skill=skill, credits_of={one: 1}, by=academy.grace, now=START)
        return skill.levels.get(number=1)

    def test_says_whom_a_change_concerns_before_it_is_done(self, grace, level):
        given = {"name": "Beginner", "credits_needed": "3"}
        page = grace.post("/admin/skills/rope/1/", {**given, "do": "look"}).content.decode()
        level.refresh_from_db()
        before = level.name, level.credits_needed

        grace.post("/admin/skills/rope/1/", {**given, "do": "change"})

        level.refresh_from_db()
        assert "person has it and keeps it" in page
        assert (before, (level.name, level.credits_needed)) == (("Novice", 1), ("Beginner", 3))

    def test_says_that_badges_say_otherwise_then(self, academy, grace, level):
        grace.post(
            "/admin/skills/rope/1/badge",
            {"do": "attach", "badge": str(academy.badge.uuid), "criteria": "", "earlier": "award"},
        )

        page = grace.post(
            "/admin/skills/rope/1/", {"name": "Novice", "credits_needed": "3", "do": "look"}
        ).content.decode()

        assert "1 person who has it is offered an update" in page

    def test_says_what_is_wrong(self, grace, level):
        answer = grace.post(
            "/admin/skills/rope/1/", {"name": "Novice", "credits_needed": "5", "do": "change"}
        )

        assert answer.status_code == 422
        assert "Each level needs more credits than the one before" in answer.content.decode()

    def test_is_retired_and_shown_to_who_keeps_it_alone(self, academy, client, grace, level):
        assert "person has it and keeps it" in grace.get("/admin/skills/rope/1/").content.decode()
        grace.post("/admin/skills/rope/1/", {"do": "retire"})
        pages = {}
        for person in (academy.leo, academy.ada):
            client.force_login(person)
            pages[person.name] = client.get("/skills/rope/").content.decode()

        assert {name: "Novice" in page for name, page in pages.items()} == {"Leo": True, "Ada": False}

        client.force_login(academy.grace)
        client.post("/admin/skills/rope/1/", {"do": "restore"})
        level.refresh_from_db()
        assert level.retired_at is None

    def test_is_added(self, grace, level):
        grace.post("/admin/skills/rope/", {"do": "level", "new-name": "Legend", "new-credits_needed": "9"})
        wrong = grace.post(
            "/admin/skills/rope/", {"do": "level", "new-name": "Myth", "new-credits_needed": "9"}
        )

        assert [each.name for each in level.skill.levels.all()] == ["Novice", "Master", "Legend"]
        assert wrong.status_code == 422

    def test_that_is_none_is_not_there(self, grace, level):
        assert grace.get("/admin/skills/rope/9/").status_code == 404
