"""Ed25519Signature2020, which Data Integrity replaced and many wallets' badges still bear; read, never made.

As eddsa-rdfc-2022, but the proof's type names it, and its words come from a context of its own, which the document
must name (CCG Ed25519Signature2020).
"""

from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.keys import signer as signers
from phalera_core.linkeddata import contexts
from phalera_core.signing.cryptosuites import members

TYPE = "Ed25519Signature2020"


def verify(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    public: bytes,
    *,
    known: contexts.ContextSet = contexts.KNOWN,
    document_hash: bytes | None = None,
) -> None:
    """Verify the proof of a document that is given without it, or raise `ProofError`."""
    check_shape(proof)
    signature = members.decode_signature(proof["proofValue"])
    config = {**members.options_of(proof), "@context": document.get("@context")}
    data = members.statements_hash(config, known) + (
        document_hash or members.statements_hash(document, known)
    )
    if not signers.verify_signature(public, data, signature):
        raise members.does_not_fit()


def check_shape(proof: Mapping[str, Any]) -> None:
    """Check the proof's own members, or raise `ProofError`; `UnsupportedProofError` for another type's."""
    if proof.get("type") != TYPE or "cryptosuite" in proof:
        raise errors.UnsupportedProofError(f"The proof is no {TYPE}.", kind=TYPE, field="proof")
    members.check(proof)
