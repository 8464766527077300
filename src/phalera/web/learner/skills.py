"""Skills: their levels, the credits that reach them, and how many the learner has."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from phalera.authoring import queries as authoring
from phalera.learning import models
from phalera.learning import skills as learning
from phalera.web import roles


@require_safe
def skills(request: HttpRequest) -> HttpResponse:
    """Show every skill, with the learner's credits and the level they have."""
    found = list(learning.shown())
    credits_had = learning.credits_of(roles.person(request), found)
    kept = learning.kept(roles.person(request), found)
    badges = _badges([*kept, *(level for each in found for level in each.levels.all())])
    return render(
        request,
        "web/learner/skills.html",
        {"rows": [_row(each, credits_had.get(each.pk, 0), kept, badges) for each in found]},
    )


@require_safe
def skill(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a skill: its levels with their badges, and what gives credits."""
    found = learning.shown().filter(slug=slug).first()
    if found is None:
        raise Http404
    learner = roles.person(request)
    giving = list(learning.giving(found))
    finished = set(
        models.Completion.objects.filter(
            learner=learner,
            instance__learning_object__in=[each.learning_object_id for each in giving],
            success=True,
        ).values_list("instance__learning_object", flat=True)
    )
    have, kept = learning.credits_of(learner, [found])[found.pk], learning.kept(learner, [found])
    return render(
        request,
        "web/learner/skill.html",
        {
            **_row(found, have, kept, _badges([*kept, *found.levels.all()])),
            "giving": [{"credit": each, "done": each.learning_object_id in finished} for each in giving],
        },
    )


def _badges(levels: list[models.SkillLevel]) -> dict[int | None, object]:
    return {each.skill_level_id: each.badge for each in authoring.achievements_at(levels)}


def _row(
    skill: models.Skill,
    have: int,
    kept: Sequence[models.SkillLevel],
    badges: dict[int | None, object],
) -> dict[str, object]:
    mine = {level.pk: level for level in kept if level.skill_id == skill.pk}
    shown = mine | {level.pk: level for level in skill.levels.all()}
    levels = [
        {
            "level": level,
            "badge": badges.get(level.pk),
            "reached": level.pk in mine or have >= level.credits_needed,
            # Who keeps a level that takes more now has done all of it.
            "done": level.credits_needed if level.pk in mine else min(have, level.credits_needed),
        }
        for level in sorted(shown.values(), key=lambda level: level.number)
    ]
    return {
        "skill": skill,
        "have": have,
        "levels": levels,
        "reached": next((each for each in reversed(levels) if each["reached"]), None),
        "next": next((each for each in levels if not each["reached"]), None),
    }
