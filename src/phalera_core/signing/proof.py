"""Put a proof on a document and check it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.documents import text
from phalera_core.keys import signer as signers
from phalera_core.linkeddata import contexts
from phalera_core.signing.cryptosuites import eddsa_rdfc_2022


def sign(document: Mapping[str, Any], signer: signers.Signer, *, created: dt.datetime) -> dict[str, Any]:
    """Give the document with a proof by `signer`, made by the general path.

    Raises `DocumentError` and its kin when it must not be signed, `BudgetExceededError` when it is too large.
    """
    if "proof" in document:
        raise errors.DocumentError(
            "The document is signed already.", field="proof", remedy="Take its proof out to sign it anew."
        )
    text.check_all(document)
    options = proof_options(key_id=signer.key_id, created=created)
    return {**document, "proof": eddsa_rdfc_2022.create(document, options, signer)}


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
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    eddsa_rdfc_2022.verify(unsecured, chosen, public, known=known)


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
