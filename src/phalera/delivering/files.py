"""The files that people take along: made from the row each time, never stored."""

import functools
import zlib

from phalera.authoring import pictures
from phalera.common import errors
from phalera.delivering import crc, names
from phalera.issuing import composing
from phalera.issuing import queries as issuing
from phalera.issuing.models import Credential
from phalera_core.baking import png as png_baking
from phalera_core.baking import svg as svg_baking


def png(credential: Credential) -> bytes:
    """Give the picture with the credential of both versions in it."""
    prepared = _prepared_png(credential.version.picture.sha256)
    return prepared.bake(v3=issuing.v3_document(credential), v2=issuing.v2_assertion(credential))


def png_parts(row: composing.Row, *, picture: str) -> tuple[tuple[bytes, bytes], int]:
    """Give the baked PNG in two parts, of which the large one is not copied, and the CRC-32 of both together."""
    prepared = _prepared_png(picture)
    before, baked, after = prepared.pieces(v3=composing.v3(row), v2=composing.v2(row))
    first = before + baked
    return (first, after), crc.combine(zlib.crc32(first), _crc_after(picture), len(after))


def png_length(*, picture: str, v3: int, v2: int) -> int:
    """Give how many bytes a picture has with documents of these lengths in it."""
    return _png_length(picture) + v3 + v2


def svg(credential: Credential) -> bytes | None:
    """Give the SVG with the credential of both versions in it, or None where the picture is no SVG."""
    sha256 = credential.version.picture.svg_sha256
    if not sha256:
        return None
    return _prepared_svg(sha256).bake(v3=issuing.v3_document(credential), v2=issuing.v2_assertion(credential))


def json(credential: Credential) -> bytes:
    """Give the signed Open Badges 3.0 document itself."""
    return issuing.v3_document(credential)


def jwt(credential: Credential) -> bytes | None:
    """Give the credential as a token, or None until somebody asked `issuing.tokens` for it."""
    return issuing.find_token(credential)


def filename(credential: Credential, extension: str) -> str:
    """Give the name of a file of a credential: `<badge> - <learner>.<extension>`, safe everywhere."""
    return names.file_name(credential.version.name, credential.award.learner.name, extension)


def content(credential: Credential, extension: str) -> bytes | None:
    """Give the file with that ending, or None when there is none of that kind."""
    match extension:
        case "png":
            return png(credential)
        case "svg":
            return svg(credential)
        case "json":
            return json(credential)
        case "jwt":
            return jwt(credential)
        case _:
            return None


# Pictures never change under their name. A prepared one is as large as its file: at most some 20 MB together.
@functools.lru_cache(maxsize=64)
def _prepared_png(sha256: str) -> png_baking.PreparedPng:
    return png_baking.prepare(_read(sha256, "png"))


# Numbers are small: they are kept of many more.
@functools.lru_cache(maxsize=16_384)
def _crc_after(sha256: str) -> int:
    return zlib.crc32(_prepared_png(sha256).after)


@functools.lru_cache(maxsize=16_384)
def _png_length(sha256: str) -> int:
    return _prepared_png(sha256).length(v3=0, v2=0)


@functools.lru_cache(maxsize=64)
def _prepared_svg(sha256: str) -> svg_baking.PreparedSvg:
    return svg_baking.prepare(_read(sha256, "svg"))


def _read(sha256: str, extension: str) -> bytes:
    picture = pictures.read(sha256, extension)
    if picture is None:
        raise errors.NotReadyError(
            f"The picture {sha256} is missing from the files of this installation.",
            remedy="Restore the folder of pictures from the backup.",
        )
    return picture
