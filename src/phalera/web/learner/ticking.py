"""The rows that were chosen on the badges page."""

from uuid import UUID

from django.http import Http404, HttpRequest

from phalera.jobs import clock
from phalera.web import roles
from phalera.web.learner import listing


def ticked(request: HttpRequest) -> list[UUID]:
    """Give the awards that were ticked, or all that match the filter when that was chosen; Http404 for what no row says.

    “All” comes as the field `all` with the filter beside it, so that 2,000 ticks need not be sent.
    """
    if request.POST.get("all"):
        matching = listing.takeable(roles.person(request), listing.wanted(request.POST), now=clock.now())
        return list(matching.values_list("uuid", flat=True))
    try:
        return [UUID(value) for value in request.POST.getlist("award")]
    except ValueError as error:
        raise Http404 from error
