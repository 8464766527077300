"""Bake credentials into SVG pictures and take them out again (Open Badges 2.0 baking, 3.0 section 5.3.2).

Credentials are elements right behind the root's start tag, spelled so that readers which look for the literal prefix
find them too. The picture is cut there once and joined again: nothing of it is written anew.
"""

import dataclasses
import re

from phalera_core import errors, strictjson
from phalera_core.baking import contents, elements

_PREFIX = b"xmlns:" + elements.PREFIX.encode()
_BINDING = _PREFIX + b'="' + elements.V2.encode() + b'"'
_BINDING_3 = _PREFIX + b'="' + elements.V3.encode() + b'"'
# Looking behind keeps a long run of white space from being tried once per space.
_ATTRIBUTE = re.compile(rb"(?<!\s)\s++([^\s=]++)\s*+=\s*+(\"[^\"]*+\"|'[^']*+')")
_URL = re.compile(rb"https?://[\x21-\x7e]+")
# What XML 1.0 cannot hold at all (section 2.2). No JSON holds the first either.
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# What only JSON strings hold, and the escape that means the same there.
_ESCAPES = ((b"]]>", b"]]\\u003e"), (b"\xef\xbf\xbe", b"\\ufffe"), (b"\xef\xbf\xbf", b"\\uffff"))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PreparedSvg:
    """A picture without credentials, cut where they go."""

    before: bytes
    after: bytes
    bound: bool  # the root binds our prefix; if not, each element has to

    def pieces(self, *, v3: bytes | None = None, v2: bytes | None = None) -> tuple[bytes, bytes, bytes]:
        """Return the baked picture as three buffers to be written one after the other; errors as for `bake`."""
        baked = b""
        if v2 is not None:
            baked = _element(b"assertion", b"" if self.bound else b" " + _BINDING, v2, field="v2")
        if v3 is not None:
            baked += _element(b"credential", b" " + _BINDING_3, v3, field="v3")
        return self.before, baked, self.after

    def bake(self, *, v3: bytes | None = None, v2: bytes | None = None) -> bytes:
        """Return the picture with these credentials; TooLargeError or ContainerError when one does not fit."""
        return b"".join(self.pieces(v3=v3, v2=v2))


def prepare(image: bytes) -> PreparedSvg:
    """Check a picture and cut it, once for many bakings; ContainerError or TooLargeError when it is refused."""
    layout = elements.read(image)
    head, closing, bound = _root_tag(image[layout.root : layout.root_end], taken=layout.prefix_taken)
    kept, position = [], layout.root_end
    for found in layout.badges:
        kept.append(image[position : found.start])
        position = found.end
    after = b"".join([*kept, closing, image[position:]])
    before = image[: layout.root] + head
    # What baking added once does not count, or else a picture at the limit could not be baked again.
    if len(before) + len(after) > elements.MAX_BYTES + len(b" " + _BINDING + closing):
        raise elements.too_large(len(before) + len(after))
    return PreparedSvg(before=before, after=after, bound=bound)


def bake(image: bytes, *, v3: bytes | None = None, v2: bytes | None = None) -> bytes:
    """Return the picture holding exactly these credentials in place of those it held.

    `]]>`, U+FFFE and U+FFFF in a credential become the JSON escapes that mean the same; all else comes out of `unbake`
    byte for byte. ContainerError, JsonError or TooLargeError when the picture or a credential is refused.
    """
    return prepare(image).bake(v3=v3, v2=v2)


def unbake(image: bytes) -> contents.Baked:
    """Return what is baked into an SVG, both fields None when nothing is.

    ContainerError when the file is broken or holds two credentials of one kind, TooLargeError beyond the limits.
    """
    found: dict[str, bytes] = {}
    for badge in elements.read(image).badges:
        if badge.kind in found:
            raise errors.ContainerError(
                "The SVG holds two credentials of one kind, so readers would disagree about which one counts.",
                remedy="Ask for the badge again where it was issued.",
                field=badge.kind,
            )
        found[badge.kind] = _content(image, badge)
    return contents.Baked(**found)


def _content(image: bytes, badge: elements.Badge) -> bytes:
    if len(badge.sections) == 1 and not badge.loose:
        # The very bytes: a parser would turn CR LF into LF.
        [(start, end)] = badge.sections
        found = image[start:end]
    else:
        found = "".join(badge.text).encode().strip()
    if not found.strip():
        found = badge.verify.strip().encode()
    if not found:
        raise elements.broken("the element for a credential is empty")
    if len(found) > contents.MAX_CREDENTIAL:
        raise errors.TooLargeError(
            f"The credential in the SVG has {len(found):,} bytes.",
            limit=contents.MAX_CREDENTIAL,
            remedy="Ask the issuer for a smaller one.",
        )
    return found


def _root_tag(tag: bytes, *, taken: bool) -> tuple[bytes, bytes, bool]:
    """Return the root's start tag, the end tag it needs when it had none, and whether it binds our prefix."""
    name = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0]
    closing = b""
    if tag.endswith(b"/>"):
        tag, closing = tag[:-2] + b">", b"</" + name + b">"
    for attribute in _ATTRIBUTE.finditer(tag):
        if attribute[1] == _PREFIX:
            if attribute[2][1:-1] == elements.V2.encode():
                return tag, closing, True
            if taken:
                # Something in the picture lives by this other meaning of the prefix.
                return tag, closing, False
            return tag[: attribute.start()] + b" " + _BINDING + tag[attribute.end() :], closing, True
    split = 1 + len(name)
    return tag[:split] + b" " + _BINDING + tag[split:], closing, True


def _element(name: bytes, binding: bytes, credential: bytes, *, field: str) -> bytes:
    contents.check_credential(credential, field=field)
    if _NOT_XML.search(credential):
        raise errors.ContainerError(
            "The credential holds a control character that no SVG can carry.",
            remedy="Write it as \\u and four digits in the JSON.",
            field=field,
        )
    start = b"<openbadges:" + name + binding
    if contents.is_compact_jws(credential) or (field == "v2" and _URL.fullmatch(credential)):
        return b"%b verify=%b/>" % (start, _quoted(credential))
    if field == "v2":
        start += b" verify=" + _quoted(_address(credential))
    for what, instead in _ESCAPES:
        credential = credential.replace(what, instead)
    return b"%b><![CDATA[%b]]></openbadges:%b>" % (start, credential, name)


def _address(assertion: bytes) -> bytes:
    document = strictjson.loads(assertion)
    url = document.get("id") if isinstance(document, dict) else None
    if not isinstance(url, str) or not url.isprintable():
        raise errors.ContainerError(
            "The Open Badges 2.0 assertion has no address as its id, which the SVG must name.",
            remedy="Give it the address where it is hosted as id.",
            field="v2",
        )
    return url.encode()


def _quoted(text: bytes) -> bytes:
    return b'"' + text.decode("utf-8").translate(_IN_QUOTES).encode() + b'"'


# XML 1.0, section 2.4. White space is escaped too, or else readers would make spaces of it (section 3.3.3). Not by
# `xml.sax.saxutils`, whose import brings in all that opens addresses.
_IN_QUOTES = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\n": "&#10;",
        "\r": "&#13;",
        "\t": "&#9;",
    }
)
