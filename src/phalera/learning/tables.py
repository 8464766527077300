"""A table in a file, in whatever encoding and with whatever separator: read it row by row."""

import csv
import dataclasses
import io
import itertools
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from phalera.common import errors

LARGEST = 10_000_000  # bytes
MOST_ROWS = 50_000
LAST_ROW = 1_048_576  # of the largest spreadsheet; what is below is no table, even where it is blank
LONGEST_LINE = 100_000  # characters: a table with hundreds of columns has fewer
PIECE = 65_536  # characters that are looked at together
COLUMNS = {
    "email": ("email", "e-mail", "e-mail address", "learner"),
    "learning_object": ("learning object", "learning_object", "learning", "course", "slug"),
    "completed_at": ("completed_at", "completed at", "completed on", "completed", "date"),
    "success": ("success", "passed"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the file as it was written."""

    number: int  # as a spreadsheet counts
    email: str
    learning_object: str
    completed_at: str
    success: str


def read(content: bytes) -> list[Line]:
    """Give the rows of a file, in whatever encoding and with whatever separator it is; InvalidError says why not."""
    if len(content) > LARGEST:
        raise errors.InvalidError(_("The file is larger than 10 MB."), remedy=_("Split it."), field="file")
    lines: list[Line] = []
    try:
        rows = _table(content)
        heading = next(rows, None)
        if heading is None:
            raise errors.InvalidError(_("The file is empty."), field="file")
        places = _places(heading)
        for number, row in enumerate(rows, start=2):
            written = any(cell.strip() for cell in row)
            if (written and len(lines) == MOST_ROWS) or number > LAST_ROW:
                raise errors.InvalidError(
                    _("The file has more than 50,000 rows."), remedy=_("Split it."), field="file"
                )
            if written:
                cells = {name: _cell(row, place) for name, place in places.items()}
                lines.append(Line(number=number, **cells))
    except csv.Error as error:
        raise errors.InvalidError(
            _("The file cannot be read as a table: %(why)s.") % {"why": error}, field="file"
        ) from error
    if not lines:
        raise errors.InvalidError(_("The file has no rows below its heading."), field="file")
    return lines


def _table(content: bytes) -> Iterator[list[str]]:
    """Read row by row, so that a file holds no more memory than what is kept of it."""
    text = io.TextIOWrapper(io.BytesIO(content), encoding=_encoding(content))
    first = _line(text)
    hint = first.strip()
    if hint.lower().startswith("sep=") and len(hint) == len("sep=;") and hint[-1] != '"':
        separator, first = hint[-1], ""  # a hint that spreadsheets write
    else:
        separator = max(",;\t", key=first.count)
    lines = itertools.chain([first] if first else [], iter(lambda: _line(text), ""))
    return csv.reader(lines, delimiter=separator)


def _line(text: io.TextIOWrapper) -> str:
    line = text.readline(LONGEST_LINE + 1)
    if len(line) > LONGEST_LINE:
        raise errors.InvalidError(
            _("A line of the file is too long."), remedy=_("Save the table as CSV."), field="file"
        )
    return line


def _encoding(content: bytes) -> str:
    """Give the first encoding that all of it can be read in."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content[:100]:
        encodings = ["utf-16-be" if content[:1] == b"\0" else "utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            if not _has_nul(io.TextIOWrapper(io.BytesIO(content), encoding=encoding)):
                return encoding
        except UnicodeDecodeError:
            continue
    raise errors.InvalidError(_("This is not a text file."), remedy=_("Save the table as CSV."), field="file")


def _has_nul(text: io.TextIOWrapper) -> bool:
    while piece := text.read(PIECE):
        if "\0" in piece:
            return True
    return False


def _places(heading: Sequence[str]) -> dict[str, int]:
    names = [cell.strip().casefold() for cell in heading]
    places = {
        field: next((place for place, name in enumerate(names) if name in words), -1)
        for field, words in COLUMNS.items()
    }
    missing = [field for field in ("email", "learning_object", "completed_at") if places[field] < 0]
    if missing:
        raise errors.InvalidError(
            _("The first row must name the columns; there is none for: %(names)s.")
            % {"names": ", ".join(COLUMNS[field][0] for field in missing)},
            remedy=_("Begin the file with: email,learning object,completed_at,success"),
            field="file",
        )
    return places


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if 0 <= place < len(row) else ""
