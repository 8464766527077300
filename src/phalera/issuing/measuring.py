"""How long the documents of a credential are, told from a few columns: for whoever must say so before making many."""

import functools
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from phalera.issuing import composing
from phalera_core.linkeddata import forms
from phalera_core.signing import proof

# What lengths follow from, as a query names it; `Row` has it in this order.
FIELDS = (
    "valid_until",
    "address_hash",
    "salt",
    "award__status__index",
    "award__status__status_list__public_url",
    "version__public_url",
    "version__template_v3",
    "version__template_v2",
    "signature",
    "key__issuer__did",
    "key__public_multibase",
)
_ENDLESS = frozenset({"valid_until"})
_NONE_ABSENT = frozenset[str]()
# Every moment and every id is written with the same number of characters.
_ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_ANY_ID = UUID(int=0)


class Row(NamedTuple):
    """What lengths follow from; not for credentials with an `extra`, which are to be made to be measured."""

    valid_until: datetime | None
    address_hash: str
    salt: str
    status_index: int
    status_list_public_url: str
    public_url: str
    template_v3: bytes
    template_v2: bytes
    signature: bytes
    did: str
    public_multibase: str


class _Kind(NamedTuple):
    """What rows have in common whose slots are of the same length."""

    ends: bool
    address_hash: int  # characters
    salt: int
    status_index: int
    status_list_public_url: str
    public_url: str


def lengths(row: Row) -> tuple[int, int]:
    """Give how many bytes `composing.v3` and `composing.v2` have, without making them."""
    absent = _NONE_ABSENT if row.valid_until else _ENDLESS
    rest, names = forms.blank(bytes(row.template_v3), absent)
    rest_v2, names_v2 = forms.blank(bytes(row.template_v2), absent)
    kind = _Kind(
        row.valid_until is not None,
        len(row.address_hash),
        len(row.salt),
        len(str(row.status_index)),
        row.status_list_public_url,
        row.public_url,
    )
    slots, slots_v2 = _in_slots(kind, names, names_v2)
    key_id = f"{row.did}#{row.public_multibase}"
    v3 = rest + slots + proof.attached_length(signature=bytes(row.signature), key_id=key_id)
    return v3, rest_v2 + slots_v2


@functools.lru_cache(maxsize=1024)
def _in_slots(kind: _Kind, names: tuple[str, ...], names_v2: tuple[str, ...]) -> tuple[int, int]:
    """Give how many bytes the values of these slots have in rows of a kind: measured at one of them."""
    one = composing.Row(
        award=_ANY_ID,
        subject_id=_ANY_ID,
        address_hash="x" * kind.address_hash,
        salt="x" * kind.salt,
        awarded_at=_ANY_MOMENT,
        valid_from=_ANY_MOMENT,
        valid_until=_ANY_MOMENT if kind.ends else None,
        status_index=10 ** (kind.status_index - 1),
        status_list=_ANY_ID,
        status_list_public_url=kind.status_list_public_url,
        public_url=kind.public_url,
        template_v3=b"",
        template_v2=b"",
        signature=None,
        proof_created=_ANY_MOMENT,
        did="",
        public_multibase="",
        extra=None,
    )
    return _sum(composing.slots(one), names), _sum(composing.slots_v2(one), names_v2)


def _sum(slots: Mapping[str, str | None], names: tuple[str, ...]) -> int:
    return sum(forms.quoted_length(slots[name] or "") for name in names)
