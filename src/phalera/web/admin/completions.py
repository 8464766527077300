"""Mark somebody complete."""

from datetime import UTC, date, datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phalera.awarding.models import Award
from phalera.common import errors
from phalera.jobs import clock
from phalera.journeys import earn_a_badge
from phalera.learning import queries as learning
from phalera.web import roles
from phalera.web.admin import forms, overview


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
        {"form": form, "completions": overview.lately(), "learners": forms.suggestions()},
        status=422 if form.errors else 200,
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
