"""Every change to what can be earned: badges, issuers, and what is attached where."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from phalera.accounts.actions import check_email
from phalera.accounts.models import Person
from phalera.authoring import models
from phalera.common import audit, errors, text
from phalera.learning.models import Instance, LearningObject, SkillLevel

MOST_TAGS = 20
# The number alone, or the address in which LinkedIn shows it to who administers the page.
_LINKEDIN = re.compile(
    r"(?:(?:https?://)?(?:www\.)?linkedin\.com/(?:company|school)/)?([0-9]{1,20})(?:[/?#].*)?", re.IGNORECASE
)


@transaction.atomic
def add_issuer(
    *, name: str, url: str, email: str, description: str = "", by: Person | None, now: datetime
) -> models.Issuer:
    """Add who awards; it gets its identifier with the first credential. InvalidError names the field."""
    issuer = models.Issuer.objects.create(
        name=text.line(name, field="name", longest=160),
        url=_check_url(url),
        email=check_email(email),
        description=text.paragraphs(description, field="description", longest=500, required=False),
        created_at=now,
    )
    audit.record(by=by, action="issuer.added", target=issuer, details={"name": issuer.name}, now=now)
    return issuer


@transaction.atomic
def set_linkedin_page(*, issuer: models.Issuer, page: str, by: Person | None, now: datetime) -> None:
    """Keep the number of an issuer's page on LinkedIn, given as such or in an address; nothing takes it away.

    InvalidError when there is no number in it.
    """
    page = text.line(page, field="linkedin_id", longest=200, required=False)
    found = _LINKEDIN.fullmatch(page)
    if page and found is None:
        raise errors.InvalidError(
            _("This is not the number of a page on LinkedIn."),
            remedy=_("Open your page there as its administrator: the number stands in the address."),
            field="linkedin_id",
        )
    issuer.linkedin_id = found[1] if found else ""
    issuer.save(update_fields=["linkedin_id"])
    audit.record(
        by=by,
        action="issuer.linkedin_page_set",
        target=issuer,
        details={"linkedin_id": issuer.linkedin_id},
        now=now,
    )


@transaction.atomic
def add_badge(
    *,
    name: str,
    description: str,
    alt: str,
    tags: Sequence[str] = (),
    picture: models.Picture,
    language: str = "en",
    by: Person | None,
    now: datetime,
) -> models.Badge:
    """Add a badge with its words and picture; InvalidError names the field."""
    badge = models.Badge(picture=picture, language=language, created_at=now)
    _set_words(badge, name=name, description=description, alt=alt, tags=tags)
    badge.save(force_insert=True)
    audit.record(by=by, action="badge.added", target=badge, details={"name": badge.name}, now=now)
    return badge


@transaction.atomic
def change_words(
    *,
    badge: models.Badge,
    name: str,
    description: str,
    alt: str,
    tags: Sequence[str],
    by: Person | None,
    now: datetime,
) -> None:
    """Change what a badge says from its next version on; what was issued keeps its words."""
    before = badge.name
    _set_words(badge, name=name, description=description, alt=alt, tags=tags)
    badge.save(update_fields=["name", "description", "alt", "tags"])
    audit.record(by=by, action="badge.words_changed", target=badge, details={"name_before": before}, now=now)


@transaction.atomic
def replace_picture(
    *, badge: models.Badge, picture: models.Picture, by: Person | None, now: datetime
) -> None:
    """Show another picture from the next version on; what was issued keeps its own."""
    before, badge.picture = badge.picture, picture
    badge.save(update_fields=["picture"])
    audit.record(
        by=by,
        action="badge.picture_replaced",
        target=badge,
        details={"from": before.sha256, "to": picture.sha256},
        now=now,
    )


@transaction.atomic
def retire_badge(*, badge: models.Badge, by: Person | None, now: datetime) -> None:
    """Take a badge out of what authors choose from; what shows it goes on. ConflictError when it is retired."""
    if not models.Badge.objects.filter(pk=badge.pk, retired_at=None).update(retired_at=now):
        raise errors.ConflictError(_("This badge is retired already."))
    badge.retired_at = now
    audit.record(by=by, action="badge.retired", target=badge, now=now)


@transaction.atomic
def restore_badge(*, badge: models.Badge, by: Person | None, now: datetime) -> None:
    """Let authors choose a retired badge again. ConflictError when they may already."""
    if not models.Badge.objects.filter(pk=badge.pk, retired_at__isnull=False).update(retired_at=None):
        raise errors.ConflictError(_("This badge is not retired."))
    badge.retired_at = None
    audit.record(by=by, action="badge.restored", target=badge, now=now)


@transaction.atomic
def attach_badge(
    *,
    badge: models.Badge,
    target: LearningObject | Instance | SkillLevel,
    issuer: models.Issuer,
    criteria: str = "",
    by: Person | None,
    now: datetime,
) -> models.Achievement:
    """Let `badge` be earned at `target`; where another badge could be earned, this one takes its place.

    ConflictError when somebody else has issued badges there already.
    """
    criteria = text.paragraphs(criteria, field="criteria", longest=5_000, required=False)
    where = _target(target)
    achievement = models.Achievement(issuer=issuer, badge=badge, criteria=criteria, created_at=now, **where)
    try:
        with transaction.atomic():
            achievement.save(force_insert=True)
    except IntegrityError:
        achievement = models.Achievement.objects.get(**where)
        if achievement.issuer_id != issuer.pk and achievement.versions.exists():
            # Status entries and keys of what was issued are the first issuer's, and an update has to be, too.
            raise errors.ConflictError(
                _("Badges were issued here by %(issuer)s already.") % {"issuer": achievement.issuer.name},
                remedy=_("Keep that issuer, or choose a badge for another course."),
            ) from None
        achievement.badge, achievement.issuer, achievement.criteria = badge, issuer, criteria
        achievement.save(update_fields=["badge", "issuer", "criteria"])
    audit.record(
        by=by,
        action="achievement.badge_attached",
        target=achievement,
        details={"badge": str(badge.uuid), "target": str(target.uuid)},
        now=now,
    )
    return achievement


@transaction.atomic
def detach_badge(*, achievement: models.Achievement, by: Person | None, now: datetime) -> None:
    """Let nothing be earned there any more; what was earned stays. ConflictError when nothing could be."""
    badge = achievement.badge
    if badge is None:
        raise errors.ConflictError(_("There is no badge to take away."))
    achievement.badge = None
    achievement.save(update_fields=["badge"])
    audit.record(
        by=by,
        action="achievement.badge_detached",
        target=achievement,
        details={"badge": str(badge.uuid)},
        now=now,
    )


def _set_words(badge: models.Badge, *, name: str, description: str, alt: str, tags: Sequence[str]) -> None:
    badge.name = text.line(name, field="name", longest=80)
    badge.description = text.paragraphs(description, field="description", longest=1_000)
    badge.alt = text.line(alt, field="alt", longest=300)
    if len(tags) > MOST_TAGS:
        raise errors.InvalidError(_("At most %(most)d tags.") % {"most": MOST_TAGS}, field="tags")
    badge.tags = [text.line(tag, field="tags", longest=50) for tag in tags]


def _target(target: LearningObject | Instance | SkillLevel) -> dict[str, Any]:
    match target:
        case LearningObject():
            return {"learning_object": target}
        case Instance():
            return {"instance": target}
        case SkillLevel():
            return {"skill_level": target}


def _check_url(url: str) -> str:
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError as error:
        raise errors.InvalidError(
            _("“%(url)s” is not a web address.") % {"url": url[:80]},
            remedy=_("Give it with https:// in front."),
            field="url",
        ) from error
    return url
