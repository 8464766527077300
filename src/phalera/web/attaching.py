"""What a learning object earns: choose, change or take away its badge. Administrators and authors see the same.

Nothing is done before it was said how many it concerns.
"""

import dataclasses
from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from phalera.authoring import policies, queries
from phalera.authoring.models import Achievement, Badge
from phalera.awarding import catching_up
from phalera.awarding import queries as awarding
from phalera.awarding.models import Award
from phalera.common import errors
from phalera.issuing import queries as issuing
from phalera.jobs import clock
from phalera.journeys import attach_a_badge
from phalera.learning.models import Kind, LearningObject, SkillLevel
from phalera.web import paging, roles

Target = LearningObject | SkillLevel

# Names of people who finished, before “and 31 more”.
NAMED = 7


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where these pages stand: their layout, and the names of their addresses."""

    layout: str
    listing: str
    page: str
    arrange: str = ""  # of paths and certifications
    add: str = ""  # of something new; authors have none


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A learning object and what it earns."""

    learning_object: LearningObject
    badge: Badge | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Who finished before, and never had what can be earned."""

    number: int
    named: list[catching_up.Earned]
    failed: int

    @property
    def others(self) -> int:
        """How many are not named."""
        return self.number - len(self.named)


class CriteriaForm(forms.Form):
    """What one has to do; empty says that one completes it."""

    criteria = forms.CharField(
        label=gettext_lazy("What one does to earn it"),
        help_text=gettext_lazy("Stands in the badge. Leave it empty to say only that one completes this."),
        required=False,
        max_length=5_000,
        error_messages={"max_length": gettext_lazy("This is too long. Say it in up to 5,000 characters.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def listing(request: HttpRequest, found: QuerySet[LearningObject], *, place: Place) -> HttpResponse:
    """List learning objects with their badges, fifty at a time."""
    words = paging.words(request)
    for word in words.split():
        found = found.filter(title__icontains=word)
    after = paging.after(request, LearningObject)
    if after is not None:
        found = found.filter(title__gt=after.title) | found.filter(title=after.title, pk__gt=after.pk)
    page = paging.page(request, found.order_by("title", "id"))
    badges = {
        achievement.learning_object_id: achievement.badge
        for achievement in Achievement.objects.filter(
            learning_object__in=[each.pk for each in page.rows]
        ).select_related("badge__picture")
    }
    rows = [Row(learning_object=each, badge=badges.get(each.pk)) for each in page.rows]
    return render(request, "web/attaching/listing.html", {"page": page, "rows": rows, "place": place})


def page(request: HttpRequest, slug: str, *, place: Place) -> HttpResponse:
    """Show what a learning object earns and what would change; do it when that was read."""
    learning_object = LearningObject.objects.filter(slug=slug).first()
    if learning_object is None:
        raise Http404
    return page_at(request, learning_object, place=place)


def page_at(request: HttpRequest, learning_object: Target, *, place: Place) -> HttpResponse:
    """Show what a learning object or skill level earns and what would change; do it when that was read."""
    if not policies.can_attach(roles.person(request), learning_object):
        return roles.refused(request)
    achievement = queries.achievement_at(learning_object)
    if request.method == "POST":
        return _do(request, learning_object, achievement, place)
    if "badge" in request.GET:
        chosen = _badge(request.GET["badge"], achievement)
        return _before_attaching(request, learning_object, achievement, chosen, place)
    if "remove" in request.GET and achievement is not None and achievement.badge is not None:
        return render(
            request, "web/attaching/remove.html", _shown(request, learning_object, achievement, place)
        )
    found = queries.page_of_badges(words=paging.words(request), after=paging.after(request, Badge))
    if achievement is not None and achievement.badge is not None:
        found = found.exclude(pk=achievement.badge.pk)
    return render(
        request,
        "web/attaching/choose.html",
        {
            **_shown(request, learning_object, achievement, place),
            "page": paging.page(request, found),
            "earlier": _earlier(learning_object) if achievement and achievement.badge_id else None,
        },
    )


def on_the_way(awards: Sequence[Award]) -> str:
    """Give how many badges were awarded by what somebody did."""
    return ngettext(
        "%(number)d badge is awarded and on its way.",
        "%(number)d badges are awarded and on their way.",
        len(awards),
    ) % {"number": len(awards)}


def _do(
    request: HttpRequest, learning_object: Target, achievement: Achievement | None, place: Place
) -> HttpResponse:
    by, now = roles.person(request), clock.now()
    match request.POST.get("do"):
        case "attach":
            return _attach(request, learning_object, achievement, place)
        case "award" if achievement is not None and achievement.badge is not None:
            awards = attach_a_badge.catch_up(achievement=achievement, by=by, now=now)
            messages.success(request, _awarded(awards))
        case "detach" if achievement is not None and achievement.badge is not None:
            attach_a_badge.detach(achievement=achievement, by=by, now=now)
            messages.success(
                request,
                _("%(title)s earns no badge any more. Whoever has one keeps it.")
                % {"title": learning_object.title},
            )
        case _:
            messages.info(request, _("This was done before. Nothing was changed."))
    return redirect(request.path)


def _attach(
    request: HttpRequest, learning_object: Target, achievement: Achievement | None, place: Place
) -> HttpResponse:
    chosen = _badge(request.POST.get("badge", ""), achievement)
    issuer = queries.find_issuer()
    form = CriteriaForm(request.POST)
    if issuer is None:
        # The page says what is missing instead of the button.
        return _before_attaching(request, learning_object, achievement, chosen, place)
    if form.is_valid():
        try:
            awards = attach_a_badge.attach(
                badge=chosen,
                target=learning_object,
                issuer=achievement.issuer if achievement else issuer,
                criteria=form.cleaned_data["criteria"],
                award_earlier=request.POST.get("earlier") == "award",
                by=roles.person(request),
                now=clock.now(),
            )
        except errors.InvalidError as error:
            form.add_error("criteria", f"{error.message} {error.remedy}".strip())
        else:
            said = _("%(title)s earns %(badge)s now.") % {
                "title": learning_object.title,
                "badge": chosen.name,
            }
            messages.success(request, f"{said} {_awarded(awards)}" if awards else said)
            return redirect(request.path)
    return _before_attaching(request, learning_object, achievement, chosen, place, form)


def _before_attaching(
    request: HttpRequest,
    learning_object: Target,
    achievement: Achievement | None,
    chosen: Badge,
    place: Place,
    form: CriteriaForm | None = None,
) -> HttpResponse:
    form = form or CriteriaForm(initial={"criteria": achievement.criteria if achievement else ""})
    return render(
        request,
        "web/attaching/attach.html",
        {
            **_shown(request, learning_object, achievement, place),
            "chosen": chosen,
            "form": form,
            "earlier": _earlier(learning_object),
            "issuer": queries.find_issuer(),
        },
        status=422 if form.errors else 200,
    )


def _shown(
    request: HttpRequest, learning_object: Target, achievement: Achievement | None, place: Place
) -> dict[str, object]:
    mine = Achievement.objects.filter(pk=achievement.pk) if achievement else Achievement.objects.none()
    return {
        "place": place,
        "here": request.path,
        "learning_object": learning_object,
        "lead": _QUESTIONS[learning_object.kind],
        "current": achievement.badge if achievement else None,
        "criteria": achievement.criteria if achievement else "",
        "awards": awarding.number_at(achievement) if achievement else 0,
        "offered": issuing.number_to_offer(mine),
    }


def _earlier(learning_object: Target) -> Earlier:
    found = catching_up.earned_earlier(learning_object, now=clock.now())
    return Earlier(
        number=len(found),
        named=found[:NAMED],
        failed=catching_up.failed(learning_object),
    )


def _badge(uuid: str, achievement: Achievement | None) -> Badge:
    """Give a badge that may be chosen: one in use, or the one that is earned there already."""
    try:
        found = Badge.objects.select_related("picture").filter(uuid=UUID(uuid)).first()
    except ValueError:
        found = None
    current = achievement.badge_id if achievement else None
    if found is None or (found.retired_at is not None and found.pk != current):
        raise Http404
    return found


def _awarded(awards: list[Award]) -> str:
    return on_the_way(awards) if awards else _("Everybody who finished has it already.")


_QUESTIONS: dict[str, object] = {
    SkillLevel.kind: gettext_lazy("Which badge do people earn by reaching this level?"),
    Kind.COURSE: gettext_lazy("Which badge do people earn by completing this course?"),
    Kind.PATH: gettext_lazy("Which badge do people earn by completing this learning path?"),
    Kind.CERTIFICATION: gettext_lazy("Which badge do people earn by completing this certification?"),
}
