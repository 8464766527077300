"""The objects of a PDF file (ISO 32000-1): taken out of one that our typesetter wrote, and put into another.

This reads what krilla, the writer inside Typst, writes, and nobody else's files: strangers' are for `phalera_core`.
"""

import dataclasses
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

_MAGIC = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"
_TABLE = re.compile(rb"xref\r?\n0 (\d+)\r?\n")
_ENTRY = 20  # bytes of a line of that table
_TRAILER = re.compile(rb"trailer\n<</Size \d+/Root (\d+) 0 R/Info (\d+) 0 R/ID\[\((.+?)\)\((.+?)\)\]>>")
_PAGE = re.compile(
    rb"<</Type/Page/Resources (\d+) 0 R/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]/Parent \d+ 0 R/Contents (\d+) 0 R"
)
# What a string in parentheses can hold as it is (7.3.4.2).
_PLAIN = re.compile(r"[ !#-'*-\[\]-~]*")


class UnreadableError(Exception):
    """A file is not built as those of our typesetter are."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: which objects it is made of, and its size in points."""

    number: int
    contents: int
    resources: int
    width: float
    height: float


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """All objects of a file by their number, each as its bytes."""

    objects: dict[int, bytes]
    root: int
    info: int
    identifiers: tuple[bytes, bytes]  # of the document, and of this state of it

    def refers(self, number: int, key: str) -> int:
        """Give which object an entry of a dictionary refers to; UnreadableError when it does to none."""
        found = re.search(rb"/%s (\d+) 0 R" % key.encode(), self.objects[number])
        if not found:
            raise UnreadableError(f"object {number} has no {key}")
        return int(found[1])

    def pages(self) -> Iterator[Page]:
        """Give the pages in their order."""
        tree = self.objects[self.refers(self.root, "Pages")]
        kids = re.search(rb"/Kids\[([^\]]*)\]", tree)
        for number in map(int, re.findall(rb"(\d+) 0 R", kids[1] if kids else b"")):
            found = _PAGE.match(self.objects[number])
            if not found:
                raise UnreadableError(f"object {number} is no page")
            resources, width, height, contents = found.groups()
            yield Page(
                number=number,
                contents=int(contents),
                resources=int(resources),
                width=float(width),
                height=float(height),
            )


class Numbered:
    """Objects that get their numbers one after another, behind those that are there, and in the gaps between."""

    def __init__(self, objects: Mapping[int, bytes]) -> None:
        self.objects = dict(objects)
        gaps = (number for number in range(1, max(objects, default=0)) if number not in objects)
        self._next = itertools.chain(gaps, itertools.count(max(objects, default=0) + 1))

    def reserve(self) -> int:
        """Give a number for an object that is told later."""
        return next(self._next)

    def set(self, number: int, body: str) -> None:
        """Tell an object that got its number before."""
        self.objects[number] = body.encode()

    def add(self, body: str | bytes) -> int:
        """Add an object; give its number."""
        number = next(self._next)
        self.objects[number] = body if isinstance(body, bytes) else body.encode()
        return number


def read(content: bytes) -> File:
    """Take a file apart; UnreadableError when it is not one that Typst wrote."""
    try:
        start = int(content[content.rindex(b"startxref\n") + 10 :].split(b"\n", 1)[0])
    except ValueError as error:
        raise UnreadableError("it does not say where its table of objects is") from error
    table, trailer = _TABLE.match(content, start), _TRAILER.search(content, start)
    if not table or not trailer:
        raise UnreadableError("it has no table of objects")
    # The first line is for object 0, which there never is.
    lines = range(table.end() + _ENTRY, table.end() + _ENTRY * int(table[1]), _ENTRY)
    starts = [int(content[line : line + 10]) for line in lines]
    order = sorted((at, number) for number, at in enumerate(starts, 1))
    objects = {}
    for (at, number), end in zip(order, [*(at for at, _number in order[1:]), start], strict=True):
        head, foot = b"%d 0 obj\n" % number, content.rfind(b"\nendobj", at, end)
        if not content.startswith(head, at) or foot < 0:
            raise UnreadableError(f"object {number} is not where the table says")
        objects[number] = content[at + len(head) : foot]
    root, info, document, state = trailer.groups()
    return File(objects=objects, root=int(root), info=int(info), identifiers=(document, state))


def write(file: File) -> bytes:
    """Put a file together; its objects have all numbers from 1 on."""
    parts, at, table = [_MAGIC], len(_MAGIC), [b"0000000000 65535 f\r\n"]
    for number in range(1, len(file.objects) + 1):
        part = b"%d 0 obj\n%b\nendobj\n" % (number, file.objects[number])
        table.append(b"%010d 00000 n\r\n" % at)
        parts.append(part)
        at += len(part)
    size = len(table)
    trailer = b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[(%b)(%b)]>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        file.root,
        file.info,
        *file.identifiers,
        at,
    )
    return b"".join((*parts, b"xref\n0 %d\n" % size, *table, trailer))


def text(words: str) -> str:
    """Write words as a string object, which nothing in them can end."""
    if _PLAIN.fullmatch(words):
        return f"({words})"
    return f"<FEFF{words.encode('utf-16-be').hex().upper()}>"


def stream(content: bytes, entries: str = "") -> bytes:
    """Write a stream that is already deflated, with further entries of its dictionary."""
    return b"<</Length %d/Filter/FlateDecode%b>>\nstream\n%b\nendstream" % (
        len(content),
        entries.encode(),
        content,
    )


def references(numbers: Sequence[int]) -> str:
    """Write an array of references."""
    return f"[{' '.join(f'{number} 0 R' for number in numbers)}]"
