"""Badge records that are being made in the background: how far they are, and their file."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from phalera.delivering import exporting
from phalera.delivering.models import Export, Form
from phalera.jobs import clock
from phalera.jobs.models import State
from phalera.web import roles

MEDIA_TYPES = {Form.PDF: "application/pdf", Form.ZIP: "application/zip"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, export: UUID) -> HttpResponse:
    """Show how far it is, the file when it is made, or why there is none; pressing the button tries again."""
    found = _own(request, export)
    job = exporting.job_of(found)
    given_up = job is not None and job.state == State.DEAD
    if request.method == "POST":
        if given_up:
            exporting.try_again(export=found, by=roles.person(request), now=clock.now())
        return redirect("export", found.uuid)
    return render(
        request,
        "web/learner/export.html",
        {
            "export": found,
            "job": job,
            "given_up": given_up and found.finished_at is None,
            "kept_until": found.asked_at + exporting.KEPT,
            "as_zip": found.form == Form.ZIP,
            "number": len(found.awards),
        },
    )


@never_cache
@require_safe
def download(request: HttpRequest, export: UUID) -> HttpResponseBase:
    """Hand out the file to who asked for it."""
    found = _own(request, export)
    file = exporting.open_file(found)
    if file is None:
        raise Http404
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{_('Badge records')}.{found.form}",
        content_type=MEDIA_TYPES[Form(found.form)],
    )


def _own(request: HttpRequest, uuid: UUID) -> Export:
    found = exporting.find(uuid, learner=roles.person(request))
    if found is None:
        raise Http404
    return found
