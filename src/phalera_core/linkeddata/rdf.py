"""The statements that an expanded JSON-LD document makes (JSON-LD 1.1 Processing Algorithms, §7 and §8).

PyLD's own way compares every value of a property with every other, so that a long list takes minutes; and it leaves
out in silence what it cannot say. This one is linear, and `guards` has refused before it what it cannot say.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from phalera_core import errors
from phalera_core.linkeddata import jcs, nquads

Component = Mapping[str, str]
Quad = Mapping[str, Component]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_DOUBLE = f"{_XSD}double"
# From here on a whole number is written as a double (§8.2.2 Object to RDF Conversion, step 11).
_INTEGER_LIMIT = 1e21
_FIRST = {"type": "IRI", "value": f"{_RDF}first"}
_REST = {"type": "IRI", "value": f"{_RDF}rest"}
_NIL = {"type": "IRI", "value": f"{_RDF}nil"}
_TYPE = {"type": "IRI", "value": nquads.RDF_TYPE}


def to_quads(expanded: Sequence[Any]) -> list[Quad]:
    """Give the statements of an expanded document, each once; blank nodes get names of no meaning."""
    walk = _Walk()
    for node in expanded:
        walk.node(node, None)
    return list(walk.quads.values())


class _Walk:
    def __init__(self) -> None:
        self.quads: dict[str, Quad] = {}
        self.blank: dict[str, Component] = {}
        self.count = 0

    def node(self, node: Mapping[str, Any], graph: Component | None) -> Component:
        subject = self._subject(node.get("@id"))
        for key, items in node.items():
            match key:
                case "@id":
                    pass
                case "@type":
                    for type_ in items:
                        self._say(subject, _TYPE, {"type": "IRI", "value": type_}, graph)
                case "@graph":
                    for item in items:
                        self.node(item, subject)
                case _ if key.startswith("@"):
                    raise errors.UndefinedTermError(
                        f"The document uses the JSON-LD keyword {key}, which credentials do not need.",
                        term=key,
                    )
                case _:
                    for item in items:
                        found = self._object(item, graph)
                        self._say(subject, {"type": "IRI", "value": key}, found, graph)
        return subject

    def _object(self, item: Mapping[str, Any], graph: Component | None) -> Component:
        if "@value" in item:
            return _literal(item)
        if "@list" in item:
            return self._list(item["@list"], graph)
        return self.node(item, graph)

    def _list(self, items: Sequence[Any], graph: Component | None) -> Component:
        head: Component = _NIL
        for item in reversed(items):
            cell = self._subject(None)
            self._say(cell, _FIRST, self._object(item, graph), graph)
            self._say(cell, _REST, head, graph)
            head = cell
        return head

    def _subject(self, id_: str | None) -> Component:
        if id_ is not None and not id_.startswith("_:"):
            return {"type": "IRI", "value": id_}
        if id_ is not None and id_ in self.blank:
            return self.blank[id_]
        named = {"type": "blank node", "value": f"_:b{self.count}"}
        self.count += 1
        if id_ is not None:
            self.blank[id_] = named
        return named

    def _say(
        self, subject: Component, predicate: Component, found: Component, graph: Component | None
    ) -> None:
        quad = {"subject": subject, "predicate": predicate, "object": found}
        if graph is not None:
            quad["name"] = graph
        # A set: 1 and "1" of one datatype are two values in JSON and one statement here.
        self.quads[nquads.quad(quad)] = quad


def _literal(item: Mapping[str, Any]) -> Component:
    """Write a value as a literal (§8.2.2 Object to RDF Conversion, steps 6 to 15)."""
    value = item["@value"]
    datatype: str | None = item.get("@type")
    if datatype == "@json":
        return _typed(jcs.encode(value).decode(), f"{_RDF}JSON")
    match value:
        case bool():
            return _typed("true" if value else "false", datatype or f"{_XSD}boolean")
        case int() | float() if _is_double(value) or datatype == _DOUBLE:
            return _typed(_double(value), datatype or _DOUBLE)
        case int() | float():
            return _typed(str(int(value)), datatype or f"{_XSD}integer")
        case str() if "@language" in item:
            return {**_typed(value, nquads.RDF_LANGSTRING), "language": item["@language"]}
        case str():
            return _typed(value, datatype or nquads.XSD_STRING)
        case _:
            raise errors.ValueRefusedError("A value is neither text nor number nor true nor false.")


def _typed(value: str, datatype: str) -> dict[str, str]:
    return {"type": "literal", "value": value, "datatype": datatype}


def _is_double(value: float) -> bool:
    return value % 1 != 0 or abs(value) >= _INTEGER_LIMIT


def _double(value: float) -> str:
    """Write a number in the canonical form of xsd:double (JSON-LD 1.1 Processing Algorithms, §8.6)."""
    mantissa, exponent = f"{value:.15E}".split("E")
    mantissa = re.sub(r"0+$", "", mantissa)
    return f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{int(exponent)}"
