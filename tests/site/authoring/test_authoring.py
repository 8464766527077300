"""Badges are made, attached and changed; each change is in the trail and at most one badge is at a target."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from factories import stage
from phalera.authoring import actions, queries
from phalera.authoring.models import Achievement
from phalera.common import errors
from phalera.common.models import AuditEvent

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage.build(NOW)


@pytest.fixture
def course(cast):
    return stage.add_course(cast, "knots", NOW)


def another_badge(cast, **changes):
    values = {"name": "Splices", "description": "Splices.", "alt": "A splice", "picture": cast.badge.picture}
    return actions.add_badge(**{**values, "by": cast.grace, "now": NOW, **changes})


class TestAddBadge:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("name", "x" * 81),
            ("description", " "),
            ("alt", ""),
            ("tags", ["x"] * 21),
            ("tags", [""]),
            ("name", "bell\x07"),
        ],
    )
    def test_names_the_field_that_is_wrong(self, cast, field, value):
        with pytest.raises(errors.InvalidError) as caught:
            another_badge(cast, **{field: value})

        assert caught.value.field == field


class TestAddIssuer:
    @pytest.mark.parametrize(
        ("field", "value"),
        [("name", ""), ("url", "javascript:alert(1)"), ("url", "academy.example"), ("email", "nobody")],
    )
    def test_names_the_field_that_is_wrong(self, field, value):
        values = {"name": "Academy", "url": "https://academy.example", "email": "a@academy.example"}

        with pytest.raises(errors.InvalidError) as caught:
            actions.add_issuer(**{**values, field: value}, by=None, now=NOW)

        assert caught.value.field == field

    def test_has_no_identifier_before_it_issues(self, cast):
        assert queries.find_issuer() == cast.issuer
        assert cast.issuer.did == ""


class TestAttachBadge:
    def test_puts_another_badge_in_place_of_the_first(self, cast, course):
        other = another_badge(cast)

        again = actions.attach_badge(
            badge=other,
            target=course.learning_object,
            issuer=cast.issuer,
            criteria="New.",
            by=cast.ada,
            now=NOW,
        )

        assert again == course.achievement
        assert Achievement.objects.get() == again
        assert (again.badge, again.criteria) == (other, "New.")

    def test_may_be_at_a_run_beside_the_course(self, cast, course):
        own = actions.attach_badge(
            badge=another_badge(cast),
            target=course.enrollment.instance,
            issuer=cast.issuer,
            by=cast.ada,
            now=NOW,
        )

        assert own != course.achievement
        assert queries.achievement_for(course.enrollment.instance) == own

    def test_detached_earns_nothing(self, cast, course):
        actions.detach_badge(achievement=course.achievement, by=cast.ada, now=NOW)

        assert queries.achievement_for(course.enrollment.instance) is None
        with pytest.raises(errors.ConflictError):
            actions.detach_badge(achievement=course.achievement, by=cast.ada, now=NOW)

    def test_is_at_one_target_for_the_database_too(self, cast, course):
        for wrong in (
            {},
            {"learning_object": course.learning_object, "instance": course.enrollment.instance},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Achievement.objects.create(issuer=cast.issuer, badge=cast.badge, created_at=NOW, **wrong)


class TestChanges:
    def test_are_in_the_trail(self, cast):
        actions.change_words(
            badge=cast.badge, name="N", description="D", alt="A", tags=[], by=cast.ada, now=NOW
        )
        actions.replace_picture(badge=cast.badge, picture=cast.badge.picture, by=cast.ada, now=NOW)
        actions.retire_badge(badge=cast.badge, by=cast.ada, now=NOW)

        told = set(AuditEvent.objects.filter(object_id=str(cast.badge.uuid)).values_list("action", flat=True))
        assert told == {
            "badge.added",
            "badge.words_changed",
            "badge.picture_replaced",
            "badge.retired",
        }

    def test_retire_once_and_out_of_the_choice(self, cast):
        actions.retire_badge(badge=cast.badge, by=cast.ada, now=NOW)

        assert list(queries.badges()) == []
        with pytest.raises(errors.ConflictError):
            actions.retire_badge(badge=cast.badge, by=cast.ada, now=NOW)
