"""Pictures of pages that show QR codes, as telephones take them."""

import io

import zxingcpp
from PIL import Image


def code(text, *, scale=4):
    """Give the QR code of a text."""
    lent = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=scale)
    height, width = lent.shape
    return Image.frombytes("L", (width, height), bytes(lent))


def page(*texts, size=(900, 1_200), mode="RGB"):
    """A page with codes, one below another."""
    made = Image.new(mode, size, "white")
    for number, text in enumerate(texts):
        made.paste(code(text), (80 + 40 * number, 60 + number * 480))
    return made


def encoded(image, kind="JPEG", **options):
    """Give the bytes of a picture."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
