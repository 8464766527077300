"""How long the documents of a credential are, told from a few columns: for whoever must say so before making many."""

import functools
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models.functions import Length

from phalera.issuing import composing
from phalera_core.documents import v2, v3
from phalera_core.keys import multibase
from phalera_core.linkeddata import template

# What lengths follow from, as a query names it; `Row` has it in this order. The database counts what it need not send.
FIELDS = (
    "extra",
    "version__template_format",
    Length("version__template_v3"),
    Length("version__template_v2"),
    "valid_until",
    "address_hash",
    "salt",
    "award__status__index",
    "award__status__status_list__public_url",
    "version__public_url",
    "signature",
    "key__issuer__did",
    "key__public_multibase",
)
# Every moment and every id is written with the same number of characters.
_ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_ANY_ID = UUID(int=0)


class Row(NamedTuple):
    """What lengths follow from."""

    extra: str | None
    template_format: int
    template_v3: int  # bytes
    template_v2: int
    valid_until: datetime | None
    address_hash: str
    salt: str
    status_index: int
    status_list_public_url: str
    public_url: str
    signature: bytes
    did: str
    public_multibase: str


def lengths(row: Row) -> tuple[int, int] | None:
    """Give how many bytes `composing.v3` and `composing.v2` have, without making them.

    None for what is to be made to be measured: what only this award says, and forms of another format than today's.
    """
    if row.extra or row.template_format != template.FORMAT:
        return None
    longer, longer_v2 = _longer(
        row.valid_until is not None,
        len(row.address_hash),
        len(row.salt),
        len(str(row.status_index)),
        row.status_list_public_url,
        row.public_url,
        row.did,
        row.public_multibase,
    )
    v3_length = row.template_v3 + longer + multibase.length(bytes(row.signature))
    return v3_length, row.template_v2 + longer_v2


# Rows whose slots have the same lengths are many, and so the answer is worked out once for all of them.
@functools.lru_cache(maxsize=1024)
def _longer(
    ends: bool,
    address_hash: int,  # characters, as the next two
    salt: int,
    status_index: int,
    status_list_public_url: str,
    public_url: str,
    did: str,
    public_multibase: str,
) -> tuple[int, int]:
    """Give by how many bytes each document is longer than its form, but for the signature: measured at one such row."""
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
        template_v3=_any_v3(),
        template_v2=_any_v2(),
        signature=b"",
        proof_created=_ANY_MOMENT,
        did=did,
        public_multibase=public_multibase,
        extra=None,
    )
    return (
        len(composing.v3(one)) - multibase.length(b"") - len(one.template_v3),
        len(composing.v2(one)) - len(one.template_v2),
    )


# Forms of one format have the same slots, whatever else they say: so one stands for all.
@functools.cache
def _any_v3() -> bytes:
    return v3.credential_template(
        achievement=v3.Achievement(
            id="urn:any", name="Any", description="Any", criteria=v3.Criteria(narrative="Any")
        ),
        issuer="urn:any",
    )


@functools.cache
def _any_v2() -> bytes:
    return v2.assertion_template(badge="urn:any")
