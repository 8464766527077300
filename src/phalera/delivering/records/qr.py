"""QR codes as vector pictures."""

# Restores up to 15 %: enough for paper that is folded and copied, and the modules stay large.
LEVEL = "M"


def svg(text: str) -> str:
    """Draw the code of a text; its quiet zone is for the page to leave."""
    import zxingcpp  # late, like the fonts: few requests need it

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=LEVEL)
    drawn: str = code.to_svg(add_quiet_zones=False)
    # Without the document type, which nobody needs and parsers of strangers' SVG rightly refuse.
    return drawn[drawn.index("<svg") :]
