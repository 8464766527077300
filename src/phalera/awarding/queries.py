"""Questions about what people earned and what they can earn."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from phalera.accounts.models import Person
from phalera.authoring.models import Achievement, Badge
from phalera.awarding import reach
from phalera.awarding.models import Award
from phalera.learning.models import Completion, Instance, LearningObject, SkillLevel


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EarnedItem:
    """The newest award of an achievement that the learner has."""

    award: Award
    badge: Badge | None  # as it is now; what was issued is told by `issuing.queries.faces`
    target: LearningObject | SkillLevel
    instance: Instance | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """What a learner earned, newest first, and can earn, nearest first."""

    earned: tuple[EarnedItem, ...]
    available: tuple[reach.AvailableItem, ...]


def strip(
    *, learner: Person, now: datetime, earned_limit: int | None = None, available_limit: int = reach.MOST
) -> Strip:
    """Give what a learner earned and can earn."""
    return Strip(
        earned=tuple(map(item, held_after(learner, None)[:earned_limit])),
        available=reach.available(learner, now=now, limit=available_limit),
    )


def item(award: Award) -> EarnedItem:
    """Give an award with what it was earned by; `achievement` and its target are read."""
    achievement = award.achievement
    return EarnedItem(
        award=award,
        badge=achievement.badge,
        target=achievement.earned_by,
        instance=achievement.instance,
    )


def find_award(uuid: UUID, *, learner: Person | None = None) -> Award | None:
    """Give an award, of this learner only when one is given, or None."""
    awards = Award.objects.select_related("learner", "achievement", "achievement__badge")
    return (awards if learner is None else awards.filter(learner=learner)).filter(uuid=uuid).first()


def awards_of(completion: Completion) -> QuerySet[Award]:
    """Give the awards that a completion led to."""
    return Award.objects.filter(completion=completion)


def held(learner: Person) -> QuerySet[Award]:
    """Give the newest award of each achievement of a learner, revoked ones left out, newest first."""
    own = Award.objects.filter(learner=learner, revoked_at=None)
    later = own.filter(achievement=OuterRef("achievement"), occurrence__gt=OuterRef("occurrence"))
    # As a question to each row, so that whoever wants seven reads little more than seven by the index.
    return own.filter(~Exists(later)).order_by("-awarded_at", "-id")


def held_after(learner: Person, after: UUID | None) -> QuerySet[Award]:
    """Give what a learner holds, newest first, after an award of theirs that is given, with what it was earned by."""
    found = held(learner).select_related(
        "achievement__badge__picture",
        "achievement__learning_object__renewed_by",
        "achievement__instance__learning_object__renewed_by",
        "achievement__skill_level__skill",
    )
    last = Award.objects.filter(learner=learner, uuid=after).first() if after else None
    if last is None:
        return found
    return found.filter(Q(awarded_at__lt=last.awarded_at) | Q(awarded_at=last.awarded_at, pk__lt=last.pk))


def page_of_awards(*, words: str = "", after: Award | None = None) -> QuerySet[Award]:
    """Give awards, those made last first, whose learner, badge or learning holds `words`, earlier than one that is given."""
    found = Award.objects.select_related(
        "learner",
        "achievement__badge__picture",
        "achievement__learning_object",
        "achievement__instance__learning_object",
        "achievement__skill_level__skill",
    )
    for word in words.split():
        # Keys are looked for first: a join of all awards with all people would be read to its end.
        learners = Person.objects.filter(Q(name__icontains=word) | Q(email__icontains=word))
        achievements = Achievement.objects.filter(
            Q(badge__name__icontains=word)
            | Q(learning_object__title__icontains=word)
            | Q(instance__learning_object__title__icontains=word)
        )
        found = found.filter(
            Q(learner__in=learners.values("pk")) | Q(achievement__in=achievements.values("pk"))
        )
    if after is not None:
        found = found.filter(pk__lt=after.pk)
    return found.order_by("-pk")


def numbers_awarded(badges: Iterable[Badge]) -> dict[int, int]:
    """Give how many awards that were not revoked show each badge, by its key, in one query."""
    return dict(
        Award.objects.filter(achievement__badge__in=[badge.pk for badge in badges], revoked_at=None)
        .values_list("achievement__badge")
        .annotate(number=Count("id"))
    )


def newest(award: Award) -> Award:
    """Give the last award that its learner had of the same achievement: itself, or what followed a revocation."""
    return (
        Award.objects.filter(learner=award.learner_id, achievement=award.achievement_id)
        .order_by("-occurrence")
        .first()
        or award
    )


def number_at(achievement: Achievement) -> int:
    """Give how many awards of an achievement were not revoked."""
    return Award.objects.filter(achievement=achievement, revoked_at=None).count()
