"""Where a learner's badges go by themselves: connect, look, try again, let go."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from phalera.backpacks import connecting, offering, queries
from phalera.backpacks.models import ConnectionState, UploadState
from phalera.common import errors, urls
from phalera.jobs import clock
from phalera.web import roles

_ATTEMPT = "backpack"


@never_cache
@require_safe
def backpack(request: HttpRequest) -> HttpResponse:
    """Show whether somebody's backpack is connected, and how their badges fare there."""
    person = roles.person(request)
    if not queries.is_on() and queries.last_connection(person) is None:
        raise Http404
    in_dialog = request.GET.get("in") == "dialog"
    template = "web/learner/backpack_dialog.html" if in_dialog else "web/learner/backpack.html"
    return render(request, template, _shown(request))


@never_cache
@require_safe
def connect(request: HttpRequest, region: UUID) -> HttpResponse:
    """Send somebody to their backpack's own site, to sign in there and to allow it."""
    found = next((each for each in queries.offered() if each.uuid == region), None)
    if found is None:
        raise Http404
    try:
        url, attempt = connecting.begin(person=roles.person(request), region=found, now=clock.now())
    except errors.PhaleraError as error:
        return _told(request, error)
    request.session[_ATTEMPT] = attempt.to_session()
    return HttpResponseRedirect(url)


@never_cache
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Take what the host sent somebody back with; what the session remembers is used once, whatever comes of it."""
    attempt = connecting.Attempt.from_session(request.session.pop(_ATTEMPT, None))
    answer = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    try:
        connection = connecting.finish(
            person=roles.person(request), attempt=attempt, answer=answer, now=clock.now()
        )
    except errors.PhaleraError as error:
        return _told(request, error)
    number = sum(queries.tally(connection).values())
    messages.success(
        request,
        ngettext(
            "Your backpack is connected, and your badge is on its way.",
            "Your backpack is connected, and your %(number)d badges are on their way.",
            number,
        )
        % {"number": number}
        if number
        else _("Your backpack is connected. Every badge you earn goes there by itself."),
    )
    return redirect("backpack")


@never_cache
@require_safe
def open_it(request: HttpRequest) -> HttpResponse:
    """Lead somebody to their backpack at its host."""
    connection = queries.live_connection(roles.person(request))
    if connection is None:
        return redirect("backpack")
    return HttpResponseRedirect(connecting.host_of(connection.region).backpack_url())


@require_POST
def disconnect(request: HttpRequest) -> HttpResponse:
    """Let go of a backpack."""
    connection = queries.live_connection(roles.person(request))
    if connection is not None:
        told = connecting.disconnect(connection=connection, by=roles.person(request), now=clock.now())
        messages.success(request, _("Your backpack is disconnected. What is there stays there."))
        if not told:
            messages.warning(
                request,
                _("It did not answer, so it may still list us among those you let in: remove us there."),
            )
    return redirect("backpack")


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Give what is stuck another try."""
    connection = queries.live_connection(roles.person(request))
    if connection is not None:
        number = offering.try_again(connection=connection, now=clock.now())
        messages.info(
            request,
            ngettext("%(number)d badge is tried again.", "%(number)d badges are tried again.", number)
            % {"number": number},
        )
    return redirect("backpack")


def _told(request: HttpRequest, error: errors.PhaleraError) -> HttpResponse:
    messages.error(request, f"{error.message} {error.remedy}".strip())
    return redirect("backpack")


def _shown(request: HttpRequest) -> dict[str, object]:
    """Give what the page and the dialog of backpacks show."""
    person = roles.person(request)
    connection = queries.live_connection(person)
    tally = queries.tally(connection) if connection else {}
    waiting = tally.get(UploadState.WAITING, 0) + tally.get(UploadState.UPLOADING, 0)
    return {
        "connection": connection,
        "connected": connection is not None and connection.state == ConnectionState.CONNECTED,
        "lost": connection is not None and connection.state == ConnectionState.RECONNECT,
        "regions": queries.offered(),
        "is_on": queries.is_on(),
        "uploaded": tally.get(UploadState.UPLOADED, 0),
        "waiting": waiting,
        "stuck": tally.get(UploadState.HELD, 0) + tally.get(UploadState.REFUSED, 0),
        "address": queries.address_to_know(person),
        "reachable": urls.is_public_https(settings.PUBLIC_URL) or urls.is_local(settings.PUBLIC_URL),
    }
