"""N-Quads in the canonical form that RDFC-1.0 hashes (RDF 1.2 N-Quads, A canonical form of N-Quads)."""

import re
from collections.abc import Mapping

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
RDF_LANGSTRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

# What the grammar's IRIREF excludes, and all white space: a relative or broken IRI must never reach a signature.
_ABSOLUTE_IRI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\x7f-\xa0\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]*"
)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")

_NAMED = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_ESCAPES = str.maketrans(
    {
        **{chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)},
        **_NAMED,
    }
)
_NEEDS_ESCAPE = re.compile(r'[\x00-\x1f"\\\x7f\ufffe\uffff]')


def escape(text: str) -> str:
    """Write the text of a literal as the canonical form wants it: as little as possible, and always the same way."""
    return text.translate(_ESCAPES) if _NEEDS_ESCAPE.search(text) else text


def is_absolute_iri(text: str) -> bool:
    """Tell whether `text` is an IRI with a scheme, made of characters that N-Quads may hold between angle brackets."""
    return _ABSOLUTE_IRI.fullmatch(text) is not None


def is_language(text: str) -> bool:
    """Tell whether `text` is shaped like a language tag."""
    return _LANGUAGE.fullmatch(text) is not None


def quad(found: Mapping[str, Mapping[str, str]], labels: Mapping[str, str] | None = None) -> str:
    """Write one quad as PyLD holds it as a canonical line; `labels` gives blank nodes other names."""
    parts = [term(found[position], labels) for position in ("subject", "predicate", "object")]
    if "name" in found:
        parts.append(term(found["name"], labels))
    return " ".join(parts) + " .\n"


def term(component: Mapping[str, str], labels: Mapping[str, str] | None = None) -> str:
    """Write one component of a quad; `labels` gives blank nodes other names."""
    value = component["value"]
    match component["type"]:
        case "IRI":
            return f"<{value}>"
        case "blank node":
            return value if labels is None else labels[value]
        case _:
            literal = f'"{escape(value)}"'
            datatype = component["datatype"]
            if datatype == RDF_LANGSTRING:
                return f"{literal}@{component['language']}"
            return literal if datatype == XSD_STRING else f"{literal}^^<{datatype}>"
