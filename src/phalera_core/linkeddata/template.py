"""The fast path: the canonical N-Quads of a form, worked out once and then only filled.

What makes it safe: a slot is one whole literal or IRI; IRIs come from a narrow alphabet and must differ from one
another and from every other IRI; labels of blank nodes are found anew for each document by RDFC-1.0's first-degree
hashes; and whatever does not fit raises `FallbackNeededError`, upon which the caller takes the general path.
"""

import bisect
import hashlib
import json
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from phalera_core import errors
from phalera_core.linkeddata import canonical, forms, nquads

# Goes up when a form's bytes would be read or filled differently, or have other slots; stored beside every form.
FORMAT = 1

# A strict subset of what canonicalisers agree on: no percent sign, nothing beyond ASCII, and only schemes that no
# context could take for a prefix.
_NARROW_IRI = re.compile(r"(?:https?://|urn:[a-z0-9]|did:[a-z0-9])[A-Za-z0-9._~:/?#@!$&'()*+,;=-]*")
# PyLD rewrites the numbers of this datatype, so a slot cannot stand for one.
_XSD_DOUBLE = "http://www.w3.org/2001/XMLSchema#double"

Slots = Mapping[str, str | None]
# One line as pieces: constant bytes, (b"", slot name) for a slot, (label, "") for a blank node.
_Piece = tuple[str, str]


def compile_template(source: bytes) -> "Template":
    """Work out the canonical form of a JSON form with slots.

    Raises `DocumentError` and its kin when it is not good JSON-LD or a slot stands where none can.
    """
    return Template(forms.Form(source))


class Template:
    """A form whose filled documents can be hashed without JSON-LD; always derivable again from its bytes."""

    __slots__ = ("_plans", "contexts", "form")

    def __init__(self, form: forms.Form) -> None:
        self.form = form
        document = json.loads(form.source)
        if not isinstance(document, dict) or not form.source.endswith(b"}"):
            raise errors.DocumentError("A form is one JSON object.")
        listed = document.get("@context")
        self.contexts: tuple[str, ...] = tuple(listed) if isinstance(listed, list) else (str(listed),)
        self._plans = {
            absent: _Plan(*_quads_with_slots(forms.without(form.source, absent))) for absent in form.absences
        }

    def fill(self, slots: Slots) -> bytes:
        """Give the exact document, without a proof; `DocumentError` when a slot has no value."""
        return self.form.fill(slots)

    def hash(self, slots: Slots) -> bytes:
        """Give the SHA-256 of the filled document's canonical N-Quads, or raise `FallbackNeededError`."""
        return self._plans[self.form.absent(slots)].hash(slots)

    def nquads(self, slots: Slots) -> bytes:
        """Give the filled document's canonical N-Quads, or raise `FallbackNeededError`."""
        return self._plans[self.form.absent(slots)].nquads(slots)


