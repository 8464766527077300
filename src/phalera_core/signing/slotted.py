"""Sign and compose credentials that are kept as a template, a few slots and a signature (design §5).

`compose` of what `sign_template` signed gives the very bytes that the general path gives for the same document.
"""

import dataclasses
import datetime as dt
import functools
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.documents import text, v3
from phalera_core.keys import signer as signers
from phalera_core.linkeddata import canonical, forms
from phalera_core.linkeddata import template as templates
from phalera_core.signing import proof
from phalera_core.signing.cryptosuites import eddsa_rdfc_2022

# Proofs of one batch share key and moment, so their configuration is hashed once.
_CONFIGS = 256


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SignedSlots:
    """A signature over a filled template, and whether the fast path made it."""

    signature: bytes
    fast: bool


def sign_template(
    template: templates.Template,
    slots: templates.Slots,
    signer: signers.Signer,
    *,
    created: dt.datetime,
    extra: Mapping[str, Any] | None = None,
) -> SignedSlots:
    """Sign the template's document with these slots, by the general path where the fast one must not be used.

    Raises `ValueRefusedError` for text that must not be signed, otherwise as `proof.sign`.
    """
    _check(slots)
    fast = extra is None
    if fast:
        try:
            document_hash = template.hash(slots)
        except errors.FallbackNeededError:
            fast = False
    if not fast:
        document = _document(template, slots, extra)
        text.check_all(document)
        document_hash = hashlib.sha256(canonical.to_nquads(document).encode()).digest()
    config_hash = _config_hash(template.contexts, signer.key_id, created)
    return SignedSlots(signature=signer.sign(config_hash + document_hash), fast=fast)


def compose(
    template: templates.Template,
    slots: templates.Slots,
    *,
    signature: bytes,
    key_id: str,
    created: dt.datetime,
    extra: Mapping[str, Any] | None = None,
) -> bytes:
    """Give the exact signed document; `DocumentError` when a slot has no value."""
    unsigned = template.fill(slots) if extra is None else _dump(_document(template, slots, extra))
    options = proof.proof_options(key_id=key_id, created=created)
    made = {**options, "proofValue": eddsa_rdfc_2022.encode_signature(signature)}
    return b'%b,"proof":%b}' % (unsigned[:-1], _dump(made))


def _document(
    template: templates.Template, slots: templates.Slots, extra: Mapping[str, Any] | None
) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(template.fill(slots))
    return document if extra is None else v3.add_extra(document, extra)


def _check(slots: templates.Slots) -> None:
    try:
        text.check_text("".join([value for value in slots.values() if value is not None]), "the slots")
    except errors.ValueRefusedError:
        for name, value in slots.items():
            text.check_text(value or "", name)
        raise


@functools.lru_cache(maxsize=_CONFIGS)
def _config_hash(contexts: tuple[str, ...], key_id: str, created: dt.datetime) -> bytes:
    slots = {"created": text.timestamp(created), "verification_method": key_id}
    try:
        return _config_template(contexts).hash(slots)
    except errors.FallbackNeededError:
        config = json.loads(_config_template(contexts).fill(slots))
        return hashlib.sha256(canonical.to_nquads(config).encode()).digest()


@functools.lru_cache(maxsize=16)
def _config_template(contexts: tuple[str, ...]) -> templates.Template:
    options = {
        "type": eddsa_rdfc_2022.TYPE,
        "cryptosuite": eddsa_rdfc_2022.NAME,
        "created": forms.slot("created"),
        "verificationMethod": forms.slot("verification_method"),
        "proofPurpose": eddsa_rdfc_2022.PURPOSE,
    }
    return templates.compile_template(
        _dump(eddsa_rdfc_2022.proof_config({"@context": list(contexts)}, options))
    )


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
