"""Questions about what can be earned."""

import dataclasses
from collections.abc import Iterable

from django.db.models import Count, F, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat

from phalera.authoring import models
from phalera.learning.models import Instance, LearningObject, SkillLevel


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """At how many learning objects of one kind a badge is earned, and the first of them by title."""

    kind: str
    number: int
    title: str


def achievement_for(instance: Instance) -> models.Achievement | None:
    """Give what finishing `instance` earns: its own achievement, else that of its learning object, or None."""
    return (
        models.Achievement.objects.select_related("badge", "badge__picture", "issuer")
        .filter(Q(instance=instance) | Q(learning_object=instance.learning_object_id), badge__isnull=False)
        .order_by(F("instance").asc(nulls_last=True))  # the run's own one first
        .first()
    )


def achievements_at(levels: Iterable[SkillLevel]) -> list[models.Achievement]:
    """Give what reaching these levels earns, in one query."""
    keys = [level.pk for level in levels]
    if not keys:
        return []
    return list(
        models.Achievement.objects.select_related("badge", "badge__picture", "issuer", "skill_level__skill")
        .filter(skill_level__in=keys, badge__isnull=False)
        .order_by("skill_level__skill", "skill_level__number")
    )


def badges() -> QuerySet[models.Badge]:
    """Give the badges that an author may choose from, by name."""
    return models.Badge.objects.filter(retired_at=None).select_related("picture").order_by("name", "id")


def page_of_badges(
    *, words: str = "", retired: bool = False, after: models.Badge | None = None
) -> QuerySet[models.Badge]:
    """Give badges by name whose name, words or tags hold `words`, those that come after one when it is given."""
    found = models.Badge.objects.filter(retired_at__isnull=not retired).select_related("picture")
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(description__icontains=word))
    if after is not None:
        found = found.filter(Q(name__gt=after.name) | Q(name=after.name, pk__gt=after.pk))
    return found.order_by("name", "id")


def uses(badges: Iterable[models.Badge]) -> dict[int, list[Use]]:
    """Give where each badge is earned, by its key, in one query."""
    found: dict[int, list[Use]] = {}
    rows = (
        models.Achievement.objects.filter(badge__in=[badge.pk for badge in badges])
        .annotate(
            kind=Coalesce("learning_object__kind", "instance__learning_object__kind", Value(SkillLevel.kind)),
            title=Coalesce(
                "learning_object__title",
                "instance__learning_object__title",
                Concat("skill_level__skill__name", Value(": "), "skill_level__name"),
            ),
        )
        .values("badge_id", "kind")
        .annotate(number=Count("id"), first=Min("title"))
        .order_by("kind")
    )
    for row in rows:
        use = Use(kind=row["kind"], number=row["number"], title=row["first"])
        found.setdefault(row["badge_id"], []).append(use)
    return found


def achievement_at(target: LearningObject | SkillLevel) -> models.Achievement | None:
    """Give what can be, or once could be, earned at a learning object itself or at a skill level, or None."""
    found = models.Achievement.objects.select_related(
        "badge__picture", "issuer", "learning_object", "skill_level__skill"
    )
    match target:
        case LearningObject():
            return found.filter(learning_object=target).first()
        case SkillLevel():
            return found.filter(skill_level=target).first()


def find_issuer() -> models.Issuer | None:
    """Give the first issuer, or None before one was set up."""
    return models.Issuer.objects.order_by("id").first()


def earnable() -> QuerySet[models.Achievement]:
    """Give the achievements that show a badge."""
    return models.Achievement.objects.filter(badge__isnull=False).select_related(
        "badge", "badge__picture", "learning_object", "instance__learning_object", "skill_level__skill"
    )
