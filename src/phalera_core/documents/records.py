"""How a typed record and its JSON object are turned into one another, for all documents alike.

A field's JSON name is its own name in camelCase unless `member` says otherwise. Members that no field knows are kept
in `other`, so that nothing is lost on the way through.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

from phalera_core import errors

Json = Mapping[str, Any]
# The value of a `type`; None where a document that was read had none.
Types = str | tuple[str, ...] | None
Members = list[tuple[str, str, Callable[[Any, str], Any]]]

T = TypeVar("T", bound="Record")


def member(
    read: "Callable[[Any, str], Any] | None" = None, *, name: str = "", default: Any = dataclasses.MISSING
) -> Any:
    """Declare a field: how its value is read from JSON, its JSON name where that differs, and its default."""
    return dataclasses.field(default=default, metadata={"read": read or any_value, "name": name})


@typing.dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(member,))
def record(kind: type[T]) -> type[T]:
    """Make a class a frozen, slotted record with keyword arguments."""
    return dataclasses.dataclass(frozen=True, slots=True, kw_only=True)(kind)


def _nothing() -> Json:
    return types.MappingProxyType({})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A JSON object whose known members are typed fields."""

    other: Json = dataclasses.field(default_factory=_nothing)

    def to_json(self) -> dict[str, Any]:
        """Give the JSON object, its members in the order of the fields, the unknown ones last."""
        written: dict[str, Any] = {}
        for field, name, _ in _members(type(self)):
            value = getattr(self, field)
            if value is not None and value != ():
                written[name] = _plain(value)
        return {**written, **self.other}

    @classmethod
    def from_json(cls, value: object, field: str = "") -> Self:
        """Read a JSON object, keeping unknown members, or raise `ValueRefusedError` that names the field."""
        if not isinstance(value, Mapping):
            raise errors.ValueRefusedError(
                f"{field or 'The document'} is not an object.", field=field or None
            )
        known: dict[str, Any] = {}
        members, absent = _members(cls), _absent(cls)
        for name_of_field, name, read in members:
            if name in value and value[name] is not None:
                known[name_of_field] = read(value[name], f"{field}.{name}" if field else name)
            elif name_of_field in absent:
                # Our defaults are for what we write; of what others wrote we say only what is there.
                known[name_of_field] = absent[name_of_field]
            else:
                where = f"{field}.{name}" if field else name
                raise errors.ValueRefusedError(f"{where} is missing.", field=where)
        names = {name for _, name, _ in members}
        other = {name: member for name, member in value.items() if name not in names}
        return cls(**known, other=types.MappingProxyType(other))


def any_value(value: Any, _field: str) -> Any:
    """Read a member that is carried along as it is."""
    return tuple(value) if isinstance(value, list) else value


def text(value: Any, field: str) -> str:
    """Read a text."""
    if not isinstance(value, str):
        raise errors.ValueRefusedError(f"{field} is not text.", field=field)
    return value


def words(value: Any, field: str) -> Any:
    """Read a text, or the object or list by which credentials say a text in other languages."""
    if isinstance(value, list):
        return tuple(words(item, field) for item in value)
    return value if isinstance(value, Mapping) else text(value, field)


def texts(value: Any, field: str) -> tuple[str, ...]:
    """Read a list of texts; a single one counts as a list."""
    return tuple(text(item, field) for item in (value if isinstance(value, list) else [value]))


def type_names(value: Any, field: str) -> str | tuple[str, ...]:
    """Read a type: one name or a list of names, and keep which it was."""
    return texts(value, field) if isinstance(value, list) else text(value, field)


def boolean(value: Any, field: str) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise errors.ValueRefusedError(f"{field} is neither true nor false.", field=field)
    return value


def number(value: Any, field: str) -> float:
    """Read a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise errors.ValueRefusedError(f"{field} is not a number.", field=field)
    return value


def one(kind: type[T]) -> Callable[[Any, str], T]:
    """Read one record."""
    return kind.from_json


def one_or_id(kind: type[T]) -> Callable[[Any, str], T | str]:
    """Read one record, or the id that stands for it."""
    return lambda value, field: value if isinstance(value, str) else kind.from_json(value, field)


def many(kind: type[T]) -> Callable[[Any, str], tuple[T, ...]]:
    """Read a list of records; a single one counts as a list."""
    return lambda value, field: tuple(
        kind.from_json(item, f"{field}[{index}]" if isinstance(value, list) else field)
        for index, item in enumerate(value if isinstance(value, list) else [value])
    )


def _members(kind: type[Record]) -> Members:
    return _described(kind)[0]


def _absent(kind: type[Record]) -> dict[str, Any]:
    return _described(kind)[1]


def _described(kind: type[Record]) -> tuple[Members, dict[str, Any]]:
    if kind not in _descriptions:
        fields = [field for field in dataclasses.fields(kind) if "read" in field.metadata]
        members = [
            (field.name, field.metadata["name"] or _camel(field.name), field.metadata["read"])
            for field in fields
        ]
        absent = {
            field.name: () if field.default == () else None
            for field in fields
            if field.default is not dataclasses.MISSING
        }
        _descriptions[kind] = members, absent
    return _descriptions[kind]


_descriptions: dict[type[Record], tuple[Members, dict[str, Any]]] = {}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_json()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value
