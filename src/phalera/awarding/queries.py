"""Questions about what people earned and what they can earn."""

import dataclasses
from collections.abc import Iterable
from typing import cast
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from phalera.accounts.models import Person
from phalera.authoring import queries as authoring
from phalera.authoring.models import Achievement, Badge
from phalera.awarding.models import Award
from phalera.learning import queries as learning
from phalera.learning.models import Completion, Enrollment, Instance, LearningObject, SkillLevel

# So many of the open catalogue are offered where nobody asked for all of them.
MOST_OF_CATALOGUE = 50


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EarnedItem:
    """The newest award of an achievement that the learner has."""

    award: Award
    badge: Badge | None  # as it is now; what was issued is told by `issuing.queries.faces`
    target: LearningObject | SkillLevel
    instance: Instance | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AvailableItem:
    """What the learner can still earn, and how far they are."""

    achievement: Achievement
    badge: Badge
    target: LearningObject | SkillLevel
    enrollment: Enrollment | None
    done: int
    total: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """What a learner earned, newest first, and can earn, nearest first."""

    earned: tuple[EarnedItem, ...]
    available: tuple[AvailableItem, ...]


def strip(*, learner: Person, kind: str | None = None, earned_limit: int | None = None) -> Strip:
    """Give what a learner earned and can earn; with `kind`, only at that kind of learning object."""
    return Strip(
        earned=tuple(_earned(learner, kind, earned_limit)), available=tuple(_available(learner, kind))
    )


def badge_rows(
    *, learner: Person, kind: str | None = None
) -> tuple[tuple[EarnedItem, ...], tuple[AvailableItem, ...]]:
    """Give the rows of the badges page: all earned, then those of learning the learner takes part in."""
    available = (item for item in _available(learner, kind) if item.enrollment is not None)
    return tuple(_earned(learner, kind, None)), tuple(available)


def find_award(uuid: UUID, *, learner: Person | None = None) -> Award | None:
    """Give an award, of this learner only when one is given, or None."""
    awards = Award.objects.select_related("learner", "achievement", "achievement__badge")
    return (awards if learner is None else awards.filter(learner=learner)).filter(uuid=uuid).first()


def awards_of(completion: Completion) -> QuerySet[Award]:
    """Give the awards that a completion led to."""
    return Award.objects.filter(completion=completion)


def held(learner: Person) -> QuerySet[Award]:
    """Give the newest award of each achievement of a learner, revoked ones left out, newest first."""
    newest = (
        Award.objects.filter(learner=learner, achievement=OuterRef("achievement"), revoked_at=None)
        .order_by("-occurrence")
        .values("pk")[:1]
    )
    return Award.objects.filter(learner=learner, revoked_at=None, pk=Subquery(newest)).order_by(
        "-awarded_at", "-id"
    )


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


def _earned(learner: Person, kind: str | None, limit: int | None) -> Iterable[EarnedItem]:
    awards = held(learner).select_related(
        "achievement__badge__picture",
        "achievement__learning_object",
        "achievement__instance__learning_object",
        "achievement__skill_level__skill",
    )
    if kind:
        awards = awards.filter(
            Q(achievement__learning_object__kind=kind) | Q(achievement__instance__learning_object__kind=kind)
        )
    for award in awards[:limit]:
        achievement = award.achievement
        yield EarnedItem(
            award=award,
            badge=achievement.badge,
            target=achievement.earned_by,
            instance=achievement.instance,
        )


def _available(learner: Person, kind: str | None) -> list[AvailableItem]:
    enrollments = list(
        Enrollment.objects.filter(learner=learner)
        .select_related("instance__learning_object")
        .order_by("-enrolled_at", "-id")
    )
    catalogue = learning.catalogue()
    open_achievements = (
        authoring.earnable()
        .exclude(pk__in=held(learner).order_by().values("achievement"))
        .filter(
            Q(instance__in=[each.instance_id for each in enrollments])
            | Q(learning_object__in=[each.instance.learning_object_id for each in enrollments])
            | Q(learning_object__in=catalogue.order_by().values("pk"))
        )
        .order_by("learning_object__title", "id")
    )
    if kind:
        open_achievements = open_achievements.filter(
            Q(learning_object__kind=kind) | Q(instance__learning_object__kind=kind)
        )
    progress = learning.progress(enrollments)
    by_instance = {each.instance_id: each for each in enrollments}
    by_learning_object = {each.instance.learning_object_id: each for each in reversed(enrollments)}
    items = []
    for achievement in open_achievements[: len(enrollments) + MOST_OF_CATALOGUE]:
        enrollment = (
            by_instance.get(achievement.instance_id)
            if achievement.instance_id
            else by_learning_object.get(achievement.learning_object_id or 0)
        )
        done, total = progress[enrollment.pk] if enrollment else (0, 0)
        items.append(
            AvailableItem(
                achievement=achievement,
                badge=cast("Badge", achievement.badge),  # `earnable` asks for it
                target=achievement.earned_by,
                enrollment=enrollment,
                done=done,
                total=total,
            )
        )
    # Learning they take part in first, nearest to done first; a sort keeps the titles' order among equals.
    return sorted(
        items, key=lambda item: (item.enrollment is None, -(item.done / item.total if item.total else 0))
    )
