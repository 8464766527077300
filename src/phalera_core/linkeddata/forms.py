"""A JSON document with blanks: filled by joining bytes, so that it comes out the same for ever."""

import re
from collections.abc import Mapping
from json.encoder import encode_basestring as _quote

from phalera_core import errors

# What may differ from one filled form to the next.
SLOTS = frozenset(
    [
        "id",
        "subject_id",
        "identity_hash",
        "salt",
        "valid_from",
        "valid_until",
        "awarded_date",
        "status_id",
        "status_index",
        "status_list",
        "image",
        "created",
        "verification_method",
    ]
)
# Slots whose member is left out when they have no value.
OPTIONAL = frozenset({"valid_until"})

# U+001F, which no text that we sign may hold: nobody can write a slot into a badge's words.
_MARK = "slot:\x1f"
_MARK_IN_JSON = rb'"slot:\\u001f([a-z_]+)"'
_SLOT = re.compile(_MARK_IN_JSON)
# What stands before the first slot; then each slot and what follows it.
_Cut = tuple[bytes, tuple[tuple[str, bytes], ...]]


def slot(name: str) -> str:
    """Give the text that stands for the slot `name` inside a form."""
    if name not in SLOTS:
        raise ValueError(f"{name!r} is not a slot")
    return _MARK + name


def slot_of(text: str) -> str | None:
    """Give the slot that a text stands for, or None when it is an ordinary one."""
    return text.removeprefix(_MARK) if text.startswith(_MARK) else None


class Form:
    """Some JSON bytes cut at their slots."""

    __slots__ = ("_variants", "slots", "source")

    def __init__(self, source: bytes) -> None:
        """Cut `source`, JSON in UTF-8; `DocumentError` when a slot in it is unknown or an optional one cannot go."""
        self.source = bytes(source)
        self.slots = frozenset(name.decode("ascii") for name in _SLOT.findall(self.source))
        for name in sorted(self.slots - SLOTS):
            raise errors.DocumentError(f"The form has a slot we do not know, {name}.", field=name)
        optional = self.slots & OPTIONAL
        # Every combination of optional slots is cut once, when it is first filled; there is one such slot, so two variants.
        self._variants: dict[frozenset[str], _Cut | None] = dict.fromkeys((frozenset[str](), optional))
        if optional:
            without(self.source, optional)

    @property
    def absences(self) -> tuple[frozenset[str], ...]:
        """The sets of slots that may be left out together."""
        return tuple(self._variants)

    def absent(self, slots: Mapping[str, str | None]) -> frozenset[str]:
        """Give the slots without a value; `DocumentError` when one that needs a value is among them."""
        found = frozenset([name for name in self.slots if slots.get(name) is None])
        if found not in self._variants:
            name = min(found - OPTIONAL)
            raise errors.DocumentError(f"The slot {name} has no value.", field=name)
        return found

    def fill(self, slots: Mapping[str, str | None]) -> bytes:
        """Give the document with these values in its slots; `DocumentError` when one is missing."""
        absent = self.absent(slots)
        cut = self._variants[absent]
        if cut is None:
            cut = self._variants[absent] = _cut(without(self.source, absent))
        first, rest = cut
        out = [first]
        for name, after in rest:
            value = slots[name]
            if value is not None:
                out += (_quoted(value), after)
        return b"".join(out)


def filled(source: bytes, slots: Mapping[str, str | None]) -> bytes:
    """Give `Form(source).fill(slots)` without keeping the form: for what is used once."""
    pieces = _SLOT.split(source)
    for place in range(1, len(pieces), 2):
        name, before = pieces[place].decode("ascii"), pieces[place - 1]
        value = slots.get(name)
        if value is not None:
            pieces[place] = _quoted(value)
        elif name in OPTIONAL:
            pieces[place - 1], pieces[place] = before[: before.rindex(b',"')], b""
        else:
            raise errors.DocumentError(f"The slot {name} has no value.", field=name)
    return b"".join(pieces)


def without(source: bytes, absent: frozenset[str]) -> bytes:
    """Give the form's source with the members of these slots taken out, or raise `DocumentError`."""
    for name in sorted(absent):
        whole_member = rb',"[A-Za-z]+":' + _MARK_IN_JSON.replace(b"([a-z_]+)", name.encode())
        source, found = re.subn(whole_member, b"", source)
        if found != 1:
            raise errors.DocumentError(
                f"The optional slot {name} must be the value of one member that is not its object's first.",
                field=name,
            )
    return source


def _quoted(value: str) -> bytes:
    try:
        return _quote(value).encode()
    except UnicodeEncodeError as error:
        raise errors.ValueRefusedError(
            "A value holds half a character (a lone surrogate).", remedy="Write the text anew."
        ) from error


def _cut(source: bytes) -> _Cut:
    first, *rest = _SLOT.split(source)
    return first, tuple(
        (name.decode("ascii"), after) for name, after in zip(rest[::2], rest[1::2], strict=True)
    )
