"""Downloads of badges, for the learner who earned them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from phalera.awarding import queries as awarding
from phalera.delivering import policies
from phalera.issuing import queries as issuing
from phalera.journeys import earn_a_badge

TYPES = {"png": "image/png", "svg": "image/svg+xml", "json": "application/vc+ld+json"}


@require_safe
@login_required
@never_cache
def badge_file(request: HttpRequest, award: UUID, extension: str) -> HttpResponse:
    """Hand a badge to its owner as a file; the first time its documents become reachable at their random addresses."""
    found = awarding.find_award(award)
    credential = issuing.live_credential(found) if found else None
    visitor = request.user
    answer = policies.answer(
        policies.Route.FILE, award=found, credential=credential, visitor=visitor  # type: ignore[arg-type]  # login is required
    )  # fmt: skip
    if found is None or answer is policies.Answer.HIDDEN:
        raise Http404
    if answer is policies.Answer.GONE:
        messages.error(request, _("This badge was revoked. There is nothing to download."))
        return redirect("badges")
    if answer is policies.Answer.NOT_YET:
        messages.info(request, _("This badge is being prepared. Try again in a moment."))
        return redirect("badges")
    taken = earn_a_badge.take_along(award=found, extension=extension, by=visitor, now=timezone.now())  # type: ignore[arg-type]
    if taken is None:  # a picture that never was an SVG
        raise Http404
    name, content = taken
    response = HttpResponse(content, content_type=TYPES[extension])
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
