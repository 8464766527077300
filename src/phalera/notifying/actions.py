"""Everything that is told, and what people do with it."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from phalera.accounts.models import Person
from phalera.awarding.models import Award
from phalera.common import audit
from phalera.jobs import actions as jobs
from phalera.learning import terms
from phalera.notifying import models
from phalera.notifying.models import Event, Mail, Notification, Preference


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """An event that concerns a person; `key` is what makes it this one and no other."""

    person: Person
    event: Event
    key: str
    award: Award | None = None
    payload: Mapping[str, object] = dataclasses.field(default_factory=dict)


def notify(
    *,
    person: Person,
    event: Event,
    key: str,
    award: Award | None = None,
    payload: Mapping[str, object] | None = None,
    now: datetime,
) -> bool:
    """Tell somebody of an event, once; False when it was told before."""
    news = News(person=person, event=event, key=key, award=award, payload=payload or {})
    return bool(notify_all(news=[news], now=now))


@transaction.atomic
def notify_all(*, news: Sequence[News], now: datetime) -> int:
    """Tell several things, each once, and give how many were new; what one person hears of one event is one e-mail."""
    without = _without_mail(news)
    rows = [
        _row(each, at=now, by_mail=(each.person.pk, each.event) not in without and each.person.is_active)
        for each in news
    ]
    told = _insert(rows)
    # A job for each person and event; whichever runs first takes all that waits into one e-mail.
    for person, event in sorted({(row.person.uuid.hex, row.event) for row in told if row.by_mail}):
        jobs.enqueue(kind="mail", payload={"person": person, "event": event}, now=now)
    return len(told)


@transaction.atomic
def write_history(*, news: Sequence[tuple[News, datetime]], read: bool = True) -> int:
    """Write down what happened long ago: it counts as read unless that is said, and nobody gets mail of it."""
    rows = [_row(each, at=at, by_mail=False) for each, at in news]
    for row in rows:
        row.read_at = row.created_at if read else None
    return len(_insert(rows))


def earned(award: Award, *, badge: str = "") -> News:
    """Give what a learner is told of a badge that they earned, or renewed; `badge` names it where nothing else does."""
    said: dict[str, object] = {"badge": badge, "title": award.achievement.earned_by.title}
    if not award.completion_id:
        said["title"] = ""  # it was awarded without one
    if award.valid_until is not None:
        said["until"] = terms.local_day(award.valid_until).isoformat()
    if award.follows_id is not None:
        said["renewed"] = True
    return News(
        person=award.learner, event=Event.BADGE_EARNED, key=str(award.uuid), award=award, payload=said
    )


def mark_read(*, person: Person, notification: Notification | None = None, now: datetime) -> int:
    """Mark one notification of a person, or all, as read, and give how many were not."""
    unread = Notification.objects.filter(person=person, read_at=None)
    if notification is not None:
        unread = unread.filter(pk=notification.pk)
    return unread.update(read_at=now)


@transaction.atomic
def choose(*, person: Person, mail: Mapping[Event, Mail], by: Person | None, now: datetime) -> None:
    """Keep when somebody wants mail of which events."""
    Preference.objects.bulk_create(
        [Preference(person=person, event=event, mail=when) for event, when in mail.items()],
        update_conflicts=True,
        unique_fields=["person", "event"],
        update_fields=["mail"],
    )
    audit.record(
        by=by,
        action="notifications.chosen",
        target=person,
        details={event.value: when.value for event, when in mail.items()},
        now=now,
    )


def _without_mail(news: Sequence[News]) -> set[tuple[int, str]]:
    """Give who wants no mail of what."""
    return set(
        Preference.objects.filter(
            person__in={each.person.pk for each in news},
            event__in={each.event for each in news},
            mail=Mail.OFF,
        ).values_list("person_id", "event")
    )


def _row(news: News, *, at: datetime, by_mail: bool) -> Notification:
    return Notification(
        person=news.person,
        event=news.event,
        key=news.key,
        award=news.award,
        payload=dict(news.payload),
        created_at=at,
        by_mail=by_mail,
    )


def _insert(rows: Sequence[Notification]) -> list[Notification]:
    """Insert what was not told yet, and give it: the constraint decides, and our own ids say who came first."""
    models.Notification.objects.bulk_create(rows, ignore_conflicts=True)
    ours = set(
        Notification.objects.filter(uuid__in=[row.uuid for row in rows]).values_list("uuid", flat=True)
    )
    return [row for row in rows if row.uuid in ours]
