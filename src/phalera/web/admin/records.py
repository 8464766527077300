"""How badge records look: for every kind of what is earned, or for one kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from phalera.authoring.models import Issuer, Picture
from phalera.common import errors
from phalera.delivering import actions, queries
from phalera.delivering.models import Kind, Orientation, RecordDesign
from phalera.delivering.records import sample, workshop
from phalera.jobs import clock
from phalera.web import roles, uploads
from phalera.web.admin import record_form

# In addresses; the design of every kind has no name of its own.
KINDS = {kind.value or "every": kind for kind in Kind}


def kind_name(kind: Kind) -> str:
    """Give what a design is for."""
    match kind:
        case Kind.EVERY:
            return _("Every kind")
        case Kind.COURSE:
            return _("Courses")
        case Kind.PATH:
            return _("Learning paths")
        case Kind.CERTIFICATION:
            return _("Certifications")
        case Kind.SKILL:
            return _("Skills")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the list: one kind, and the design that its records have."""

    name: str
    address: str
    design: RecordDesign
    own: bool  # one of its own, not that of every kind


@roles.administrators_only
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """List how the records of each issuer look, kind by kind."""
    issuers = list(Issuer.objects.select_related("picture").order_by("pk"))
    designs = queries.designs([issuer.pk for issuer in issuers])
    return render(
        request,
        "web/admin/records.html",
        {
            "issuers": [
                (issuer, [_row(issuer, slug, kind, designs) for slug, kind in KINDS.items()])
                for issuer in issuers
            ]
        },
    )


@roles.administrators_only
@uploads.takes_picture
@require_http_methods(["GET", "HEAD", "POST"])
def design(request: HttpRequest, issuer: UUID, kind: str) -> HttpResponse:
    """Show how records of one kind look, try another look, and keep it."""
    shown, own = _design(issuer, kind)
    posted = request.method == "POST"
    form = (
        record_form.DesignForm(request.POST, request.FILES, design=shown)
        if posted
        else record_form.DesignForm(design=shown)
    )
    if posted and form.is_valid():
        trying = request.POST.get("do") == "try"
        if not trying and _kept(request, shown, form):
            messages.success(
                request, _("Records look like this from now on, also those of badges awarded before.")
            )
            return redirect("admin_records")
        for name, value in form.cleaned_data.items():
            setattr(shown, name, value)
    return render(
        request,
        "web/admin/record.html",
        {
            "form": form,
            "name": kind_name(Kind(shown.kind)),
            "every": shown.kind == Kind.EVERY,
            "own": own,
            "form_kind": kind,
            "issuer": shown.issuer,
            "tried": posted and not form.errors,
            "picture": _address(shown, "png"),
            "pdf": _address(shown, "pdf"),
            "portrait": shown.orientation == Orientation.PORTRAIT,
        },
        status=422 if form.errors else 200,
    )


@roles.administrators_only
@require_http_methods(["POST"])
def remove(request: HttpRequest, issuer: UUID, kind: str) -> HttpResponse:
    """Let the records of a kind look like all others again."""
    shown, own = _design(issuer, kind)
    if own:
        actions.remove_design(design=shown, by=roles.person(request), now=clock.now())
        messages.success(request, _("These records look like those of every kind again."))
    return redirect("admin_records")


@roles.administrators_only
@require_safe
def preview(request: HttpRequest, issuer: UUID, kind: str, extension: str) -> HttpResponse:
    """Give a sample record as a picture or a PDF, with the look that the address says or that is kept."""
    shown, _own = _design(issuer, kind)
    _try(shown, {name: str(value) for name, value in request.GET.items()})
    try:
        made = sample.preview(shown, form="png" if extension == "png" else "pdf", now=clock.now())
    except workshop.TypesettingError as error:
        raise Http404 from error
    response = HttpResponse(made, content_type="image/png" if extension == "png" else "application/pdf")
    response["Cache-Control"] = "private, max-age=60"
    return response


def _kept(request: HttpRequest, shown: RecordDesign, form: record_form.DesignForm) -> bool:
    """Keep a look; False, with the reason in the form, when it cannot be."""
    try:
        actions.save_design(
            issuer=shown.issuer,
            kind=Kind(shown.kind),
            **form.cleaned_data,
            by=roles.person(request),
            now=clock.now(),
        )
    except errors.InvalidError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


def _design(issuer: UUID, slug: str) -> tuple[RecordDesign, bool]:
    """Give the design that a kind has, or how it would begin, and whether it is its own."""
    if slug not in KINDS:
        raise Http404
    found = get_object_or_404(Issuer.objects.select_related("picture"), uuid=issuer)
    kind, designs = KINDS[slug], queries.designs([found.pk])
    own = designs.get((found.pk, kind))
    if own is not None:
        own.issuer = found
        return own, True
    begin = designs.get((found.pk, Kind.EVERY)) or RecordDesign()
    begin.pk, begin.issuer, begin.kind = None, found, kind
    return begin, False


def _try(shown: RecordDesign, said: Mapping[str, str]) -> None:
    """Put on a design what an address says; what could not be kept is left as it is."""
    if said.get("orientation") in Orientation.values:
        shown.orientation = said["orientation"]
    if "accent" in said:
        try:
            shown.accent = actions.check_accent(said["accent"])
        except errors.InvalidError:
            return
    for name in ("signatory_name", "signatory_title"):
        if name in said:
            setattr(shown, name, said[name][:80])
    if "signature" in said:
        shown.signature = Picture.objects.filter(sha256=said["signature"][:64]).first()


def _row(issuer: Issuer, slug: str, kind: Kind, designs: Mapping[tuple[int, str], RecordDesign]) -> Row:
    own = designs.get((issuer.pk, kind))
    shown = own or designs.get((issuer.pk, Kind.EVERY)) or RecordDesign()
    place = {"issuer": issuer.uuid, "kind": slug}
    return Row(
        name=kind_name(kind),
        address=reverse("admin_record", kwargs=place),
        design=shown,
        own=own is not None,
    )


def _address(shown: RecordDesign, extension: str) -> str:
    said = QueryDict(mutable=True)
    said.update(
        {
            "orientation": shown.orientation,
            "accent": shown.accent,
            "signatory_name": shown.signatory_name,
            "signatory_title": shown.signatory_title,
            "signature": shown.signature.sha256 if shown.signature else "",
        }
    )
    place = {"issuer": shown.issuer.uuid, "kind": shown.kind or "every", "extension": extension}
    return f"{reverse('admin_record_preview', kwargs=place)}?{said.urlencode()}"
