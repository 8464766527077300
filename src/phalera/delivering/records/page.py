"""What stands on a badge record: plain data, worded for its reader, that the template is handed as it is."""

import dataclasses
import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from phalera.common import colors, rosette
from phalera.delivering.records import fonts, qr

A4 = (210.0, 297.0)
LETTER = (215.9, 279.4)
# Bronze of the rosette at 42 % on white, mixed beforehand: PDFs with transparency print slowly.
_ENGRAVED = "#DFC5A6"
# As faint as that, of any other color.
_FAINT = 0.38
_LINE = 0.85  # of 400 units, which is .3 mm on a rosette of 142 mm
_POINT = 25.4 / 72  # mm
# Measured widths are of letters side by side; kerning and joining differ a little.
_ROOM = 0.97
_BODY = 11  # points
# Arabic letters are small for their size.
_LARGER = 1.18
_ARABIC = frozenset(("ar", "ckb", "fa", "ps", "sd", "ug", "ur"))
# The largest and the smallest size in points, below which the words wrap.
_NAME, _BADGE = (33, 22), (19, 14)
# Between facts, in mm, the widest that fits; and how small their labels are.
_GAPS = (11, 8, 5)
_SMALL = 0.77
_WHAT = (120.0, 11)  # mm, points
# As many of it where nobody signs and the facts stand in one row.
_LINES = 4
_RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
_REGIONS = {"zh-hant": "TW", "zh-hans": "CN", "zh": "CN"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A stored picture."""

    content: bytes
    extension: str  # png or svg

    @property
    def name(self) -> str:
        """The name of its file, which its content decides."""
        return f"{hashlib.sha256(self.content).hexdigest()}.{self.extension}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who stands under the line, and what stands on it where somebody gave a picture of it."""

    name: str
    role: str
    picture: Image | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that one page says, dates and sentences already in the reader's language."""

    language: str  # of the page
    opening: str  # "Northlight Academy awarded this badge to"
    learner: str
    badge: str
    what: str
    badge_language: str  # of what the badge is called and says
    issuer: str
    facts: tuple[tuple[str, str], ...]  # label and value
    genuine: str  # "Is it genuine?"
    explained: tuple[str, ...]
    qr_alt: str
    verify_url: str
    seed: bytes  # the signature, of which the rosette is drawn
    picture: Image
    alt: str
    credential: bytes  # the signed document itself
    credential_name: str  # of the attached file, no other of the same PDF has it
    credential_description: str
    landscape: bool = True
    accent: str = colors.HONOR
    logo: Image | None = None
    signatory: Signatory | None = None

    @property
    def texts(self) -> str:
        """All that must be shown, one behind the other."""
        signed = (self.signatory.name, self.signatory.role) if self.signatory else ()
        facts = (word for fact in self.facts for word in fact)
        said = (self.opening, self.learner, self.badge, self.what, self.genuine, self.verify_url, "…·")
        return " ".join((*said, *self.explained, *facts, *signed))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The paper, and what the PDF says of itself."""

    title: str
    author: str
    language: str = "en"
    paper: tuple[float, float] = A4  # mm, upright
    bookmarks: str = "badge"  # or "learner": by what the pages of a set differ

    def size(self, *, landscape: bool) -> tuple[float, float]:
        """Give width and height as it lies, in mm."""
        width, height = self.paper
        return (height, width) if landscape else (width, height)

    def column(self, *, landscape: bool) -> float:
        """Give the width of what is said, in mm."""
        return self.size(landscape=landscape)[0] - (124 + 22 if landscape else 2 * 22)

    def to_json(self) -> dict[str, Any]:
        """Write the sheet as the template reads it."""
        return {
            "title": self.title,
            "author": self.author,
            **_language(self.language),
            "bookmark": self.bookmarks,
        }


def to_json(record: Record, sheet: Sheet) -> dict[str, Any]:
    """Write a record as the template reads it, sizes chosen so that names fit."""
    signed = record.signatory
    column = sheet.column(landscape=record.landscape)
    width, height = sheet.size(landscape=record.landscape)
    facts = _rows(record, column)
    return {
        "width": width,
        "height": height,
        "column": column,
        "landscape": record.landscape,
        **_language(record.language),
        "fonts": fonts.families(record.texts, record.language),
        "size": _BODY * (_LARGER if _language(record.language)["lang"] in _ARABIC else 1),
        "issuer": record.issuer,
        "opening": record.opening,
        "learner": _pieces(record.learner, column),
        "learner_fonts": fonts.families(record.learner, record.language),
        "learner_size": _size(record.learner, record.language, column, *_NAME),
        "badge": record.badge,
        "badge_size": _size(record.badge, record.badge_language, column, *_BADGE),
        "what": _cut(
            record.what, record.badge_language, lines=_LINES - 2 * bool(signed) - (len(facts["rows"]) - 1)
        ),
        "words": _language(record.badge_language),
        "accent": record.accent,
        "facts": facts,
        "genuine": record.genuine,
        "explained": record.explained,
        "qr": qr.svg(record.verify_url),
        "qr_alt": record.qr_alt,
        "verify_url": record.verify_url,
        "rings": [
            {"picture": _ring_name(ring, record.accent), "angle": ring.angle}
            for ring in rosette.rings(record.seed)
        ],
        "picture": record.picture.name,
        "alt": record.alt,
        "logo": record.logo.name if record.logo else None,
        "signature": {
            "name": signed.name,
            "role": signed.role,
            "picture": signed.picture.name if signed.picture else None,
        }
        if signed
        else None,
        "credential": {
            "name": record.credential_name,
            "json": record.credential.decode(),
            "description": record.credential_description,
        },
    }


def pictures(record: Record) -> Iterator[tuple[str, bytes]]:
    """Give the files that a record needs beside its data, each by a name that its content decides."""
    for image in (record.picture, record.logo, record.signatory.picture if record.signatory else None):
        if image:
            yield image.name, image.content
    for number, ring in enumerate(rosette.rings(record.seed)):
        resting = dataclasses.replace(ring, turn=0.0)
        yield _ring_name(ring, record.accent), _ring(resting, _engraved(record.accent), closed=number == 0)


# As many as there are rings, in a few colors: 12 outer ones, 8 times 16 in the middle, 5 inner ones.
@functools.lru_cache(maxsize=640)
def _ring(ring: rosette.Ring, color: str, *, closed: bool) -> bytes:
    strokes = ring.strands_at_rest + (rosette.circles() if closed else ())
    paths = "".join(f'<path d="{stroke}"/>' for stroke in strokes)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-200 -200 400 400">'
        f'<g fill="none" stroke="{color}" stroke-width="{_LINE}">{paths}</g></svg>'
    ).encode()


def _ring_name(ring: rosette.Ring, accent: str) -> str:
    return f"ring-{ring.middle:.0f}-{ring.petals}-{ring.depth:.3f}-{accent[1:]}.svg"


def _engraved(accent: str) -> str:
    return _ENGRAVED if accent == colors.HONOR else colors.on_white(accent, _FAINT)


def _language(language: str) -> dict[str, Any]:
    code, _, region = language.lower().partition("-")
    # Typst takes two-letter regions; what follows may also be a script.
    upper = _REGIONS.get(language.lower()) or (region.upper() if len(region) == 2 else None)  # noqa: PLR2004
    return {"lang": code, "region": upper, "rtl": code in _RIGHT_TO_LEFT}


def _size(words: str, language: str, column: float, largest: int, smallest: int) -> int:
    """Give the largest size in points at which the words fit into one line, or the smallest, at which they wrap."""
    one_point = fonts.width(words, language) * _POINT / _ROOM
    return max(smallest, min(largest, int(column / one_point) if one_point else largest))


def _pieces(name: str, column: float) -> list[dict[str, Any]]:
    """Give a name in pieces of which some stay on one line: who takes the text out again loses hyphens at line ends."""
    if "-" not in name or any(unicodedata.bidirectional(each) in ("R", "AL") for each in name):
        return [{"text": name, "whole": False}]
    room = column / (_NAME[1] * _POINT) * _ROOM
    return [{"text": word, "whole": "-" in word and fonts.width(word) < room} for word in name.split(" ")]


def _rows(record: Record, column: float) -> dict[str, Any]:
    """Give the facts in one row, with as much between them as there is room for, or in several rows."""
    size = _BODY * (_LARGER if _language(record.language)["lang"] in _ARABIC else 1) * _POINT / _ROOM
    widths = [
        max(fonts.width(label, record.language) * _SMALL, fonts.width(value, record.language)) * size
        for label, value in record.facts
    ]
    said = [{"label": label, "value": value} for label, value in record.facts]
    gaps = len(said) - 1
    for gap in _GAPS:
        if sum(widths) + gap * gaps <= column:
            return {"rows": [said], "gap": gap}
    half = (len(said) + 1) // 2
    return {"rows": [said[:half], said[half:]], "gap": _GAPS[-1]}


def _cut(words: str, language: str, *, lines: int) -> str:
    """Give the words on one line, or as many as fit into so many lines, and an ellipsis."""
    words = " ".join(words.split())
    column, points = _WHAT
    # A line is never quite full where words do not break.
    room = column / (points * _POINT) * (lines - 0.4)
    if fonts.width(words, language) <= room:
        return words
    least, most = 0, len(words)
    while least + 1 < most:
        middle = (least + most) // 2
        least, most = (middle, most) if fonts.width(words[:middle], language) <= room else (least, middle)
    kept = words[:least]
    whole = re.sub(r"\s+\S*$", "", kept)
    # Back to the last space, in scripts that have them.
    return (whole if len(kept) - len(whole) < 24 else kept).rstrip(" ,;:.–—-") + "…"  # noqa: PLR2004
