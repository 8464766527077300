"""Everything that a learner shares, in one place, and the public page that lists it for others."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from phalera.awarding import profiles
from phalera.common import urls
from phalera.issuing import queries as issuing
from phalera.jobs import clock
from phalera.web import roles

ON_A_PAGE = 50


@never_cache
@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """Show what others can see of the learner's, and their public page."""
    person = roles.person(request)
    page = Paginator(profiles.shared(person, now=clock.now()), ON_A_PAGE).get_page(request.GET.get("page"))
    faces = issuing.faces(page.object_list)
    profile = profiles.find_of(person)
    return render(
        request,
        "web/learner/shared.html",
        {
            "page": page,
            "items": [(award, faces[award.pk]) for award in page.object_list if award.pk in faces],
            "profile": profile,
            "address": urls.public_url(reverse("profile", args=[profile.uuid])) if profile else "",
            "listed": profiles.listed(person).count(),
        },
    )


@require_POST
def show_profile(request: HttpRequest) -> HttpResponse:
    """Open the learner's public page, or close it."""
    person, shown = roles.person(request), request.POST.get("shown") == "yes"
    profiles.show(person=person, shown=shown, by=person, now=clock.now())
    messages.success(
        request,
        _("Your public page is there for everybody now.")
        if shown
        else _("Your public page answers nobody any more. Your badges stay as they are."),
    )
    return redirect("shared")


@require_POST
def take_all_back(request: HttpRequest) -> HttpResponse:
    """Make all private at once."""
    person = roles.person(request)
    number = profiles.take_all_back(person=person, by=person, now=clock.now())
    messages.success(
        request,
        ngettext(
            "Nothing of yours is shared any more: %(number)s badge is private again, and every link has ended.",
            "Nothing of yours is shared any more: %(number)s badges are private again, and every link has ended.",
            number,
        )
        % {"number": number},
    )
    return redirect("shared")
