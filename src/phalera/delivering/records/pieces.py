"""What the pages of records are put together from: words and pictures, each set once however many pages show it."""

import dataclasses
import functools
from collections.abc import Iterator
from typing import Any, NamedTuple

from phalera.common import rosette
from phalera.delivering.records import engraving, fitting, fonts, page

INK, INK_2, INK_3, RULE = "#14201E", "#43514D", "#5B6965", "#D6DCD9"
THICK = 0.3  # mm, a hairline
_BODY = 11  # points
# Arabic letters are small for their size.
_LARGER = 1.18
_ARABIC = frozenset(("ar", "ckb", "fa", "ps", "sd", "ug", "ur"))
# The largest and the smallest size in points, below which the words wrap.
_NAME, _BADGE = (33, 22), (19, 14)
# Labels and explanations, beside what they belong to.
_SMALL = 0.77
_LINK = 8.5  # points
_WHAT = (120.0, 11)  # mm, points
# As many of it where nobody signs and the facts stand in one row.
_LINES = 4
_RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
_REGIONS = {"zh-hant": "TW", "zh-hans": "CN", "zh": "CN"}
CODE, SIGNED = 25.0, (62.0, 13.0)  # mm
_LOGO = 14.0  # mm high


class Language(NamedTuple):
    """A language as typesetters and PDFs name it."""

    code: str
    region: str | None
    rtl: bool

    @property
    def tag(self) -> str:
        """Give it in the words of BCP 47."""
        return f"{self.code}-{self.region}" if self.region else self.code


class Words(NamedTuple):
    """A paragraph in one look; it wraps where it has a width, and is as wide as its words where it has none."""

    said: tuple[tuple[str, bool], ...]  # words, and whether they stay on one line
    fonts: tuple[str, ...]
    language: Language
    size: float  # points
    color: str
    width: float | None = None  # mm
    right: bool = False  # the side at which it stands
    show: bool = False  # in the face for show
    close: bool = False  # its lines
    forward: bool = False  # from left to right, whatever the language does


class Picture(NamedTuple):
    """A picture from a file: so wide, or so high, or fit into both."""

    file: str
    width: float | None = None  # mm
    height: float | None = None  # mm


class Code(NamedTuple):
    """A QR code."""

    text: str


class Hairline(NamedTuple):
    """A line from one side to the other."""

    width: float  # mm


Piece = Words | Picture


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """All that one page shows, sizes chosen so that names fit, and not yet where."""

    rtl: bool
    opening: Words
    learner: Words
    badge: Words
    what: Words | None
    facts: tuple[tuple[tuple[Words, Words], ...], ...]  # rows of labels and values
    gap: float  # mm between the facts of a row
    signed: tuple[Words, ...]
    foot: tuple[Words, ...]
    link: Words
    picture: Picture
    rings: tuple[tuple[Picture, float], ...]  # and how far each is turned, in degrees clockwise
    logo: Picture | None
    signature: Picture | None

    def pieces(self) -> Iterator[Piece]:
        """Give all that must be set in type."""
        yield from (self.opening, self.learner, self.badge, self.link, *self.signed, *self.foot)
        for row in self.facts:
            for fact in row:
                yield from fact
        yield from (self.picture, *(ring for ring, _angle in self.rings))
        yield from (piece for piece in (self.what, self.logo, self.signature) if piece)


def parts(record: page.Record, *, column: float, badge: float, rose: float) -> Parts:
    """Take a record apart; what is said, its picture and its rosette are so many mm wide."""
    own, foreign = language(record.language), language(record.badge_language)
    size = _BODY * (_LARGER if own.code in _ARABIC else 1)
    families = fonts.families(record.texts, record.language)
    rows, gap = fitting.rows(record.facts, record.language, column, size, _SMALL)
    signed = record.signatory
    beside = column - CODE - 6

    def words(text: str, color: str, scale: float = 1.0, width: float | None = None) -> Words:
        return Words(
            said=((text, False),),
            fonts=families,
            language=own,
            size=size * scale,
            color=color,
            width=width,
            right=own.rtl,
        )

    what = fitting.cut(
        record.what,
        record.badge_language,
        column=_WHAT[0],
        points=_WHAT[1],
        lines=_LINES - 2 * bool(signed) - (len(rows) - 1),
    )
    return Parts(
        rtl=own.rtl,
        opening=words(record.opening, INK_2, width=column),
        learner=Words(
            said=fitting.unbroken(record.learner, column, _NAME[1]),
            fonts=fonts.families(record.learner, record.language),
            language=own,
            size=fitting.size(record.learner, record.language, column, *_NAME),
            color=INK,
            width=column,
            right=own.rtl,
            show=True,
            close=True,
        ),
        badge=Words(
            said=((record.badge, False),),
            fonts=families,
            language=foreign,
            size=fitting.size(record.badge, record.badge_language, column, *_BADGE),
            color=record.accent,
            width=column,
            right=own.rtl,
            show=True,
        ),
        what=Words(
            said=((what, False),),
            fonts=families,
            language=foreign,
            size=size,
            color=INK_2,
            width=_WHAT[0],
            right=own.rtl,
        )
        if what
        else None,
        facts=tuple(
            tuple((words(label, INK_3, _SMALL), words(value, INK)) for label, value in row) for row in rows
        ),
        gap=gap,
        signed=tuple(
            words(text, color, scale, SIGNED[0])
            for text, color, scale in ((signed.name, INK, 1.0), (signed.role, INK_3, _SMALL))
            if text
        )
        if signed
        else (),
        foot=(
            words(record.genuine, INK, width=beside),
            *(words(text, INK_2, _SMALL, beside) for text in record.explained),
        ),
        link=words(record.verify_url, INK_2, _LINK / size, beside)._replace(forward=True),
        picture=Picture(file=record.picture.name, width=badge),
        rings=tuple(
            (Picture(file=engraving.name(ring, record.accent), width=rose), ring.angle)
            for ring in rosette.rings(record.seed)
        ),
        logo=Picture(file=record.logo.name, height=_LOGO) if record.logo else None,
        signature=Picture(file=signed.picture.name, width=SIGNED[0], height=SIGNED[1])
        if signed and signed.picture
        else None,
    )


def to_json(piece: Piece) -> dict[str, Any]:
    """Write a piece as the template reads it."""
    match piece:
        case Words():
            return {
                "said": [{"text": text, "whole": whole} for text, whole in piece.said],
                "fonts": piece.fonts,
                "lang": piece.language.code,
                "region": piece.language.region,
                "rtl": piece.language.rtl and not piece.forward,
                "size": piece.size,
                "color": piece.color,
                "width": piece.width,
                "right": piece.right,
                "show": piece.show,
                "close": piece.close,
            }
        case Picture():
            return {"file": piece.file, "width": piece.width, "height": piece.height}


@functools.lru_cache(maxsize=128)
def language(tag: str) -> Language:
    """Give a language by what the standards call it, such as `de` or `zh-hant`."""
    code, _, region = tag.lower().partition("-")
    # Typst takes two-letter regions; what follows may also be a script.
    upper = _REGIONS.get(tag.lower()) or (region.upper() if len(region) == 2 else None)  # noqa: PLR2004
    return Language(code, upper, code in _RIGHT_TO_LEFT)
