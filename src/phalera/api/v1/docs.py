"""`GET /api/v1/docs`: the API for people who write programs, with commands to try."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from phalera.common import urls
from phalera.verifying import limits

# What each check of an answer is about, in the order of an answer.
CHECKS = {
    "container": _("What the file is, and that a badge is in it"),
    "well_formed": _("That it can be read in one way only"),
    "context": _("That every word in it has a published meaning"),
    "schema": _("That it has everything a badge needs"),
    "proof": _("That nothing was changed after it was signed"),
    "issuer_key": _("That the key that signed it is the issuer's"),
    "status": _("That the issuer has not revoked it"),
    "dates": _("That it is in date"),
    "recipient": _("That it was awarded to the address asked about"),
    "refresh": _("Whether the issuer has a newer version of it"),
    "endorsements": _("Who endorses it"),
    "same_award": _("That both badges in the file are the same award"),
    "hosted": _("What the issuer publishes about it (Open Badges 2.0)"),
}
OUTCOMES = {
    "passed": _("It was looked at, and all is well."),
    "failed": _("It was looked at, and the badge is refused."),
    "inconclusive": _("It could not be looked at, which is never a no."),
    "not_applicable": _("The badge has no such thing."),
    "not_run": _("Nobody asked, or an earlier check had decided."),
}
VERDICTS = {
    "verified": _("Genuine and in date."),
    "refused": _("Changed, revoked, out of date or no badge at all; the first failed check says which."),
    "undecided": _("Nothing speaks against it, but not everything could be checked."),
}
PROBLEMS = {
    400: _("The question cannot be understood, or the address cannot be asked."),
    405: _("It was asked with another method than POST."),
    413: _("The badge is too large."),
    415: _("The body is of a type that holds no badge."),
    429: _("Too many badges are being checked at this moment. Retry-After says when to come again."),
}


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show what may be asked, and what is answered."""
    return render(
        request,
        "web/public/api.html",
        {
            "address": urls.public_url("/api/v1/verify"),
            "site": urls.public_url(""),
            "checks": CHECKS.items(),
            "outcomes": OUTCOMES.items(),
            "verdicts": VERDICTS.items(),
            "problems": PROBLEMS.items(),
            "megabytes": limits.LARGEST_FILE // 1_000_000,
            "most": limits.MOST,
        },
    )
