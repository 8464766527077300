"""The keys that sign for the issuer: which ones there are, the next one, and what to do when one was in other hands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phalera.authoring.models import Issuer
from phalera.common import errors
from phalera.issuing import keyrecords, rotation
from phalera.issuing.models import SigningKey
from phalera.jobs import clock
from phalera.jobs.models import Job, State
from phalera.web import roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """The keys of an issuer, and why they cannot be changed where that is so."""

    issuer: Issuer
    keys: list[keyrecords.Known]
    fixed: str


class CompromisedForm(forms.Form):
    """Since when a key was in other hands."""

    since = forms.DateTimeField(
        label=gettext_lazy("In other hands since"),
        help_text=gettext_lazy(
            "The earliest moment at which somebody else may have had it, such as 2026-11-30 09:00, in the time zone of "
            "your organization. When in doubt, name an earlier one."
        ),
        error_messages={
            "required": gettext_lazy("Say since when."),
            "invalid": gettext_lazy("Give day and time, such as 2026-11-30 09:00."),
        },
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


@roles.administrators_only
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys of each issuer with what they signed, and how far it is where something is signed anew."""
    rings = [
        Ring(issuer=issuer, keys=keyrecords.known(issuer), fixed=_fixed(issuer))
        for issuer in Issuer.objects.order_by("pk")
    ]
    return render(request, "web/admin/keys.html", {"rings": rings, "jobs": _under_way()})


@roles.administrators_only
@require_POST
def rotate(request: HttpRequest, issuer: UUID) -> HttpResponse:
    """Let another key sign from now on."""
    found = Issuer.objects.filter(uuid=issuer).first()
    if found is None:
        raise Http404
    try:
        rotation.rotate(issuer=found, by=roles.person(request), now=clock.now())
    except errors.NotReadyError as error:
        messages.error(request, f"{error.message} {error.remedy}".strip())
    else:
        messages.success(
            request, _("A new key signs from now on. What the old one signed goes on verifying.")
        )
    return redirect("admin_keys")


@roles.administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def compromised(request: HttpRequest, key: str) -> HttpResponse:
    """Ask since when a key was in other hands, say what follows, and mark it."""
    found = keyrecords.find_key(key)
    if found is None:
        raise Http404
    given: Mapping[str, str] | None = request.POST or (request.GET if "since" in request.GET else None)
    form = CompromisedForm(given, initial={"since": found.compromised_since or clock.now()})
    extent, status = None, 200
    if given is not None and form.is_valid():
        since = form.cleaned_data["since"]
        if request.method == "POST" and _mark(request, found, since, form):
            return redirect("admin_keys")
        extent = rotation.extent(found, since=since, now=clock.now())
    if form.errors:
        status = 422
    return render(
        request,
        "web/admin/key_compromised.html",
        {"key": found, "form": form, "extent": extent, "fixed": _fixed(found.issuer)},
        status=status,
    )


def _mark(request: HttpRequest, key: SigningKey, since: datetime, form: CompromisedForm) -> bool:
    try:
        job = rotation.mark_compromised(key=key, since=since, by=roles.person(request), now=clock.now())
    except errors.InvalidError as error:
        form.add_error("since", f"{error.message} {error.remedy}".strip())
        return False
    except errors.NotReadyError as error:
        form.add_error(None, f"{error.message} {error.remedy}".strip())
        return False
    messages.success(
        request,
        ngettext(
            "The key is published as compromised. %(number)d badge is being signed anew.",
            "The key is published as compromised. %(number)d badges are being signed anew.",
            job.total,
        )
        % {"number": job.total},
    )
    return True


def _fixed(issuer: Issuer) -> str:
    try:
        rotation.check_can_change(issuer)
    except errors.NotReadyError as error:
        return f"{error.message} {error.remedy}".strip()
    return ""


def _under_way() -> list[Job]:
    running = (State.WAITING, State.RUNNING)
    return list(Job.objects.filter(kind="sign_anew", state__in=running).order_by("pk"))
