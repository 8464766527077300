"""The cryptosuite eddsa-rdfc-2022 (W3C Data Integrity EdDSA Cryptosuites, §3.2), by the standard's steps."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import base58

from phalera_core import errors
from phalera_core.keys import multibase
from phalera_core.keys import signer as signers
from phalera_core.linkeddata import canonical, contexts

NAME = "eddsa-rdfc-2022"
TYPE = "DataIntegrityProof"
PURPOSE = "assertionMethod"
SIGNATURE_LENGTH = 64
# 64 bytes are at most 88 letters of base58btc. Decoding is quadratic and overlooks white space, so this comes first.
_PROOF_VALUE = re.compile(r"z[1-9A-HJ-NP-Za-km-z]{64,88}")
_DATE_TIME = re.compile(r"-?\d{4,9}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")


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
) -> None:
    """Verify the proof of a document that is given without it (§3.2.2 Verify Proof), or raise `ProofError`."""
    check_shape(proof)
    # 3: proofBytes is the decoded proofValue.
    signature = decode_signature(proof["proofValue"])
    # 2, 4 to 6: the document without proof, the options without proofValue, and their hashes.
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    data = hash_data(document, proof_config(document, options), known=known)
    # 7: proof verification.
    if not signers.verify_signature(public, data, signature):
        raise errors.ProofError(
            "The signature does not fit the document and the key: one of them was changed.",
            field="proof.proofValue",
            remedy="Ask the issuer for the original badge.",
        )


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
    config_hash = hashlib.sha256(canonical.to_nquads(config, known=known).encode()).digest()
    document_hash = hashlib.sha256(canonical.to_nquads(document, known=known).encode()).digest()
    return config_hash + document_hash


def check_shape(proof: Mapping[str, Any]) -> None:
    """Check a proof's own members (Data Integrity, §4.4 Verify Proof), or raise `ProofError`.

    A proof of another type or suite raises `UnsupportedProofError`.
    """
    kind = proof.get("type")
    suite = proof.get("cryptosuite")
    if kind != TYPE or suite != NAME:
        shown = f"{kind}, {suite}" if suite is not None else f"{kind}"
        raise errors.UnsupportedProofError(
            f"The proof is of a kind that we do not read ({shown[:100]}).",
            kind=shown[:100],
            field="proof",
            remedy=f"Verify it elsewhere, or ask the issuer for one of {NAME}.",
        )
    if "previousProof" in proof:
        raise errors.UnsupportedProofError(
            "The proof is part of a chain, which we do not read.",
            kind="previousProof",
            field="proof.previousProof",
        )
    if proof.get("proofPurpose") != PURPOSE:
        raise errors.ProofError(
            f"The proof was made for another purpose than {PURPOSE}.", field="proof.proofPurpose"
        )
    if not isinstance(proof.get("verificationMethod"), str):
        raise errors.ProofError(
            "The proof does not name the key it was made with.", field="proof.verificationMethod"
        )
    for name in ("created", "expires"):
        if name in proof and not (isinstance(proof[name], str) and _DATE_TIME.fullmatch(proof[name])):
            raise errors.ProofError(f"The proof's {name} is not a moment.", field=f"proof.{name}")
    decode_signature(proof.get("proofValue"))


def encode_signature(signature: bytes) -> str:
    """Write a signature as a proofValue: base58btc in multibase."""
    return multibase.encode(signature)


def decode_signature(value: object) -> bytes:
    """Read the 64 bytes of a proofValue, or raise `ProofError`."""
    if isinstance(value, str) and _PROOF_VALUE.fullmatch(value):
        signature: bytes = base58.b58decode(value[1:])
        if len(signature) == SIGNATURE_LENGTH:
            return signature
    raise errors.ProofError(
        "The proofValue is not a signature of 64 bytes in base58btc.",
        field="proof.proofValue",
        remedy="Ask the issuer for the original badge.",
    )
