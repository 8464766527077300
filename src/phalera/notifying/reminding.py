"""Reminders of certifications that run out: which awards are due on a day, and what their learners are told."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from phalera.accounts.models import Person
from phalera.awarding.models import Award
from phalera.common import audit
from phalera.issuing import queries as issuing
from phalera.learning import terms
from phalera.learning.models import LearningObject
from phalera.notifying import actions
from phalera.notifying.models import Event, Notification, Reminder

# So many days before the end an administrator may have people reminded, and does unless they say otherwise.
OFFERED = (90, 60, 30, 14, 7, 3, 1, 0)
USUAL = frozenset({30, 7, 1, 0})
# Nobody is told of what ran out longer ago: it was imported, or the platform stood still.
LATEST = 30  # days
# A day of reminders begins at this hour in the organisation's zone: nobody is woken by one.
MORNING = dt.timedelta(hours=6)
# Each is a transaction with a job for the mail of each learner: few enough that other writes do not wait long.
BATCH = 100


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The awards that end from a day to another one, whose learners are to hear so once; `mark` None is afterwards."""

    mark: int | None
    first: dt.date
    last: dt.date

    @property
    def event(self) -> Event:
        """What is told."""
        return Event.EXPIRED if self.mark is None else Event.EXPIRING

    def key(self, award: Award) -> str:
        """Give what makes this reminder of an award one and no other."""
        return str(award.uuid) if self.mark is None else f"{award.uuid}:{self.mark}"


def marks() -> list[int]:
    """Give so many days before the end people are reminded, the longest time first."""
    chosen = dict(Reminder.objects.values_list("days", "wanted"))
    return [days for days in OFFERED if chosen.get(days, days in USUAL)]


@transaction.atomic
def choose(*, wanted: Mapping[int, bool], by: Person, now: dt.datetime) -> None:
    """Keep so many days before the end people are reminded."""
    before = marks()
    Reminder.objects.bulk_create(
        [Reminder(days=days, wanted=wanted.get(days, False)) for days in OFFERED],
        update_conflicts=True,
        unique_fields=["days"],
        update_fields=["wanted"],
    )
    after = marks()
    if after != before:
        audit.record(
            by=by, action="reminders.chosen", target=by, details={"before": before, "after": after}, now=now
        )


def today(now: dt.datetime) -> dt.date:
    """Give the day whose reminders are due; until the morning that is still the day before."""
    return terms.local_day(now - MORNING)


def due(day: dt.date, *, marks: Sequence[int]) -> list[Due]:
    """Give what is due on a day: for each award that ends the nearest mark that was reached, and no earlier one.

    Who was told of a mark is left out later, so a day that was missed is made up for once, by its nearest mark.
    """
    found, after = [], -1
    for mark in sorted(marks):
        found.append(
            Due(mark=mark, first=day + dt.timedelta(days=after + 1), last=day + dt.timedelta(days=mark))
        )
        after = mark
    found.append(Due(mark=None, first=day - dt.timedelta(days=LATEST), last=day - dt.timedelta(days=1)))
    return found


def awards(due: Due) -> QuerySet[Award]:
    """Give the awards whose learners have not heard of it: none that was revoked, or renewed by a later one."""
    told = Notification.objects.filter(award=OuterRef("pk"), event=due.event)
    renewed = Award.objects.filter(follows=OuterRef("pk"), revoked_at=None)
    found = Award.objects.filter(
        revoked_at=None,
        # The last seconds of both days, whatever the clocks do in between.
        valid_until__gte=terms.end_of_day(due.first),
        valid_until__lte=terms.end_of_day(due.last),
        learner__is_active=True,
    ).exclude(Exists(renewed))
    if due.mark is None:
        return found.exclude(Exists(told))
    # Awarded when the mark had been passed: they know until when it holds.
    passed = F("valid_until") - dt.timedelta(days=due.mark + 1)
    return found.exclude(Exists(told.filter(key__endswith=f":{due.mark}"))).filter(awarded_at__lt=passed)


def remind(*, now: dt.datetime) -> Iterator[int]:
    """Tell everybody what is due, batch by batch, and give how many were told in each."""
    for each in due(today(now), marks=marks()):
        yield from _tell(each, now=now)


def _tell(due: Due, *, now: dt.datetime) -> Iterator[int]:
    rows = awards(due).select_related(
        "learner",
        "achievement__badge__picture",
        "achievement__learning_object__renewed_by",
        "achievement__instance__learning_object__renewed_by",
        "achievement__skill_level__skill",
    )
    # One look for all; each batch asks again what of its awards still is due.
    keys = list(awards(due).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        batch = list(rows.filter(pk__in=keys[start : start + BATCH]).order_by("pk"))
        faces = issuing.faces(batch)
        yield actions.notify_all(
            news=[
                actions.News(
                    person=award.learner,
                    event=due.event,
                    key=due.key(award),
                    award=award,
                    payload={"badge": faces[award.pk].name, **_end(award)},
                )
                for award in batch
                if award.pk in faces
            ],
            now=now,
        )


def _end(award: Award) -> dict[str, object]:
    """Give when an award ends and what renews it, as it is now."""
    said: dict[str, object] = {
        "until": terms.local_day(award.valid_until).isoformat() if award.valid_until else ""
    }
    earned_by = award.achievement.earned_by
    if isinstance(earned_by, LearningObject):
        renewing = earned_by.renewed_by or earned_by
        if renewing.retired_at is None:
            said |= {"renew": renewing.slug, "title": renewing.title}
    return said