class _Plan:
    """One variant of a template: its statements, with what is constant set apart from what is filled."""

    def __init__(self, quads: Sequence[canonical.Quad], names: Mapping[str, str]) -> None:
        self.quads = quads
        self.names = names
        lines = [_Line(quad, names) for quad in quads]
        self.iri_slots = tuple(sorted({slot for line in lines for slot in line.iri_slots}))
        self.literal_slots = tuple(sorted({slot for line in lines for slot in line.literal_slots}))
        self.fixed_iris = frozenset(iri for line in lines for iri in line.fixed_iris)
        self.may_repeat = _may_repeat(lines)
        self.lines = lines
        # First-degree hashes: those of blank nodes that meet no slot are the same in every document.
        fixed: list[tuple[str, str]] = []
        self.moving: list[tuple[str, _Filling]] = []
        for blank in sorted({blank for line in lines for blank in line.blanks}):
            around = [line.degree(blank) for line in lines if blank in line.blanks]
            filling = _Filling(around)
            if filling.slots:
                self.moving.append((blank, filling))
            else:
                fixed.append((_first_degree_hash(filling.fill({})), blank))
        fixed.sort()
        self.fixed_hashes = [found for found, _ in fixed]
        self.fixed_blanks = [blank for _, blank in fixed]
        # Two that look alike are told apart by their neighbours, which hold no slots but through nodes of their own
        # hash: so the answer depends on the order of hashes alone, and is asked once for each layout.
        self.alike = len(set(self.fixed_hashes)) < len(fixed)
        self.layouts: dict[tuple[tuple[int, int], ...], _Layout] = {}
        self.single = [self._lay_out(self._labels(((0, 0),)))] if len(self.moving) == 1 and not fixed else []

    def hash(self, slots: Slots) -> bytes:
        return hashlib.sha256(self.nquads(slots)).digest()

    def nquads(self, slots: Slots) -> bytes:
        values = self._values(slots)
        layout = self._layout(values, slots)
        # Those in order come first, which leaves less to sort.
        lines = layout.fixed + layout.filling.fill(values)
        if self.may_repeat and len(set(lines)) < len(lines):
            raise errors.FallbackNeededError("Two statements are the same.")
        lines.sort()
        lines.append(b"")
        return b"\n".join(lines)

    def _values(self, slots: Slots) -> dict[str, bytes]:
        values: dict[str, bytes] = {}
        for name in self.iri_slots:
            value = slots[name] or ""
            if not _NARROW_IRI.fullmatch(value):
                raise errors.FallbackNeededError(f"{name} is not a plain address.", field=name)
            values["<" + name] = value.encode()
        iris = set(values.values())
        if len(iris) < len(values) or not self.fixed_iris.isdisjoint(iris):
            raise errors.FallbackNeededError("Two addresses are the same.")
        try:
            for name in self.literal_slots:
                values[name] = nquads.escape(slots[name] or "").encode()
        except UnicodeEncodeError as error:
            raise errors.FallbackNeededError("A value is not text.") from error
        return values

    def _layout(self, values: Mapping[str, bytes], slots: Slots) -> "_Layout":
        if self.single:
            # Nothing to tell it apart from.
            return self.single[0]
        hashes = sorted(
            [
                (_first_degree_hash(filling.fill(values)), index)
                for index, (_, filling) in enumerate(self.moving)
            ]
        )
        key = tuple([(bisect.bisect_left(self.fixed_hashes, found), index) for found, index in hashes])
        for (rank, _), (found, _) in zip(key, hashes, strict=True):
            if rank < len(self.fixed_hashes) and self.fixed_hashes[rank] == found:
                raise errors.FallbackNeededError("Two objects without an id look alike.")
        if len(hashes) > 1 and len({found for found, _ in hashes}) < len(hashes):
            raise errors.FallbackNeededError("Two objects without an id look alike.")
        layout = self.layouts.get(key)
        if layout is None:
            labels = self._labels_among_alike(slots) if self.alike else self._labels(key)
            layout = self.layouts[key] = self._lay_out(labels)
        return layout

    def _lay_out(self, labels: Mapping[str, str]) -> "_Layout":
        return _Layout([line.labelled(labels) for line in self.lines])

    def _labels(self, key: Sequence[tuple[int, int]]) -> dict[str, str]:
        """Label the blank nodes in the order of their hashes (RDFC-1.0, §4.4 steps 3 and 4)."""
        order = list(self.fixed_blanks)
        for rank, index in reversed(key):
            order.insert(rank, self.moving[index][0])
        return {blank: f"_:c14n{number}" for number, blank in enumerate(order)}

    def _labels_among_alike(self, slots: Slots) -> dict[str, str]:
        """Label the blank nodes by the general path, where some have the same hash (RDFC-1.0, §4.4 step 5)."""

        def filled(component: canonical.Component) -> canonical.Component:
            slot = self.names.get(component["value"])
            return component if slot is None else {**component, "value": slots[slot] or ""}

        quads = [{position: filled(component) for position, component in quad.items()} for quad in self.quads]
        return canonical.label(quads)


class _Layout:
    """A plan's statements with their labels: the constant ones in order, the others to be filled."""

    __slots__ = ("filling", "fixed")

    def __init__(self, lines: Sequence[Sequence[_Piece]]) -> None:
        self.fixed = sorted(
            "".join(text for text, _ in line).encode() for line in lines if not any(slot for _, slot in line)
        )
        self.filling = _Filling([line for line in lines if any(slot for _, slot in line)])


class _Filling:
    """Lines with slots as one format, because formatting once is what makes the fast path fast."""

    __slots__ = ("_format", "_pick", "slots")

    def __init__(self, lines: Sequence[Sequence[_Piece]]) -> None:
        self.slots = [slot for line in lines for _, slot in line if slot]
        self._format = b"\n".join(
            b"".join(b"%b" if slot else text.encode().replace(b"%", b"%%") for text, slot in line)
            for line in lines
        )
        self._pick: Callable[[Any], Any] = operator.itemgetter(*self.slots) if self.slots else lambda _: ()

    def fill(self, values: Mapping[str, bytes]) -> list[bytes]:
        # An escaped literal and a narrow IRI hold no line end, so the lines come apart where they were joined.
        return (self._format % self._pick(values)).split(b"\n") if self._format else []


