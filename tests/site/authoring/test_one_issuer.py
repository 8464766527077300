"""Who issued somewhere stays who issues there: an update must be theirs, too."""

from datetime import UTC, datetime

import pytest

from factories import stage
from phalera.authoring import actions
from phalera.common import errors
from phalera.issuing import actions as issuing

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def cast(db):
    return stage.build(NOW)


@pytest.fixture
def other(cast):
    return actions.add_issuer(
        name="Other",
        url="https://other.example",
        email="b@other.example",
        description="",
        by=cast.grace,
        now=NOW,
    )


def attach(cast, course, issuer):
    return actions.attach_badge(
        badge=cast.badge, target=course.learning_object, issuer=issuer, by=cast.ada, now=NOW
    )


class TestAttaching:
    def test_keeps_the_issuer_once_something_was_issued(self, cast, other):
        course = stage.add_course(cast, "knots", NOW)
        issuing.issue(awards=[stage.award(cast, course, NOW)], now=NOW)

        with pytest.raises(errors.ConflictError, match="Academy"):
            attach(cast, course, other)

    def test_may_choose_another_issuer_before(self, cast, other):
        course = stage.add_course(cast, "knots", NOW)

        assert attach(cast, course, other).issuer == other
