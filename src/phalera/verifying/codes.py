"""QR codes in pictures that hold no badge: a photograph of a badge record, or a screenshot of a page that shows one.

What a code says is a stranger's text like any other: an address, which is asked like one that somebody typed, or the
badge itself. Pictures are decoded only in a process that may be killed (`child`).
"""

import dataclasses
import io
import warnings
from typing import TYPE_CHECKING

from phalera_core import errors, reading
from phalera_core.verifying import sources, words

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE = 4_096
MOST_PIXELS = 16_777_216
# Pixels of the longer side in which codes are looked for: those of a photographed page are still sharp.
_LOOKED_AT = 2_048
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
# More than one badge in a picture cannot be told apart by who asks.
_MOST = 1
_ANOTHER = "Photograph the QR code of one badge record, straight and alone, or give the badge file."


def follow(picture: bytes, load: sources.Loader) -> reading.Packed | None:
    """Give the badge that the QR code in a picture is, or leads to; None when there is no code.

    InputError when there are several, or it leads to no badge; ResolutionError when its address cannot be asked.
    """
    texts = texts_in(picture)
    if not texts:
        return None
    if len(texts) > _MOST:
        raise errors.InputError(f"This picture has {len(texts)} QR codes.", remedy=_ANOTHER)
    text = texts[0].encode()
    try:
        packed = _at(text.strip().decode(), load) if _is_address(text) else reading.read(text)
    except errors.ResolutionError as error:
        raise errors.ResolutionError(
            f"What the QR code leads to, {_shown(text)}, could not be asked. {error.message}",
            url=error.url,
            remedy=error.remedy,
        ) from error
    except errors.InputError as error:
        raise errors.InputError(
            f"The QR code in this picture leads to no badge: {_shown(text)}. {error.message}", remedy=_ANOTHER
        ) from error
    return dataclasses.replace(packed, by_code=True)


def texts_in(picture: bytes) -> list[str]:
    """Give what the QR codes in a PNG, JPEG, GIF or WebP say, each once; none when the picture cannot be read."""
    import zxingcpp
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = 4 * MOST_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            with Image.open(io.BytesIO(picture), formats=_FORMATS) as opened:
                # A JPEG is decoded no larger than needed.
                opened.draft("L", (_LOOKED_AT, _LOOKED_AT))
                width, height = opened.size
                if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
                    return []
                opened.seek(0)
                grey = _on_white(opened)
        except Exception:  # noqa: BLE001 - whatever a decoder stumbles over: there is no code to be read.
            return []
    grey.thumbnail((_LOOKED_AT, _LOOKED_AT))
    found = zxingcpp.read_barcodes(
        grey,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        text_mode=zxingcpp.TextMode.Plain,
    )
    return list(dict.fromkeys(code.text for code in found if code.text.strip()))


def _is_address(text: bytes) -> bool:
    return reading.content_of(text) is reading.Content.URL


def _at(url: str, load: sources.Loader) -> reading.Packed:
    """Read what an address gives; one that answers that it is gone is a hosted badge that was revoked."""
    try:
        return reading.read(load.load(url))
    except errors.GoneError:
        # The verifier asks the same address, and says so.
        return reading.Packed(packed_as="json", v2=url.encode())


def _on_white(opened: "Image") -> "Image":
    """Give a picture in shades of grey, on paper where one looks through it."""
    from PIL import Image

    if not opened.has_transparency_data:
        return opened.convert("L")
    with_alpha = opened.convert("RGBA")
    paper = Image.new("RGBA", with_alpha.size, "white")
    return Image.alpha_composite(paper, with_alpha).convert("L")


def _shown(text: bytes) -> str:
    return words.quote(text.decode())
