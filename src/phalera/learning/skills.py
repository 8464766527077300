"""How far people are in skills: credits come with each learning object once."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Min, Prefetch, QuerySet, Sum

from phalera.accounts.models import Person
from phalera.learning import models


def reached(learner: Person, learning_object: models.LearningObject) -> list[models.SkillLevel]:
    """Give the levels that a learner has of the skills that a learning object gives credits for, lowest first."""
    skills = models.SkillCredit.objects.filter(learning_object=learning_object).values("skill")
    have = credits_of(learner, models.Skill.objects.filter(pk__in=skills, retired_at=None))
    levels = models.SkillLevel.objects.filter(skill__in=have, retired_at=None).select_related("skill")
    return [
        level for level in levels.order_by("skill", "number") if level.credits_needed <= have[level.skill_id]
    ]


def credits_of(learner: Person, skills: QuerySet[models.Skill] | Iterable[models.Skill]) -> dict[int, int]:
    """Give how many credits a learner has of each skill, by its key, in one query."""
    finished = models.Completion.objects.filter(learner=learner, success=True)
    keys = {skill.pk: 0 for skill in skills}
    rows = (
        models.SkillCredit.objects.filter(
            skill__in=keys, learning_object__in=finished.values("instance__learning_object")
        )
        .values_list("skill")
        .annotate(number=Sum("credits"))
    )
    return keys | dict(rows)


def shown() -> QuerySet[models.Skill]:
    """Give the skills that people can get better at, by name, with the levels that can be reached."""
    levels = Prefetch("levels", models.SkillLevel.objects.filter(retired_at=None))
    return models.Skill.objects.filter(retired_at=None).prefetch_related(levels).order_by("name", "id")


def kept(learner: Person, skills: Iterable[models.Skill]) -> list[models.SkillLevel]:
    """Give the levels of skills that a learner has whatever their credits, in one query."""
    return list(
        models.SkillLevel.objects.filter(
            kept__learner=learner, skill__in=[skill.pk for skill in skills]
        ).select_related("skill")
    )


def giving(skill: models.Skill) -> QuerySet[models.SkillCredit]:
    """Give what gives credits of a skill, the most first."""
    return (
        models.SkillCredit.objects.filter(skill=skill, learning_object__retired_at=None)
        .select_related("learning_object")
        .order_by("-credits", "learning_object__title")
    )


def reached_at(level: models.SkillLevel) -> dict[int, dt.datetime]:
    """Give since when each learner, by key, has had a level, in three queries."""
    since = {} if level.retired_at else enough_since(level, credits_needed=level.credits_needed)
    return since | dict(models.KeptLevel.objects.filter(level=level).values_list("learner", "since"))


def enough_since(level: models.SkillLevel, *, credits_needed: int) -> dict[int, dt.datetime]:
    """Give since when each learner, by key, has had so many credits of the skill of a level, in two queries."""
    worth = dict(
        models.SkillCredit.objects.filter(skill=level.skill_id).values_list("learning_object", "credits")
    )
    first = (
        models.Completion.objects.filter(instance__learning_object__in=worth, success=True)
        .values_list("learner", "instance__learning_object")
        .annotate(at=Min("completed_at"))
        .order_by("at")
    )
    have: dict[int, int] = {}
    since: dict[int, dt.datetime] = {}
    for learner, learning_object, at in first:
        have[learner] = have.get(learner, 0) + worth[learning_object]
        if have[learner] >= credits_needed:
            since.setdefault(learner, at)
    return since
