"""My Achievements: earned newest first, then what can be earned, nearest first."""

from datetime import UTC, datetime, timedelta

import pytest

from factories import stage
from phalera.awarding import actions, policies, queries, reach
from phalera.learning import actions as learning

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage.build(NOW)


def course(cast, slug, *, modules=1, done=0, enrolled=True):
    added = learning.add_learning_object(
        title=slug, slug=slug, modules=[(f"{n}", "") for n in range(modules)], by=None, now=NOW
    )
    from phalera.authoring import actions as authoring

    achievement = authoring.attach_badge(badge=cast.badge, target=added, issuer=cast.issuer, by=None, now=NOW)
    if enrolled:
        enrollment = learning.enroll(learner=cast.leo, instance=added.instances.get(), by=None, now=NOW)
        for module in added.modules.all()[:done]:
            learning.complete_module(enrollment=enrollment, module=module, by=cast.leo, now=NOW)
    return achievement


class TestEarned:
    def test_comes_newest_first(self, cast):
        awards = [
            actions.grant(
                learner=cast.leo, achievement=course(cast, f"c{day}"), by=None, now=NOW + timedelta(days=day)
            )
            for day in (2, 0, 1)
        ]

        earned = queries.strip(learner=cast.leo, now=NOW).earned

        assert [item.award for item in earned] == [awards[0], awards[2], awards[1]]

    def test_leaves_revoked_ones_out_and_offers_them_again(self, cast):
        achievement = course(cast, "c")
        award = actions.grant(learner=cast.leo, achievement=achievement, by=None, now=NOW)
        actions.revoke(award=award, reason="By mistake.", by=None, now=NOW)

        strip = queries.strip(learner=cast.leo, now=NOW)

        assert strip.earned == ()
        assert [item.achievement for item in strip.available] == [achievement]

    def test_shows_an_achievement_once_by_its_newest_award(self, cast):
        achievement = course(cast, "c")
        first = actions.grant(learner=cast.leo, achievement=achievement, by=None, now=NOW)
        actions.revoke(award=first, reason="By mistake.", by=None, now=NOW)
        second = actions.grant(learner=cast.leo, achievement=achievement, by=None, now=NOW)

        assert [item.award for item in queries.strip(learner=cast.leo, now=NOW).earned] == [second]

    def test_is_ones_own_only(self, cast):
        actions.grant(learner=cast.grace, achievement=course(cast, "c"), by=None, now=NOW)

        assert queries.strip(learner=cast.leo, now=NOW).earned == ()


class TestAvailable:
    def test_comes_nearest_to_done_first_and_the_catalogue_last(self, cast):
        course(cast, "a-catalogue", enrolled=False)
        course(cast, "b-begun", modules=4, done=1)
        course(cast, "c-nearly", modules=4, done=3)
        course(cast, "d-not-begun", modules=4)

        available = queries.strip(learner=cast.leo, now=NOW).available

        assert [(item.target.slug, item.done, item.total) for item in available] == [
            ("c-nearly", 3, 4),
            ("b-begun", 1, 4),
            ("d-not-begun", 0, 4),
            ("a-catalogue", 0, 0),
        ]

    def test_does_not_offer_what_is_earned(self, cast):
        achievement = course(cast, "c")
        actions.grant(learner=cast.leo, achievement=achievement, by=None, now=NOW)

        assert queries.strip(learner=cast.leo, now=NOW).available == ()

    def test_hides_what_is_in_no_catalogue_and_not_taken(self, cast):
        achievement = course(cast, "c", enrolled=False)
        achievement.learning_object.in_catalogue = False
        achievement.learning_object.save()

        assert queries.strip(learner=cast.leo, now=NOW).available == ()

    def test_costs_the_same_for_many_as_for_few(self, cast, django_assert_max_num_queries):
        for number in range(15):
            actions.grant(learner=cast.leo, achievement=course(cast, f"e{number}"), by=None, now=NOW)
            course(cast, f"a{number}")

        with django_assert_max_num_queries(7):
            strip = queries.strip(learner=cast.leo, now=NOW)

        assert (len(strip.earned), len(strip.available)) == (15, 15)


class TestUnderWay:
    def test_leaves_out_what_one_takes_no_part_in(self, cast):
        course(cast, "in")
        course(cast, "out", enrolled=False)

        found = reach.available(cast.leo, now=NOW, under_way=True)

        assert [item.target.slug for item in found] == ["in"]

    def test_is_of_one_kind(self, cast):
        course(cast, "in")

        assert reach.available(cast.leo, now=NOW, kind="path") == ()
        assert len(reach.available(cast.leo, now=NOW, kind="course")) == 1


class TestPolicies:
    @pytest.mark.parametrize(
        ("visibility", "revoked", "expected"),
        [
            ("private", False, "HIDDEN"),
            ("private", True, "HIDDEN"),
            ("unlisted", False, "SHOWN"),
            ("unlisted", True, "GONE"),
            ("public", False, "SHOWN"),
            ("public", True, "GONE"),
        ],
    )
    def test_say_what_the_outside_gets_to_know(self, cast, visibility, revoked, expected):
        award = actions.grant(learner=cast.leo, achievement=course(cast, "c"), by=None, now=NOW)
        award.visibility = visibility
        award.revoked_at = NOW if revoked else None

        assert policies.exposure(award) is policies.Exposure[expected]
