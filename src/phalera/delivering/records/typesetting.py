"""Records in, one PDF out: PDF/A-3 with the signed credentials attached, and PDF/UA for who listens to it."""

import json
from collections.abc import Sequence
from typing import Literal

from phalera.delivering.records import page, workshop


def typeset(records: Sequence[page.Record], *, sheet: page.Sheet, timestamp: int) -> bytes:
    """Give a PDF with a page for each record; the same records and timestamp (UNIX seconds) give the same bytes.

    workshop.TypesettingError when a page cannot be set; which characters can be shown is asked of `fonts` before.
    """
    return _compiled(records, sheet, timestamp, "pdf")


def picture(record: page.Record, *, sheet: page.Sheet) -> bytes:
    """Give a PNG of the page of a record; workshop.TypesettingError when it cannot be set."""
    return _compiled([record], sheet, 0, "png")


def _compiled(
    records: Sequence[page.Record], sheet: page.Sheet, timestamp: int, form: Literal["pdf", "png"]
) -> bytes:
    pictures = {name: content for record in records for name, content in page.pictures(record)}
    return workshop.compile_pages(
        inputs={
            "sheet": json.dumps(sheet.to_json()),
            "records": json.dumps([page.to_json(record, sheet) for record in records]),
        },
        pictures=pictures,
        pages=len(records),
        timestamp=timestamp,
        form=form,
    )
