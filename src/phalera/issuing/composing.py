"""Rows become documents: the version's form, filled with what the row says, and its signature (design, section 5)."""

import functools
import json
from collections.abc import Mapping
from typing import Any

from phalera.authoring.models import AchievementVersion
from phalera.issuing import models
from phalera_core.documents import text
from phalera_core.linkeddata import forms
from phalera_core.signing import lengths, proof


def slots(
    credential: models.Credential, version: AchievementVersion, entry: models.StatusEntry, award_uuid: object
) -> dict[str, str | None]:
    """Give what a row puts into the form of its Open Badges 3.0 credential."""
    list_url = entry.status_list.url
    return {
        "id": f"{version.public_url}/credentials/{award_uuid}",
        "subject_id": f"urn:uuid:{credential.subject_id}",
        "identity_hash": credential.address_hash,
        "salt": credential.salt,
        "valid_from": text.timestamp(credential.valid_from),
        "valid_until": text.timestamp(credential.valid_until) if credential.valid_until else None,
        "awarded_date": text.timestamp(credential.awarded_at),
        "status_id": f"{list_url}#{entry.index}",
        "status_index": str(entry.index),
        "status_list": list_url,
    }


def said_here(credential: models.Credential) -> Mapping[str, Any] | None:
    """Give what only this award says, or None."""
    said: Mapping[str, Any] | None = json.loads(credential.extra) if credential.extra else None
    return said


def v3_document(credential: models.Credential) -> bytes:
    """Give the very bytes that were signed, with their proof; the row must be signed."""
    award, version = credential.award, credential.version
    if credential.signature is None:
        raise ValueError(f"credential {credential.uuid} is not signed yet")
    return proof.compose(
        form(bytes(version.template_v3)),
        slots(credential, version, award.status, award.uuid),
        signature=bytes(credential.signature),
        key_id=f"{credential.key.issuer.did}#{credential.key.public_multibase}",
        created=credential.proof_created,
        extra=said_here(credential),
    )


def v3_length(credential: models.Credential) -> int:
    """Give how many bytes `v3_document` has, in most cases without making them."""
    award, version = credential.award, credential.version
    if credential.extra or credential.signature is None:
        return len(v3_document(credential))
    return lengths.composed(
        bytes(version.template_v3),
        slots(credential, version, award.status, award.uuid),
        signature=bytes(credential.signature),
        key_id=f"{credential.key.issuer.did}#{credential.key.public_multibase}",
        created=credential.proof_created,
    )


def v2_assertion(credential: models.Credential) -> bytes:
    """Give the hosted Open Badges 2.0 assertion of the same award."""
    return form(bytes(credential.version.template_v2)).fill(_slots_v2(credential))


def v2_length(credential: models.Credential) -> int:
    """Give how many bytes `v2_assertion` has, without making them."""
    return forms.length(bytes(credential.version.template_v2), _slots_v2(credential))


def _slots_v2(credential: models.Credential) -> dict[str, str | None]:
    base = f"{credential.version.public_url}/ob2/assertions/{credential.award.uuid}"
    return {
        "id": base,
        "identity_hash": credential.address_hash,
        "salt": credential.salt,
        "image": f"{base}/image.png",
        "awarded_date": text.timestamp(credential.awarded_at),
        "valid_until": text.timestamp(credential.valid_until) if credential.valid_until else None,
    }


# A version's bytes never change, so what was made of them holds for ever.
@functools.lru_cache(maxsize=512)
def form(source: bytes) -> forms.Form:
    """Give the form cut at its slots: all that composing needs."""
    return forms.Form(source)
