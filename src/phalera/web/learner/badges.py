"""The badges page and the files behind it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from phalera.awarding import queries as awarding
from phalera.awarding import reach
from phalera.delivering import files, policies
from phalera.issuing import queries as issuing
from phalera.jobs import clock
from phalera.journeys import earn_a_badge, update_a_badge
from phalera.web import roles
from phalera.web.learner import listing, rows

MEDIA_TYPES = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "json": "application/vc+ld+json",
    "jwt": "application/vc+jwt",
}


@require_safe
def badges(request: HttpRequest) -> HttpResponse:
    """Show a page of rows, in a panel for each kind; with `?show=all` what the dialog of the home page shows."""
    if request.GET.get("show") == "all":
        return _case(request)
    if request.GET.get("show") == "updating" and request.headers.get("HX-Request"):
        return _working(request)
    learner, now = roles.person(request), clock.now()
    updating = update_a_badge.under_way(learner)
    page = rows.page(
        learner,
        listing.wanted(request.GET),
        after=listing.after(request.GET),
        everything="all" in request.GET,
        now=now,
        updating={award for job in updating for award in job.payload["awards"]},
    )
    if request.headers.get("HX-Request") and page.continues:
        return render(request, "web/learner/rows_more.html", {"page": page})
    return render(
        request,
        "web/learner/badges.html",
        {
            "page": page,
            "statuses": rows.STATUSES,
            "sorts": rows.SORTS,
            "updating": updating,
            "offered": reach.available(learner, now=now, limit=1) if page.empty and not page.filtered else (),
        },
    )


@never_cache
@require_safe
def download(request: HttpRequest, award: UUID, extension: str) -> HttpResponse:
    """Hand out the file of a badge to its learner, and to nobody else."""
    learner = roles.person(request)
    found = awarding.find_award(award, learner=learner)
    credential = issuing.live_credential(found) if found else None
    answer = policies.answer(policies.Route.FILE, award=found, credential=credential, visitor=learner)
    if found is None or answer is policies.Answer.HIDDEN:
        raise Http404
    if answer is policies.Answer.GONE:
        return render(request, "web/revoked.html", {"award": found}, status=answer.value)
    if answer is policies.Answer.NOT_YET or credential is None:
        waiting = render(request, "web/not_yet.html", status=policies.Answer.NOT_YET.value)
        waiting["Retry-After"] = "5"  # seconds
        return waiting
    if request.method == "HEAD":
        # Asking is not taking: only a download makes the award's documents answer.
        content = files.content(credential, extension)
        if extension == "jwt" and content is None:
            content = b""  # there will be one when it is asked for, and asking whether is no reason to sign
        taken = (files.filename(credential, extension), content) if content is not None else None
    else:
        first = found.visibility == "private"
        taken = earn_a_badge.take_along(award=found, extension=extension, by=learner, now=clock.now())
        if first and taken:
            messages.info(
                request,
                _("%(badge)s can now be checked by whoever you give it to.")
                % {"badge": credential.version.name},
            )
    if taken is None:
        raise Http404
    name, content = taken
    response = HttpResponse(content, content_type=MEDIA_TYPES[extension])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _case(request: HttpRequest) -> HttpResponse:
    """Show all badges, a page of earned ones at a time, or the next of them for the list that is scrolled."""
    learner, now = roles.person(request), clock.now()
    case = rows.case(learner, after=listing.after(request.GET), now=now)
    if request.headers.get("HX-Request"):
        return render(request, "web/learner/case_more.html", {"case": case})
    return render(request, "web/learner/my_badges.html", {"case": case})


def _working(request: HttpRequest) -> HttpResponse:
    """Give how far updates are, for the page that asks again until they are done."""
    updating = update_a_badge.under_way(roles.person(request))
    return render(request, "web/learner/updating.html", {"updating": updating, "asked": True})
