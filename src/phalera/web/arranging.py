"""What a path or certification is made of and how long it holds. Administrators and authors see the same.

Nothing is done before it was said how many it completes.
"""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phalera.common import errors
from phalera.jobs import clock
from phalera.journeys import build_a_path
from phalera.learning import arranging, following, policies
from phalera.learning.models import UNITS, Kind, LearningObject
from phalera.learning.validity import Unit, Validity
from phalera.web import attaching, roles

# Offered in one list; who has more finds the rest by name in the browser's own search.
OFFERED = 1_000


class ValidityForm(forms.Form):
    """How long a certification holds, when and by what it is renewed."""

    validity_count = forms.IntegerField(
        label=gettext_lazy("It holds"),
        help_text=gettext_lazy("Leave it empty to let it hold for ever."),
        required=False,
    )
    validity_unit = forms.ChoiceField(label=gettext_lazy("Counted in"), choices=UNITS, required=False)
    renew_from_days = forms.IntegerField(
        label=gettext_lazy("Can be renewed, in days before the end"),
        help_text=gettext_lazy("Completed earlier than that, it changes nothing."),
    )
    grace_days = forms.IntegerField(
        label=gettext_lazy("Days of grace"),
        help_text=gettext_lazy(
            "Keep the place in a learning path after the end. The badge ends all the same."
        ),
    )
    renewed_by = forms.ModelChoiceField(
        label=gettext_lazy("Renewed by"),
        help_text=gettext_lazy("A shorter course, or else the same again."),
        queryset=LearningObject.objects.filter(kind=Kind.COURSE, retired_at=None).order_by("title", "id"),
        empty_label=gettext_lazy("The same again"),
        required=False,
    )

    def __init__(self, *args: Any, items: Sequence[LearningObject], **options: Any) -> None:
        super().__init__(*args, **options)
        if any(item.kind == Kind.PATH for item in items):
            field = cast("forms.ModelChoiceField[LearningObject]", self.fields["renewed_by"])
            field.empty_label = _("Choose a course")
            field.help_text = _(
                "This is made of a learning path, which is completed once. So, unless it holds for ever, it needs a "
                "course that renews it; or make it of the courses of the path, which can be taken again."
            )


def page(request: HttpRequest, slug: str, *, place: attaching.Place) -> HttpResponse:
    """Show what something is made of, say what a change would do, and do it when that was read."""
    parent = LearningObject.objects.filter(slug=slug).exclude(kind=Kind.COURSE).first()
    if parent is None:
        raise Http404
    if not policies.can_arrange(roles.person(request), parent):
        return roles.refused(request)
    match request.POST.get("do") if request.method == "POST" else None:
        case "validity" if parent.kind == Kind.CERTIFICATION:
            return _set_validity(request, parent, place)
        case "look" | "save" as do:
            return _arrange(request, parent, place, save=do == "save")
        case _:
            items = [row.item for row in parent.items.select_related("item").order_by("position")]
            return _shown(request, parent, place, items, ordered=parent.ordered, needed=parent.needed)


def _arrange(
    request: HttpRequest, parent: LearningObject, place: attaching.Place, *, save: bool
) -> HttpResponse:
    items = _items(request)
    how = request.POST.get("how", "")
    ordered = how == "ordered"
    needed = _number(request.POST.get("needed", "")) if how == "some" else None
    now = clock.now()
    try:
        if save:
            awards = build_a_path.arrange(
                parent=parent, items=items, ordered=ordered, needed=needed, by=roles.person(request), now=now
            )
        else:
            arranging.check(parent=parent, items=items, ordered=ordered, needed=needed)
    except errors.InvalidError as error:
        return _shown(
            request, parent, place, items, ordered=ordered, needed=needed, problem=error.message, status=422
        )
    if not save:
        enough = len(following.have_enough(parent, items=items, needed=needed, now=now))
        return _shown(request, parent, place, items, ordered=ordered, needed=needed, enough=enough)
    said = _("%(title)s is arranged so.") % {"title": parent.title}
    if awards:
        said += f" {attaching.on_the_way(awards)}"
    messages.success(request, said)
    return redirect(request.path)


def _set_validity(request: HttpRequest, parent: LearningObject, place: attaching.Place) -> HttpResponse:
    items = [row.item for row in parent.items.select_related("item").order_by("position")]
    form = ValidityForm(request.POST, items=items)
    if form.is_valid():
        given = form.cleaned_data
        count, unit = given["validity_count"], given["validity_unit"] or Unit.YEARS
        try:
            build_a_path.set_validity(
                certification=parent,
                validity=None if count is None else Validity(count=count, unit=Unit(unit)),
                renew_from_days=given["renew_from_days"],
                grace_days=given["grace_days"],
                renewed_by=given["renewed_by"],
                by=roles.person(request),
                now=clock.now(),
            )
        except errors.InvalidError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("This holds from now on. What was issued stays as it is."))
            return redirect(request.path)
    parent.refresh_from_db()
    return _shown(
        request, parent, place, items, ordered=parent.ordered, needed=parent.needed, form=form, status=422
    )


def _shown(
    request: HttpRequest,
    parent: LearningObject,
    place: attaching.Place,
    items: Sequence[LearningObject],
    *,
    ordered: bool,
    needed: int | None,
    problem: str = "",
    enough: int | None = None,
    form: ValidityForm | None = None,
    status: int = 200,
) -> HttpResponse:
    if form is None and parent.kind == Kind.CERTIFICATION:
        fields = ("validity_count", "validity_unit", "renew_from_days", "grace_days")
        initial = {name: getattr(parent, name) for name in fields}
        form = ValidityForm(initial={**initial, "renewed_by": parent.renewed_by_id}, items=items)
    offered = LearningObject.objects.filter(retired_at=None).exclude(
        pk__in=[parent.pk, *(each.pk for each in items)]
    )
    return render(
        request,
        "web/attaching/arrange.html",
        {
            "place": place,
            "parent": parent,
            "items": items,
            "how": "ordered" if ordered else "some" if needed is not None else "all",
            "needed": needed,
            "offered": offered.order_by("title", "id")[:OFFERED],
            "problem": problem,
            "enough": enough,
            "looked": enough is not None,
            "form": form,
        },
        status=status,
    )


def _items(request: HttpRequest) -> list[LearningObject]:
    """Give the items as the form orders them: without those that are taken out, and the added one last."""
    removed = set(request.POST.getlist("remove"))
    given = list(zip(request.POST.getlist("item"), request.POST.getlist("position"), strict=False))
    # A sort keeps the order of those that were given the same number.
    given.sort(key=lambda pair: _number(pair[1]) or 0)
    wanted = [uuid for uuid, _position in given if uuid not in removed]
    wanted += [uuid for uuid in request.POST.getlist("add") if uuid and uuid not in wanted]
    keys = [key for key in map(_uuid, wanted[: arranging.MOST_ITEMS + 1]) if key is not None]
    found = {each.uuid: each for each in LearningObject.objects.filter(uuid__in=keys)}
    return [found[key] for key in keys if key in found]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len("9999") else None
