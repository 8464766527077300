"""Every change to how learning belongs together: paths, certifications and how long they hold, skills."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phalera.accounts.models import Person
from phalera.common import audit, errors, text
from phalera.learning import models
from phalera.learning.validity import Unit, Validity

MOST_ITEMS = 100
MOST_LEVELS = 12
MOST_CREDITS = 1_000_000
MOST_GRACE = 3_650  # days
# The shortest that a unit may be, in days: a window to renew must be shorter than what it renews.
_SHORTEST = {Unit.DAYS: 1, Unit.MONTHS: 28, Unit.YEARS: 365}


@transaction.atomic
def arrange(
    *,
    parent: models.LearningObject,
    items: Sequence[models.LearningObject],
    ordered: bool = False,
    needed: int | None = None,
    by: Person | None,
    now: datetime,
) -> None:
    """Say what a path or certification is made of, in this order, and how many of it are enough.

    InvalidError when it cannot be made of that: of itself, of something twice or retired, in a circle, or of fewer
    than are needed. Completions that follow are another step (`following.settle`).
    """
    check(parent=parent, items=items, ordered=ordered, needed=needed)
    if needed == len(items):
        needed = None  # all of them, also when one is added later
    parent.items.all().delete()
    models.PathItem.objects.bulk_create(
        models.PathItem(parent=parent, item=item, position=position)
        for position, item in enumerate(items, start=1)
    )
    parent.ordered, parent.needed = ordered, needed
    parent.save(update_fields=["ordered", "needed"])
    audit.record(
        by=by,
        action="learning.arranged",
        target=parent,
        details={"items": [str(item.uuid) for item in items], "ordered": ordered, "needed": needed},
        now=now,
    )


def check(
    *,
    parent: models.LearningObject,
    items: Sequence[models.LearningObject],
    ordered: bool,
    needed: int | None,
) -> None:
    """Raise InvalidError when a path or certification cannot be made of these items."""
    if parent.kind == models.Kind.COURSE:
        raise errors.InvalidError(_("A course is made of modules, not of other learning."), field="items")
    if len(items) > MOST_ITEMS:
        raise errors.InvalidError(
            _("Choose at most %(number)d items.") % {"number": MOST_ITEMS}, field="items"
        )
    keys = [item.pk for item in items]
    if len(set(keys)) < len(keys):
        raise errors.InvalidError(_("Choose each item once."), field="items")
    for item in items:
        if item.retired_at is not None:
            raise errors.InvalidError(
                _("“%(title)s” is not offered any more.") % {"title": item.title}, field="items"
            )
    _refuse_circle(parent, items)
    if needed is not None and not 1 <= needed <= max(len(items), 1):
        raise errors.InvalidError(
            ngettext(
                "Say a number from 1 to %(number)d: there is %(number)d item.",
                "Say a number from 1 to %(number)d: there are %(number)d items.",
                len(items),
            )
            % {"number": len(items)},
            field="needed",
        )
    if ordered and needed is not None and needed < len(items):
        raise errors.InvalidError(
            _("One after the other means all of them. Choose either an order or a number."), field="needed"
        )
    _refuse_unrenewable(parent.validity, parent.renewed_by, items)


@transaction.atomic
def set_validity(
    *,
    certification: models.LearningObject,
    validity: Validity | None,
    renew_from_days: int = 90,
    grace_days: int = 0,
    renewed_by: models.LearningObject | None = None,
    by: Person | None,
    now: datetime,
) -> None:
    """Say how long a certification holds from now on, or for ever; what was issued stays as it is.

    InvalidError names the field.
    """
    if certification.kind != models.Kind.CERTIFICATION:
        raise errors.InvalidError(_("Only certifications end and are renewed."), field="validity_count")
    if validity is not None:
        most = {Unit.DAYS: 18_000, Unit.MONTHS: 600, Unit.YEARS: 50}[validity.unit]
        if not 1 <= validity.count <= most:
            raise errors.InvalidError(
                _("Say a number from 1 to %(most)d.") % {"most": most}, field="validity_count"
            )
        if not 0 <= renew_from_days < validity.count * _SHORTEST[validity.unit]:
            raise errors.InvalidError(
                _("It can be renewed at most %(most)d days before its end, which is how long it holds.")
                % {"most": validity.count * _SHORTEST[validity.unit] - 1},
                field="renew_from_days",
            )
    if not 0 <= grace_days <= MOST_GRACE:
        raise errors.InvalidError(_("Say a number of days from 0 to 3650."), field="grace_days")
    if renewed_by is not None and (
        renewed_by.kind != models.Kind.COURSE or renewed_by.retired_at is not None
    ):
        raise errors.InvalidError(_("Choose a course that is offered."), field="renewed_by")
    items = [row.item for row in certification.items.select_related("item")]
    _refuse_unrenewable(validity, renewed_by, items)
    certification.validity_count = validity.count if validity else None
    certification.validity_unit = validity.unit.value if validity else ""
    certification.renew_from_days, certification.grace_days = renew_from_days, grace_days
    certification.renewed_by = renewed_by
    certification.save(
        update_fields=["validity_count", "validity_unit", "renew_from_days", "grace_days", "renewed_by"]
    )
    audit.record(
        by=by,
        action="learning.validity_set",
        target=certification,
        details={
            "validity": f"{validity.count} {validity.unit}" if validity else None,
            "renew_from_days": renew_from_days,
            "grace_days": grace_days,
            "renewed_by": str(renewed_by.uuid) if renewed_by else None,
        },
        now=now,
    )


@transaction.atomic
def add_skill(
    *,
    name: str,
    slug: str = "",
    summary: str = "",
    description: str = "",
    levels: Sequence[tuple[str, int]],
    by: Person | None,
    now: datetime,
) -> models.Skill:
    """Add a skill with its levels, each a name and the credits that reach it; ConflictError when the slug is taken."""
    name = text.line(name, field="name", longest=120)
    _check_levels(levels)
    skill = models.Skill(
        name=name,
        slug=slug or slugify(name)[:80] or "skill",
        summary=text.line(summary, field="summary", longest=240, required=False),
        description=text.paragraphs(description, field="description", longest=10_000, required=False),
        created_at=now,
    )
    try:
        with transaction.atomic():
            skill.save(force_insert=True)
    except IntegrityError as error:
        raise errors.ConflictError(
            _("There is a skill with the address “%(slug)s” already.") % {"slug": skill.slug}, field="name"
        ) from error
    models.SkillLevel.objects.bulk_create(
        models.SkillLevel(
            skill=skill,
            number=number,
            name=text.line(level, field="levels", longest=60),
            credits_needed=needed,
        )
        for number, (level, needed) in enumerate(levels, start=1)
    )
    audit.record(by=by, action="skill.added", target=skill, details={"levels": len(levels)}, now=now)
    return skill


@transaction.atomic
def set_credits(
    *,
    skill: models.Skill,
    credits_of: Mapping[models.LearningObject, int],
    by: Person | None,
    now: datetime,
) -> None:
    """Say which learning gives how many credits of a skill; 0 takes them away, and what is not named stays.

    Levels that are reached by it are another step (`catching_up`).
    """
    for learning_object, number in credits_of.items():
        if not 0 <= number <= MOST_CREDITS:
            raise errors.InvalidError(_("Say a number of credits from 0 to 1000000."), field="credits")
        mine = models.SkillCredit.objects.filter(skill=skill, learning_object=learning_object)
        if number == 0:
            mine.delete()
        else:
            models.SkillCredit.objects.update_or_create(
                skill=skill, learning_object=learning_object, defaults={"credits": number}
            )
    audit.record(
        by=by,
        action="skill.credits_set",
        target=skill,
        details={str(each.uuid): number for each, number in credits_of.items()},
        now=now,
    )


def _check_levels(levels: Sequence[tuple[str, int]]) -> None:
    if not 1 <= len(levels) <= MOST_LEVELS:
        raise errors.InvalidError(_("Give at least one level, and at most twelve."), field="levels")
    needed = [number for _name, number in levels]
    if needed[0] < 1 or needed[-1] > MOST_CREDITS or any(a >= b for a, b in itertools.pairwise(needed)):
        raise errors.InvalidError(
            _("Each level needs more credits than the one before, and the first at least one."),
            field="levels",
        )


def _refuse_circle(parent: models.LearningObject, items: Sequence[models.LearningObject]) -> None:
    """Raise InvalidError when something would be made of itself, however far down."""
    below, seen = {item.pk for item in items}, set()
    while below:
        if parent.pk in below:
            raise errors.InvalidError(
                _("“%(title)s” would be made of itself.") % {"title": parent.title}, field="items"
            )
        seen |= below
        below = set(models.PathItem.objects.filter(parent__in=below).values_list("item", flat=True)) - seen


def _refuse_unrenewable(
    validity: Validity | None,
    renewed_by: models.LearningObject | None,
    items: Sequence[models.LearningObject],
) -> None:
    """Raise InvalidError where the items cannot be done again: a learning path is completed once."""
    if validity is not None and renewed_by is None and any(item.kind == models.Kind.PATH for item in items):
        raise errors.InvalidError(
            _("A learning path is completed once, so it cannot renew this. Choose a course that renews it."),
            field="renewed_by",
        )