class _Line:
    """One statement in pieces."""

    __slots__ = ("blanks", "fixed_iris", "iri_slots", "key", "literal_slots", "pieces")

    def __init__(self, quad: canonical.Quad, names: Mapping[str, str]) -> None:
        self.pieces: list[tuple[str, str, str]] = []  # text, slot, blank node
        self.blanks: set[str] = set()
        self.iri_slots: set[str] = set()
        self.literal_slots: set[str] = set()
        self.fixed_iris: set[bytes] = set()
        for position in ("subject", "predicate", "object", "name"):
            if position in quad:
                self._add(quad, position, names)
        self.pieces.append((".", "", ""))
        # What two statements must share to become one when a literal is filled in.
        literal = quad["object"]["type"] == "literal"
        kind = (quad["object"].get("datatype"), quad["object"].get("language")) if literal else None
        self.key = (
            *(quad[position]["value"] for position in ("subject", "predicate")),
            str(quad.get("name")),
            kind,
        )

    def _add(self, quad: canonical.Quad, position: str, names: Mapping[str, str]) -> None:
        component = quad[position]
        value = component["value"]
        slot = names.get(value)
        match component["type"]:
            case "blank node":
                self.blanks.add(value)
                self.pieces.append(("", "", value))
                self.pieces.append((" ", "", ""))
            case "IRI" if slot is not None:
                is_type = quad["predicate"]["value"] == nquads.RDF_TYPE and position == "object"
                if is_type or position not in {"subject", "object"}:
                    raise errors.DocumentError(f"The slot {slot} cannot be a type or a term.", field=slot)
                self.iri_slots.add(slot)
                self.pieces += (("<", "", ""), ("", "<" + slot, ""), ("> ", "", ""))
            case "literal" if slot is not None:
                if component["datatype"] == _XSD_DOUBLE:
                    raise errors.DocumentError(f"The slot {slot} cannot be a number.", field=slot)
                self.literal_slots.add(slot)
                after = nquads.term({**component, "value": ""})[1:]
                self.pieces += (('"', "", ""), ("", slot, ""), (after + " ", "", ""))
            case _:
                if component["type"] == "IRI":
                    self.fixed_iris.add(value.encode())
                self.pieces.append((nquads.term(component) + " ", "", ""))

    def degree(self, blank: str) -> list[_Piece]:
        """Give the pieces as the first-degree hash of `blank` sees them (RDFC-1.0, §4.6.3 step 3.1)."""
        return [
            (("_:a" if other == blank else "_:z") if other else text, slot)
            for text, slot, other in self.pieces
        ]

    def labelled(self, labels: Mapping[str, str]) -> list[_Piece]:
        """Give the pieces with the canonical labels."""
        return [(labels[other] if other else text, slot) for text, slot, other in self.pieces]


def _first_degree_hash(lines: list[bytes]) -> str:
    lines.sort()
    lines.append(b"")
    return hashlib.sha256(b"\n".join(lines)).hexdigest()


def _may_repeat(lines: Sequence[_Line]) -> bool:
    """Tell whether two statements could become the same when their literals are filled in."""
    with_slots = [line for line in lines if line.literal_slots]
    keys = [line.key for line in lines]
    return any(keys.count(line.key) > 1 for line in with_slots)


def _quads_with_slots(source: bytes) -> tuple[list[canonical.Quad], dict[str, str]]:
    """Canonicalise a form with a stand-in in each slot; give the quads and what slot each stand-in is for."""
    document = json.loads(source)
    prefix = "x-slot:"
    while prefix.encode() in source or prefix in json.dumps(document, ensure_ascii=False):
        prefix = "x-" + prefix
    names: dict[str, str] = {}
    quads = canonical.to_quads(_stand_in(document, prefix, names))
    # Raises when labelling would cost too much, so that a template that compiles can always fall back.
    canonical.label(quads)
    found = {component["value"] for quad in quads for component in quad.values()}
    for stand_in, slot in names.items():
        if stand_in not in found:
            raise errors.DocumentError(f"The slot {slot} stands where it would not be signed.", field=slot)
    return quads, names


def _stand_in(value: Any, prefix: str, names: dict[str, str]) -> Any:
    match value:
        case dict():
            return {name: _stand_in(member, prefix, names) for name, member in value.items()}
        case list():
            return [_stand_in(item, prefix, names) for item in value]
        case str():
            slot = forms.slot_of(value)
            if slot is None:
                return value
            names[prefix + slot] = slot
            return prefix + slot
        case _:
            return value
