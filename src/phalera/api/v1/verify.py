"""`POST /api/v1/verify`: a program asks whether a badge is genuine. Nothing is kept."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from phalera.api.v1 import problems, questions
from phalera.jobs import clock
from phalera.verifying import checker, limits
from phalera_core import errors
from phalera_core.verifying import packages

# Whoever may read the answer, and ask from a page of their own: there is no session that could be misused.
_CORS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_PREFLIGHT = {
    **_CORS,
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "86400",
}
_PATIENCE = "5"  # seconds after which to ask again


@login_not_required
@csrf_exempt  # It changes nothing, and knows nobody.
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Answer with what `phalera verify --json` prints; a file of many badges has a list of such answers."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_PREFLIGHT)
    try:
        return JsonResponse(_answer(request), headers=_CORS)
    except problems.ProblemError as problem:
        headers = dict(_CORS)
        match problem.status:
            case 405:
                headers["Allow"] = "POST, OPTIONS"
            case 429:
                headers["Retry-After"] = _PATIENCE
            case _:
                pass
        return problems.answer(problem, headers=headers)


def _answer(request: HttpRequest) -> dict[str, object]:
    if request.method != "POST":
        raise problems.ProblemError(
            _("This address answers questions that are sent with POST."),
            remedy=_('POST a badge file, or {"url": "https://…"} as application/json.'),
            status=405,
        )
    question = questions.read(request)
    with limits.place() as taken:
        if not taken:
            raise problems.ProblemError(
                _("Too many badges are being checked at this moment."),
                remedy=_("Try again in a few seconds."),
                status=429,
            )
        return _verified(question)


def _verified(question: questions.Question) -> dict[str, object]:
    now, recipient = clock.now(), question.recipient
    try:
        data = checker.load(question.url, now=now) if question.url else question.data
    except errors.GoneError:
        # An answer: a hosted badge that was revoked. The verifier asks the same address and says so.
        return checker.verify_gone(str(question.url), now=now, recipient=recipient).to_json()
    except errors.ResolutionError as error:
        raise problems.ProblemError(
            error.message,
            remedy=error.remedy or _("Check the address, or send the badge itself."),
            field="url",
        ) from error
    several = checker.verify_some(
        data, now=now, recipient=recipient, most=limits.MOST, seconds=limits.LONGEST
    )
    if len(several.found) == 1 and not several.found[0].name:
        return several.found[0].report.to_json()
    return {**packages.to_json(several.found), "complete": not several.cut_short}
