"""Where things lie in an SVG, found by expat without document types, entities or anything fetched.

The picture is only measured: whoever writes cuts its bytes at the places found here.
"""

import dataclasses
import re
from typing import Literal
from xml.parsers import expat

from phalera_core import errors
from phalera_core.baking import contents

V2 = "http://openbadges.org"
V3 = "https://purl.imsglobal.org/ob/v3p0"
PREFIX = "openbadges"

MAX_BYTES = 1_000_000  # of a picture without its credentials
MAX_ELEMENTS = 50_000  # ten times what we let authors upload: strangers' pictures are read, never drawn
MAX_DEPTH = 200  # elements inside each other; drawing programs stay under 50

_MAX_FILE = MAX_BYTES + 2 * (contents.MAX_CREDENTIAL + 1_000)
_SVG = "http://www.w3.org/2000/svg"
_KINDS: dict[tuple[str, str], Literal["v2", "v3"]] = {(V2, "assertion"): "v2", (V3, "credential"): "v3"}
# The line that drawing programs used to write. It names a public document type that readers know by heart.
_PUBLIC_TYPE = re.compile(r"-//W3C//DTD SVG [0-9.]+(?: Basic| Tiny)?//EN")
_TYPE_ADDRESS = re.compile(r"https?://www\.w3\.org/[\w./-]*\.dtd")
# A start tag that expat has found well-formed, so that quotes are balanced.
_TAG = re.compile(rb"<(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+')*+>")
_CDATA = b"<![CDATA["


@dataclasses.dataclass(slots=True, kw_only=True)
class Badge:
    """One element that holds a credential: where it lies, and what is in it."""

    kind: Literal["v2", "v3"]
    start: int
    verify: str
    end: int = 0
    text: list[str] = dataclasses.field(default_factory=list)
    sections: list[tuple[int, int]] = dataclasses.field(default_factory=list)
    loose: bool = False  # there is text outside CDATA


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the root's start tag and the credentials lie, and whether our prefix is taken by something else."""

    root: int
    root_end: int
    badges: tuple[Badge, ...]
    prefix_taken: bool


def read(image: bytes) -> Layout:
    """Measure a picture; ContainerError when it is no SVG or hostile, TooLargeError beyond the limits."""
    return _Reader(image).read()


def broken(reason: str) -> errors.ContainerError:
    """Make the error for a picture that cannot be read."""
    return errors.ContainerError(
        f"The SVG cannot be read: {reason}.", remedy="Ask for the original file, or save the picture again."
    )


def too_large(size: int) -> errors.TooLargeError:
    """Make the error for a picture beyond the limit."""
    return errors.TooLargeError(
        f"The SVG has {size:,} bytes; {MAX_BYTES:,} are the limit.",
        limit=MAX_BYTES,
        remedy="Simplify the picture in a drawing program.",
    )


class _Reader:
    def __init__(self, image: bytes) -> None:
        if len(image) > _MAX_FILE:
            raise too_large(len(image))
        # No character of UTF-8 that XML allows has these bytes, and expat would read UTF-16 whatever it was told.
        if image.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in image:
            raise broken("it is not written in UTF-8")
        self._image = image
        self._depth = self._elements = 0
        self._root = self._root_end = -1
        self._badges: list[Badge] = []
        self._open: Badge | None = None
        self._section = -1
        self._prefix_taken = False

    def read(self) -> Layout:
        parser = expat.ParserCreate("utf-8", " ")
        parser.namespace_prefixes = True
        parser.ordered_attributes = True
        parser.XmlDeclHandler = _declared
        parser.StartDoctypeDeclHandler = _doctype
        parser.EntityDeclHandler = _entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = None
        parser.StartCdataSectionHandler = self._section_starts
        parser.EndCdataSectionHandler = self._section_ends
        self._parser = parser
        try:
            parser.Parse(self._image, True)
        except expat.ExpatError as error:
            raise broken(f"{expat.ErrorString(error.code)} at line {error.lineno:,}") from error
        return Layout(
            root=self._root,
            root_end=self._root_end,
            badges=tuple(self._badges),
            prefix_taken=self._prefix_taken,
        )

    def _start(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH or self._elements > MAX_ELEMENTS:
            raise errors.TooLargeError(
                "The SVG has too many elements, or too many inside each other.",
                limit=MAX_DEPTH if self._depth > MAX_DEPTH else MAX_ELEMENTS,
                remedy="Simplify the picture in a drawing program.",
            )
        namespace, local, prefix = _name(name)
        start = self._parser.CurrentByteIndex
        if self._depth == 1:
            if local != "svg" or namespace not in {_SVG, ""}:
                raise broken("its root is not svg")
            self._root, self._root_end = start, self._tag_end(start)
        if self._open is not None:
            # Another reader might look into it, or take only the text around it.
            raise broken("the element for a credential has elements inside")
        kind = _KINDS.get((namespace, local))
        if kind is None or self._depth == 1:
            self._prefix_taken |= prefix == PREFIX or any(map(_has_our_prefix, attributes[::2]))
            return
        named = dict(zip(attributes[::2], attributes[1::2], strict=True))
        self._open = Badge(kind=kind, start=start, verify=named.get("verify", ""))
        self._parser.CharacterDataHandler = self._text

    def _end(self, _name: str) -> None:
        badge = self._open
        if badge is not None:
            tag_end = self._tag_end(badge.start)
            empty = self._image[tag_end - 2 : tag_end] == b"/>"
            badge.end = tag_end if empty else self._image.index(b">", self._parser.CurrentByteIndex) + 1
            self._badges.append(badge)
            self._open = None
            self._parser.CharacterDataHandler = None
        self._depth -= 1

    def _text(self, text: str) -> None:
        if self._open is not None:
            self._open.text.append(text)
            self._open.loose |= self._section < 0 and not text.isspace()

    def _section_starts(self) -> None:
        self._section = self._parser.CurrentByteIndex

    def _section_ends(self) -> None:
        if self._open is not None:
            self._open.sections.append((self._section + len(_CDATA), self._parser.CurrentByteIndex))
        self._section = -1

    def _tag_end(self, start: int) -> int:
        match = _TAG.match(self._image, start)
        if match is None:
            raise broken("a tag has no end")
        return match.end()


def _name(name: str) -> tuple[str, str, str]:
    """Take expat's "namespace local prefix" apart, of which only the local name is always there."""
    parts = name.split(" ")
    match parts:
        case [namespace, local, prefix]:
            return namespace, local, prefix
        case [namespace, local]:
            return namespace, local, ""
        case _:
            return "", name, ""


def _has_our_prefix(attribute: str) -> bool:
    return attribute.endswith(" " + PREFIX)


def _declared(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in {"utf-8", "utf8"}:
        raise broken("it is not written in UTF-8")


def _doctype(_name: str, system: str | None, public: str | None, has_internal_subset: int) -> None:
    known = _PUBLIC_TYPE.fullmatch(public or "") and _TYPE_ADDRESS.fullmatch(system or "")
    if has_internal_subset or not known:
        raise broken("it declares a document type of its own")


def _entity(*_declaration: object) -> None:
    raise broken("it declares entities")
