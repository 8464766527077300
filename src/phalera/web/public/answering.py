"""How public documents go out: readable by verifiers in browsers, cacheable, and never with a cookie."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

# What may be revoked or changed is asked for again after five minutes (design, section 10); what is named by its
# content or its version never changes.
FRESH = "public, max-age=300"
IMMUTABLE = "public, max-age=31536000, immutable"
# How a credential as a token goes out: as the W3C calls it (VC-JOSE-COSE, section 6), or as Open Badges 3.0 does
# (section 6.2.2).
TOKEN_TYPES = ("application/vc+jwt", "text/plain")
# Whatever a stranger's picture holds, it may draw and do nothing else.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def answer(
    request: HttpRequest,
    body: bytes,
    *,
    content_type: str,
    cache: str = FRESH,
    status: int = 200,
    index: bool = False,
) -> HttpResponse:
    """Give the answer, or 304 when the asker has it already."""
    response = HttpResponse(body, content_type=content_type, status=status)
    etag = quote_etag(hashlib.sha256(body + content_type.encode()).hexdigest()[:32])
    response["ETag"] = etag
    response["Cache-Control"] = cache
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    if not index:
        response["X-Robots-Tag"] = "noindex"
    if status == 200:  # noqa: PLR2004 — the one status that conditions are about
        return _same(response, get_conditional_response(request, etag, None, response) or response)
    return response


def _same(whole: HttpResponse, answer: HttpResponse) -> HttpResponse:
    """Let a 304 say what the 200 would have: without it a browser keeps the answer from the script that asked."""
    for name in ("Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy", "X-Robots-Tag"):
        if name in whole:
            answer[name] = whole[name]
    return answer


def same_for_all(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Take away what sessions and languages added to a document that any site may read, or no cache could keep it.

    A middleware, outside of those that add it.
    """

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.get("Access-Control-Allow-Origin") == "*":
            response.cookies.clear()
            varies = [name for name in response.get("Vary", "").split(", ") if name == "Accept"]
            for name in ("Vary", "Content-Language"):
                del response[name]
            if varies:
                patch_vary_headers(response, varies)
        return response

    return answered


def json_type(request: HttpRequest, *, credential: bool) -> str:
    """Choose the media type of a JSON document by what is asked for (Open Badges 3.0, section 8; 2.0, section 4)."""
    default = "application/vc+ld+json" if credential else "application/ld+json"
    offered = [default, "application/ld+json", "application/vc", "application/json"]
    if not credential:
        offered = [default, "application/json"]
    return request.get_preferred_type(offered) or default


def token_type(request: HttpRequest) -> str | None:
    """Give the media type of a token when one is asked for rather than JSON, or None."""
    kinds = ["application/vc+ld+json", "application/ld+json", "application/vc", "application/json"]
    kind = request.get_preferred_type([*kinds, *TOKEN_TYPES])
    return kind if kind in TOKEN_TYPES else None


def negotiated(response: HttpResponse) -> HttpResponse:
    """Say that another `Accept` would have had another answer."""
    patch_vary_headers(response, ("Accept",))
    return response


def wants_html(request: HttpRequest) -> bool:
    """Say whether a person's browser asks, rather than a verifier."""
    kinds = [
        "application/vc+ld+json",
        "application/vc",
        "application/ld+json",
        "application/json",
        "text/html",
    ]
    return request.get_preferred_type(kinds) == "text/html"
