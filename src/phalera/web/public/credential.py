"""The page of one award: badge, issuer, dates, a verdict that is made while one looks, and what its learner chose."""

from datetime import datetime
from uuid import UUID

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from phalera.awarding import queries as awarding
from phalera.awarding.models import Award, Visibility
from phalera.common import urls
from phalera.delivering import policies
from phalera.issuing import queries as issuing
from phalera.issuing.models import Credential
from phalera.jobs import clock
from phalera.verifying import checker
from phalera.web.public import answering, documents

# What may be done with the small page that stands inside others: it draws, and leads to ours.
EMBEDDED = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["*"],
}


@login_not_required
@require_safe
def credential(request: HttpRequest, award: UUID) -> HttpResponse:
    """Show the award to people, or give its document to who asks for JSON."""
    if not answering.wants_html(request):
        return documents.document(request, credential=True, award=award)
    found, signed, answer = _asked(award, policies.Route.PAGE)
    shown = context(found, signed, answer=answer, now=clock.now())
    response = render(request, "web/public/credential.html", shown, status=answer.value)
    if policies.headers(policies.Route.PAGE, found).noindex:
        response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return answering.negotiated(response)


@login_not_required
@require_safe
@xframe_options_exempt
@csp_replace(EMBEDDED)  # type: ignore[arg-type]  # its stub knows views without parts of the address only
def embed(request: HttpRequest, award: UUID) -> HttpResponse:
    """Show a public award within somebody else's page, small."""
    found, signed, answer = _asked(award, policies.Route.EMBED)
    shown = context(found, signed, answer=answer, now=clock.now())
    response = render(request, "web/public/embed.html", shown, status=answer.value)
    response["X-Robots-Tag"] = "noindex"  # the page that it leads to is the one to be found
    response["Cache-Control"] = "no-store"
    return response


def context(
    award: Award, signed: Credential | None, *, answer: policies.Answer, by_link: bool = False, now: datetime
) -> dict[str, object]:
    """Give what the page says: the verdict is made now, and the learner's name is there only if they chose so."""
    said: dict[str, object] = {
        "award": award,
        "credential": signed,
        "version": signed.version if signed else None,
        "by_link": by_link,
        "indexed": award.visibility == Visibility.PUBLIC and not by_link and award.revoked_at is None,
        "documents": award.visibility != Visibility.PRIVATE,
        "address": urls.public_url(reverse("credential", args=[award.uuid])),
    }
    if answer is not policies.Answer.SHOWN or signed is None:
        return said
    named = award.show_name and (by_link or award.visibility == Visibility.PUBLIC)
    return said | {
        "holder": award.learner.name if named else "",
        "report": checker.verify_own(issuing.v3_document(signed), now=now),
        "checked_at": now,
        "card": urls.public_url(reverse("picture_card", args=[signed.version.picture.sha256])),
        # Only one that is public, too: this page must not tell where an unlisted one is.
        "renewed_by": award.followed_by.filter(visibility=Visibility.PUBLIC, revoked_at=None).first(),
    }


def _asked(uuid: UUID, route: policies.Route) -> tuple[Award, Credential | None, policies.Answer]:
    found = awarding.find_award(uuid)
    signed = issuing.live_credential(found) if found else None
    answer = policies.answer(route, award=found, credential=signed, visitor=None)
    if found is None or answer is policies.Answer.HIDDEN:
        raise Http404
    return found, signed, answer
