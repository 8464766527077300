"""The links of a table that somebody gives to `phalera verify`, however their spreadsheet wrote it."""

import csv
import io
import re
from collections.abc import Sequence

from phalera.commands import files, problems

LARGEST = 20_000_000  # bytes
_LINK = re.compile(r"https?://[\x21-\x7e]+", re.IGNORECASE)
# What separates the cells in one country or another.
_SEPARATORS = (",", ";", "\t", "|")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def links_in(name: str) -> list[tuple[int, str]]:
    """Give the number of each row with the first link in it, or with nothing; CommandError when there is no link.

    Empty rows are left out, and a first row without a link, which names the columns.
    """
    text = _text(files.read(name, max_bytes=LARGEST))
    if text.count('"') % 2:
        # It would swallow all rows behind it.
        raise problems.CommandError(
            f"{files.shown(name)} is no sound CSV: a quotation mark is never closed.",
            remedy="Save the table again as CSV.",
        )
    try:
        tables = [_rows(text, separator) for separator in _SEPARATORS]
    except csv.Error as error:
        raise problems.CommandError(
            f"{files.shown(name)} is no sound CSV: {error}.", remedy="Save the table again as CSV."
        ) from error
    # The separator by which most links stand in cells of their own.
    rows = max(tables, key=lambda rows: sum(bool(link) for _, link in rows))
    if not any(link for _, link in rows):
        raise problems.CommandError(
            f"There is no link in {files.shown(name)}.",
            remedy="Give a table that has a link to a badge in each row.",
        )
    return [(number, link) for number, link in rows if link or number > 1]


def _text(data: bytes) -> str:
    """Read the text; where the letters of names are unclear, links are not, for they are ASCII."""
    if data.startswith(_UTF16):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _rows(text: str, separator: str) -> list[tuple[int, str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [(number, _link(row)) for number, row in enumerate(reader, 1) if any(map(str.strip, row))]


def _link(row: Sequence[str]) -> str:
    return next((cell.strip() for cell in row if _LINK.fullmatch(cell.strip())), "")
