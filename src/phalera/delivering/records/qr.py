"""QR codes as vector drawings."""

import re
from typing import cast

# Restores up to 15 %: enough for paper that is folded and copied, and the modules stay large.
LEVEL = "M"
# The largest code has 177 modules at each side (ISO/IEC 18004, 5.3.1). Written beforehand: a code has hundreds of runs.
_NUMBERS = [b"%d " % number for number in range(178)]
_RUNS = [b"%d 1 re\n" % length for length in range(178)]
_RUN = re.compile(rb"(\d+) (\d+) (\d+) 1 re\n")


def operators(text: str) -> tuple[int, bytes]:
    """Give how many modules the code of a text has at each side, and it in the operators of PDF, a unit to a module.

    Its quiet zone is for the page to leave.
    """
    import zxingcpp  # late, like the fonts: few requests need it

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=LEVEL)
    modules = code.to_image(scale=1, add_quiet_zones=False)
    side: int = modules.shape[0]
    # It lends its pixels, one byte each, and its types do not say so.
    pixels = bytes(cast("bytes", modules))
    drawn: list[bytes] = []
    for row in range(side):
        x, y = 0, _NUMBERS[side - 1 - row]
        for dark in pixels[row * side : (row + 1) * side].split(b"\xff"):
            if dark:
                drawn += (_NUMBERS[x], y, _RUNS[len(dark)])
            x += len(dark) + 1
    # Filled at once, so that no viewer draws seams between rows.
    return side, b"".join((*drawn, b"f"))


def svg(text: str) -> str:
    """Draw the code of a text as a picture by itself."""
    side, drawn = operators(text)
    path = _RUN.sub(rb"M\1 \2h\3v1h-\3z", drawn.removesuffix(b"f")).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path transform="matrix(1 0 0 -1 0 {side})" d="{path}"/></svg>'
    )
