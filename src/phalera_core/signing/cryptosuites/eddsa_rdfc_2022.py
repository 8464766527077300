"""The cryptosuite eddsa-rdfc-2022 (W3C Data Integrity EdDSA Cryptosuites, §3.2), by the standard's steps."""

from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.keys import multibase
from phalera_core.keys import signer as signers
from phalera_core.linkeddata import contexts
from phalera_core.signing.cryptosuites import members

NAME = "eddsa-rdfc-2022"
TYPE = members.TYPE
PURPOSE = members.PURPOSE
# The name it had in drafts; some badges still bear it (1EdTech's validator reads it too).
_DRAFT_NAME = "eddsa-2022"


def create(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    signer: signers.Signer,
    *,
    known: contexts.ContextSet = contexts.KNOWN,
) -> dict[str, Any]:
    """Create the proof of an unsecured document (§3.2.1 Create Proof).

    Raises what canonicalising raises: `DocumentError` and its kin, or `BudgetExceededError`.
    """
    # 1 to 3: proof is a copy of the options, the configuration hashed beside the document.
    proof = dict(options)
    config = proof_config(document, proof)
    # 4, 5: transformed data and hash.
    data = hash_data(document, config, known=known)
    # 6, 7: the signature, as base58btc in multibase.
    proof["proofValue"] = encode_signature(signer.sign(data))
    return proof


def verify(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    public: bytes,
    *,
    known: contexts.ContextSet = contexts.KNOWN,
    document_hash: bytes | None = None,
) -> None:
    """Verify the proof of a document that is given without it (§3.2.2 Verify Proof), or raise `ProofError`.

    `document_hash` spares hashing a document again whose `members.statements_hash` is known already.
    """
    check_shape(proof)
    # 3: proofBytes is the decoded proofValue.
    signature = decode_signature(proof["proofValue"])
    # 2, 4 to 6: the document without proof, the options without proofValue, and their hashes.
    config = proof_config(document, members.options_of(proof))
    data = members.statements_hash(config, known) + (
        document_hash or members.statements_hash(document, known)
    )
    # 7: proof verification.
    if not signers.verify_signature(public, data, signature):
        raise members.does_not_fit()


def proof_config(document: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """Give the proof options as they are hashed: in the contexts of the document (§3.2.5 Proof Configuration)."""
    return {**options, "@context": document.get("@context")}


def hash_data(
    document: Mapping[str, Any],
    config: Mapping[str, Any],
    *,
    known: contexts.ContextSet = contexts.KNOWN,
) -> bytes:
    """Hash configuration and document, 32 bytes each in this order (§3.2.3 Transformation and §3.2.4 Hashing)."""
    return members.statements_hash(config, known) + members.statements_hash(document, known)


def check_shape(proof: Mapping[str, Any]) -> None:
    """Check a proof's own members (Data Integrity, §4.4 Verify Proof), or raise `ProofError`.

    A proof of another type or suite raises `UnsupportedProofError`.
    """
    kind = proof.get("type")
    suite = proof.get("cryptosuite")
    if kind != TYPE or suite not in (NAME, _DRAFT_NAME):
        shown = f"{kind}, {suite}" if suite is not None else f"{kind}"
        raise errors.UnsupportedProofError(
            f"The proof is of a kind that we do not read ({shown[:100]}).",
            kind=shown[:100],
            field="proof",
            remedy=f"Verify it elsewhere, or ask the issuer for one of {NAME}.",
        )
    members.check(proof)


def encode_signature(signature: bytes) -> str:
    """Write a signature as a proofValue: base58btc in multibase."""
    return multibase.encode(signature)


def decode_signature(value: object) -> bytes:
    """Read the 64 bytes of a proofValue, or raise `ProofError`."""
    return members.decode_signature(value)
