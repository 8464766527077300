"""Pictures that somebody uploads with a form: kept off the disk, and never more of them than we would take."""

import functools
import io
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from phalera.authoring import pictures

View = Callable[..., HttpResponseBase]

# Up to here an upload that is too large is read past, so that the form's words stay; above, nobody reads it.
LARGEST_BODY = 25_000_000  # bytes


class Capped(FileUploadHandler):
    """Keep an upload in memory, and of one that is too large only enough to say so; the form's other fields stay.

    All files of a form share the one limit: a hundred of them would otherwise be a hundred times as much.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._all = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with one file."""
        super().new_file(*args, **kwargs)
        self._kept = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  # Django's signature
        """Take the next bytes."""
        self._all += len(raw_data)
        if self._all <= pictures.LARGEST_UPLOAD:
            self._kept.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """Give the file; its size is the true one, also where not all of it was kept."""
        self._kept.seek(0)
        return InMemoryUploadedFile(
            file=self._kept,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


def takes_picture(view: View) -> View:
    """Let a view's form carry a picture, whose bytes are read by `Capped` alone; who may send one is asked before."""
    protected = csrf_protect(view)

    # The token is looked for in the body, so how that is read must be said before anybody looks.
    @csrf_exempt
    @functools.wraps(view)
    def reading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _length(request) > LARGEST_BODY:
            messages.error(
                request, _("That is far larger than the 5 MB a picture may have. Nothing was changed.")
            )
            return redirect(request.path)
        request.upload_handlers = [Capped(request)]
        return protected(request, *args, **kwargs)

    return reading


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
