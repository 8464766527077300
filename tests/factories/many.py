"""Somebody who holds very many badges, written to the database in bulk."""

import datetime as dt
import uuid

from phalera.authoring.models import Achievement
from phalera.awarding.models import Award
from phalera.issuing import actions as issuing
from phalera.learning.models import LearningObject

BATCH = 500


def hold(*, learner, issuer, badges, number, now, apart=dt.timedelta(0), name="of-many"):
    """Let a learner hold so many signed badges, each earned at a course of its own; the badges take turns.

    The newest was earned just now, and each other so much before the next. The slugs of the courses begin with `name`.
    """
    courses = LearningObject.objects.bulk_create(
        LearningObject(kind="course", title=f"Course {n}", slug=f"{name}-{n}", summary="", created_at=now)
        for n in range(number)
    )
    achievements = Achievement.objects.bulk_create(
        Achievement(
            uuid=uuid.uuid4(),
            learning_object=course,
            badge=badges[place % len(badges)],
            issuer=issuer,
            criteria="Finish the course.",
            created_at=now,
        )
        for place, course in enumerate(courses)
    )
    awards = Award.objects.bulk_create(
        Award(learner=learner, achievement=each, awarded_at=now - place * apart)
        for place, each in enumerate(achievements)
    )
    for start in range(0, number, BATCH):
        issuing.issue(awards=awards[start : start + BATCH], now=now)
    return awards
