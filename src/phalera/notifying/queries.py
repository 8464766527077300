"""Questions about what people were told."""

from collections.abc import Sequence

from phalera.accounts.models import Person
from phalera.issuing import queries as issuing
from phalera.notifying import words
from phalera.notifying.models import Event, Mail, Notification, Preference

# What people may choose about, in the order in which they see it.
OFFERED = (
    Event.BADGE_EARNED,
    Event.UPDATE_FINISHED,
    Event.RECORDS_READY,
    Event.EXPIRING,
    Event.EXPIRED,
    Event.BADGE_REVOKED,
    Event.UPLOAD_FAILED,
    Event.UPLOAD_ATTENTION,
)
# A page of them.
MOST = 50


def recent(person: Person, *, limit: int = MOST) -> list[words.Told]:
    """Give what a person was told last, in words of the language that is active, newest first; in three queries."""
    rows = (
        Notification.objects.filter(person=person)
        .select_related("award__achievement__badge__picture")
        .order_by("-created_at", "-id")[:limit]
    )
    return tell(list(rows))


def tell(rows: Sequence[Notification]) -> list[words.Told]:
    """Put notifications into words; `award.achievement.badge` of each is read."""
    faces = issuing.faces(row.award for row in rows if row.award is not None)
    return [words.tell(row, faces.get(row.award_id) if row.award_id else None) for row in rows]


def unread_count(person: Person) -> int:
    """Give how many a person has not read."""
    return Notification.objects.filter(person=person, read_at=None).count()


def preferences(person: Person) -> dict[Event, Mail]:
    """Give when a person wants mail of each event that they may choose about."""
    chosen = dict(Preference.objects.filter(person=person).values_list("event", "mail"))
    return {event: Mail(chosen.get(event, Mail.IMMEDIATE)) for event in OFFERED}


def wants_mail(person: Person, event: Event) -> bool:
    """Say whether a person wants mail of an event now."""
    return not Preference.objects.filter(person=person, event=event, mail=Mail.OFF).exists()
