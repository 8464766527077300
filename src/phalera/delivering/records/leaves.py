"""One page of a file of records: what is drawn where, and what each thing is to who listens to it."""

import dataclasses
import math
import zlib
from collections.abc import Mapping, Sequence

from phalera.delivering.records import arranging, objects, page, pieces, qr

POINTS = 72 / 25.4  # a millimeter
# What is drawn on a page is a tenth larger at this level than at the highest useful one, and done in half the time.
_LEVEL = 4
_RULE = " ".join(f"{channel / 255:.4f}" for channel in bytes.fromhex(pieces.RULE[1:])) + " RG"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A page to be: its record, taken apart, and what of it needs no typesetter."""

    record: page.Record
    parts: pieces.Parts
    side: int  # of its QR code, in modules
    code: bytes  # the operators that draw it, deflated
    credential: bytes  # deflated


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A piece that was set: the object that draws it, and its size in mm."""

    number: int
    width: float
    height: float


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """What all pages of a file share."""

    book: objects.Numbered
    forms: Mapping[pieces.Piece, Form]
    sheet: page.Sheet
    pages: int  # the object that lists them
    document: int  # the element of the structure that holds all others
    changed: str  # when, as PDF writes moments

    def measure(self, piece: pieces.Piece) -> tuple[float, float]:
        """Give width and height of a piece in mm."""
        form = self.forms[piece]
        return form.width, form.height


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A page that is in the file: the objects by which it is known there."""

    page: int
    section: int
    elements: int  # the list of them, in the order of their marks
    link: int  # the element that is one
    file: tuple[str, int]  # its name, written as a string, and the object
    bookmark: tuple[str, str]  # its words, and where it leads


def leaf(record: page.Record, parts: pieces.Parts) -> Leaf:
    """Draw and deflate what needs no typesetter."""
    side, code = qr.operators(record.verify_url)
    return Leaf(
        record=record,
        parts=parts,
        side=side,
        code=zlib.compress(code, _LEVEL),
        credential=zlib.compress(record.credential),
    )


def bind(leaf: Leaf, volume: Volume, *, key: int) -> Bound:
    """Add a page to a file; its key in the tree of parents is `key`, and that of its link the next."""
    record, book, sheet = leaf.record, volume.book, volume.sheet
    plan = arranging.plan(sheet, landscape=record.landscape)
    placed = tuple(arranging.arrange(leaf.parts, record, plan, volume.measure))
    told = [each for each in placed if each.role != "decoration"]
    number, section, annotation = book.reserve(), book.reserve(), book.reserve()
    kids, elements = [], []
    for mark, each in enumerate(told):
        kid, element = _tell(
            each, mark, book, page=number, section=section, annotation=annotation, deep=plan.height
        )
        kids.append(kid)
        elements.append(element)
    language = pieces.language(record.language).tag
    spoken = f"/Lang{objects.text(language)}" if language != pieces.language(sheet.language).tag else ""
    book.set(
        section,
        f"<</Type/StructElem/S/Sect/P {volume.document} 0 R{spoken}/Pg {number} 0 R/K{objects.references(kids)}>>",
    )
    [linked] = (each for each in told if each.role == "Link")
    link = elements[told.index(linked)]
    address = objects.text(record.verify_url)
    book.set(
        annotation,
        f"<</Type/Annot/Subtype/Link/Rect[{_box(linked, plan.height)}]/Border[0 0 0]"
        f"/A<</Type/Action/S/URI/URI{address}>>/F 4/StructParent {key + 1}/Contents{address}>>",
    )
    code = book.add(
        objects.stream(
            leaf.code, f"/Type/XObject/Subtype/Form/BBox[0 0 {leaf.side} {leaf.side}]/Resources<<>>"
        )
    )
    drawn = _drawn(placed, leaf, volume, deep=plan.height, code=code)
    contents = book.add(objects.stream(zlib.compress(drawn.encode(), _LEVEL)))
    used = (code, *dict.fromkeys(volume.forms[piece].number for piece in leaf.parts.pieces()))
    forms = "".join(f"/F{form} {form} 0 R" for form in used)
    book.set(
        number,
        f"<</Type/Page/Parent {volume.pages} 0 R/MediaBox[0 0 {_n(plan.width)} {_n(plan.height)}]"
        f"/Resources<</XObject<<{forms}>>>>/Contents {contents} 0 R/Annots[{annotation} 0 R]/Tabs/S"
        f"/StructParents {key}>>",
    )
    title, role = (record.badge, "H2") if sheet.bookmarks == "badge" else (record.learner, "H1")
    [head] = (each for each in told if each.role == role)
    return Bound(
        page=number,
        section=section,
        elements=book.add(objects.references(elements)),
        link=link,
        file=_attach(leaf, volume),
        bookmark=(
            objects.text(title),
            f"[{number} 0 R/XYZ {_n(head.x)} {_n(plan.height - head.y)} 0]",
        ),
    )


def _drawn(placed: Sequence[arranging.Placed], leaf: Leaf, volume: Volume, *, deep: float, code: int) -> str:
    """Give the operators of a page; what is read aloud is marked with numbers from 0 (14.7.4)."""
    drawn, mark = [], 0
    for each in placed:
        if each.role == "decoration":
            drawn.append("/Artifact BMC")
        else:
            drawn.append(f"/{each.role}<</MCID {mark}>>BDC")
            mark += 1
        x, y = each.x, deep - each.y - each.height
        match each.thing:
            case pieces.Code():
                scale = f"{each.width * POINTS / leaf.side:.5f}"
                drawn.append(f"q {scale} 0 0 {scale} {_n(x)} {_n(y)} cm/F{code} Do Q")
            case pieces.Hairline():
                drawn.append(
                    f"q {_RULE} {_n(pieces.THICK)} w {_n(x)} {_n(y)} m {_n(x + each.width)} {_n(y)} l S Q"
                )
            case pieces.Words() | pieces.Picture() as piece:
                drawn.append(f"q {_matrix(each, x, y)} cm/F{volume.forms[piece].number} Do Q")
        drawn.append("EMC")
    return "\n".join(drawn)


def _tell(
    placed: arranging.Placed,
    mark: int,
    book: objects.Numbered,
    *,
    page: int,
    section: int,
    annotation: int,
    deep: float,
) -> tuple[int, int]:
    """Add the element for a thing; give which one its section holds, and which one its mark belongs to."""
    start = f"<</Type/StructElem/S/{placed.role}/Pg {page} 0 R"
    spoken = f"/Lang{objects.text(pieces.language(placed.language).tag)}" if placed.language else ""
    match placed.role:
        case "Figure":
            box = f"/A[<</O/Layout/Placement/Block/BBox[{_box(placed, deep)}]>>]"
            alt = objects.text(placed.said)
            only = book.add(f"{start}/P {section} 0 R/Alt{alt}{box}/K {mark}>>")
        case "Link":
            around, target = book.reserve(), f"<</Type/OBJR/Pg {page} 0 R/Obj {annotation} 0 R>>"
            only = book.add(f"{start}/P {around} 0 R/K[{mark}{target}]>>")
            book.set(around, f"<</Type/StructElem/S/P/P {section} 0 R/K[{only} 0 R]>>")
            return around, only
        case _:
            only = book.add(f"{start}/P {section} 0 R{spoken}/K {mark}>>")
    return only, only


def _attach(leaf: Leaf, volume: Volume) -> tuple[str, int]:
    """Add the credential as a file; give its name, written as a string, and the object."""
    record, name = leaf.record, objects.text(leaf.record.credential_name)
    content = volume.book.add(
        objects.stream(
            leaf.credential,
            "/Type/EmbeddedFile/Subtype/application#2Fvc"
            f"/Params<</Size {len(record.credential)}/ModDate({volume.changed})>>",
        )
    )
    return name, volume.book.add(
        f"<</Type/Filespec/F{name}/UF{name}/EF<</F {content} 0 R/UF {content} 0 R>>/AFRelationship/Data"
        f"/Desc{objects.text(record.credential_description)}>>"
    )


def _matrix(placed: arranging.Placed, x: float, y: float) -> str:
    """Give how a form is moved to its place, and turned around its middle."""
    if not placed.angle:
        return f"1 0 0 1 {_n(x)} {_n(y)}"
    turn = math.radians(placed.angle)
    cosine, sine = math.cos(turn), math.sin(turn)
    half, deep = placed.width / 2, placed.height / 2
    across = x + half - (cosine * half + sine * deep)
    up = y + deep - (cosine * deep - sine * half)
    return f"{cosine:.5f} {-sine:.5f} {sine:.5f} {cosine:.5f} {_n(across)} {_n(up)}"


def _box(placed: arranging.Placed, deep: float) -> str:
    left, bottom = placed.x, deep - placed.y - placed.height
    return " ".join(map(_n, (left, bottom, left + placed.width, bottom + placed.height)))


def _n(millimeters: float) -> str:
    return f"{millimeters * POINTS:.2f}"
