"""What can still be earned of paths, certifications and skills, and how far one is."""

from datetime import UTC, datetime

import pytest

from factories import stage
from phalera.authoring import actions as authoring
from phalera.awarding import actions, reach
from phalera.learning import actions as learning
from phalera.learning.models import Completion, LearningObject, PathItem, Skill, SkillCredit, SkillLevel

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage.build(NOW)


def course(slug, **fields):
    return learning.add_learning_object(title=slug, slug=slug, by=None, now=NOW, **fields)


def finish(cast, learning_object):
    learning.mark_complete(learner=cast.leo, instance=learning_object.instances.get(), by=cast.grace, now=NOW)


def attach(cast, target):
    return authoring.attach_badge(badge=cast.badge, target=target, issuer=cast.issuer, by=None, now=NOW)


def path(cast, *items, kind="path", **fields):
    made = course("way", kind=kind)
    LearningObject.objects.filter(pk=made.pk).update(**fields)
    for position, item in enumerate(items):
        PathItem.objects.create(parent=made, item=item, position=position)
    attach(cast, made)


def skill(cast, *credits_needed):
    made = Skill.objects.create(slug="craft", name="Craft", created_at=NOW)
    for number, needed in enumerate(credits_needed, start=1):
        level = SkillLevel.objects.create(
            skill=made, number=number, name=f"Level {number}", credits_needed=needed
        )
        attach(cast, level)
    return made


def give(made, *pairs):
    for learning_object, number in pairs:
        SkillCredit.objects.create(skill=made, learning_object=learning_object, credits=number)


def far(cast, **asked):
    return [
        (item.target.title, item.done, item.total, item.counted_in, item.under_way)
        for item in reach.available(cast.leo, now=NOW, **asked)
    ]


class TestABadgeThatWasTakenBack:
    @pytest.mark.parametrize(("kind", "again"), [("course", []), ("certification", ["knots"])])
    def test_is_within_reach_only_where_one_can_do_it_again(self, cast, kind, again):
        made = course("knots", kind=kind)
        achievement = attach(cast, made)
        finish(cast, made)
        [completion] = Completion.objects.filter(learner=cast.leo)
        award = actions.grant(
            learner=cast.leo, achievement=achievement, completion=completion, by=None, now=NOW
        )
        assert far(cast) == []

        actions.revoke(award=award, reason="By mistake.", by=cast.grace, now=NOW)

        assert [title for title, *_how_far in far(cast)] == again


class TestAPath:
    @pytest.mark.parametrize("kind", ["path", "certification"])
    def test_counts_its_courses_also_for_who_never_enrolled_in_it(self, cast, kind):
        first, *others = (course(f"c{number}") for number in range(4))
        path(cast, first, *others, kind=kind)
        finish(cast, first)

        assert far(cast) == [("way", 1, 4, "courses", True)]

    def test_needs_no_more_than_it_asks_for(self, cast):
        path(cast, *(course(f"c{number}") for number in range(4)), needed=2)

        assert far(cast) == [("way", 0, 2, "courses", False)]

    def test_is_not_under_way_before_anything_is_done(self, cast):
        path(cast, course("c"))

        assert far(cast, under_way=True) == []


class TestASkill:
    def test_offers_the_next_level_with_the_credits_towards_it(self, cast):
        one, two = course("one"), course("two")
        give(skill(cast, 20, 60, 90), (one, 40), (two, 40))
        finish(cast, one)

        assert far(cast) == [("Craft: Level 2", 40, 60, "credits", True)]

    def test_is_offered_while_a_course_for_it_is_open(self, cast):
        give(skill(cast, 20), (course("one"), 40))

        assert far(cast) == [("Craft: Level 1", 0, 20, "credits", False)]

    def test_is_not_offered_where_no_course_is_open(self, cast):
        give(skill(cast, 20), (course("one", in_catalogue=False), 40))

        assert far(cast) == []

    def test_is_not_offered_once_it_is_retired(self, cast):
        made = skill(cast, 20)
        give(made, (course("one"), 40))
        Skill.objects.filter(pk=made.pk).update(retired_at=NOW)

        assert far(cast) == []

    def test_is_of_its_own_kind(self, cast):
        give(skill(cast, 20), (course("one"), 40))

        assert far(cast, kind="skill") != []
        assert far(cast, kind="course") == []


class TestMany:
    def test_leave_room_for_what_is_under_way(self, cast):
        for number in range(5):
            attach(cast, course(f"a{number}"))
        last = course("zither")
        attach(cast, last)
        learning.enroll(learner=cast.leo, instance=last.instances.get(), by=None, now=NOW)

        assert [title for title, *_ in far(cast, limit=2)] == ["zither", "a0"]

    def test_cost_the_same_as_few(self, cast, django_assert_max_num_queries):
        items = [course(f"c{number}") for number in range(9)]
        path(cast, *items)
        give(skill(cast, 20, 60), *((item, 5) for item in items))
        for item in items[:5]:
            actions.grant(learner=cast.leo, achievement=attach(cast, item), by=None, now=NOW)
            finish(cast, item)

        with django_assert_max_num_queries(6):
            found = far(cast)

        assert found == [
            ("way", 5, 9, "courses", True),
            ("Craft: Level 2", 25, 60, "credits", True),
        ]
