"""The files of the pictures that records show: those that are stored, and the rings of rosettes."""

import dataclasses
import functools
from collections.abc import Iterator

from phalera.common import colors, rosette
from phalera.delivering.records import page

# Bronze of the rosette at 42 % on white, mixed beforehand: PDFs with transparency print slowly.
_ENGRAVED = "#DFC5A6"
# As faint as that, of any other color.
_FAINT = 0.38
_LINE = 0.85  # of 400 units, which is .3 mm on a rosette of 142 mm


def files(record: page.Record) -> Iterator[tuple[str, bytes]]:
    """Give the files of the pictures of a record, each by a name that its content decides."""
    for image in (record.picture, record.logo, record.signatory.picture if record.signatory else None):
        if image:
            yield image.name, image.content
    for number, ring in enumerate(rosette.rings(record.seed)):
        resting = dataclasses.replace(ring, turn=0.0)
        yield name(ring, record.accent), _ring(resting, _engraved(record.accent), closed=number == 0)


def name(ring: rosette.Ring, accent: str) -> str:
    """Give the name of the file of a ring, which is the same however it is turned."""
    return f"ring-{ring.middle:.0f}-{ring.petals}-{ring.depth:.3f}-{accent[1:]}.svg"


# As many as there are rings, in a few colors: 12 outer ones, 8 times 16 in the middle, 5 inner ones.
@functools.lru_cache(maxsize=640)
def _ring(ring: rosette.Ring, color: str, *, closed: bool) -> bytes:
    strokes = ring.strands_at_rest + (rosette.circles() if closed else ())
    paths = "".join(f'<path d="{stroke}"/>' for stroke in strokes)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-200 -200 400 400">'
        f'<g fill="none" stroke="{color}" stroke-width="{_LINE}">{paths}</g></svg>'
    ).encode()


def _engraved(accent: str) -> str:
    return _ENGRAVED if accent == colors.HONOR else colors.on_white(accent, _FAINT)
