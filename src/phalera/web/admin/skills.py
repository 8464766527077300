"""Skills, for administrators: their levels, what gives credits, and the badge of each level."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from phalera.authoring import queries as authoring
from phalera.common import errors
from phalera.jobs import clock
from phalera.journeys import build_a_path
from phalera.learning import arranging
from phalera.learning import skills as learning
from phalera.learning.models import LearningObject, Skill, SkillLevel
from phalera.web import attaching, roles
from phalera.web.admin import levels

PLACE = attaching.Place(layout="web/admin/layout.html", listing="admin_skills", page="admin_skill_badge")


class SkillForm(forms.Form):
    """A new skill and its levels, one a line."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    summary = forms.CharField(label=gettext_lazy("In one line"), max_length=240, required=False)
    levels = forms.CharField(
        label=gettext_lazy("Levels"),
        help_text=gettext_lazy("One a line: its name, a colon, and the credits that reach it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        initial=gettext_lazy("Novice: 10\nPractitioner: 30\nMaster: 60"),
    )

    def clean_levels(self) -> list[tuple[str, int]]:
        """Read the lines."""
        levels = []
        for line in str(self.cleaned_data["levels"]).splitlines():
            name, _colon, needed = line.rpartition(":")
            needed = needed.strip()
            if line.strip() and not (
                name.strip() and needed.isascii() and needed.isdecimal() and len(needed) < len("10000000")
            ):
                raise forms.ValidationError(
                    _("“%(line)s” is not a level. Write its name, a colon, and a number.")
                    % {"line": line.strip()}
                )
            if line.strip():
                levels.append((name.strip(), int(needed)))
        return levels


class CreditForm(forms.Form):
    """So many credits for something."""

    learning_object = forms.ModelChoiceField(
        label=gettext_lazy("Completing"),
        queryset=LearningObject.objects.filter(retired_at=None).order_by("title", "id"),
        to_field_name="uuid",
    )
    credits = forms.IntegerField(
        label=gettext_lazy("Gives credits"), help_text=gettext_lazy("0 takes them away."), min_value=0
    )


@roles.administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def skills(request: HttpRequest) -> HttpResponse:
    """List the skills, and add one."""
    form = SkillForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            skill = arranging.add_skill(**form.cleaned_data, by=roles.person(request), now=clock.now())
        except errors.PhaleraError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("%(name)s is added. Say what gives credits.") % {"name": skill.name})
            return redirect("admin_skill", skill.slug)
    return render(
        request,
        "web/admin/skills.html",
        {"form": form, "skills": learning.shown()},
        status=422 if form.errors else 200,
    )


@roles.administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def skill(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a skill; say what gives credits, and add a level."""
    found = _skill(slug)
    adding = request.POST.get("do") == "level"
    form = CreditForm(request.POST if request.POST and not adding else None)
    new = levels.LevelForm(request.POST if adding else None, prefix="new")
    if adding and levels.add(request, found, new):
        return redirect("admin_skill", slug)
    if request.method == "POST" and not adding and form.is_valid():
        given = form.cleaned_data
        try:
            awards = build_a_path.set_credits(
                skill=found,
                credits_of={given["learning_object"]: given["credits"]},
                by=roles.person(request),
                now=clock.now(),
            )
        except errors.InvalidError as error:
            form.add_error("credits", error.message)
        else:
            said = _("Saved.")
            if awards:
                said += f" {attaching.on_the_way(awards)}"
            messages.success(request, said)
            return redirect("admin_skill", slug)
    every = list(SkillLevel.objects.filter(skill=found))
    badges = {each.skill_level_id: each.badge for each in authoring.achievements_at(every)}
    return render(
        request,
        "web/admin/skill.html",
        {
            "skill": found,
            "levels": [{"level": level, "badge": badges.get(level.pk)} for level in every],
            "giving": learning.giving(found),
            "form": form,
            "new": new,
        },
        status=422 if form.errors or new.errors else 200,
    )


@roles.administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def badge(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Choose, change or take away the badge of a level."""
    level = SkillLevel.objects.select_related("skill").filter(skill__slug=slug, number=number).first()
    if level is None:
        raise Http404
    return attaching.page_at(request, level, place=PLACE)


def _skill(slug: str) -> Skill:
    found = learning.shown().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found
