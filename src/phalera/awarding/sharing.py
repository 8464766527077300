"""What a learner shows of an award, and the links that end: every change to it, and what is asked about it."""

import dataclasses
import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from phalera.accounts.models import Person
from phalera.awarding import actions, models
from phalera.awarding.models import Visibility
from phalera.common import audit, errors

# 256 bits, so that nobody finds one by trying.
SECRET_BYTES = 32
# At a time, of one award: more than anybody tells apart.
MOST_LINKS = 20
# A link that is to end ends within this; whoever wants longer takes one without an end.
LONGEST = timedelta(days=3660)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The links of an award: those that show it, and those that have ended."""

    live: tuple[models.ShareLink, ...]
    ended: tuple[models.ShareLink, ...]


@transaction.atomic
def choose(
    *, award: models.Award, visibility: Visibility, show_name: bool, by: Person, now: datetime
) -> None:
    """Let the learner say who sees an award, and whether with their name; it holds from this moment.

    NotAllowedError when it is not theirs, or is to be shown although it was revoked.
    """
    _check_is_theirs(award, by)
    if visibility != Visibility.PRIVATE and award.revoked_at is not None:
        raise errors.NotAllowedError(_("This badge was revoked, so there is nothing to show."))
    actions.change_visibility(award=award, visibility=visibility, by=by, now=now)
    published_at = (award.published_at or now) if visibility == Visibility.PUBLIC else None
    if (award.show_name, award.published_at) == (show_name, published_at):
        return
    award.show_name, award.published_at = show_name, published_at
    award.save(update_fields=["show_name", "published_at"])
    audit.record(by=by, action="award.shown", target=award, details={"name": show_name}, now=now)


@transaction.atomic
def make_link(
    *, award: models.Award, ends_at: datetime | None, by: Person, now: datetime
) -> tuple[models.ShareLink, str]:
    """Give a new link to an award and its secret, of which only the hash is kept.

    NotAllowedError when it is not theirs or was revoked; ConflictError when there are too many; InvalidError when the
    end has passed or is too far away.
    """
    _check_is_theirs(award, by)
    if award.revoked_at is not None:
        raise errors.NotAllowedError(_("This badge was revoked, so there is nothing to show."))
    if ends_at is not None and not now < ends_at <= now + LONGEST:
        raise errors.InvalidError(_("Choose a day from today on, within ten years."), field="ends_on")
    if live(now).filter(award=award).count() >= MOST_LINKS:
        raise errors.ConflictError(
            _("There are %(most)d links to this badge already.") % {"most": MOST_LINKS},
            remedy=_("End one that nobody needs any more."),
        )
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = models.ShareLink.objects.create(
        award=award, secret_hash=_hash(secret), created_at=now, ends_at=ends_at
    )
    audit.record(
        by=by,
        action="award.link_made",
        target=award,
        details={"link": str(link.uuid), "ends_at": ends_at.isoformat() if ends_at else None},
        now=now,
    )
    return link, secret


@transaction.atomic
def end_link(*, link: models.ShareLink, by: Person, now: datetime) -> None:
    """End a link at once; ConflictError when it has ended, NotAllowedError when it is somebody else's."""
    _check_is_theirs(link.award, by)
    if not live(now).filter(pk=link.pk).update(ended_at=now):
        raise errors.ConflictError(_("This link has ended before."))
    link.ended_at = now
    audit.record(
        by=by, action="award.link_ended", target=link.award, details={"link": str(link.uuid)}, now=now
    )


def live(now: datetime) -> QuerySet[models.ShareLink]:
    """Give the links that show something at a moment."""
    return models.ShareLink.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), ended_at=None)


def is_live(link: models.ShareLink, *, now: datetime) -> bool:
    """Say whether a link shows something at a moment."""
    return link.ended_at is None and (link.ends_at is None or link.ends_at > now)


def links(award: models.Award, *, now: datetime) -> Links:
    """Give all links to an award, those made last first."""
    found = tuple(award.links.order_by("-created_at", "-id"))
    return Links(
        live=tuple(link for link in found if is_live(link, now=now)),
        ended=tuple(link for link in found if not is_live(link, now=now)),
    )


def find_link(secret: str) -> models.ShareLink | None:
    """Give the link with a secret, whether or not it has ended, or None."""
    return (
        models.ShareLink.objects.select_related("award__learner", "award__achievement__issuer")
        .filter(secret_hash=_hash(secret))
        .first()
    )


def find_link_of(person: Person, uuid: UUID) -> models.ShareLink | None:
    """Give a link that somebody made, or None."""
    return models.ShareLink.objects.select_related("award").filter(uuid=uuid, award__learner=person).first()


def _check_is_theirs(award: models.Award, by: Person) -> None:
    if award.learner_id != by.pk:
        raise errors.NotAllowedError(_("This badge is not yours to show."))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
