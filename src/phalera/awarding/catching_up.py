"""Award those who finished before there was something to earn, once, many in a few statements."""

import dataclasses
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from phalera.accounts.models import Person
from phalera.authoring import queries as authoring
from phalera.authoring.models import Achievement
from phalera.awarding import models
from phalera.common import audit, errors
from phalera.learning import skills
from phalera.learning.models import Completion, Instance, LearningObject, SkillLevel

# Rows that one statement writes or asks for.
_AT_ONCE = 500


Target = LearningObject | Instance | SkillLevel


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """Somebody earned something, at a moment, by a completion or by the credits of several."""

    learner: Person
    at: datetime
    completion: Completion | None


@transaction.atomic
def catch_up(
    *,
    achievement: Achievement,
    among: Collection[int] | None = None,
    by: Person | None,
    now: datetime,
) -> list[models.Award]:
    """Grant an achievement to everybody who finished earlier and never had it; give the new awards.

    With `among`, the keys of people, only to those of them. Each is dated by the day its learner finished. NothingToEarnError when the achievement shows no badge.
    """
    if achievement.badge_id is None:
        raise errors.NothingToEarnError(
            _("There is no badge to earn here."), remedy=_("Choose a badge for it first.")
        )
    earned = [
        each
        for each in earned_earlier(achievement.target, now=now)
        if among is None or each.learner.pk in among
    ]
    made: list[models.Award] = []
    for start in range(0, len(earned), _AT_ONCE):
        made += _grant(achievement, earned[start : start + _AT_ONCE], by=by, now=now)
    audit.record(
        by=by, action="achievement.caught_up", target=achievement, details={"awards": len(made)}, now=now
    )
    return made


@transaction.atomic
def catch_up_with(
    *, completions: Sequence[Completion], by: Person | None, now: datetime
) -> list[models.Award]:
    """Grant what completions that were recorded together earn: their badges, and levels of skills; in few statements."""
    made: list[models.Award] = []
    of_instance: dict[Instance, set[int]] = {}
    for completion in completions:
        of_instance.setdefault(completion.instance, set()).add(completion.learner_id)
    for instance, learners in of_instance.items():
        own = authoring.achievement_for(instance)
        levels = SkillLevel.objects.filter(
            skill__credits__learning_object=instance.learning_object_id, skill__retired_at=None
        )
        for achievement in ([own] if own else []) + authoring.achievements_at(levels):
            made += catch_up(achievement=achievement, among=learners, by=by, now=now)
    return made


def earned_earlier(target: Target, *, now: datetime) -> list[Earned]:
    """Give who earned what can be earned at `target` and never had it, who earned it first in front.

    Who had it taken away is left out, as that was somebody's decision about them, and who has a certification that has
    ended: nothing can be signed of it any more.
    """
    if isinstance(target, SkillLevel):
        return _reached_earlier(target)
    completions = Completion.objects.filter(
        _leads_to(target), Q(valid_until=None) | Q(valid_until__gt=now), success=True
    )
    # Of a certification that was renewed, the last time counts.
    first = (
        completions.filter(learner=OuterRef("learner"))
        .order_by("-cycle", "completed_at", "id")
        .values("pk")[:1]
    )
    had = models.Award.objects.filter(_at(target), learner=OuterRef("learner"))
    found = completions.filter(~Exists(had), pk=Subquery(first)).order_by("completed_at", "id")
    return [
        Earned(learner=each.learner, at=each.completed_at, completion=each)
        for each in found.select_related("learner")
    ]


def failed(target: Target) -> int:
    """Give how many finished there, and never with success."""
    if isinstance(target, SkillLevel):
        return 0
    completions = Completion.objects.filter(_leads_to(target))
    succeeded = completions.filter(success=True).values("learner")
    return (
        completions.filter(success=False).exclude(learner__in=succeeded).values("learner").distinct().count()
    )


def _leads_to(target: LearningObject | Instance) -> Q:
    match target:
        case LearningObject():
            # A run with a badge of its own earns that one instead.
            own = Achievement.objects.filter(instance__learning_object=target, badge__isnull=False)
            return Q(instance__learning_object=target) & ~Q(instance__in=own.values("instance"))
        case Instance():
            return Q(instance=target)


def _reached_earlier(level: SkillLevel) -> list[Earned]:
    since = skills.reached_at(level)
    had = models.Award.objects.filter(_at(level)).values("learner")
    learners = Person.objects.filter(pk__in=since).exclude(pk__in=had)
    earned = [Earned(learner=each, at=since[each.pk], completion=None) for each in learners]
    return sorted(earned, key=lambda each: (each.at, each.learner.pk))


def _at(target: Target) -> Q:
    match target:
        case SkillLevel():
            return Q(achievement__skill_level=target)
        case LearningObject():
            return Q(achievement__learning_object=target)
        case Instance():
            return Q(achievement__instance=target)


def _grant(
    achievement: Achievement, earned: Sequence[Earned], *, by: Person | None, now: datetime
) -> list[models.Award]:
    rows = [
        models.Award(
            learner=each.learner,
            achievement=achievement,
            completion=each.completion,
            # Other systems' clocks may be ahead; what is signed is never dated in the future.
            awarded_at=min(each.at, now).replace(microsecond=0),
            valid_until=each.completion.valid_until if each.completion else None,
        )
        for each in earned
    ]
    # Who is awarded in this very moment by somebody else keeps that award: the constraint `award_once` decides.
    models.Award.objects.bulk_create(rows, ignore_conflicts=True)
    made = list(
        models.Award.objects.filter(uuid__in=[row.uuid for row in rows])
        .select_related("learner", "completion")
        .order_by("pk")
    )
    audit.record_many(
        by=by,
        action="award.granted",
        targets=[
            (
                award,
                {
                    "learner": str(award.learner.uuid),
                    "achievement": str(achievement.uuid),
                    "occurrence": award.occurrence,
                    "completion": str(award.completion.uuid) if award.completion else None,
                },
            )
            for award in made
        ],
        now=now,
    )
    return made
