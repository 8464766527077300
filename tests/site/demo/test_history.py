"""The year of the demo: deterministic, in order, and never in the future."""

from datetime import UTC, datetime, timedelta

import pytest

from phalera.demo.academy import courses, history, people

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
YEAR = history.year(NOW)
LEO = [story for story in YEAR.stories if story.learner is people.LEO]


class TestYear:
    def test_is_the_same_for_the_same_moment(self) -> None:
        assert history.year(NOW) == YEAR

    @pytest.mark.parametrize("hour", [0, 3, 9, 23])
    def test_moves_with_the_moment_and_never_passes_it(self, hour: int) -> None:
        now = NOW.replace(hour=hour, minute=0)

        stories = history.year(now).stories

        assert [(s.learner, s.course, len(s.ticked_at)) for s in sorted(stories, key=repr_key)] == [
            (s.learner, s.course, len(s.ticked_at)) for s in sorted(YEAR.stories, key=repr_key)
        ]
        assert all(moment < now for s in stories for moment in (s.enrolled_at, *s.ticked_at))

    def test_tells_of_everybody(self) -> None:
        assert {story.learner for story in YEAR.stories} == set(people.LEARNERS)
        assert {story.course for story in YEAR.stories} == set(courses.COURSES)
        assert set(YEAR.joined_at) == {person.email for person in people.LEARNERS}

    def test_enrolls_nobody_twice_in_one_course(self) -> None:
        assert len({(story.learner.email, story.course.slug) for story in YEAR.stories}) == len(YEAR.stories)

    def test_keeps_the_order_of_things(self) -> None:
        for story in YEAR.stories:
            moments = [YEAR.joined_at[story.learner.email], story.enrolled_at, *story.ticked_at]
            assert moments == sorted(moments), story
            assert len(story.ticked_at) <= len(story.course.modules)

    def test_spreads_over_the_year(self) -> None:
        finished = [story.finished_at for story in YEAR.stories if story.finished_at]

        assert 200 <= len(finished) <= 350
        assert min(finished) < NOW - timedelta(days=300)
        assert max(finished) > NOW - timedelta(days=3)
        assert len({(moment.year, moment.month) for moment in finished}) >= 12

    def test_has_open_courses_and_failed_examinations(self) -> None:
        assert sum(1 for story in YEAR.stories if not story.finished_at) >= 30
        failed = [story for story in YEAR.stories if story.failed_at]
        assert failed
        assert all(story.failed_at < story.finished_at for story in failed)


class TestLeo:
    def test_has_earned_nine_and_works_on_two(self) -> None:
        assert sum(1 for story in LEO if story.finished_at) == 9
        assert sum(1 for story in LEO if not story.finished_at and story.ticked_at) == 2

    def test_earned_the_newest_today(self) -> None:
        newest = max(LEO, key=lambda story: story.finished_at or datetime.min.replace(tzinfo=UTC))

        assert newest.course.badge == "fire-warden"
        assert NOW - newest.finished_at < timedelta(days=1)


def repr_key(story: history.Story) -> tuple[str, str]:
    return story.learner.email, story.course.slug
