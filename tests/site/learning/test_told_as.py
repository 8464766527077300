"""What an administrator says is told apart by the day in the organisation's zone."""

from datetime import UTC, datetime

import pytest

from factories import stage
from phalera.learning import actions

pytestmark = pytest.mark.django_db


class TestWhatAnAdministratorSays:
    @pytest.mark.parametrize(
        ("zone", "evening", "morning"),
        [
            # 23:59:59 of one day and some hour of the next one are the same day in UTC.
            (
                "America/New_York",
                datetime(2026, 3, 2, 4, 59, 59, tzinfo=UTC),
                datetime(2026, 3, 2, 15, tzinfo=UTC),
            ),
            (
                "Asia/Tokyo",
                datetime(2026, 3, 1, 14, 59, 59, tzinfo=UTC),
                datetime(2026, 3, 1, 23, tzinfo=UTC),
            ),
        ],
    )
    def test_on_two_days_is_two_things(self, settings, zone, evening, morning):
        settings.TIME_ZONE = zone
        cast = stage.build(evening)
        instance = stage.add_course(cast, "knots", evening).enrollment.instance

        told = [
            actions.mark_complete(
                learner=cast.leo, instance=instance, completed_at=at, success=False, by=None, now=morning
            )
            for at in (evening, morning)
        ]

        assert told[0] != told[1]
