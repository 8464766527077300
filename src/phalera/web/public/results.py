"""`/verify/results/…`: what verifying came to, for whoever was given the link."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from phalera.common import urls
from phalera.jobs import clock
from phalera.verifying import results
from phalera.verifying.models import Result
from phalera.web import throttle
from phalera_core.verifying import moments

# Of one address within an hour: more than anybody shows to others.
MOST = 60
# Which results somebody made with this browser, and so may take back.
_MINE = "results"


@login_not_required
@csrf_exempt  # What it keeps bears our signature, and asking for a verdict leaves no cookie that a token could fit.
@never_cache
@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Keep the result that the page holds, and lead to its link."""
    said = results.opened(request.POST.get("result", ""))
    if said is None:
        return _say(
            request,
            _("This result is too old to be shared"),
            _("Verify the badge again, then share what comes of it."),
            status=422,
        )
    if throttle.count(request, "results", within=3600) > MOST:
        return render(request, "429.html", status=429)
    result, secret = results.keep(said, now=clock.now())
    request.session[_MINE] = [*request.session.get(_MINE, [])[-MOST:], result.pk]
    return redirect("verify_result", secret=secret)


@login_not_required
@never_cache
@require_safe
def result(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a result, the same to everybody; whoever made it may end it."""
    found = _find(secret)
    if found is None:
        return _discreet(
            _say(
                request,
                _("This result is not shown any more"),
                _("Results are kept for thirty days. Ask for the badge itself: it can be verified again."),
                status=404,
            )
        )
    return _discreet(
        render(
            request,
            "web/public/result.html",
            {
                "report": results.report_of(found),
                "said": found.said,
                "shown": {
                    **found.said,
                    **{key: moments.parse(found.said[key]) for key in ("awarded", "valid_until")},
                },
                "at": datetime.fromisoformat(found.said["at"]),
                "ends_at": found.ends_at,
                "secret": secret,
                "address": urls.public_url(reverse("verify_result", args=[secret])),
                "is_mine": found.pk in request.session.get(_MINE, []),
            },
        )
    )


@login_not_required
@never_cache
@require_POST
def end(request: HttpRequest, secret: str) -> HttpResponse:
    """Delete a result, at the wish of who made it."""
    found = _find(secret)
    if found is None or found.pk not in request.session.get(_MINE, []):
        raise Http404
    found.delete()
    return redirect("verify")


def _find(secret: str) -> Result | None:
    return results.find(secret, now=clock.now())


def _say(request: HttpRequest, title: str, sentence: str, *, status: int) -> HttpResponse:
    return render(request, "web/public/no_result.html", {"title": title, "sentence": sentence}, status=status)


def _discreet(response: HttpResponse) -> HttpResponse:
    """Let nobody find the address who was not given it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
