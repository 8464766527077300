"""The documents that verifiers ask for, at addresses that stay."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from phalera.authoring import cards, pictures
from phalera.awarding import queries as awarding
from phalera.common import urls
from phalera.delivering import files, policies
from phalera.issuing import published, tokens
from phalera.issuing import queries as issuing
from phalera.jobs import clock
from phalera.verifying import documents
from phalera.web.public import answering
from phalera_core import errors


@login_not_required
@require_safe
def document(
    request: HttpRequest,
    *,
    credential: bool = False,
    immutable: bool = False,
    award: UUID | None = None,
    **_ids: object,
) -> HttpResponse:
    """Give the document at this address; 404 when there is none for the outside, 410 when it was revoked."""
    kind = answering.token_type(request) if award and credential else None
    if kind and award:
        return answering.negotiated(_token(request, award, kind))
    kind = answering.json_type(request, credential=credential)
    cache = answering.IMMUTABLE if immutable else answering.FRESH
    status = 200
    try:
        body = documents.answer(urls.asked_at(request.get_host()) + request.path)
    except errors.GoneError as gone:
        body, status = gone.body, 410
    if body is None:
        return not_yet() if award and _is_awaited(award) else missing()
    return answering.negotiated(
        answering.answer(request, body, content_type=kind, cache=cache, status=status)
    )


@login_not_required
@require_safe
def token(request: HttpRequest, award: UUID) -> HttpResponse:
    """Give an award's credential as a token, where its document answers."""
    return _token(request, award, answering.TOKEN_TYPES[0])


@login_not_required
@require_safe
def record(request: HttpRequest, **_ids: object) -> HttpResponse:
    """Say when an issuer signed what has this signature, or that it never did; only who holds the badge knows to ask."""
    body = documents.answer(urls.asked_at(request.get_host()) + request.path)
    return answering.answer(request, body, content_type="application/json") if body else missing()


@login_not_required
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Give the public keys of all issuers, those that sign no more included (RFC 7517, section 5)."""
    kinds = ["application/jwk-set+json", "application/json"]
    body = documents.answer(urls.asked_at(request.get_host()) + request.path) or b""
    return answering.negotiated(
        answering.answer(request, body, content_type=request.get_preferred_type(kinds) or kinds[0])
    )


@login_not_required
@require_safe
def image(request: HttpRequest, award: UUID) -> HttpResponse:
    """Give the baked picture of an Open Badges 2.0 assertion."""
    found = awarding.find_award(award)
    credential = issuing.live_credential(found) if found else None
    match policies.answer(policies.Route.IMAGE, award=found, credential=credential, visitor=None):
        case policies.Answer.SHOWN if credential is not None:
            return answering.answer(request, files.png(credential), content_type="image/png")
        case policies.Answer.GONE if found is not None:
            body = published.revoked_assertion(found)
            return answering.answer(request, body, content_type="application/ld+json", status=410)
        case policies.Answer.NOT_YET:
            return not_yet()
        case _:
            return missing()


@login_not_required
@require_safe
def picture(request: HttpRequest, sha256: str, extension: str) -> HttpResponse:
    """Give a stored picture, or its preview of `?size=90` or `?size=400`."""
    size = request.GET.get("size", "")
    if size not in ("", "90", "400") or (size and extension == "svg"):
        raise Http404
    body = pictures.read(sha256, extension, int(size) if size else None)
    if body is None:
        raise Http404
    kind = "image/svg+xml" if extension == "svg" else "image/png"
    return answering.answer(request, body, content_type=kind, cache=answering.IMMUTABLE, index=True)


@login_not_required
@require_safe
def card(request: HttpRequest, sha256: str) -> HttpResponse:
    """Give the wide picture that other sites show beside a link to a badge with this picture."""
    body = cards.read(sha256)
    if body is None:
        raise Http404
    return answering.answer(request, body, content_type="image/png", cache=answering.IMMUTABLE, index=True)


def _token(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    award = awarding.find_award(uuid)
    credential = issuing.live_credential(award) if award else None
    match policies.answer(policies.Route.V3, award=award, credential=credential, visitor=None):
        case policies.Answer.SHOWN if credential is not None:
            if request.method == "HEAD" and files.jwt(credential) is None:
                # Asking whether there is one is no reason to sign.
                response = answering.answer(request, b"", content_type=kind)
                del response["ETag"]
                return response
            body = tokens.ensure(credential=credential, now=clock.now()).text.encode("ascii")
            return answering.answer(request, body, content_type=kind)
        case policies.Answer.GONE if award is not None:
            body = published.revoked_credential(award)
            return answering.answer(request, body, content_type="application/vc+ld+json", status=410)
        case policies.Answer.NOT_YET:
            return not_yet()
        case _:
            return missing()


def _is_awaited(uuid: UUID) -> bool:
    award = awarding.find_award(uuid)
    credential = issuing.live_credential(award) if award else None
    answer = policies.answer(policies.Route.V3, award=award, credential=credential, visitor=None)
    return answer is policies.Answer.NOT_YET


def missing() -> HttpResponse:
    """Say that nothing is published there, in the same words whether or not there is such an award."""
    response = JsonResponse({"detail": "Nothing is published at this address."}, status=404)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    return response


def not_yet() -> HttpResponse:
    """Say that it is awarded but not signed yet."""
    response = JsonResponse({"detail": "This badge is being prepared. Ask again in a moment."}, status=503)
    response["Retry-After"] = "5"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    return response
