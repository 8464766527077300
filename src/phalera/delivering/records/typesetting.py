"""Records in, one PDF out: PDF/A-3 with the signed credentials attached, and PDF/UA for who listens to it."""

import json
from collections.abc import Sequence

from phalera.delivering.records import page, workshop


def typeset(records: Sequence[page.Record], *, sheet: page.Sheet, timestamp: int) -> bytes:
    """Give a PDF with a page for each record; the same records and timestamp (UNIX seconds) give the same bytes.

    workshop.TypesettingError when a page cannot be set; which characters can be shown is asked of `fonts` before.
    """
    pictures = {name: content for record in records for name, content in page.pictures(record)}
    return workshop.compile_pdf(
        inputs={
            "sheet": json.dumps(sheet.to_json()),
            "records": json.dumps([page.to_json(record, sheet) for record in records]),
        },
        pictures=pictures,
        pages=len(records),
        timestamp=timestamp,
    )
