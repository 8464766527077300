"""Put a proof on a document and check it.

`sign` is the general path, for any document. `sign_template` and `compose` are for credentials that are kept as a
template, a few slots and a signature (design §5); they give the very bytes that the general path gives.
"""

import dataclasses
import datetime as dt
import functools
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.documents import text
from phalera_core.keys import signer as signers
from phalera_core.linkeddata import canonical, contexts, forms
from phalera_core.linkeddata import template as templates
from phalera_core.signing.cryptosuites import eddsa_jcs_2022, eddsa_rdfc_2022, suites

# Proofs of one batch share key and moment, so their configuration is hashed once.
_CONFIGS = 256


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SignedSlots:
    """A signature over a filled template, and whether the fast path made it."""

    signature: bytes
    fast: bool


def sign(
    document: Mapping[str, Any], signer: signers.Signer, *, created: dt.datetime, cryptosuite: str = ""
) -> dict[str, Any]:
    """Give the document with a proof by `signer`, made by the general path.

    The cryptosuite is eddsa-rdfc-2022 unless eddsa-jcs-2022 is asked for.

    Raises `DocumentError` and its kin when it must not be signed, `BudgetExceededError` when it is too large.
    """
    if "proof" in document:
        raise errors.DocumentError(
            "The document is signed already.", field="proof", remedy="Take its proof out to sign it anew."
        )
    text.check_all(document)
    options = proof_options(key_id=signer.key_id, created=created)
    if cryptosuite == eddsa_jcs_2022.NAME:
        # Only what also has a meaning to readers of linked data is signed.
        canonical.to_quads(document)
        options["cryptosuite"] = eddsa_jcs_2022.NAME
        return {**document, "proof": eddsa_jcs_2022.create(document, options, signer)}
    if cryptosuite not in ("", eddsa_rdfc_2022.NAME):
        raise errors.UnsupportedProofError(
            f"We do not sign with {cryptosuite}.",
            kind=cryptosuite,
            remedy=f"Use {eddsa_rdfc_2022.NAME} or {eddsa_jcs_2022.NAME}.",
        )
    return {**document, "proof": eddsa_rdfc_2022.create(document, options, signer)}


def sign_template(
    template: templates.Template,
    slots: templates.Slots,
    signer: signers.Signer,
    *,
    created: dt.datetime,
    extra: Mapping[str, Any] | None = None,
) -> SignedSlots:
    """Sign the template's document with these slots, by the general path where the fast one must not be used.

    Raises `ValueRefusedError` for text that must not be signed, otherwise as `sign`.
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
    template: templates.Template | forms.Form,
    slots: templates.Slots,
    *,
    signature: bytes,
    key_id: str,
    created: dt.datetime,
    extra: Mapping[str, Any] | None = None,
) -> bytes:
    """Give the exact signed document; `DocumentError` when a slot has no value."""
    unsigned = template.fill(slots) if extra is None else _dump(_document(template, slots, extra))
    return attach(unsigned, signature=signature, key_id=key_id, created=created)


def attach(unsigned: bytes, *, signature: bytes, key_id: str, created: dt.datetime) -> bytes:
    """Give the exact signed document of the very bytes that were signed."""
    encoded = eddsa_rdfc_2022.encode_signature(signature).encode("ascii")
    return b'%b,%b%b"}}' % (unsigned[:-1], _unfinished(key_id, created), encoded)


def verify_proof(
    document: Mapping[str, Any],
    public: bytes,
    *,
    proof: Mapping[str, Any] | None = None,
    known: contexts.ContextSet = contexts.KNOWN,
) -> None:
    """Check the document's proof (one of several when `proof` is given) with the raw public key.

    Raises `ProofError` when it is malformed or does not fit, `UnsupportedProofError` when we do not read its kind, and
    what canonicalising raises.
    """
    chosen = proof
    if chosen is None:
        found = proofs(document)
        if len(found) != 1:
            raise errors.ProofError(
                f"The document has {len(found)} proofs where one was expected.", field="proof"
            )
        chosen = found[0]
    suites.verify(secured(document, chosen), chosen, public, known=known)


def secured(document: Mapping[str, Any], proof: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a proof of a document secures: all but its proofs, and of these those that it rests on.

    (Data Integrity 1.0, §4.5 Verify Proof Sets and Chains.) `ProofError` when one of those is not there.
    """
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    if "previousProof" not in proof:
        return unsecured
    named = proof["previousProof"]
    found = [_named(name, document, proof) for name in (named if isinstance(named, list) else [named])]
    return {**unsecured, "proof": found}


def proofs(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the proofs of a document, none, one or several, or raise `ProofError` when they are no objects."""
    found = document.get("proof", [])
    listed = found if isinstance(found, list | tuple) else [found]
    if not all(isinstance(entry, Mapping) for entry in listed):
        raise errors.ProofError("The proof is not an object.", field="proof")
    return list(listed)


def proof_options(*, key_id: str, created: dt.datetime) -> dict[str, Any]:
    """Give the members of a proof of ours before its signature, in the order in which we write them."""
    return {
        "type": eddsa_rdfc_2022.TYPE,
        "cryptosuite": eddsa_rdfc_2022.NAME,
        "created": text.timestamp(created),
        "verificationMethod": key_id,
        "proofPurpose": eddsa_rdfc_2022.PURPOSE,
    }


def _named(name: object, document: Mapping[str, Any], proof: Mapping[str, Any]) -> Mapping[str, Any]:
    found = [each for each in proofs(document) if each is not proof and each.get("id") == name]
    if not isinstance(name, str) or len(found) != 1:
        raise errors.ProofError(
            "The proof rests on another one that is not in the document.",
            field="proof.previousProof",
            remedy="Ask the issuer for the original badge.",
        )
    return found[0]


@functools.lru_cache(maxsize=_CONFIGS)
def _unfinished(key_id: str, created: dt.datetime) -> bytes:
    """Give the member `proof` up to where the signature begins."""
    options = proof_options(key_id=key_id, created=created)
    return b'"proof":%b' % _dump({**options, "proofValue": ""}).removesuffix(b'"}')


def _document(
    template: templates.Template | forms.Form, slots: templates.Slots, extra: Mapping[str, Any] | None
) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(template.fill(slots))
    if extra is None:
        return document
    # Its many records take as long to import as all else that signs, and few awards say more.
    from phalera_core.documents import v3

    return v3.add_extra(document, extra)


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
