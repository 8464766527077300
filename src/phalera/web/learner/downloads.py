"""Many badges or badge records at once: all of them, or those that were ticked."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from phalera.awarding.models import Award
from phalera.common import errors
from phalera.delivering import actions, exporting, files, queries, records, zips
from phalera.delivering.models import Form
from phalera.issuing.models import Credential
from phalera.jobs import clock
from phalera.web import roles
from phalera.web.learner import ticking


@never_cache
@require_safe
def all_badges(request: HttpRequest) -> HttpResponseBase:
    """Hand out all badges of a learner as one archive."""
    return _badges(request, queries.packed(roles.person(request)))


@never_cache
@require_safe
def all_records(request: HttpRequest) -> HttpResponseBase:
    """Hand out a record of each badge, a page each in one PDF."""
    return _records(request, queries.badges_of(roles.person(request)))


@never_cache
@require_safe
def all_records_zip(request: HttpRequest) -> HttpResponseBase:
    """Hand out a record of each badge, each in a PDF of its own."""
    return _records_zip(request, queries.badges_of(roles.person(request)))


@never_cache
@require_safe
def record(request: HttpRequest, award: UUID) -> HttpResponseBase:
    """Hand out the record of one badge."""
    found = queries.badges_of(roles.person(request), awards=[award])
    if not found:
        raise Http404
    return _records(request, found)


@never_cache
@require_POST
def chosen(request: HttpRequest) -> HttpResponseBase:
    """Hand out what was ticked, as pictures or as records; one alone is the file itself."""
    wanted = request.POST.get("as")
    if wanted not in {"pdf", "pdfs"}:
        packed = queries.packed(roles.person(request), awards=ticking.ticked(request))
        if len(packed) == 1:
            return redirect("badge_file", packed[0].award_uuid, "png")
        return _badges(request, packed) if packed else _nothing_ticked(request)
    found = queries.badges_of(roles.person(request), awards=ticking.ticked(request))
    if not found:
        return _nothing_ticked(request)
    if wanted == "pdf" or (wanted == "pdfs" and len(found) == 1):
        return _records(request, found)
    return _records_zip(request, found)


def _badges(request: HttpRequest, found: Sequence[queries.Packed]) -> HttpResponseBase:
    if not found:
        return _nothing(request)
    now = clock.now()
    zipped = zips.badges(found, now=now)
    if request.method != "HEAD":
        _hand_out(request, queries.awards_of(found, learner=roles.person(request)))
    response = StreamingHttpResponse(zipped.content, content_type="application/zip")
    response["Content-Length"] = str(zipped.length)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=_("Badges") + ".zip"
    )
    return response


def _records(request: HttpRequest, found: Sequence[Credential]) -> HttpResponseBase:
    if not found:
        return _nothing(request)
    if len(found) >= records.MOST_AT_ONCE:
        return _later(request, found, Form.PDF)
    delivered = records.pdf(found)
    for left_out in delivered.left_out:
        messages.warning(request, zips.sentence(left_out))
    if not delivered.content:
        return redirect("badges")
    if request.method != "HEAD":
        _hand_out(request, [each.award for each in found])
    response = HttpResponse(delivered.content, content_type="application/pdf")
    name = files.filename(found[0], "pdf") if len(found) == 1 else _("Badge records") + ".pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _records_zip(request: HttpRequest, found: Sequence[Credential]) -> HttpResponseBase:
    if not found:
        return _nothing(request)
    if len(found) >= records.MOST_AT_ONCE:
        return _later(request, found, Form.ZIP)
    if request.method == "HEAD":
        # Setting all in type only to say that it can be had would be a heavy answer to a light question.
        response: HttpResponseBase = HttpResponse(content_type="application/zip")
    else:
        _hand_out(request, [each.award for each in found])
        response = StreamingHttpResponse(zips.Records(found, now=clock.now()), content_type="application/zip")
    name = _("Badge records") + ".zip"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _later(request: HttpRequest, found: Sequence[Credential], form: Form) -> HttpResponseBase:
    """Let a worker make them, and lead to the page that shows how far it is."""
    if request.method == "HEAD":
        return redirect("badges")
    awards = [each.award for each in found]
    learner = roles.person(request)
    try:
        export = exporting.ask(learner=learner, awards=awards, form=form, by=learner, now=clock.now())
    except errors.ConflictError as error:
        messages.error(request, f"{error.message} {error.remedy}")
        return redirect("badges")
    _hand_out(request, awards)
    return redirect("export", export.uuid)


def _hand_out(request: HttpRequest, awards: Sequence[Award]) -> None:
    learner = roles.person(request)
    first = actions.hand_out_all(awards=awards, by=learner, now=clock.now())
    if first:
        messages.info(
            request,
            ngettext(
                "%(number)s badge can now be checked by whoever you give it to.",
                "%(number)s badges can now be checked by whoever you give them to.",
                first,
            )
            % {"number": first},
        )


def _nothing_ticked(request: HttpRequest) -> HttpResponseBase:
    messages.error(request, _("Tick the badges that you want first."))
    return redirect("badges")


def _nothing(request: HttpRequest) -> HttpResponseBase:
    messages.info(request, _("There is no badge to download yet."))
    return redirect("badges")
