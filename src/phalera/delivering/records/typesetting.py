"""Records in, one PDF out: PDF/A-3 with the signed credentials attached, and PDF/UA for who listens to it.

Most of what a thousand pages say is the same: each piece is set once, and pages are put together from pieces.
"""

import json
from collections.abc import Mapping, Sequence
from concurrent import futures
from typing import Any

from phalera.delivering.records import (
    arranging,
    binding,
    engraving,
    leaves,
    objects,
    page,
    pieces,
    qr,
    workshop,
)


def typeset(records: Sequence[page.Record], *, sheet: page.Sheet, timestamp: int) -> bytes:
    """Give a PDF with a page for each record; the same records and timestamp (UNIX seconds) give the same bytes.

    workshop.TypesettingError when a page cannot be set; which characters can be shown is asked of `fonts` before.
    """
    taken_apart = [_parts(record, sheet) for record in records]
    order = _order(taken_apart)
    with futures.ThreadPoolExecutor(max_workers=1) as beside:
        # The typesetter is another process: what needs none of it is made meanwhile.
        setting = beside.submit(_set, records, sheet, order, timestamp)
        ready = [leaves.leaf(*each) for each in zip(records, taken_apart, strict=True)]
        made = setting.result()
    try:
        return binding.bind(made, ready, order=order, sheet=sheet, timestamp=timestamp)
    except objects.UnreadableError as error:
        raise workshop.TypesettingError(f"what the typesetter gave cannot be read: {error}") from error


def picture(record: page.Record, *, sheet: page.Sheet) -> bytes:
    """Give a PNG of the page of a record; workshop.TypesettingError when it cannot be set."""
    parts = _parts(record, sheet)
    order = _order([parts])
    sizes = binding.sizes(_set([record], sheet, order, 0))
    plan = arranging.plan(sheet, landscape=record.landscape)
    placed = arranging.arrange(parts, record, plan, lambda piece: sizes[order[piece]])
    return _set([record], sheet, order, 0, [_to_json(each, order) for each in placed])


def _parts(record: page.Record, sheet: page.Sheet) -> pieces.Parts:
    plan = arranging.plan(sheet, landscape=record.landscape)
    return pieces.parts(record, column=plan.column, badge=plan.badge, rose=plan.rose)


def _order(taken_apart: Sequence[pieces.Parts]) -> dict[pieces.Piece, int]:
    """Give each piece once, with its place among them."""
    found = dict.fromkeys(piece for parts in taken_apart for piece in parts.pieces())
    return {piece: number for number, piece in enumerate(found)}


def _set(
    records: Sequence[page.Record],
    sheet: page.Sheet,
    order: Mapping[pieces.Piece, int],
    timestamp: int,
    placed: Sequence[dict[str, Any]] = (),
) -> bytes:
    """Give a PDF with a page for each piece, in order, or a PNG of one page on which they are placed."""
    language = pieces.language(sheet.language)
    width, height = sheet.size(landscape=records[0].landscape)
    told = {
        "title": sheet.title,
        "author": sheet.author,
        "lang": language.code,
        "region": language.region,
        "rtl": language.rtl,
        "width": width,
        "height": height,
    }
    inputs = {
        "sheet": json.dumps(told),
        "pieces": json.dumps([pieces.to_json(piece) for piece in order]),
        **({"placed": json.dumps(placed)} if placed else {}),
    }
    return workshop.compile_pages(
        inputs=inputs,
        pictures={name: content for record in records for name, content in engraving.files(record)},
        pages=len(records),
        timestamp=timestamp,
        form="png" if placed else "pdf",
    )


def _to_json(placed: arranging.Placed, order: Mapping[pieces.Piece, int]) -> dict[str, Any]:
    """Write a thing and its place as the template reads them."""
    where = {"x": placed.x, "y": placed.y, "width": placed.width, "angle": placed.angle}
    match placed.thing:
        case pieces.Code(text=text):
            return {**where, "code": qr.svg(text)}
        case pieces.Hairline():
            return {**where, "line": pieces.RULE}
        case pieces.Words() | pieces.Picture() as piece:
            return {**where, "piece": order[piece]}
