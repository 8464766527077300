"""Mark somebody complete."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from phalera.awarding.models import Award
from phalera.common import errors
from phalera.jobs import clock
from phalera.journeys import earn_a_badge, import_completions
from phalera.learning import queries as learning
from phalera.learning import tables
from phalera.learning.models import CompletionImport
from phalera.web import roles
from phalera.web.admin import forms, overview

_NAMES = {field: words[0] for field, words in tables.COLUMNS.items()}


@roles.administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def completions(request: HttpRequest) -> HttpResponse:
    """Take a completion, and say what it led to."""
    form = forms.CompletionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        now = clock.now()
        try:
            awards = earn_a_badge.mark_complete(
                learner=given["learner"],
                instance=learning.default_instance(given["learning_object"]),
                completed_at=_moment(given["completed_on"], now),
                success=given["success"],
                by=roles.person(request),
                now=now,
            )
        except errors.PhaleraError as error:
            form.add_error(None, f"{error.message} {error.remedy}".strip())
        else:
            messages.success(request, _said(given["learner"].name, given["learning_object"].title, awards))
            return redirect("admin_completions")
    return render(
        request,
        "web/admin/completions.html",
        {
            "form": form,
            "completions": overview.lately(),
            "learners": forms.suggestions(),
            "imports": CompletionImport.objects.filter(begun_at__isnull=False)
            .only("uuid", "name", "begun_at")
            .order_by("-begun_at")[:5],
        },
        status=422 if form.errors else 200,
    )


@roles.administrators_only
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Take a file of completions and look through it; nothing is recorded."""
    given = request.FILES.get("file")
    if given is None:
        messages.error(request, _("Choose a file."))
        return redirect("admin_completions")
    try:
        # One byte more than we take is enough to refuse it.
        found = import_completions.look(
            name=given.name or "",
            content=given.read(tables.LARGEST + 1),
            by=roles.person(request),
            now=clock.now(),
        )
    except errors.InvalidError as error:
        messages.error(request, f"{error.message} {error.remedy}".strip())
        return redirect("admin_completions")
    return redirect("admin_import", found.uuid)


@roles.administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def imported(request: HttpRequest, of: UUID) -> HttpResponse:
    """Show what a file would do; record it when that was read, and show how far that is and what came of it."""
    found = CompletionImport.objects.defer("lines").filter(uuid=of).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            import_completions.begin(of=found, by=roles.person(request), now=clock.now())
        except errors.ConflictError as error:
            messages.info(request, error.message)
        return redirect("admin_import", of)
    named = [
        {"number": number, "field": _NAMES.get(field, field), "message": message}
        for number, field, message in found.problems
    ]
    return render(
        request,
        "web/admin/import.html",
        {"found": found, "problems": named, "more": found.left_out - len(named)},
    )


def _moment(day: date, now: datetime) -> datetime:
    """Give the end of a day that is over, and for today this moment, in the organisation's zone."""
    end = timezone.make_aware(datetime.combine(day, time(23, 59, 59))).astimezone(UTC)
    return min(end, now)


def _said(name: str, title: str, awards: list[Award]) -> str:
    said = {"name": name, "title": title}
    if awards:
        return _("%(name)s completed %(title)s. Their badge is on its way.") % said
    return _("%(name)s and %(title)s: recorded. No badge follows from it.") % said
