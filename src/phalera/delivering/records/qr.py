"""QR codes as vector drawings."""

import functools
import re
from typing import cast

# Restores up to 15 %: enough for paper that is folded and copied, and the modules stay large.
LEVEL = "M"
# The largest code has 177 modules at each side (ISO/IEC 18004, 5.3.1). Written beforehand: a code has hundreds of runs.
_NUMBERS = [b"%d " % number for number in range(178)]
_RUNS = [b"%d 1 re\n" % length for length in range(178)]
_RUN = re.compile(rb"(\d+) (\d+) (\d+) 1 re\n")
_BITS = bytes.maketrans(b"\x00\xff", b"10")
# Light modules at the end of a row, and light rows at the end: so much the finder's look-alike looks around itself.
_MARGIN = 4
_MASKS = 8
# By the length of a side: what changes when a code has another mask than the first, whatever it says.
_changes: dict[int, tuple[int, ...]] = {}


def operators(text: str) -> tuple[int, bytes]:
    """Give how many modules the code of a text has at each side, and it in the operators of PDF, a unit to a module.

    Its quiet zone is for the page to leave.
    """
    side, number = _best(text)
    step = side + _MARGIN
    bits = f"{number:0{step * step}b}"[-step * step :]
    drawn: list[bytes] = []
    for row in range(side):
        x, y = 0, _NUMBERS[side - 1 - row]
        for dark in bits[row * step : row * step + side].split("0"):
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


def _best(text: str) -> tuple[int, int]:
    """Give the side of a code and its modules, with the mask that the standard asks for (7.8.3).

    The library finds the same one, in thrice the time: its weighing takes longer than everything else about a code.
    """
    side, first = _made(text, 0)
    if side not in _changes:
        _changes[side] = tuple(first ^ _made(text, mask)[1] for mask in range(_MASKS))
    return side, min((first ^ change for change in _changes[side]), key=lambda code: _penalty(code, side))


def _made(text: str, mask: int) -> tuple[int, int]:
    """Give the side of a code and its modules as a number: row by row from the highest bit, 1 for a dark one."""
    import zxingcpp  # late, like the fonts: few requests need it

    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=LEVEL, data_mask=mask)
    modules = made.to_image(scale=1, add_quiet_zones=False)
    side: int = modules.shape[0]
    # It lends its pixels, one byte each, and its types do not say so.
    pixels = bytes(cast("bytes", modules)).translate(_BITS)
    margin = b"0" * _MARGIN
    rows = b"".join(pixels[start : start + side] + margin for start in range(0, side * side, side))
    return side, int(rows + margin * (side + _MARGIN), 2)


def _penalty(dark: int, side: int) -> int:
    """Weigh a code by the four features that readers stumble over (table 11); all rows, or all columns, at once."""
    step, found = side + _MARGIN, 0
    light, around = dark ^ _every(side), ~dark
    for one in (1, step):
        # Five or more in a line: three, and one for each more than five.
        for same in (dark, light):
            four = same & same >> one
            five = four & four >> 2 * one & same >> 4 * one
            found += five.bit_count() + 2 * (five & ~(five << one)).bit_count()
        # What looks like a finder, 1:1:3:1:1, with four light ones before or after it.
        alike = dark & around >> one & dark >> 2 * one & dark >> 3 * one & dark >> 4 * one
        alike &= around >> 5 * one & dark >> 6 * one
        two = around & around >> one
        free = two & two >> 2 * one
        found += 40 * (alike & (free << 4 * one | free >> 7 * one)).bit_count()
    # Squares of two by two.
    for same in (dark, light):
        two = same & same >> 1
        found += 3 * (two & two >> step).bit_count()
    # Far from half dark.
    return found + 10 * (abs(100 * dark.bit_count() // side**2 - 50) // 5)


@functools.cache
def _every(side: int) -> int:
    """Give a code of dark modules only."""
    step = side + _MARGIN
    row = ((1 << side) - 1) << _MARGIN
    return sum(row << step * number for number in range(_MARGIN, step))
