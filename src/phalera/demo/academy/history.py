"""A year of what the learners did, up to a given moment: the same moment gives the same year."""

import dataclasses
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from phalera.demo.academy import courses, people
from phalera.demo.academy.content import Course, Person

YEAR = 362  # days; the first learners joined a little less than a year ago

# Leo's year by hand, because visitors see it first: course, days ago of the enrollment and of each module ticked off.
_LEO: tuple[tuple[str, int, tuple[int, ...]], ...] = (
    ("first-week", 361, (361, 360, 359, 358)),
    ("lift-and-carry", 352, (350, 349, 345)),
    ("bees-through-the-year", 300, (255, 215, 180, 172, 170)),
    ("field-botany", 212, (208, 203, 198, 191)),
    ("map-and-compass", 164, (150, 141, 128, 121)),
    ("writing-for-busy-readers", 110, (106, 104, 101, 97, 92)),
    ("data-basics", 80, (77, 73, 70, 62)),
    ("first-aid-at-work", 41, (40, 40, 36, 35, 33)),
    ("fire-safety", 9, (8, 6, 2, 0)),
    ("the-art-of-listening", 20, (18, 13, 4)),
    ("reading-the-weather", 6, (3,)),
)
_OPEN = 0.24  # of the courses begun are still open, or were left
_FAILED = 0.06  # of the courses finished had an examination failed first


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One learner in one course: when they enrolled, ticked off its modules in order, and perhaps failed once."""

    learner: Person
    course: Course
    enrolled_at: datetime
    ticked_at: tuple[datetime, ...]
    failed_at: datetime | None = None

    @property
    def finished_at(self) -> datetime | None:
        """When the last module was ticked off."""
        return self.ticked_at[-1] if len(self.ticked_at) == len(self.course.modules) else None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """When each learner joined, and all stories in the order they began."""

    joined_at: dict[str, datetime]  # by e-mail address
    stories: tuple[Story, ...]


def year(now: datetime) -> Year:
    """Tell the year that ends at `now`."""
    joined = {people.LEO.email: _moment(now, YEAR, 8)}
    stories = list(_leo(now))
    for learner in people.LEARNERS:
        if learner is not people.LEO:
            # Seeded by the address, so that nobody's year changes when somebody is added.
            dice = random.Random(f"phalera:{learner.email}")  # noqa: S311 -- a story, not a secret
            days = dice.randint(24, YEAR)
            joined[learner.email] = _moment(now, days, 8)
            stories += _learner(learner, days, dice, now)
    return Year(
        joined_at=joined, stories=tuple(sorted(stories, key=lambda s: (s.enrolled_at, s.learner.email)))
    )


def _leo(now: datetime) -> Iterator[Story]:
    for slug, enrolled, ticks in _LEO:
        course = next(course for course in courses.COURSES if course.slug == slug)
        ticked = (_moment(now, days, 10 + i) for i, days in enumerate(ticks))
        yield Story(
            learner=people.LEO, course=course, enrolled_at=_moment(now, enrolled, 9), ticked_at=tuple(ticked)
        )


def _learner(learner: Person, joined: int, dice: random.Random, now: datetime) -> Iterator[Story]:
    """Tell one learner's year: the first week first, then a few courses, most of them finished."""
    first, *others = courses.COURSES
    yield _story(learner, first, joined, dice, now, keeps_on=True)
    for course in dice.sample(others, dice.randint(1, 8)):
        yield _story(
            learner, course, dice.randint(1, max(1, joined - 5)), dice, now, keeps_on=dice.random() >= _OPEN
        )


def _story(
    learner: Person, course: Course, enrolled: int, dice: random.Random, now: datetime, *, keeps_on: bool
) -> Story:
    count = len(course.modules)
    wanted = count if keeps_on else dice.randrange(count)
    days, ticks = enrolled, []
    for i in range(wanted):
        days -= dice.choice((0, 1, 1, 2, 4, 9))
        if days < 1:
            break
        ticks.append(_moment(now, days, 10 + i, dice.randrange(60)))
    failed = None
    if len(ticks) == count and dice.random() < _FAILED:
        failed = ticks[-1] - timedelta(hours=1)
    return Story(
        learner=learner,
        course=course,
        enrolled_at=_moment(now, enrolled, 9, dice.randrange(60)),
        ticked_at=tuple(ticks),
        failed_at=failed,
    )


def _moment(now: datetime, days: int, hour: int, minute: int = 12) -> datetime:
    """Give a working hour so many days ago, never after `now`."""
    moment = (now - timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return min(moment, now - timedelta(minutes=7))
