"""What was awarded: look through it, and take something back with a reason."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phalera.awarding import queries
from phalera.awarding.models import Award
from phalera.common import errors
from phalera.issuing import queries as issuing
from phalera.jobs import clock
from phalera.journeys import earn_a_badge, take_it_back
from phalera.web import paging, roles


class RevocationForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "One sentence. Its learner reads it, and everybody who checks the badge may read it too."
        ),
        max_length=500,
        error_messages={
            "required": gettext_lazy("Say why it is taken back, for example “Awarded by mistake”."),
            "max_length": gettext_lazy("This is too long. Say it in up to 500 characters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@roles.administrators_only
@require_safe
def awards(request: HttpRequest) -> HttpResponse:
    """List awards, the last ones first, fifty at a time."""
    found = queries.page_of_awards(words=paging.words(request), after=paging.after(request, Award))
    page = paging.page(request, found)
    faces = issuing.faces(page.rows)
    return render(
        request,
        "web/admin/awards.html",
        {"page": page, "rows": [(award, faces.get(award.pk)) for award in page.rows]},
    )


@roles.administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, award: UUID) -> HttpResponse:
    """Say what happens when an award is taken back, ask why, and do it."""
    found = queries.find_award(award)
    if found is None:
        raise Http404
    face = issuing.faces([found]).get(found.pk)
    name = face.name if face else found.achievement.earned_by.title
    form = RevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_it_back.revoke(
                award=found, reason=form.cleaned_data["reason"], by=roles.person(request), now=clock.now()
            )
        except errors.AlreadyRevokedError:
            messages.info(request, _("This badge was revoked before. Nothing was changed."))
            return redirect("admin_awards")
        except errors.InvalidError as error:
            form.add_error("reason", f"{error.message} {error.remedy}".strip())
        else:
            messages.success(
                request,
                _("%(badge)s of %(name)s is revoked.") % {"badge": name, "name": found.learner.name},
            )
            return redirect("admin_awards")
    return render(
        request,
        "web/admin/revoke.html",
        {"award": found, "face": face, "name": name, "form": form},
        status=422 if form.errors else 200,
    )


@roles.administrators_only
@require_POST
def award_again(request: HttpRequest, award: UUID) -> HttpResponse:
    """Award anew what was revoked by mistake: a new decision, with a new badge file."""
    found = queries.find_award(award)
    if found is None:
        raise Http404
    said = {"badge": _name(found), "name": found.learner.name}
    newest = queries.newest(found)
    if newest.revoked_at is None:
        messages.info(request, _("%(name)s has %(badge)s. Nothing was changed.") % said)
        return redirect("admin_awards")
    try:
        earn_a_badge.award_directly(
            learner=found.learner, achievement=found.achievement, by=roles.person(request), now=clock.now()
        )
    except errors.NothingToEarnError as error:
        messages.error(request, f"{error.message} {error.remedy}".strip())
    else:
        messages.success(request, _("%(badge)s is awarded to %(name)s again, and on its way.") % said)
    return redirect("admin_awards")


def _name(award: Award) -> str:
    face = issuing.faces([award]).get(award.pk)
    return face.name if face else award.achievement.earned_by.title
