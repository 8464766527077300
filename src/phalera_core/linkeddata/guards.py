"""What a document must be before PyLD sees it, and what PyLD's answer must be before we trust it."""

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.linkeddata import contexts, nquads

# Relative references resolve against this, so that they can be found and refused; PyLD's own default base would
# make them absolute in silence.
BASE = "x-relative://reference/"
_KEYWORDS = frozenset({"@context", "@id", "@type", "@value", "@language", "@list", "@set"})
# Whole numbers beyond this are read differently by JavaScript (IEEE 754 double), hence by half of all verifiers.
_MAX_INTEGER = 2**53
# From here on JSON-LD writes a whole number as a double (JSON-LD 1.1 API, §8.2.2 Object to RDF Conversion).
_INTEGER_LIMIT = 1e21


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What canonicalising one document may cost."""

    # Values of any kind in the JSON; the largest honest credential we met has about 400.
    max_nodes: int = 8_000
    max_depth: int = 32
    # Objects cost the most, because each applies contexts: about 0.5 ms for each of its types.
    max_objects: int = 1_500
    max_blank_nodes: int = 64
    max_quads: int = 5_000
    # Paths that may be tried where blank nodes cannot be told apart at first sight. Honest credentials need none or
    # a handful, a graph made to poison canonicalisation grows by its factorial.
    max_paths: int = 1_000


def prepare(document: Mapping[str, Any], budget: Budget, known: contexts.ContextSet) -> dict[str, Any]:
    """Copy a document into plain JSON while counting it, refusing what must not reach PyLD.

    Raises `UndefinedTermError`, `UnknownContextError`, `ValueRefusedError`, `DocumentError` or `BudgetExceededError`.
    """
    if "@context" not in document:
        raise errors.DocumentError(
            "The document has no @context, so its words have no meaning.",
            field="@context",
            remedy="Add the contexts of Verifiable Credentials and Open Badges.",
        )
    return _Preparation(budget, known).copy(document, 1, "")


def check_expanded(value: object) -> None:
    """Refuse what PyLD would drop or misread after expansion: relative ids and types, broken language tags."""
    match value:
        case list():
            for item in value:
                check_expanded(item)
        case {"@type": "@json"}:
            # Inside is JSON for its own sake, hashed as a whole.
            pass
        case dict():
            for key, member in value.items():
                _check_member(key, member)


def too_much(what: str, limit: int) -> errors.BudgetExceededError:
    """Say that a document has more than `limit` of something."""
    return errors.BudgetExceededError(
        f"The document is too large to check: more than {limit} {what}.",
        what=what,
        limit=limit,
        remedy="Honest badges are far smaller; ask the issuer for a plain one.",
    )


def refuse_term(term: str | None) -> None:
    """Refuse a term that no context defines, which PyLD would drop in silence."""
    raise errors.UndefinedTermError(
        f"No context gives {term or 'a term'!r} a meaning, so a signature would not cover it.",
        term=term or "",
        field=term,
        remedy="Remove it, or name the context that defines it.",
    )


class _Preparation:
    """One walk through a document and what it has cost so far."""

    def __init__(self, budget: Budget, known: contexts.ContextSet) -> None:
        self.budget = budget
        self.known = known
        self.nodes = 0
        self.objects = 0

    def copy(self, value: Mapping[str, Any], depth: int, field: str) -> dict[str, Any]:
        self._pay(1)
        if ("@language" in value or "@value" in value) and value.get("@value") is None:
            raise errors.UndefinedTermError(
                f"{field} is a value without a value, which a signature would not cover.",
                term="@language" if "@language" in value else "@value",
                field=field,
                remedy="Leave it out.",
            )
        prepared: dict[str, Any] = {}
        for name, member in value.items():
            inner = f"{field}.{name}" if field else name
            if not isinstance(name, str):
                raise errors.ValueRefusedError(f"{field} has a name that is not text.", field=field)
            if name == "@context":
                prepared[name] = self._context(member, inner)
                continue
            if name.startswith("@") and name not in _KEYWORDS:
                raise errors.UndefinedTermError(
                    f"{inner} uses the JSON-LD keyword {name}, which credentials do not need and we do not read.",
                    term=name,
                    field=inner,
                    remedy=f"Leave {name} out.",
                )
            if name in {"type", "@type"} and isinstance(member, list | tuple):
                # Each type brings a context of its own.
                self._pay(len(member))
            prepared[_text(name, inner)] = self._value(member, depth + 1, inner)
        return prepared

    def _value(self, value: object, depth: int, field: str) -> object:
        self.nodes += 1
        if self.nodes > self.budget.max_nodes:
            raise too_much("values", self.budget.max_nodes)
        if depth > self.budget.max_depth:
            raise too_much("levels", self.budget.max_depth)
        match value:
            case Mapping():
                return self.copy(value, depth, field)
            case list() | tuple():
                return [self._value(item, depth + 1, field) for item in value]
            case str():
                return _text(value, field)
            case None | bool():
                return value
            case int() | float():
                return _number(value, field)
            case _:
                raise errors.ValueRefusedError(f"{field} holds something that is not JSON.", field=field)

    def _pay(self, objects: int) -> None:
        self.objects += objects
        if self.objects > self.budget.max_objects:
            raise too_much("objects", self.budget.max_objects)

    def _context(self, value: object, field: str) -> list[str]:
        listed = value if isinstance(value, list | tuple) else [value]
        # A context named anew inside, or again, costs several milliseconds.
        self._pay(8 * len(listed))
        for entry in listed:
            if not isinstance(entry, str):
                raise errors.UnknownContextError(
                    "The document brings a context of its own, which could change what its words mean.",
                    url="",
                    field=field,
                    remedy="Name published contexts by their URL only.",
                )
            self.known.document(entry)
        return [str(entry) for entry in listed]


def _text(value: str, field: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise errors.ValueRefusedError(
            f"{field.encode(errors='replace').decode()} holds half a character (a lone surrogate).",
            field=field,
            remedy="Write the text anew.",
        ) from error
    return value


def _number(value: float, field: str) -> float:
    if isinstance(value, int):
        if abs(value) > _MAX_INTEGER:
            raise errors.ValueRefusedError(
                f"{field} is a whole number beyond 2^53, which readers understand differently.",
                field=field,
                remedy="Write it as text.",
            )
        return value
    if not math.isfinite(value):
        raise errors.ValueRefusedError(f"{field} is not a number.", field=field)
    # 3.0 is the whole number 3 in JSON-LD; Python alone tells them apart.
    return int(value) if value.is_integer() and abs(value) < _INTEGER_LIMIT else value


def _check_member(key: str, member: Any) -> None:
    match key:
        case "@id":
            _check_iri(member, "id", blank=True)
        case "@type":
            for type_ in member if isinstance(member, list) else [member]:
                _check_iri(type_, "type", blank=False)
        case "@language":
            if not isinstance(member, str) or not nquads.is_language(member):
                raise errors.ValueRefusedError(f"{member!r} is not a language tag.", field="@language")
        case "@value":
            pass
        case _:
            if not key.startswith("@"):
                _check_iri(key, "term", blank=False)
            check_expanded(member)


def _check_iri(iri: object, kind: str, *, blank: bool) -> None:
    if not isinstance(iri, str):
        raise errors.ValueRefusedError(f"The {kind} {iri!r} is not an address.", field=kind)
    if blank and iri.startswith("_:"):
        return
    if iri.startswith(BASE):
        shown = iri.removeprefix(BASE)
        raise errors.UndefinedTermError(
            f"The {kind} {shown!r} is relative or unknown, so a signature would not cover it.",
            term=shown,
            field=kind,
            remedy=f"Write the {kind} as a whole address, or name the context that defines it.",
        )
    if not nquads.is_absolute_iri(iri):
        raise errors.ValueRefusedError(
            f"The {kind} {iri!r} is not an address that can be written down in full.",
            field=kind,
            remedy="Percent-encode spaces and other characters that addresses may not hold.",
        )
