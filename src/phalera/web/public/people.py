"""`/people/<random>`: the public page of somebody who asked for one."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from phalera.awarding import profiles
from phalera.common import urls
from phalera.issuing import queries as issuing
from phalera.jobs import clock

ON_A_PAGE = 48


@login_not_required
@require_safe
def profile(request: HttpRequest, person: UUID) -> HttpResponse:
    """List the badges that somebody shows with their name; 404 unless they asked for this page."""
    found = profiles.find_shown(person)
    if found is None:
        raise Http404
    page = Paginator(profiles.listed(found.person), ON_A_PAGE).get_page(request.GET.get("page"))
    faces = issuing.faces(page.object_list)
    response = render(
        request,
        "web/public/profile.html",
        {
            "holder": found.person,
            "page": page,
            "items": [
                (award, faces[award.pk])
                for award in page.object_list
                if award.pk in faces and faces[award.pk].ready
            ],
            "address": urls.public_url(reverse("profile", args=[found.uuid])),
            "now": clock.now(),
        },
    )
    response["Cache-Control"] = "no-store"
    return response
