"""Rows become documents: the version's form, filled with what the row says, and its signature (design, section 5)."""

import functools
import json
import operator
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from phalera.issuing import models
from phalera_core.documents import text
from phalera_core.linkeddata import forms
from phalera_core.signing import proof

# What composing needs of a credential, as a query names it; `Row` has it in this order.
FIELDS = (
    "award__uuid",
    "subject_id",
    "address_hash",
    "salt",
    "awarded_at",
    "valid_from",
    "valid_until",
    "award__status__index",
    "award__status__status_list__uuid",
    "award__status__status_list__public_url",
    "version__public_url",
    "version__template_v3",
    "version__template_v2",
    "signature",
    "proof_created",
    "key__issuer__did",
    "key__public_multibase",
    "extra",
)


class Row(NamedTuple):
    """What composing needs of a credential, without the models: whoever makes thousands reads nothing else."""

    award: UUID
    subject_id: UUID
    address_hash: str
    salt: str
    awarded_at: datetime
    valid_from: datetime
    valid_until: datetime | None
    status_index: int
    status_list: UUID
    status_list_public_url: str
    public_url: str
    template_v3: bytes
    template_v2: bytes
    signature: bytes | None
    proof_created: datetime
    did: str
    public_multibase: str
    extra: str | None


# What was issued together says the same moments, and both documents do.
_moment = functools.lru_cache(maxsize=1024)(text.timestamp)
_of_credential = operator.attrgetter(*(field.replace("__", ".") for field in FIELDS))


def row_of(credential: models.Credential) -> Row:
    """Give the row of a credential whose models are at hand."""
    return Row._make(_of_credential(credential))


def slots(row: Row) -> dict[str, str | None]:
    """Give what a row puts into the form of its Open Badges 3.0 credential."""
    list_url = models.list_url(row.status_list_public_url, row.status_list)
    index = str(row.status_index)
    return {
        "id": f"{row.public_url}/credentials/{row.award}",
        "subject_id": f"urn:uuid:{row.subject_id}",
        "identity_hash": row.address_hash,
        "salt": row.salt,
        "valid_from": _moment(row.valid_from),
        "valid_until": _moment(row.valid_until) if row.valid_until else None,
        "awarded_date": _moment(row.awarded_at),
        "status_id": f"{list_url}#{index}",
        "status_index": index,
        "status_list": list_url,
    }


def slots_v2(row: Row) -> dict[str, str | None]:
    """Give what a row puts into the form of its Open Badges 2.0 assertion."""
    base = f"{row.public_url}/ob2/assertions/{row.award}"
    return {
        "id": base,
        "identity_hash": row.address_hash,
        "salt": row.salt,
        "image": f"{base}/image.png",
        "awarded_date": _moment(row.awarded_at),
        "valid_until": _moment(row.valid_until) if row.valid_until else None,
    }


def said_here(row: Row) -> Mapping[str, Any] | None:
    """Give what only this award says, or None."""
    said: Mapping[str, Any] | None = json.loads(row.extra) if row.extra else None
    return said


def key_id(row: Row) -> str:
    """Give the name of the key that signed it."""
    return f"{row.did}#{row.public_multibase}"


def v3(row: Row) -> bytes:
    """Give the very bytes that were signed, with their proof; the row must be signed."""
    if row.signature is None:
        raise ValueError(f"the credential of award {row.award} is not signed yet")
    signature, source = bytes(row.signature), bytes(row.template_v3)
    if row.extra:
        return proof.compose(
            forms.Form(source),
            slots(row),
            signature=signature,
            key_id=key_id(row),
            created=row.proof_created,
            extra=said_here(row),
        )
    unsigned = forms.filled(source, slots(row))
    return proof.attach(unsigned, signature=signature, key_id=key_id(row), created=row.proof_created)


def v2(row: Row) -> bytes:
    """Give the hosted Open Badges 2.0 assertion of the same award."""
    return forms.filled(bytes(row.template_v2), slots_v2(row))


def v3_document(credential: models.Credential) -> bytes:
    """Give the same as `v3` of a credential whose models are at hand."""
    return v3(row_of(credential))


def v2_assertion(credential: models.Credential) -> bytes:
    """Give the same as `v2` of a credential whose models are at hand."""
    return v2(row_of(credential))
