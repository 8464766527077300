"""What belongs together: the paths, certifications and skills of the academy, and what its people earned there."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import F

from phalera.accounts.models import Person
from phalera.authoring import actions as authoring
from phalera.authoring.models import Achievement, Badge, Issuer
from phalera.awarding import actions as awarding
from phalera.awarding import catching_up
from phalera.awarding.models import Award
from phalera.demo.academy import content, programs, renewals
from phalera.learning import actions as learning
from phalera.learning import arranging, following, terms
from phalera.learning.models import (
    Completion,
    Enrollment,
    Instance,
    Kind,
    LearningObject,
    ModuleCompletion,
    SkillLevel,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """The programs by their slug, and the levels of skills by the slug of their badge, as they stand in the database."""

    programs: dict[str, LearningObject]
    levels: dict[str, SkillLevel]


def add(courses: Mapping[str, LearningObject], *, author: Person, by: Person, now: datetime) -> Arranged:
    """Add the programs and the skills; whoever did enough for them is another step."""
    levels: dict[str, SkillLevel] = {}
    for skill in programs.SKILLS:
        added = arranging.add_skill(
            name=skill.name,
            slug=skill.slug,
            summary=skill.summary,
            description=skill.description,
            levels=skill.levels,
            by=by,
            now=now,
        )
        credits_of = {courses[slug]: number for slug, number in skill.credits.items()}
        arranging.set_credits(skill=added, credits_of=credits_of, by=by, now=now)
        levels |= {f"{skill.slug}-{level.number}": level for level in added.levels.select_related("skill")}
    return Arranged(
        programs={each.slug: _add(each, courses, author, now) for each in programs.PROGRAMS}, levels=levels
    )


def attach(
    arranged: Arranged, made: Mapping[str, Badge], issuer: Issuer, *, by: Person, now: datetime
) -> dict[str, Achievement]:
    """Let each program and each level give the badge of the same slug; the achievements come by it."""
    criteria = {each.slug: each.criteria for each in programs.PROGRAMS}
    for slug, level in arranged.levels.items():
        criteria[slug] = f"Collect {level.credits_needed} credits from the courses that give them."
    targets: dict[str, LearningObject | SkillLevel] = {**arranged.programs, **arranged.levels}
    return {
        slug: authoring.attach_badge(
            badge=made[slug], target=target, issuer=issuer, criteria=criteria[slug], by=by, now=now
        )
        for slug, target in targets.items()
    }


def complete(arranged: Arranged, enrollments: Sequence[Enrollment], *, now: datetime) -> list[Completion]:
    """Complete the programs for all who did enough, renew what they renewed, and give what ends, oldest first."""
    ending = []
    for slug, program in arranged.programs.items():
        made = following.settle(parent=program, by=None, now=now)
        # It came to pass long ago, on the day it is dated.
        Completion.objects.filter(pk__in=[each.pk for each in made]).update(recorded_at=F("completed_at"))
        _take_part(program, enrollments, {each.learner_id for each in made})
        if program.validity is not None:
            ending += made
            ending += [each for one in made if (each := _renew(one, slug, now))]
    return sorted(ending, key=lambda completion: completion.completed_at)


def award(
    arranged: Arranged,
    achievements: Mapping[str, Achievement],
    ending: Sequence[Completion],
    *,
    now: datetime,
) -> list[Award]:
    """Grant what programs and levels give: what ends one after the other, everything else at once."""
    awards = []
    for completion in ending:
        achievement = achievements[completion.instance.learning_object.slug]
        awards.append(
            awarding.grant(
                learner=completion.learner,
                achievement=achievement,
                completion=completion,
                by=None,
                now=completion.completed_at,
            )
        )
    for slug, achievement in achievements.items():
        if slug in arranged.levels or arranged.programs[slug].validity is None:
            for each in catching_up.catch_up(achievement=achievement, by=None, now=now):
                each.achievement = achievement  # with its target, which is asked for again and again
                awards.append(each)
    return awards


def _add(
    program: content.Program, courses: Mapping[str, LearningObject], author: Person, now: datetime
) -> LearningObject:
    added = learning.add_learning_object(
        kind=Kind.PATH if program in programs.PATHS else Kind.CERTIFICATION,
        title=program.title,
        slug=program.slug,
        summary=program.summary,
        description=program.description,
        author=author,
        by=author,
        now=now,
    )
    arranging.arrange(
        parent=added,
        items=[courses[slug] for slug in program.items],
        ordered=program.ordered,
        needed=program.needed,
        by=author,
        now=now,
    )
    if program.validity is not None:
        arranging.set_validity(
            certification=added,
            validity=program.validity,
            renew_from_days=program.renew_from_days,
            grace_days=program.grace_days,
            renewed_by=courses[program.renewed_by],
            by=author,
            now=now,
        )
    return added


def _take_part(program: LearningObject, enrollments: Sequence[Enrollment], completed: set[int]) -> None:
    """Enroll all who completed a program, and some of those who began with it, since they began."""
    items = set(program.items.values_list("item", flat=True))
    began: dict[Person, datetime] = {}
    for each in enrollments:
        if each.instance.learning_object_id in items:
            began[each.learner] = min(each.enrolled_at, began.get(each.learner, each.enrolled_at))
    instance = program.instances.get(is_default=True)
    Enrollment.objects.bulk_create(
        Enrollment(learner=learner, instance=instance, enrolled_at=at)
        for learner, at in began.items()
        if learner.pk in completed or renewals.takes_part(learner.email, program.slug)
    )


def _renew(held: Completion, slug: str, now: datetime) -> Completion | None:
    """Let somebody take the short course that renews what they hold, and give what came of it."""
    certification = held.instance.learning_object
    window = terms.window(held, certification)
    if window is None or certification.renewed_by is None:
        return None
    at = renewals.renewed_at(
        held.learner.email,
        slug,
        opens_on=window.opens_on,
        last_day=terms.local_day(window.until),
        now=now,
    )
    if at is None:
        return None
    _refresh(held.learner, certification.renewed_by, at)
    return learning.record_completion(
        source=following.ITEMS,
        external_id=f"{held.learner.uuid}:{held.instance.uuid}:1",
        learner=held.learner,
        instance=held.instance,
        completed_at=at,
        success=True,
        by=None,
        now=at,
    )


def _refresh(learner: Person, course: LearningObject, at: datetime) -> None:
    instance = Instance.objects.select_related("learning_object").get(learning_object=course, is_default=True)
    enrollment = learning.enroll(learner=learner, instance=instance, by=learner, now=at - timedelta(hours=2))
    ModuleCompletion.objects.bulk_create(
        ModuleCompletion(enrollment=enrollment, module=module, completed_at=at)
        for module in course.modules.all()
    )
    learning.record_completion(
        source=learning.MODULES,
        external_id=str(enrollment.uuid),
        learner=learner,
        instance=instance,
        completed_at=at,
        success=True,
        by=learner,
        now=at,
    )
