"""An academy in a database of its own, grown to as many awards as wanted by copying rows within it."""

import dataclasses
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max, Model

from factories import stage
from phalera.accounts.models import Person
from phalera.authoring import actions as authoring
from phalera.awarding import actions as awarding
from phalera.awarding.models import Award
from phalera.issuing import actions as issuing
from phalera.issuing.models import Credential
from phalera.learning import actions as learning
from phalera.learning.models import Completion
from phalera.notifying import actions as notifying
from phalera.notifying.models import Event, Notification

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@dataclasses.dataclass(slots=True, kw_only=True)
class Academy:
    """Leo with his badges, and as many awards of others as it was filled with."""

    leo: Person
    achievements: tuple[int, ...]
    filled: int = 0

    def fill(self, awards: int) -> None:
        """Add awards of others, each with its completion, credential and notification, until there are so many."""
        of_one = len(self.achievements)
        people, number = awards // of_one - self.filled // of_one, awards - self.filled
        with transaction.atomic():
            first = _copy(
                Person, people, email="'other' || {n} || 'x' || {first} || '@example.org'", name="'Other'"
            )
            learner = f"{first} + n / {of_one}"
            completions = _copy(
                Completion, number, learner_id=learner, external_id="'bench' || ({first} + n)"
            )
            made = _copy(
                Award,
                number,
                learner_id=learner,
                achievement_id=f"{self.achievements[0]} + n % {of_one}",
                completion_id=f"{completions} + n",
            )
            _copy(Credential, number, award_id=f"{made} + n")
            _copy(
                Notification,
                number,
                person_id=learner,
                award_id=f"{made} + n",
                key="'bench' || ({first} + n)",
            )
        self.filled = awards


def build(*, own: int, of_one: int) -> Academy:
    """Make the academy with as many courses as others earn each, of which Leo has earned some."""
    cast = stage.build(MORNING)
    achievements = []
    for number in range(of_one):
        course = learning.add_learning_object(
            title=f"Course {number}", slug=f"course-{number}", in_catalogue=False, by=None, now=MORNING
        )
        achievements.append(
            authoring.attach_badge(badge=cast.badge, target=course, issuer=cast.issuer, by=None, now=MORNING)
        )
    for number, achievement in enumerate(achievements[:own]):
        completion = learning.mark_complete(
            learner=cast.leo,
            instance=achievement.earned_by.instances.get(),
            completed_at=MORNING + timedelta(hours=number),
            by=cast.grace,
            now=MORNING + timedelta(days=9),
        )
        award = awarding.grant(
            learner=cast.leo,
            achievement=achievement,
            completion=completion,
            awarded_at=completion.completed_at,
            by=None,
            now=MORNING + timedelta(days=9),
        )
        issuing.issue(awards=[award], now=MORNING + timedelta(days=9))
        notifying.notify(
            person=cast.leo, event=Event.BADGE_EARNED, key=str(award.uuid), award=award, now=MORNING
        )
    return Academy(leo=cast.leo, achievements=tuple(each.pk for each in achievements))


def _copy(model: type[Model], number: int, **said: str) -> int:
    """Copy the first row of a table, with other keys and with what is said in SQL of `n`; give the key of the first copy."""
    table = model._meta.db_table  # noqa: SLF001  # Django's documented API
    last = model._default_manager.aggregate(last=Max("pk"))["last"]  # noqa: SLF001
    first = last + 1
    values = {"id": f"{first} + n", "uuid": "lower(hex(randomblob(16)))"}
    values |= {name: words.replace("{n}", "n").replace("{first}", str(first)) for name, words in said.items()}
    columns = [field.column for field in model._meta.concrete_fields]  # noqa: SLF001
    chosen = ", ".join(values.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < {number})"
            f" INSERT INTO {table} ({names}) SELECT {chosen} FROM counted, (SELECT * FROM {table} ORDER BY id LIMIT 1)"
        )
    return first
