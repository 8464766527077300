"""Clean an SVG from a stranger: checked, washed by svg-hush, then written anew from what we allow (hardening, rule 37)."""

import re
from collections.abc import Mapping
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

import py_svg_hush
from django.utils.translation import gettext as _

from phalera.common import errors

LARGEST = 1_000_000  # bytes
MOST_ELEMENTS = 5_000
DEEPEST = 64
# Each `use` may draw another, so that a few lines make a million shapes.
MOST_USES = 500

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_ELEMENTS = frozenset(
    """circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood
    feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset filter g image line
    linearGradient marker mask path pattern polygon polyline radialGradient rect stop style svg switch symbol text
    textPath title tspan use""".split()  # noqa: SIM905  # a word list reads better as words
)
_WORDS = frozenset(("text", "tspan", "textPath", "title", "desc"))
_PROPERTIES = frozenset(
    """clip-path clip-rule color color-interpolation color-interpolation-filters direction display dominant-baseline
    fill fill-opacity fill-rule filter flood-color flood-opacity font-family font-size font-style font-variant
    font-weight letter-spacing marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity overflow
    paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap
    stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering
    vector-effect visibility word-spacing isolation""".split()  # noqa: SIM905  # a word list reads better as words
)
_ATTRIBUTES = _PROPERTIES | frozenset(
    """amplitude class clipPathUnits cx cy d dx dy exponent filterUnits fx fy fr gradientTransform gradientUnits height
    id in in2 intercept k1 k2 k3 k4 lengthAdjust markerHeight markerUnits markerWidth maskContentUnits maskUnits mode
    offset operator orient pathLength patternContentUnits patternTransform patternUnits points preserveAspectRatio
    primitiveUnits r radius refX refY result rotate rx ry slope spreadMethod startOffset stdDeviation tableValues
    textLength transform transform-origin type values version viewBox width x x1 x2 y y1 y2""".split()  # noqa: SIM905  # a word list reads better as words
)
_REFERENCE = re.compile(r"url\(\s*[\"']?#[\w.:-]+[\"']?\s*\)")
_FRAGMENT = re.compile(r"#[\w.:-]+")
_EMBEDDED = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]+")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTORS = re.compile(r"\s*[.#]?[\w-]+(\s*,\s*[.#]?[\w-]+)*\s*")


def clean(upload: bytes) -> bytes:
    """Give an SVG that draws the same and can do nothing else; PictureRefusedError says why not."""
    if len(upload) > LARGEST:
        raise errors.PictureRefusedError(_("The SVG is larger than 1 MB."), field="picture")
    _Checker().read(upload)
    try:
        washed = py_svg_hush.filter_svg(upload, {"image": ["png", "jpeg"]})
    except ValueError as error:
        raise errors.PictureRefusedError(
            _("The SVG is broken and cannot be read."), field="picture"
        ) from error
    return _Rewriter().read(washed)


class _Reader:
    """An expat parser that knows no document types and no entities, and counts."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.EntityDeclHandler = self.refuse_doctype
        self.depth = self.elements = self.uses = 0

    def feed(self, data: bytes) -> None:
        try:
            self.parser.Parse(data, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise errors.PictureRefusedError(
                _("The SVG is broken and cannot be read."), field="picture"
            ) from error

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        self.uses += name == f"{_SVG} use"
        if self.elements == 1 and name != f"{_SVG} svg":
            raise errors.PictureRefusedError(_("This XML is not an SVG."), field="picture")
        if self.elements > MOST_ELEMENTS or self.depth > DEEPEST or self.uses > MOST_USES:
            raise errors.PictureRefusedError(
                _("The SVG has too many parts."), remedy=_("Simplify it, or upload a PNG."), field="picture"
            )

    def end(self, _name: str) -> None:
        self.depth -= 1

    def refuse_doctype(self, *_arguments: object) -> None:
        raise errors.PictureRefusedError(
            _("The SVG declares a document type."),
            remedy=_("Save it as plain SVG, without DOCTYPE."),
            field="picture",
        )


class _Checker(_Reader):
    def read(self, data: bytes) -> None:
        """Raise PictureRefusedError when the file is more than the washer and the renderer can bear."""
        self.feed(data)


class _Rewriter(_Reader):
    """Write the allowed part anew: nothing of the input is copied that was not understood."""

    def __init__(self) -> None:
        super().__init__()
        self.parser.CharacterDataHandler = self.characters
        self.out: list[str] = []
        self.skipping = 0  # the depth at which a subtree is left out
        self.style: list[str] | None = None
        self.words = 0  # how many elements that hold words are open

    def read(self, data: bytes) -> bytes:
        """Give the document written anew."""
        self.feed(data)
        return "".join(self.out).encode()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        super().start(name, attributes)
        namespace, tag = _named(name)
        if self.skipping:
            return
        if namespace != _SVG or tag not in _ELEMENTS:
            self.skipping = self.depth
            return
        if tag == "style":
            self.style = []
            return
        self.words += tag in _WORDS
        head = f' xmlns="{_SVG}"' if self.depth == 1 else ""
        kept = "".join(f" {key}={quoteattr(value)}" for key, value in sorted(_kept(attributes)))
        self.out.append(f"<{tag}{head}{kept}>")

    def end(self, name: str) -> None:
        if self.skipping:
            if self.skipping == self.depth:
                self.skipping = 0
        elif self.style is not None:
            sheet = _style_sheet("".join(self.style))
            self.out.append(f"<style>{escape(sheet)}</style>" if sheet else "")
            self.style = None
        else:
            _namespace, tag = _named(name)
            self.words -= tag in _WORDS
            self.out.append(f"</{tag}>")
        super().end(name)

    def characters(self, data: str) -> None:
        if self.skipping:
            return
        if self.style is not None:
            self.style.append(data)
        elif self.words:
            self.out.append(escape(data))


def _named(name: str) -> tuple[str, str]:
    namespace, _separator, tag = name.rpartition(" ")
    # What a link holds is drawn, but leads nowhere.
    return namespace, "g" if tag == "a" else tag


def _kept(attributes: Mapping[str, str]) -> list[tuple[str, str]]:
    kept = []
    for name, value in attributes.items():
        if name in ("href", f"{_XLINK} href"):
            if _FRAGMENT.fullmatch(value) or _EMBEDDED.fullmatch(value):
                kept.append(("href", value))
        elif name == "style":
            if declarations := _declarations(value):
                kept.append(("style", declarations))
        elif name in _ATTRIBUTES and _is_harmless(value):
            kept.append((name, value))
    return kept


def _style_sheet(sheet: str) -> str:
    if "@" in sheet or "\\" in sheet or "<" in sheet:
        return ""
    rules = []
    for selectors, body in _RULE.findall(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        declarations = _declarations(body)
        if declarations and _SELECTORS.fullmatch(selectors):
            rules.append(f"{selectors.strip()}{{{declarations}}}")
    return "".join(rules)


def _declarations(style: str) -> str:
    pairs = (part.partition(":") for part in style.split(";"))
    return ";".join(
        f"{name.strip()}:{value.strip()}"
        for name, _colon, value in pairs
        if name.strip() in _PROPERTIES and value.strip() and _is_harmless(value)
    )


def _is_harmless(value: str) -> bool:
    """Say whether a value refers to nothing but parts of the same file."""
    rest = _REFERENCE.sub("", value).lower()
    return not any(
        word in rest for word in ("url", "script:", "data:", "\\", "@", "image(", "image-set", "//")
    )
