"""Pages put together from pieces that are set once: one PDF/A-3 that screen readers can read (PDF/UA-1).

The typesetter gives the pieces, each on a page of its own, and with them fonts, colors and what the file says of itself.
A piece becomes a form (ISO 32000-1, 8.10), a page shows forms at their places, and what each of them is stands in the
tree of the structure (14.7).
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from phalera.delivering.records import leaves, metadata, objects, page, pieces

# Around a piece: marks above and below letters reach out of their line, and must not be cut off.
_AROUND = b"[-999 -999 2999 2999]"


def bind(
    made: bytes,
    bound: Sequence[leaves.Leaf],
    *,
    order: Mapping[pieces.Piece, int],
    sheet: page.Sheet,
    timestamp: int,
) -> bytes:
    """Give a PDF with a page for each leaf, from a PDF that has a page for each piece, in that order.

    objects.UnreadableError when that is not built as expected.
    """
    file = objects.read(made)
    book, forms = _forms(file)
    volume = leaves.Volume(
        book=book,
        forms={piece: forms[place] for piece, place in order.items()},
        sheet=sheet,
        pages=book.reserve(),
        document=book.reserve(),
        changed=datetime.fromtimestamp(timestamp, UTC).strftime("D:%Y%m%d%H%M%SZ"),
    )
    done = [leaves.bind(each, volume, key=2 * number) for number, each in enumerate(bound)]
    root = _root(done, volume, file)
    return _closed(file, book, root, pieces=len(forms), pages=len(done))


def sizes(made: bytes) -> list[tuple[float, float]]:
    """Give width and height in mm of each piece that was set; objects.UnreadableError like `bind`."""
    return [(each.width / leaves.POINTS, each.height / leaves.POINTS) for each in objects.read(made).pages()]


def _forms(file: objects.File) -> tuple[objects.Numbered, list[leaves.Form]]:
    """Give what stays of the file, its pages made forms."""
    kept, forms = dict(file.objects), []
    del kept[file.refers(file.root, "Pages")], kept[file.root]
    for each in file.pages():
        kept[each.contents] = b"<</Type/XObject/Subtype/Form/BBox%b/Resources %d 0 R%b" % (
            _AROUND,
            each.resources,
            kept[each.contents].removeprefix(b"<<"),
        )
        del kept[each.number]
        forms.append(
            leaves.Form(
                number=each.contents,
                width=each.width / leaves.POINTS,
                height=each.height / leaves.POINTS,
            )
        )
    return objects.Numbered(kept), forms


def _root(done: Sequence[leaves.Bound], volume: leaves.Volume, file: objects.File) -> int:
    """Add what finds pages, structure, bookmarks and attached files; give the catalog."""
    book, own = volume.book, pieces.language(volume.sheet.language)
    book.set(
        volume.pages,
        f"<</Type/Pages/Count {len(done)}/Kids{objects.references([each.page for each in done])}>>",
    )
    parents = [number for each in done for number in (each.elements, each.link)]
    nums = " ".join(f"{key} {number} 0 R" for key, number in enumerate(parents))
    tree = book.add(
        f"<</Type/StructTreeRoot/K[{volume.document} 0 R]/ParentTree<</Nums[{nums}]>>"
        f"/ParentTreeNextKey {len(parents)}>>"
    )
    book.set(
        volume.document,
        f"<</Type/StructElem/S/Document/P {tree} 0 R/K{objects.references([each.section for each in done])}>>",
    )
    # A name tree is searched by halves: its names in the order of their bytes (7.9.6).
    names = "".join(f"{name} {number} 0 R" for name, number in sorted(each.file for each in done))
    return book.add(
        f"<</Type/Catalog/Pages {volume.pages} 0 R/Metadata {file.refers(file.root, 'Metadata')} 0 R"
        f"/OutputIntents {file.refers(file.root, 'OutputIntents')} 0 R/Lang{objects.text(own.tag)}"
        f"/StructTreeRoot {tree} 0 R/MarkInfo<</Marked true/Suspects false>>"
        f"/ViewerPreferences<</DisplayDocTitle true/Direction/{'R2L' if own.rtl else 'L2R'}>>"
        f"/Outlines {_outline(done, book)} 0 R/Names<</EmbeddedFiles<</Names[{names}]>>>>"
        f"/AF{objects.references([each.file[1] for each in done])}>>"
    )


def _outline(done: Sequence[leaves.Bound], book: objects.Numbered) -> int:
    outline, items = book.reserve(), [book.reserve() for _ in done]
    for number, (item, each) in enumerate(zip(items, done, strict=True)):
        title, destination = each.bookmark
        before = f"/Prev {items[number - 1]} 0 R" if number else ""
        after = f"/Next {items[number + 1]} 0 R" if number + 1 < len(items) else ""
        book.set(item, f"<</Parent {outline} 0 R{before}{after}/Title{title}/Dest{destination}>>")
    book.set(outline, f"<</Type/Outlines/First {items[0]} 0 R/Last {items[-1]} 0 R/Count {len(items)}>>")
    return outline


def _closed(file: objects.File, book: objects.Numbered, root: int, *, pieces: int, pages: int) -> bytes:
    """Give the bytes, under an identifier of their own: two files that differ never have the same."""
    digest = hashlib.sha256(b"".join(book.objects.values())).digest()
    document, state = file.identifiers
    own = base64.b64encode(digest[:16])
    told = file.refers(file.root, "Metadata")
    book.objects[told] = metadata.tagged(book.objects[told], pieces=pieces, pages=pages, old=state, new=own)
    return objects.write(
        objects.File(objects=book.objects, root=root, info=file.info, identifiers=(document, own))
    )
