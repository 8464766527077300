"""The rows that were ticked on the badges page."""

from uuid import UUID

from django.http import Http404, HttpRequest


def ticked(request: HttpRequest) -> list[UUID]:
    """Give the awards that were ticked; Http404 for what no row of ours says."""
    try:
        return [UUID(value) for value in request.POST.getlist("award")]
    except ValueError as error:
        raise Http404 from error
