"""Who awards: asked for once, before the first badge is issued."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phalera.authoring import actions, queries
from phalera.authoring.models import Issuer
from phalera.common import errors
from phalera.jobs import clock
from phalera.web import roles
from phalera.web.admin import forms


@roles.administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def issuer(request: HttpRequest) -> HttpResponse:
    """Show who awards, or ask for it on the first run."""
    known = queries.find_issuer()
    if known is not None:
        return _known(request, known)
    form = forms.IssuerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_issuer(
                **form.cleaned_data, description="", by=roles.person(request), now=clock.now()
            )
        except errors.PhaleraError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("%(name)s can award badges now.") % {"name": made.name})
            return redirect("admin_overview")
    return render(request, "web/admin/issuer.html", {"form": form}, status=422 if form.errors else 200)


def _known(request: HttpRequest, issuer: Issuer) -> HttpResponse:
    """Show who awards, and keep where on LinkedIn it is found."""
    form = forms.LinkedInForm(request.POST or None, initial={"linkedin_id": issuer.linkedin_id})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_linkedin_page(
                issuer=issuer,
                page=form.cleaned_data["linkedin_id"],
                by=roles.person(request),
                now=clock.now(),
            )
        except errors.InvalidError as error:
            form.add_error("linkedin_id", f"{error.message} {error.remedy}".strip())
        else:
            messages.success(
                request,
                _("Badges that are added to LinkedIn name your page there.")
                if issuer.linkedin_id
                else _("Badges that are added to LinkedIn name your organization in words."),
            )
            return redirect("admin_issuer")
    return render(
        request,
        "web/admin/issuer.html",
        {"issuer": issuer, "form": form},
        status=422 if form.errors else 200,
    )
