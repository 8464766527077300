"""Bake credentials into SVG pictures and take them out again (Open Badges 2.0 baking, 3.0 section 5.3.2).

Credentials are elements right behind the root's start tag. The picture is read by expat to know where things lie, and
then cut: nothing of it is written anew.
"""

import dataclasses
import re
from xml.parsers import expat
from xml.sax import saxutils

from phalera_core import errors, strictjson
from phalera_core.baking import contents

MAX_BYTES = 1_000_000  # of a picture without its credentials
MAX_ELEMENTS = 50_000
MAX_DEPTH = 200  # elements inside each other

_SVG = "http://www.w3.org/2000/svg"
_V2 = "http://openbadges.org"
_V3 = "https://purl.imsglobal.org/ob/v3p0"
_KINDS = {(_V2, "assertion"): "v2", (_V3, "credential"): "v3"}
_MAX_FILE = MAX_BYTES + 2 * (contents.MAX_CREDENTIAL + 1_000)

# A start tag, well-formed as expat has found it, and the attributes in it.
_TAG = re.compile(rb"<([^\s/>]+)(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+')*+>")
_ATTRIBUTE = re.compile(rb"\s+([^\s=]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_PREFIX = b"xmlns:openbadges"
_DECLARED = _PREFIX + b'="' + _V2.encode() + b'"'
# What XML 1.0 cannot hold at all (section 2.2).
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PreparedSvg:
    """A picture without credentials, cut where they go."""

    before: bytes
    after: bytes

    def pieces(self, *, v3: bytes | None = None, v2: bytes | None = None) -> tuple[bytes, bytes, bytes]:
        """Return the baked picture as three buffers to be written one after the other; errors as for `bake`."""
        baked = b""
        if v2 is not None:
            baked = _assertion(v2)
        if v3 is not None:
            baked += _credential(v3)
        return self.before, baked, self.after

    def bake(self, *, v3: bytes | None = None, v2: bytes | None = None) -> bytes:
        """Return the picture with these credentials; TooLargeError or ContainerError when one does not fit."""
        return b"".join(self.pieces(v3=v3, v2=v2))


def prepare(image: bytes) -> PreparedSvg:
    """Check a picture and cut it, once for many bakings; ContainerError or TooLargeError when it is refused."""
    layout = _Reader(image).read()
    head, closing = _root_tag(image[layout.root : layout.root_end])
    kept, position = [], layout.root_end
    for found in layout.badges:
        kept.append(image[position : found.start])
        position = found.end
    after = b"".join([*kept, closing, image[position:]])
    before = image[: layout.root] + head
    if len(before) + len(after) > MAX_BYTES + len(_DECLARED):
        raise _too_large(len(before) + len(after))
    return PreparedSvg(before=before, after=after)


def bake(image: bytes, *, v3: bytes | None = None, v2: bytes | None = None) -> bytes:
    """Return the picture holding exactly these credentials in place of those it held.

    ContainerError or TooLargeError when the picture or a credential is refused.
    """
    return prepare(image).bake(v3=v3, v2=v2)


def unbake(image: bytes) -> contents.Baked:
    """Return what is baked into an SVG, both fields None when nothing is.

    ContainerError when the file is broken or holds two credentials of one kind, TooLargeError beyond the limits.
    """
    found: dict[str, bytes] = {}
    for badge in _Reader(image).read().badges:
        if badge.kind in found:
            raise errors.ContainerError(
                "The SVG holds two credentials of one kind, so readers would disagree about which one counts.",
                remedy="Ask for the badge again where it was issued.",
                field=badge.kind,
            )
        found[badge.kind] = _content(image, badge)
    return contents.Baked(**found)


@dataclasses.dataclass(slots=True)
class _Badge:
    """One element that holds a credential: where it lies, and what is in it."""

    kind: str
    start: int
    depth: int
    verify: str
    end: int = 0
    text: list[str] = dataclasses.field(default_factory=list)
    sections: list[tuple[int, int]] = dataclasses.field(default_factory=list)
    loose: bool = False  # there is text outside CDATA, or an element


@dataclasses.dataclass(frozen=True, slots=True)
class _Layout:
    root: int
    root_end: int
    badges: tuple[_Badge, ...]


class _Reader:
    """Walk through the picture once, without DTD, entities or anything fetched."""

    def __init__(self, image: bytes) -> None:
        if len(image) > _MAX_FILE:
            raise _too_large(len(image))
        if image.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise _broken("it is not written in UTF-8")
        self._image = image
        self._depth = self._elements = 0
        self._root = self._root_end = -1
        self._badges: list[_Badge] = []
        self._open: _Badge | None = None
        self._section = -1

    def read(self) -> _Layout:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = _doctype
        parser.EntityDeclHandler = _entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartCdataSectionHandler = self._section_starts
        parser.EndCdataSectionHandler = self._section_ends
        parser.ordered_attributes = True
        self._parser = parser
        try:
            parser.Parse(self._image, True)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise _broken(f"{reason} at line {error.lineno}") from error
        return _Layout(self._root, self._root_end, tuple(self._badges))

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in {"utf-8", "utf8", "us-ascii", "ascii"}:
            raise _broken("it is not written in UTF-8")

    def _start(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH or self._elements > MAX_ELEMENTS:
            raise errors.TooLargeError(
                "The SVG has too many elements, or too many inside each other.",
                limit=MAX_DEPTH if self._depth > MAX_DEPTH else MAX_ELEMENTS,
                remedy="Simplify the picture in a drawing program.",
            )
        namespace, _, local = name.rpartition(" ")
        start = self._parser.CurrentByteIndex
        if self._depth == 1:
            if local != "svg" or namespace not in {_SVG, ""}:
                raise _broken("its root is not svg")
            self._root, self._root_end = start, self._tag_end(start)
        if self._open is not None:
            self._open.loose = True
            return
        kind = _KINDS.get((namespace, local))
        if kind is not None and self._depth > 1:
            named = dict(zip(attributes[::2], attributes[1::2], strict=True))
            self._open = _Badge(kind=kind, start=start, depth=self._depth, verify=named.get("verify", ""))

    def _end(self, _name: str) -> None:
        badge = self._open
        if badge is not None and badge.depth == self._depth:
            tag_end = self._tag_end(badge.start)
            empty = self._image[tag_end - 2 : tag_end] == b"/>"
            badge.end = tag_end if empty else self._image.index(b">", self._parser.CurrentByteIndex) + 1
            self._badges.append(badge)
            self._open = None
        self._depth -= 1

    def _text(self, text: str) -> None:
        if self._open is not None:
            self._open.text.append(text)
            if self._section < 0 and text.strip():
                self._open.loose = True

    def _section_starts(self) -> None:
        self._section = self._parser.CurrentByteIndex

    def _section_ends(self) -> None:
        if self._open is not None:
            self._open.sections.append((self._section + len(b"<![CDATA["), self._parser.CurrentByteIndex))
        self._section = -1

    def _tag_end(self, start: int) -> int:
        match = _TAG.match(self._image, start)
        if match is None:
            raise _broken("a tag has no end")
        return match.end()


def _content(image: bytes, badge: _Badge) -> bytes:
    if len(badge.sections) == 1 and not badge.loose:
        # The very bytes: a parser would turn CR LF into LF.
        [(start, end)] = badge.sections
        found = image[start:end]
    else:
        found = "".join(badge.text).encode().strip()
    if not found.strip():
        found = badge.verify.strip().encode()
    if not found:
        raise _broken("the element for a credential is empty")
    if len(found) > contents.MAX_CREDENTIAL:
        raise errors.TooLargeError(
            f"The credential in the SVG has {len(found):,} bytes.",
            limit=contents.MAX_CREDENTIAL,
            remedy="Ask the issuer for a smaller one.",
        )
    return found


def _root_tag(tag: bytes) -> tuple[bytes, bytes]:
    """Return the root's start tag with our prefix declared, and the end tag it needs when it had none."""
    name = tag[1:].split(None, 1)[0].rstrip(b"/>")
    for attribute in _ATTRIBUTE.finditer(tag):
        if attribute[1] == _PREFIX:
            tag = tag[: attribute.start()] + b" " + _DECLARED + tag[attribute.end() :]
            break
    else:
        split = 1 + len(name)
        tag = tag[:split] + b" " + _DECLARED + tag[split:]
    if tag.endswith(b"/>"):
        return tag[:-2] + b">", b"</" + name + b">"
    return tag, b""


def _assertion(credential: bytes) -> bytes:
    _check(credential, field="v2")
    if not credential.lstrip().startswith(b"{"):
        return b"<openbadges:assertion verify=%b/>" % _quoted(credential.strip())
    document = strictjson.loads(credential)
    url = document.get("id") if isinstance(document, dict) else None
    if not isinstance(url, str):
        raise errors.ContainerError(
            "The Open Badges 2.0 assertion has no id, which the SVG must name.",
            remedy="Add its address as id.",
            field="v2",
        )
    return b"<openbadges:assertion verify=%b><![CDATA[%b]]></openbadges:assertion>" % (
        _quoted(url.encode()),
        _in_cdata(credential),
    )


def _credential(credential: bytes) -> bytes:
    _check(credential, field="v3")
    start = b'<openbadges:credential xmlns:openbadges="' + _V3.encode() + b'"'
    if not credential.lstrip().startswith(b"{"):
        return b"%b verify=%b></openbadges:credential>" % (start, _quoted(credential.strip()))
    return b"%b><![CDATA[%b]]></openbadges:credential>" % (start, _in_cdata(credential))


def _check(credential: bytes, *, field: str) -> None:
    contents.check_credential(credential, field=field)
    if _NOT_XML.search(credential):
        raise errors.ContainerError(
            "The credential holds a character that no SVG can carry.",
            remedy="Write it as \\u and four digits in the JSON.",
            field=field,
        )


def _in_cdata(credential: bytes) -> bytes:
    # Only JSON strings hold this, and there the escape means the same.
    return credential.replace(b"]]>", b"]]\\u003e")


def _quoted(text: bytes) -> bytes:
    return saxutils.quoteattr(text.decode("utf-8")).encode()


def _doctype(_name: str, _system: str | None, _public: str | None, has_internal_subset: int) -> None:
    # The line that drawing programs write is harmless, because nothing is ever fetched.
    if has_internal_subset:
        raise _broken("it declares a document type of its own")


def _entity(*_declaration: object) -> None:
    raise _broken("it declares entities")


def _broken(reason: str) -> errors.ContainerError:
    return errors.ContainerError(
        f"The SVG cannot be read: {reason}.", remedy="Ask for the original file, or save the picture again."
    )


def _too_large(size: int) -> errors.TooLargeError:
    return errors.TooLargeError(
        f"The SVG has {size:,} bytes; {MAX_BYTES:,} are the limit.",
        limit=MAX_BYTES,
        remedy="Simplify the picture in a drawing program.",
    )
