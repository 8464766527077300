"""Pictures, stored once by their content: a PNG with previews, and the cleaned SVG where one was given."""

import dataclasses
import hashlib
import struct
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from phalera.authoring import sandbox, svg
from phalera.authoring.models import Picture
from phalera.common import errors, files
from phalera_core import errors as core_errors
from phalera_core.baking import png

LARGEST_UPLOAD = 5_000_000  # bytes
PREVIEWS = sandbox.PREVIEWS
# Processor time is limited inside; this is for a process that only waits.
LONGEST_SECONDS = 10

_PNG = b"\x89PNG\r\n\x1a\n"
_RASTERS = (_PNG, b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF")
_MARKUP = b"\xef\xbb\xbf \t\r\n"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture in all its sizes, ready to be stored."""

    png: bytes
    previews: tuple[bytes, ...]
    svg: bytes = b""


def store(upload: bytes, *, signature: bool = False, now: datetime) -> Picture:
    """Store a picture from anybody, treated as hostile; PictureRefusedError says why it was not taken.

    That of a `signature` may be smaller, and is not made a square.
    """
    if len(upload) > LARGEST_UPLOAD:
        raise errors.PictureRefusedError(_("The picture is larger than 5 MB."), field="picture")
    if upload.startswith(_RASTERS):
        if upload.startswith(_PNG):
            _check_png(upload)
        return keep(_draw_apart("signature" if signature else "raster", upload), now=now)
    if upload.lstrip(_MARKUP).startswith(b"<"):
        cleaned = svg.clean(upload)
        drawn = _draw_apart("vector", cleaned)
        return keep(dataclasses.replace(drawn, svg=cleaned), now=now)
    raise errors.PictureRefusedError(
        _("This is not a picture that can be used."),
        remedy=_("Upload a PNG, JPEG, GIF, WebP or SVG."),
        field="picture",
    )


def draw(own_svg: bytes) -> Drawn:
    """Draw an SVG that we made ourselves, in this process; it touches no database."""
    full, *previews = sandbox.from_vector(own_svg)
    return Drawn(png=full, previews=tuple(previews), svg=own_svg)


def keep(drawn: Drawn, *, now: datetime) -> Picture:
    """Store a picture that is known to be good; the same picture twice is one."""
    sha256 = hashlib.sha256(drawn.png).hexdigest()
    svg_sha256 = hashlib.sha256(drawn.svg).hexdigest() if drawn.svg else ""
    # Files first: a row names only what is there, and a file without a row is harmless.
    files.write_once(path(sha256, "png"), drawn.png)
    for size, preview in zip(PREVIEWS, drawn.previews, strict=True):
        files.write_once(path(sha256, "png", size), preview)
    if drawn.svg:
        files.write_once(path(svg_sha256, "svg"), drawn.svg)
    width = struct.unpack(">I", drawn.png[16:20])[0]
    picture = Picture(sha256=sha256, svg_sha256=svg_sha256, width=width, created_at=now)
    try:
        with transaction.atomic():
            picture.save(force_insert=True)
    except IntegrityError:
        return Picture.objects.get(sha256=sha256)
    return picture


def path(sha256: str, extension: str, size: int | None = None) -> str:
    """Give the name in the storage of a picture, or of its preview of that size."""
    preview = f"-{size}" if size else ""
    return f"pictures/{sha256[:2]}/{sha256}{preview}.{extension}"


def read(sha256: str, extension: str, size: int | None = None) -> bytes | None:
    """Give the bytes of a stored picture or preview, or None when there is none."""
    return files.read(path(sha256, extension, size))


def _check_png(upload: bytes) -> None:
    try:
        png.prepare(upload)
    except core_errors.CoreError as error:
        raise errors.PictureRefusedError(error.message, remedy=error.remedy, field="picture") from error


def _draw_apart(how: str, data: bytes) -> Drawn:
    """Draw in a child with limits, an empty folder and an empty environment, killed when it takes too long."""
    with tempfile.TemporaryDirectory(prefix="phalera-picture-") as folder:
        try:
            child = subprocess.run(  # noqa: S603  # our own interpreter and script; the picture is only data
                [sys.executable, "-I", str(Path(sandbox.__file__)), how],
                input=data,
                capture_output=True,
                cwd=folder,
                env={},
                timeout=LONGEST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _too_costly() from error
    if child.returncode == 1 and child.stderr and b"Traceback" not in child.stderr:
        raise errors.PictureRefusedError(child.stderr.decode(), field="picture")
    if child.returncode != 0:
        raise _too_costly()
    full, *previews = _split(child.stdout)
    return Drawn(png=full, previews=tuple(previews))


def _split(framed: bytes) -> list[bytes]:
    blobs = []
    while framed:
        end = 4 + struct.unpack(">I", framed[:4])[0]
        blobs.append(framed[4:end])
        framed = framed[end:]
    return blobs


def _too_costly() -> errors.PictureRefusedError:
    return errors.PictureRefusedError(
        _("The picture takes too much time or memory to draw."),
        remedy=_("Simplify it, or save it as a smaller PNG."),
        field="picture",
    )
