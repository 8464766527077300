"""PyLD's expansion with a memory of what it made of contexts.

Nine tenths of expanding a badge go into working out, for every object in it, what its type's terms mean there. Since
contexts are few and never change, the same question has the same answer; this asks PyLD once for each.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pyld import jsonld

# Answers remembered. Honest badges need about forty contexts and five hundred names; a document made to ask ever new
# questions only empties the memory.
MAX_CONTEXTS = 2_000
MAX_NAMES = 20_000
_LONGEST_NAME = 60  # characters; the longest term of the contexts that we know has 31

Context = Any


class Memory:
    """What one set of contexts was found to mean, by the question that was asked."""

    __slots__ = ("contexts", "names")

    def __init__(self) -> None:
        # The question's objects are kept beside the answer, so that no other object can take over their identity.
        self.contexts: dict[tuple[Any, ...], tuple[Context, Context, Context]] = {}
        self.names: dict[tuple[int, str], tuple[Context, Any]] = {}


class Processor(jsonld.JsonLdProcessor):  # type: ignore[misc]
    """Expand documents, asking `memory` before working anything out anew."""

    def __init__(self, memory: Memory, on_property_dropped: Callable[[str | None], None]) -> None:
        super().__init__(on_property_dropped=on_property_dropped)
        self._memory = memory
        self._unfinished = 0

    def _process_context(
        self,
        active_ctx: Context,
        local_ctx: Context,
        options: Mapping[str, Any],
        override_protected: bool = False,
        propagate: bool = True,
        validate_scoped: bool = True,
        cycles: set[str] | None = None,
    ) -> Context:
        memory = self._memory.contexts
        named = tuple(local_ctx) if isinstance(local_ctx, list) else local_ctx
        # A context inside a context is the same object every time; one named in a document is known by its address.
        local = named if isinstance(named, str | tuple) else id(local_ctx)
        question = (id(active_ctx), local, override_protected, propagate, validate_scoped)
        # While PyLD works one context out, it asks about contexts that are not finished yet.
        if not self._unfinished and question in memory:
            return memory[question][2]
        self._unfinished += 1
        try:
            answer = super()._process_context(
                active_ctx, local_ctx, options, override_protected, propagate, validate_scoped, cycles
            )
        finally:
            self._unfinished -= 1
        if not self._unfinished:
            if len(memory) >= MAX_CONTEXTS:
                memory.clear()
            memory[question] = (active_ctx, local_ctx, answer)
        return answer

    def _expand_iri(
        self,
        active_ctx: Context,
        value: Any,
        base: str | None = None,
        vocab: bool = False,
        local_ctx: Context = None,
        defined: dict[str, bool] | None = None,
    ) -> Any:
        if (
            self._unfinished
            or not vocab
            or base is not None
            or not isinstance(value, str)
            or len(value) > _LONGEST_NAME
        ):
            return super()._expand_iri(active_ctx, value, base, vocab, local_ctx, defined)
        memory = self._memory.names
        question = (id(active_ctx), value)
        if question in memory:
            return memory[question][1]
        answer = super()._expand_iri(active_ctx, value, base, vocab, local_ctx, defined)
        if len(memory) >= MAX_NAMES:
            memory.clear()
        memory[question] = (active_ctx, answer)
        return answer
