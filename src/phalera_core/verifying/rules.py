"""What a member of a document may be: rules for values of each kind, and shapes, which are rules for objects.

A rule yields what is wrong with a value, each with the field where it stands.
"""

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping

from phalera_core.verifying import moments

Problems = Iterator[tuple[str, str]]
Rule = Callable[[object, str], Problems]

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATA_URI = re.compile(r"data:[^\s,]*,\S*")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An object: the type it must have, members it must and may have, and whether there may be others."""

    type: str | None = None
    required: Mapping[str, Rule]
    optional: Mapping[str, Rule] = dataclasses.field(default_factory=dict)
    closed: bool = False
    also: Callable[[Mapping[str, object], str], Problems] | None = None

    def __call__(self, value: object, field: str) -> Problems:
        """Yield what is wrong with `value`, each with its field."""
        if not isinstance(value, Mapping):
            yield field, "must be an object"
            return
        for name, rule in self.required.items():
            if name in value:
                yield from rule(value[name], join(field, name))
            else:
                yield join(field, name), "is missing"
        for name in [name for name in self.optional if name in value]:
            yield from self.optional[name](value[name], join(field, name))
        if self.type is not None and self.type not in types_of(value):
            yield join(field, "type"), f"must include {self.type}"
        known = self.required.keys() | self.optional.keys()
        for name in sorted(value.keys() - known) if self.closed else ():
            yield join(field, name), "is not allowed here"
        if self.also is not None:
            yield from self.also(value, field)


def types_of(value: Mapping[str, object]) -> tuple[str, ...]:
    """Return the types of an object, written as one text or as a list."""
    found = value.get("type")
    items = found if isinstance(found, list) else [found]
    return tuple(item for item in items if isinstance(item, str))


def join(field: str, name: str) -> str:
    """Name a member of the object at a field."""
    return f"{field}.{name}" if field else name


def text(value: object, field: str) -> Problems:
    """Text."""
    if not isinstance(value, str):
        yield field, "must be text"


def words(value: object, field: str) -> Problems:
    """Text in one language, or a language value object (VCDM 2.0, 11.1)."""
    if isinstance(value, Mapping) and "@value" in value:
        for part in value.values():
            yield from text(part, field)
    else:
        yield from text(value, field)


def number(value: object, field: str) -> Problems:
    """A number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield field, "must be a number"


def boolean(value: object, field: str) -> Problems:
    """True or false."""
    if not isinstance(value, bool):
        yield field, "must be true or false"


def uri(value: object, field: str) -> Problems:
    """An address, of any scheme."""
    if not isinstance(value, str) or not _URI.fullmatch(value):
        yield field, "must be an address (URI)"


def picture(value: object, field: str) -> Problems:
    """The address of a picture, or the picture itself as one."""
    if not isinstance(value, str) or not (_DATA_URI.fullmatch(value) or _URI.fullmatch(value)):
        yield field, "must be an address or a data URI"


def moment(value: object, field: str) -> Problems:
    """A date and time."""
    if moments.parse(value) is None:
        yield field, "must be a date and time"


def day(value: object, field: str) -> Problems:
    """A date without a time."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        yield field, "must be a date"


def types(value: object, field: str) -> Problems:
    """The types of an object."""
    items = value if isinstance(value, list) else [value]
    if not items or not all(isinstance(item, str) for item in items):
        yield field, "must be text or a list of texts"


def any_object(value: object, field: str) -> Problems:
    """An object of any kind."""
    if not isinstance(value, Mapping):
        yield field, "must be an object"


def many(rule: Rule) -> Rule:
    """A list of what the rule allows."""

    def check(value: object, field: str) -> Problems:
        if not isinstance(value, list):
            yield field, "must be a list"
            return
        for position, item in enumerate(value):
            yield from rule(item, f"{field}[{position}]")

    return check


def one_or_many(rule: Rule) -> Rule:
    """What the rule allows, or a list of it."""

    def check(value: object, field: str) -> Problems:
        yield from many(rule)(value, field) if isinstance(value, list) else rule(value, field)

    return check


def uri_or(rule: Rule) -> Rule:
    """An address, or what the rule allows."""

    def check(value: object, field: str) -> Problems:
        yield from uri(value, field) if isinstance(value, str) else rule(value, field)

    return check
