"""People: list them, add one, and hand over the way in, by mail or as a link that signs in once."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from phalera.accounts import actions, queries
from phalera.accounts.models import Person, Role
from phalera.common import errors, urls
from phalera.jobs import actions as jobs
from phalera.jobs import clock
from phalera.web import paging, roles


class PersonForm(forms.Form):
    """Somebody new."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("As it should stand on badge records."),
        max_length=120,
        error_messages={
            "required": gettext_lazy("Enter a name, up to 120 characters."),
            "max_length": gettext_lazy("This name is too long. Enter one of up to 120 characters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("They sign in with it, and their badges are issued to it."),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Enter their e-mail address."),
            "invalid": gettext_lazy("This is not an e-mail address. Enter one such as leo@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        help_text=gettext_lazy("Authors attach badges to what is theirs; everybody may learn."),
        choices=Role,
        initial=Role.LEARNER,
    )


@roles.administrators_only
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List everybody, fifty at a time."""
    found = queries.page_of_people(words=paging.words(request), after=paging.after(request, Person))
    return render(request, "web/admin/people.html", {"page": paging.page(request, found)})


@roles.administrators_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add somebody; they get a mail with the way in, or the next page shows a link to hand over."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = _add(request, form.cleaned_data)
        except errors.PhaleraError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            said = _("%(name)s is added.") % {"name": person.name}
            if not mail_goes_out():
                # No redirect: the link is kept nowhere, so this answer is the only one that can show it.
                messages.success(request, said)
                return _shown(request, person, link=_link(request, person))
            messages.success(request, f"{said} {_on_its_way(person)}")
            return redirect("admin_person", person.uuid)
    return render(request, "web/admin/person_new.html", {"form": form}, status=422 if form.errors else 200)


@roles.administrators_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """Show somebody, and give them a way in once more."""
    found = Person.objects.filter(uuid=person).first()
    if found is None:
        raise Http404
    if request.method != "POST" or not found.is_active:
        return _shown(request, found)
    if not mail_goes_out():
        return _shown(request, found, link=_link(request, found))
    _invite(found)
    messages.success(request, _on_its_way(found))
    return redirect("admin_person", found.uuid)


def mail_goes_out() -> bool:
    """Say whether mail reaches people; what only the terminal shows does not."""
    return not settings.EMAIL_BACKEND.endswith(".console.EmailBackend")


@transaction.atomic
def _add(request: HttpRequest, given: dict[str, Any]) -> Person:
    by = roles.person(request)
    # Nobody knows their language yet; that of whoever adds them is the best guess, and they can change it.
    person = actions.add_person(**given, language=by.language, by=by, now=clock.now())
    if mail_goes_out():
        _invite(person)
    return person


def _invite(person: Person) -> None:
    jobs.enqueue(kind="invitation_mail", payload={"person": str(person.uuid)}, now=clock.now())


def _link(request: HttpRequest, person: Person) -> str:
    secret = actions.make_sign_in_link(person=person, by=roles.person(request), now=clock.now())
    return urls.public_url(reverse("sign_in_once", args=[secret]))


def _on_its_way(person: Person) -> str:
    return _("A mail to %(email)s is on its way, with a link to choose a password.") % {"email": person.email}


def _shown(request: HttpRequest, person: Person, *, link: str = "") -> HttpResponse:
    return render(
        request,
        "web/admin/person.html",
        {
            "person": person,
            "link": link,
            "minutes": int(actions.LINK_LIFE.total_seconds() // 60),
            "by_mail": mail_goes_out(),
        },
    )
