"""Every change to the levels of a skill that is there already. Whoever has a level keeps it."""

import dataclasses
import itertools
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from phalera.accounts.models import Person
from phalera.common import audit, errors, text
from phalera.learning import arranging, models, skills

# Rows that one statement writes.
_AT_ONCE = 500


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """Whom a change of a level concerns: how many people have it and keep it, and how many reach it by that."""

    keep: int
    reach: int


def consequence(level: models.SkillLevel, *, credits_needed: int | None) -> Consequence:
    """Give what comes of another number of credits, or of retiring a level where it is None; nothing is changed."""
    have = skills.reached_at(level)
    enough = () if credits_needed is None else skills.enough_since(level, credits_needed=credits_needed)
    return Consequence(keep=len(have), reach=len(set(enough) - set(have)))


def check(*, level: models.SkillLevel, name: str, credits_needed: int) -> None:
    """Raise InvalidError when a level cannot have this name or take so many credits."""
    text.line(name, field="name", longest=60)
    needed = {each.number: each.credits_needed for each in _live(level.skill_id)}
    climbing = [number for _place, number in sorted((needed | {level.number: credits_needed}).items())]
    if (
        climbing[0] < 1
        or climbing[-1] > arranging.MOST_CREDITS
        or any(a >= b for a, b in itertools.pairwise(climbing))
    ):
        raise errors.InvalidError(
            _("Each level needs more credits than the one before, and the first at least one."),
            field="credits_needed",
        )


@transaction.atomic
def add(
    *, skill: models.Skill, name: str, credits_needed: int, by: Person | None, now: datetime
) -> models.SkillLevel:
    """Add a level above the others; InvalidError when it does not take more credits, or there are too many."""
    _lock(skill.pk)
    highest = models.SkillLevel.objects.filter(skill=skill).aggregate(number=Max("number"))["number"] or 0
    level = models.SkillLevel(skill=skill, number=highest + 1, credits_needed=credits_needed)
    if len(_live(skill.pk)) >= arranging.MOST_LEVELS:
        raise errors.InvalidError(_("A skill has at most twelve levels."), field="name")
    check(level=level, name=name, credits_needed=credits_needed)
    level.name = text.line(name, field="name", longest=60)
    level.save(force_insert=True)
    audit.record(
        by=by, action="skill.level_added", target=level, details={"credits": credits_needed}, now=now
    )
    return level


@transaction.atomic
def change(
    *, level: models.SkillLevel, name: str, credits_needed: int, by: Person | None, now: datetime
) -> None:
    """Give a level another name or number of credits; InvalidError names the field, ConflictError when it is retired.

    Who reaches it by that is another step (`catching_up`).
    """
    _lock(level.skill_id)
    level.refresh_from_db()
    if level.retired_at is not None:
        raise errors.ConflictError(_("This level is retired."), remedy=_("Bring it back first."))
    check(level=level, name=name, credits_needed=credits_needed)
    before = {"name": level.name, "credits": level.credits_needed}
    had = skills.reached_at(level)
    level.name, level.credits_needed = text.line(name, field="name", longest=60), credits_needed
    level.save(update_fields=["name", "credits_needed"])
    keep(level=level, had=had)
    after = {"name": level.name, "credits": level.credits_needed}
    audit.record(
        by=by, action="skill.level_changed", target=level, details={"before": before, "after": after}, now=now
    )


@transaction.atomic
def retire(*, level: models.SkillLevel, by: Person | None, now: datetime) -> None:
    """Let nobody reach a level any more; InvalidError when it is the last one, ConflictError when it was before."""
    _lock(level.skill_id)
    level.refresh_from_db()
    if level.retired_at is not None:
        raise errors.ConflictError(_("This level is retired."))
    if len(_live(level.skill_id)) == 1:
        raise errors.InvalidError(_("A skill has at least one level."), remedy=_("Add another one first."))
    had = skills.reached_at(level)
    level.retired_at = now
    level.save(update_fields=["retired_at"])
    keep(level=level, had=had)
    audit.record(by=by, action="skill.level_retired", target=level, now=now)


@transaction.atomic
def restore(*, level: models.SkillLevel, by: Person | None, now: datetime) -> None:
    """Let a level be reached again; InvalidError when it does not fit between the others any more."""
    _lock(level.skill_id)
    level.refresh_from_db()
    if level.retired_at is None:
        raise errors.ConflictError(_("This level is in use."))
    if len(_live(level.skill_id)) >= arranging.MOST_LEVELS:
        raise errors.InvalidError(_("A skill has at most twelve levels."))
    check(level=level, name=level.name, credits_needed=level.credits_needed)
    level.retired_at = None
    level.save(update_fields=["retired_at"])
    audit.record(by=by, action="skill.level_restored", target=level, now=now)


def keep(*, level: models.SkillLevel, had: Mapping[int, datetime]) -> None:
    """Let those have a level who had it, by key since when, and would not any more."""
    have = skills.reached_at(level)
    models.KeptLevel.objects.bulk_create(
        [
            models.KeptLevel(level=level, learner_id=learner, since=since)
            for learner, since in had.items()
            if learner not in have
        ],
        ignore_conflicts=True,
        batch_size=_AT_ONCE,
    )


def _live(skill: int) -> list[models.SkillLevel]:
    return list(models.SkillLevel.objects.filter(skill=skill, retired_at=None))


def _lock(skill: int) -> None:
    """Let the levels of a skill be changed one after the other, as they must go on climbing."""
    models.Skill.objects.select_for_update().get(pk=skill)
