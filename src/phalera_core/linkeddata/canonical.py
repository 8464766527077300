"""A JSON-LD document as canonical N-Quads: the general path, for documents of our own and of strangers alike.

PyLD expands and labels blank nodes. Round it stand the guards it lacks: nothing is dropped in silence, nothing is
loaded, the text is escaped as RDFC-1.0 says, and a hostile document runs into a budget before it can run away.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from phalera_core import errors
from phalera_core.linkeddata import contexts, guards, nquads, rdf

Quad = rdf.Quad
Component = rdf.Component

# PyLD's caches are not safe under threads; pure Python runs one thread at a time anyway.
_lock = threading.Lock()

Budget = guards.Budget
DEFAULT_BUDGET = Budget()


def to_nquads(
    document: Mapping[str, Any],
    *,
    budget: Budget = DEFAULT_BUDGET,
    known: contexts.ContextSet = contexts.KNOWN,
    digest: str = "sha256",
) -> str:
    """Give the canonical N-Quads (RDFC-1.0) of a JSON-LD document; `digest` tells its blank nodes apart.

    Raises `UndefinedTermError`, `UnknownContextError`, `ValueRefusedError`, `DocumentError` or `BudgetExceededError`.
    """
    return serialize(to_quads(document, budget=budget, known=known), budget=budget, digest=digest)


def to_quads(
    document: Mapping[str, Any],
    *,
    budget: Budget = DEFAULT_BUDGET,
    known: contexts.ContextSet = contexts.KNOWN,
) -> list[Quad]:
    """Give the RDF of a JSON-LD document as quads whose blank nodes have no canonical labels yet."""
    prepared = guards.prepare(document, budget, known)
    with _lock:
        expanded = _expand(prepared, known)
    guards.check_expanded(expanded)
    quads = rdf.to_quads(expanded)
    if len(quads) > budget.max_quads:
        raise guards.too_much("statements", budget.max_quads)
    return quads


def serialize(quads: Sequence[Quad], *, budget: Budget = DEFAULT_BUDGET, digest: str = "sha256") -> str:
    """Give the canonical N-Quads of some quads, or raise `BudgetExceededError`."""
    labels = label(quads, budget=budget, digest=digest)
    return "".join(sorted({nquads.quad(quad, labels) for quad in quads}))


def label(
    quads: Sequence[Quad], *, budget: Budget = DEFAULT_BUDGET, digest: str = "sha256"
) -> dict[str, str]:
    """Give each blank node its canonical label (RDFC-1.0, §4.4), or raise `BudgetExceededError`."""
    blank = {
        component["value"]
        for quad in quads
        for position, component in quad.items()
        if position != "predicate" and component["type"] == "blank node"
    }
    if len(blank) > budget.max_blank_nodes:
        raise guards.too_much("objects without an id", budget.max_blank_nodes)
    if not blank:
        return {}
    # PyLD is slow to import, so it waits until there is something to label.
    from phalera_core.linkeddata import labels

    return labels.Labeler(max_paths=budget.max_paths, digest=digest).label(quads)


def _expand(prepared: dict[str, Any], known: contexts.ContextSet) -> list[Any]:
    from pyld import context_resolver, jsonld

    from phalera_core.linkeddata import processor as processors

    if known.memory is None:
        known.memory = processors.Memory()
    processor = processors.Processor(known.memory, guards.refuse_term)
    options = {
        "base": guards.BASE,
        "contextResolver": context_resolver.ContextResolver(known.resolved, known.load),
        "documentLoader": known.load,
    }
    try:
        expanded: list[Any] = processor.expand(prepared, options)
    except jsonld.JsonLdError as error:
        raise errors.DocumentError(
            f"The document is not good JSON-LD: {_first_reason(error)}",
            remedy="Compare the part named with the Open Badges 3.0 specification.",
        ) from error
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        # PyLD trusts shapes that a stranger's document need not have.
        raise errors.DocumentError(
            "The document is not good JSON-LD: a value has a shape that its place does not allow.",
            remedy="Compare it with the Open Badges 3.0 specification.",
        ) from error
    return expanded


def _first_reason(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    # PyLD's text goes on with the type, details and code, which repeat whole documents.
    return (
        str(error.args[0] if error.args else error)
        .partition("\n")[0]
        .removeprefix("Invalid JSON-LD syntax; ")
    )
