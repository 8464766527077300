"""The cryptosuite eddsa-jcs-2022 (W3C Data Integrity EdDSA Cryptosuites, §3.3), by the standard's steps.

It signs the JSON itself, not what it states, so that also what no context defines is covered by the signature.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.keys import multibase
from phalera_core.keys import signer as signers
from phalera_core.linkeddata import jcs
from phalera_core.signing.cryptosuites import members

NAME = "eddsa-jcs-2022"


def create(document: Mapping[str, Any], options: Mapping[str, Any], signer: signers.Signer) -> dict[str, Any]:
    """Create the proof of an unsecured document (§3.3.1 Create Proof); `ValueRefusedError` for what JCS cannot say."""
    # 1, 2: a copy of the options, with the document's contexts.
    proof = dict(options)
    if "@context" in document:
        proof = {"@context": document["@context"], **proof}
    # 3 to 6: configuration, transformation and hash. 7, 8: the signature.
    data = hash_data(document, proof)
    proof["proofValue"] = multibase.encode(signer.sign(data))
    return proof


def verify(document: Mapping[str, Any], proof: Mapping[str, Any], public: bytes) -> None:
    """Verify the proof of a document that is given without it (§3.3.2 Verify Proof), or raise `ProofError`."""
    check_shape(proof)
    # 2, 3: options without proofValue, and the signature's bytes.
    options = members.options_of(proof)
    signature = members.decode_signature(proof["proofValue"])
    # 4 to 8: contexts, transformation, configuration, hash and verification.
    data = hash_data(as_signed(document, options), options)
    if not signers.verify_signature(public, data, signature):
        raise members.does_not_fit()


def as_signed(document: Mapping[str, Any], options: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the document with the contexts that were signed, which must be the first of its own; else `ProofError`."""
    if "@context" not in options:
        return document
    signed, found = _listed(options["@context"]), _listed(document.get("@context"))
    if found[: len(signed)] != signed:
        raise errors.ProofError(
            "The document's contexts are not the ones that were signed.",
            field="@context",
            remedy="Ask the issuer for the original badge.",
        )
    return {**document, "@context": options["@context"]}


def hash_data(document: Mapping[str, Any], config: Mapping[str, Any], digest: str = "sha256") -> bytes:
    """Hash configuration and document, in this order (§3.3.4 Hashing)."""
    return b"".join(hashlib.new(digest, jcs.encode(part)).digest() for part in (config, document))


def check_shape(proof: Mapping[str, Any]) -> None:
    """Check the proof's own members, or raise `ProofError`; `UnsupportedProofError` for another suite's."""
    if proof.get("type") != members.TYPE or proof.get("cryptosuite") != NAME:
        raise errors.UnsupportedProofError(f"The proof is none of {NAME}.", kind=NAME, field="proof")
    members.check(proof)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
