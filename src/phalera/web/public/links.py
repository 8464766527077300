"""`/s/<secret>`: an award, shown to whoever has a link of its learner's, until the link ends."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from phalera.awarding import sharing
from phalera.delivering import policies
from phalera.issuing import queries as issuing
from phalera.jobs import clock
from phalera.web import throttle
from phalera.web.public import credential

# So many addresses that lead nowhere may be asked for within a minute. Links that are there answer always: a whole
# school may stand behind one address (decision 7).
MOST_MISSES = 60
MINUTE = 60  # seconds


@login_not_required
@require_safe
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the award that a link leads to, the same to everybody: 410 once it has ended or the award was revoked."""
    found, now = sharing.find_link(secret), clock.now()
    if found is None and throttle.count(request, "links", within=MINUTE) > MOST_MISSES:
        return _discreet(render(request, "429.html", status=429))
    if found is None:
        raise Http404
    signed = issuing.live_credential(found.award)
    answer = policies.answer_to_link(award=found.award, credential=signed, link=found, now=now)
    # Whoever is signed in sees what all see; and without forms, which need an `Origin` that this page does not send.
    stranger: dict[str, object] = {"user": AnonymousUser(), "navigation": []}
    if answer is None:
        return _discreet(render(request, "web/public/link_ended.html", stranger, status=410))
    shown = credential.context(found.award, signed, answer=answer, by_link=True, now=now)
    response = render(
        request, "web/public/credential.html", {**shown, **stranger, "link": found}, status=answer.value
    )
    return _discreet(response)


def _discreet(response: HttpResponse) -> HttpResponse:
    """Let nobody keep or find the address, nor hear of it by following a link."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store, private"
    return response
