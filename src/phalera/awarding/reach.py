"""What a learner can still earn, and how far they are."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import cast

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from phalera.accounts.models import Person
from phalera.authoring import queries as authoring
from phalera.authoring.models import Achievement, Badge
from phalera.awarding.models import Award
from phalera.learning import following
from phalera.learning import queries as learning
from phalera.learning.models import (
    Completion,
    Enrollment,
    KeptLevel,
    Kind,
    LearningObject,
    Module,
    ModuleCompletion,
    PathItem,
    SkillCredit,
    SkillLevel,
)

# So many are looked at, what is under way before what is only open: nobody reads on.
MOST = 100
_UNDER_WAY, _OPEN = 0, 1


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AvailableItem:
    """What the learner can still earn, and how far they are: modules, courses of a path, credits of a skill."""

    achievement: Achievement
    badge: Badge
    target: LearningObject | SkillLevel
    enrollment: Enrollment | None
    done: int
    total: int
    made_of_courses: bool = False

    @property
    def under_way(self) -> bool:
        """Whether the learner takes part, or has done some of it already."""
        return self.enrollment is not None or self.done > 0

    @property
    def counted_in(self) -> str:
        """What the progress is counted in: `modules`, `courses` or `credits`."""
        if isinstance(self.target, SkillLevel):
            return "credits"
        return "modules" if self.target.kind == Kind.COURSE or not self.made_of_courses else "courses"


def available(
    learner: Person, *, now: dt.datetime, kind: str | None = None, under_way: bool = False, limit: int = MOST
) -> tuple[AvailableItem, ...]:
    """Give what a learner can still earn, nearest to done first, then what is open; in five queries.

    With `kind` only at that kind of learning, with `under_way` only what they have begun. Of each skill it is the next
    level.
    """
    found = list(_next_levels(_achievements(learner, kind, under_way=under_way)[:limit]))
    enrollments = _enrollments(learner, found)
    made = [
        each.learning_object
        for each in found
        if each.learning_object and each.learning_object.kind != Kind.COURSE
    ]
    doing = following.doing_all(learner, made, now=now) if made else {}
    items = [_item(each, _enrollment(each, enrollments), doing) for each in found]
    return tuple(
        sorted(items, key=lambda item: (not item.under_way, -(item.done / item.total if item.total else 0)))
    )


def _achievements(learner: Person, kind: str | None, *, under_way: bool) -> QuerySet[Achievement]:
    enrolled = Enrollment.objects.filter(learner=learner)
    finished = Completion.objects.filter(learner=learner, success=True).values("instance__learning_object")
    catalogue = learning.catalogue().order_by().values("pk")
    credits_had = (
        SkillCredit.objects.filter(skill=OuterRef("skill_level__skill"), learning_object__in=finished)
        .order_by()
        .values("skill")
        .annotate(number=Sum("credits"))
        .values("number")
    )
    found = (
        authoring.earnable()
        .filter(~Exists(_had(learner)))
        .annotate(have=Coalesce(Subquery(credits_had, output_field=IntegerField()), 0))
        .annotate(
            how=Case(
                When(Exists(enrolled.filter(instance=OuterRef("instance"))), then=_UNDER_WAY),
                When(
                    Exists(enrolled.filter(instance__learning_object=OuterRef("learning_object"))),
                    then=_UNDER_WAY,
                ),
                When(
                    Exists(PathItem.objects.filter(parent=OuterRef("learning_object"), item__in=finished)),
                    then=_UNDER_WAY,
                ),
                When(have__gt=0, then=_UNDER_WAY),
                default=_OPEN,
                output_field=IntegerField(),
            )
        )
        .filter(
            Q(skill_level=None)
            | Q(
                skill_level__skill__retired_at=None,
                skill_level__retired_at=None,
                skill_level__credits_needed__gt=F("have"),
            )
        )
        .filter(~Exists(KeptLevel.objects.filter(learner=learner, level=OuterRef("skill_level"))))
    )
    if kind == SkillLevel.kind:
        found = found.filter(skill_level__isnull=False)
    elif kind:
        found = found.filter(Q(learning_object__kind=kind) | Q(instance__learning_object__kind=kind))
    if under_way:
        found = found.filter(how=_UNDER_WAY)
    else:
        giving = SkillCredit.objects.filter(
            skill=OuterRef("skill_level__skill"), learning_object__in=catalogue
        )
        found = found.filter(Q(how=_UNDER_WAY) | Q(learning_object__in=catalogue) | Q(Exists(giving)))
    title = Coalesce("learning_object__title", "instance__learning_object__title", "skill_level__skill__name")
    return found.order_by("how", title, "skill_level__number", "id")


def _had(learner: Person) -> QuerySet[Award]:
    """Give the awards that leave nothing to do: those that count, and those taken back for what was done for good."""
    return Award.objects.filter(
        Q(revoked_at=None)
        | Q(completion__isnull=False) & ~Q(achievement__learning_object__kind=Kind.CERTIFICATION),
        learner=learner,
        achievement=OuterRef("pk"),
    )


def _next_levels(found: Iterable[Achievement]) -> Iterable[Achievement]:
    """Leave out the levels of a skill above the next one."""
    seen: set[int] = set()
    for each in found:
        if each.skill_level is not None:
            if each.skill_level.skill_id in seen:
                continue
            seen.add(each.skill_level.skill_id)
        yield each


def _enrollments(learner: Person, found: Sequence[Achievement]) -> list[Enrollment]:
    """Give where the learner takes part in these, with modules done and in all, the last time first."""
    done = ModuleCompletion.objects.filter(enrollment=OuterRef("pk")).order_by().values("enrollment")
    total = (
        Module.objects.filter(learning_object=OuterRef("instance__learning_object"))
        .order_by()
        .values("learning_object")
    )
    return list(
        Enrollment.objects.filter(
            Q(instance__in=[each.instance_id for each in found if each.instance_id])
            | Q(
                instance__learning_object__in=[
                    each.learning_object_id for each in found if each.learning_object_id
                ]
            ),
            learner=learner,
        )
        .select_related("instance")
        .annotate(
            done=Coalesce(Subquery(done.annotate(n=Count("pk")).values("n")), 0),
            total=Coalesce(Subquery(total.annotate(n=Count("pk")).values("n")), 0),
        )
        .order_by("-cycle", "-enrolled_at", "-id")
    )


def _enrollment(achievement: Achievement, enrollments: Sequence[Enrollment]) -> Enrollment | None:
    for each in enrollments:
        if achievement.instance_id == each.instance_id:
            return each
        if achievement.learning_object_id == each.instance.learning_object_id:
            return each
    return None


def _item(
    achievement: Achievement, enrollment: Enrollment | None, doing: dict[int, following.Doing]
) -> AvailableItem:
    target = achievement.earned_by
    done, total = (enrollment.done, enrollment.total) if enrollment else (0, 0)  # type: ignore[attr-defined]  # annotated
    way = doing.get(achievement.learning_object_id or 0)
    if isinstance(target, SkillLevel):
        done, total = achievement.have, target.credits_needed  # type: ignore[attr-defined]  # annotated
    elif way is not None and way.needed:
        done, total = min(len(way.done), way.needed), way.needed
    return AvailableItem(
        achievement=achievement,
        badge=cast("Badge", achievement.badge),  # `earnable` asks for it
        target=target,
        enrollment=enrollment,
        done=done,
        total=total,
        made_of_courses=bool(way and way.needed),
    )
