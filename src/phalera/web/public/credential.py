"""The page of one award: badge, issuer, dates and a verdict that is made while one looks. Never a name or a hash."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from phalera.awarding import queries as awarding
from phalera.delivering import policies
from phalera.issuing import queries as issuing
from phalera.verifying import checker
from phalera.web.public import answering, documents


@login_not_required
@require_safe
def credential(request: HttpRequest, award: UUID) -> HttpResponse:
    """Show the award to people, or give its document to who asks for JSON."""
    if not answering.wants_html(request):
        return documents.document(request, credential=True, award=award)
    found = awarding.find_award(award)
    signed = issuing.live_credential(found) if found else None
    answer = policies.answer(policies.Route.PAGE, award=found, credential=signed, visitor=None)
    if found is None or answer is policies.Answer.HIDDEN:
        raise Http404
    context: dict[str, object] = {
        "award": found,
        "credential": signed,
        "version": signed.version if signed else None,
    }
    if answer is policies.Answer.SHOWN and signed is not None:
        context["report"] = checker.verify(issuing.v3_document(signed), now=timezone.now())
        context["checked_at"] = timezone.now()
    response = render(request, "web/public/credential.html", context, status=answer.value)
    if policies.headers(policies.Route.PAGE, found).noindex:
        response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return answering.negotiated(response)
