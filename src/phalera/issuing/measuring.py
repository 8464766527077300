"""How long the documents of a credential are, told from a few columns: for whoever must say so before making many."""

import functools
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from phalera.issuing import composing
from phalera_core.keys import multibase
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


def lengths(row: Row) -> tuple[int, int]:
    """Give how many bytes `composing.v3` and `composing.v2` have, without making them."""
    absent = _NONE_ABSENT if row.valid_until else _ENDLESS
    v3, slots = forms.blank(bytes(row.template_v3), absent)
    v2, slots_v2 = forms.blank(bytes(row.template_v2), absent)
    longer, longer_v2 = _longer(
        slots,
        slots_v2,
        row.valid_until is not None,
        len(row.address_hash),
        len(row.salt),
        len(str(row.status_index)),
        multibase.length(bytes(row.signature)),
        row.status_list_public_url,
        row.public_url,
        row.did,
        row.public_multibase,
    )
    return v3 + longer, v2 + longer_v2


# Rows whose slots have the same lengths are many, and so the answer is worked out once for all of them.
@functools.lru_cache(maxsize=1024)
def _longer(
    slots: tuple[bytes, ...],
    slots_v2: tuple[bytes, ...],
    ends: bool,
    address_hash: int,  # characters, as the next three
    salt: int,
    status_index: int,
    proof_value: int,
    status_list_public_url: str,
    public_url: str,
    did: str,
    public_multibase: str,
) -> tuple[int, int]:
    """Give by how many bytes each document is longer than its form with marks: measured at one such row."""
    one = composing.Row(
        award=_ANY_ID,
        subject_id=_ANY_ID,
        address_hash="x" * address_hash,
        salt="x" * salt,
        awarded_at=_ANY_MOMENT,
        valid_from=_ANY_MOMENT,
        valid_until=_ANY_MOMENT if ends else None,
        status_index=10 ** (status_index - 1),
        status_list=_ANY_ID,
        status_list_public_url=status_list_public_url,
        public_url=public_url,
        template_v3=b"",
        template_v2=b"",
        signature=None,
        proof_created=_ANY_MOMENT,
        did=did,
        public_multibase=public_multibase,
        extra=None,
    )
    proof_length = proof.attached_length(proof_value=proof_value, key_id=composing.key_id(one))
    return (
        _sum(composing.slots(one), slots) + proof_length,
        _sum(composing.slots_v2(one), slots_v2),
    )


def _sum(values: Mapping[str, str | None], slots: tuple[bytes, ...]) -> int:
    filled = ((slot, values[slot.decode("ascii")]) for slot in slots)
    return sum(forms.longer(slot, value) for slot, value in filled if value is not None)
