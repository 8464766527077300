"""Whether learners can connect backpacks, where, and with what key of ours."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phalera.backpacks import administering, connecting, regions
from phalera.backpacks.models import Region
from phalera.common import errors
from phalera.jobs import clock
from phalera.web import roles


class RegionForm(forms.Form):
    """One region: where it is and how it knows us."""

    is_offered = forms.BooleanField(label=gettext_lazy("Offer this region to learners"), required=False)
    client_id = forms.CharField(
        label=gettext_lazy("Client id"),
        help_text=gettext_lazy("The host gives it to you, with a secret, for each region."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    client_secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        help_text=gettext_lazy("Stored encrypted and never shown again. Empty keeps the one that is stored."),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    api_url = forms.CharField(
        label=gettext_lazy("Address of its API"),
        max_length=300,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter the address, such as https://api.badgr.io.")},
    )
    site_url = forms.CharField(
        label=gettext_lazy("Address of its site"),
        help_text=gettext_lazy("Where learners sign in and allow it."),
        max_length=300,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter the address, such as https://badgr.com.")},
    )
    discovery_url = forms.CharField(
        label=gettext_lazy("Address of its description"),
        help_text=gettext_lazy("Where the host says by itself where its site is; the test compares it."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )


@roles.administrators_only
@require_safe
def backpacks(request: HttpRequest) -> HttpResponse:
    """Show the switch and the regions."""
    return render(
        request,
        "web/admin/backpacks.html",
        {
            "integration": regions.ensure(),
            "regions": Region.objects.order_by("-is_offered", "pk"),
            "redirect_uri": f"{settings.PUBLIC_URL}{connecting.RETURN_PATH}",
        },
    )


@roles.administrators_only
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Switch the integration on or off."""
    is_on = request.POST.get("on") == "1"
    administering.switch(integration=regions.ensure(), is_on=is_on, by=roles.person(request), now=clock.now())
    messages.success(
        request,
        _("Learners can connect their backpacks now.")
        if is_on
        else _("Nothing goes to backpacks any more. Connections are kept."),
    )
    return redirect("admin_backpacks")


@roles.administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def region(request: HttpRequest, region: UUID) -> HttpResponse:
    """Show one region, and keep what is changed."""
    found = _region(region)
    form = RegionForm(
        request.POST if request.method == "POST" else None,
        initial={
            "is_offered": found.is_offered,
            "client_id": found.client_id,
            "api_url": found.api_url,
            "site_url": found.site_url,
            "discovery_url": found.discovery_url,
        },
    )
    if form.is_valid():
        try:
            administering.change_region(
                region=found, **form.cleaned_data, by=roles.person(request), now=clock.now()
            )
        except errors.InvalidError as error:
            form.add_error(
                error.field if error.field in form.fields else None, f"{error.message} {error.remedy}".strip()
            )
        else:
            messages.success(request, _("%(region)s is kept as you set it.") % {"region": found.name})
            return redirect("admin_backpacks")
    return render(
        request,
        "web/admin/backpack_region.html",
        {"region": found, "form": form, "has_secret": bool(found.client_secret)},
        status=422 if form.errors else 200,
    )


@roles.administrators_only
@require_POST
def test(request: HttpRequest, region: UUID) -> HttpResponse:
    """Try a region and say what came of it."""
    found = _region(region)
    outcome = administering.probe(region=found, public_url=settings.PUBLIC_URL)
    tell = messages.success if outcome.works else messages.error
    tell(request, f"{found.name}: {outcome.sentence} {outcome.remedy}".strip())
    return redirect("admin_backpacks")


def _region(uuid: UUID) -> Region:
    found = Region.objects.select_related("integration").filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found
