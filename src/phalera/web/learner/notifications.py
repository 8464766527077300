"""What a learner was told, and what of it they want by mail."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phalera.accounts.models import Person
from phalera.jobs import clock
from phalera.notifying import actions, queries, words
from phalera.notifying.models import Event, Mail
from phalera.web import roles


class ChoicesForm(forms.Form):
    """A box for each event: ticked is mail at once."""

    def __init__(self, person: Person, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or nothing
        for event, when in queries.preferences(person).items():
            self.fields[event.value] = forms.BooleanField(
                label=words.event_name(event), required=False, initial=when is Mail.IMMEDIATE
            )

    def chosen(self) -> dict[Event, Mail]:
        """Give what was chosen of each event."""
        return {
            Event(name): Mail.IMMEDIATE if ticked else Mail.OFF for name, ticked in self.cleaned_data.items()
        }


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """List what was told, newest first, with what one may choose beside it."""
    person = roles.person(request)
    return render(
        request,
        "web/learner/notifications.html",
        {"told": queries.recent(person), "form": ChoicesForm(person)},
    )


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    actions.mark_read(person=roles.person(request), now=clock.now())
    return redirect("notifications")


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep what somebody wants by mail."""
    person = roles.person(request)
    form = ChoicesForm(person, request.POST)
    if form.is_valid():
        actions.choose(person=person, mail=form.chosen(), by=person, now=clock.now())
        messages.success(request, _("Your choice is kept."))
    return redirect("notifications")
