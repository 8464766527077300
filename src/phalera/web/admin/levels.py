"""The levels of a skill, for administrators: add, change, retire, bring back.

Nothing is done before it was said how many people it concerns.
"""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from phalera.authoring import queries as authoring
from phalera.awarding import queries as awarding
from phalera.common import errors
from phalera.jobs import clock
from phalera.journeys import build_a_path
from phalera.learning import arranging
from phalera.learning import levels as learning
from phalera.learning.models import Skill, SkillLevel
from phalera.web import attaching, roles


class LevelForm(forms.Form):
    """A level: its name and what reaches it."""

    name = forms.CharField(label=gettext_lazy("Name of the level"), max_length=60)
    credits_needed = forms.IntegerField(
        label=gettext_lazy("Credits that reach it"), min_value=1, max_value=arranging.MOST_CREDITS
    )


@roles.administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def level(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show a level and whom a change of it would concern; do it when that was read."""
    found = (
        SkillLevel.objects.select_related("skill")
        .filter(skill__slug=slug, skill__retired_at=None, number=number)
        .first()
    )
    if found is None:
        raise Http404
    match request.POST.get("do") if request.method == "POST" else None:
        case "look" | "change" as do:
            return _change(request, found, do=do == "change")
        case "retire" | "restore" as do:
            return _retire(request, found, restore=do == "restore")
        case _:
            form = LevelForm(initial={"name": found.name, "credits_needed": found.credits_needed})
            return _shown(request, found, form)


def add(request: HttpRequest, skill: Skill, form: LevelForm) -> bool:
    """Add the level that a form names to a skill; False, with the reason in the form, when it cannot be."""
    if not form.is_valid():
        return False
    try:
        made = learning.add(skill=skill, **form.cleaned_data, by=roles.person(request), now=clock.now())
    except errors.InvalidError as error:
        _tell(form, error)
        return False
    messages.success(request, _("%(name)s is added. Choose its badge.") % {"name": made.name})
    return True


def _change(request: HttpRequest, level: SkillLevel, *, do: bool) -> HttpResponse:
    form = LevelForm(request.POST)
    if not form.is_valid():
        return _shown(request, level, form)
    given = form.cleaned_data
    try:
        if not do:
            learning.check(level=level, **given)
            return _shown(request, level, form, credits_needed=given["credits_needed"])
        awards = build_a_path.change_level(level=level, **given, by=roles.person(request), now=clock.now())
    except errors.PhaleraError as error:
        _tell(form, error)
        return _shown(request, level, form)
    said = _("Saved.")
    messages.success(request, f"{said} {attaching.on_the_way(awards)}" if awards else said)
    return redirect("admin_skill", level.skill.slug)


def _retire(request: HttpRequest, level: SkillLevel, *, restore: bool) -> HttpResponse:
    by, now = roles.person(request), clock.now()
    try:
        if restore:
            awards = build_a_path.restore_level(level=level, by=by, now=now)
            said = _("%(name)s can be reached again.") % {"name": level.name}
            messages.success(request, f"{said} {attaching.on_the_way(awards)}" if awards else said)
        else:
            build_a_path.retire_level(level=level, by=by, now=now)
            messages.success(
                request,
                _("%(name)s is retired. Whoever has reached it keeps it.") % {"name": level.name},
            )
    except errors.PhaleraError as error:
        messages.error(request, f"{error.message} {error.remedy}".strip())
    return redirect("admin_skill", level.skill.slug)


def _shown(
    request: HttpRequest, level: SkillLevel, form: LevelForm, *, credits_needed: int | None = None
) -> HttpResponse:
    looked = credits_needed is not None
    achievement = authoring.achievement_at(level)
    changes = looked and credits_needed != level.credits_needed
    return render(
        request,
        "web/admin/level.html",
        {
            "level": level,
            "form": form,
            "looked": looked,
            "retired": learning.consequence(level, credits_needed=None),
            "changed": learning.consequence(level, credits_needed=credits_needed) if looked else None,
            "badge": achievement.badge if achievement else None,
            # A badge whose criteria nobody wrote says how many credits it takes.
            "restated": awarding.number_at(achievement)
            if changes and achievement and achievement.badge_id and not achievement.criteria
            else 0,
        },
        status=422 if form.errors else 200,
    )


def _tell(form: LevelForm, error: errors.PhaleraError) -> None:
    form.add_error(
        error.field if error.field in form.fields else None, f"{error.message} {error.remedy}".strip()
    )
