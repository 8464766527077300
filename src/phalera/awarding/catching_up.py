"""Award those who finished before there was something to earn, once, many in a few statements."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from phalera.accounts.models import Person
from phalera.authoring.models import Achievement
from phalera.awarding import models
from phalera.common import audit, errors
from phalera.learning.models import Completion, Instance, LearningObject

# Rows that one statement writes or asks for.
_AT_ONCE = 500


@transaction.atomic
def catch_up(*, achievement: Achievement, by: Person | None, now: datetime) -> list[models.Award]:
    """Grant an achievement to everybody who finished earlier and never had it; give the new awards.

    Each is dated by the day its learner finished. NothingToEarnError when the achievement shows no badge.
    """
    if achievement.badge_id is None:
        raise errors.NothingToEarnError(
            _("There is no badge to earn here."), remedy=_("Choose a badge for it first.")
        )
    target = achievement.learning_object or achievement.instance
    completions = list(finished_earlier(target).select_related("learner")) if target else []
    made: list[models.Award] = []
    for start in range(0, len(completions), _AT_ONCE):
        made += _grant(achievement, completions[start : start + _AT_ONCE], by=by, now=now)
    audit.record(
        by=by, action="achievement.caught_up", target=achievement, details={"awards": len(made)}, now=now
    )
    return made


def finished_earlier(target: LearningObject | Instance) -> QuerySet[Completion]:
    """Give the first success of each learner who never had what can be earned at `target`, the oldest first.

    Who had it taken away is left out: that was somebody's decision about them.
    """
    completions = Completion.objects.filter(_leads_to(target), success=True)
    first = completions.filter(learner=OuterRef("learner")).order_by("completed_at", "id").values("pk")[:1]
    had = models.Award.objects.filter(_at(target), learner=OuterRef("learner"))
    return completions.filter(~Exists(had), pk=Subquery(first)).order_by("completed_at", "id")


def failed(target: LearningObject | Instance) -> int:
    """Give how many finished there, and never with success."""
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


def _at(target: LearningObject | Instance) -> Q:
    match target:
        case LearningObject():
            return Q(achievement__learning_object=target)
        case Instance():
            return Q(achievement__instance=target)


def _grant(
    achievement: Achievement, completions: Sequence[Completion], *, by: Person | None, now: datetime
) -> list[models.Award]:
    rows = [
        models.Award(
            learner=completion.learner,
            achievement=achievement,
            completion=completion,
            # Other systems' clocks may be ahead; what is signed is never dated in the future.
            awarded_at=min(completion.completed_at, now).replace(microsecond=0),
        )
        for completion in completions
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
