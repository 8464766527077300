"""What a learner's badges say of them, and whether their name is part of it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from phalera.accounts import actions
from phalera.jobs import clock
from phalera.web import roles


class NameForm(forms.Form):
    """Whether the name is signed in."""

    sign_name = forms.BooleanField(label=gettext_lazy("Sign my name into my badges"), required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what badges say of their holder, and keep the choice about the name."""
    person = roles.person(request)
    if request.method == "POST":
        form = NameForm(request.POST)
        # A box alone is always valid: ticked or not.
        form.full_clean()
        wanted = form.cleaned_data["sign_name"]
        if actions.choose_signed_name(person=person, wanted=wanted, by=person, now=clock.now()):
            messages.success(
                request,
                _("Badges that you earn or update from now on say your name. Those you have can be updated.")
                if wanted
                else _(
                    "Badges that you earn or update from now on do not say your name. Those you have can be updated."
                ),
            )
        return redirect("privacy")
    return render(
        request, "web/learner/privacy.html", {"form": NameForm(initial={"sign_name": person.sign_name})}
    )
