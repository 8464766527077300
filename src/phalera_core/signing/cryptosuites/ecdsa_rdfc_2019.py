"""The cryptosuite ecdsa-rdfc-2019 (W3C Data Integrity ECDSA Cryptosuites, §3.2); read, never made.

With P-256 everything is hashed with SHA-256, with P-384 with SHA-384, the labels of blank nodes included (§3).
"""

from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.keys import curves
from phalera_core.linkeddata import contexts
from phalera_core.signing.cryptosuites import members

NAME = "ecdsa-rdfc-2019"


def verify(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    public: bytes,
    *,
    known: contexts.ContextSet = contexts.KNOWN,
    document_hash: bytes | None = None,
) -> None:
    """Verify the proof of a document that is given without it (§3.2.2 Verify Proof), or raise `ProofError`.

    `public` is the compressed point. `document_hash` is as for eddsa-rdfc-2022, by the curve's hash.
    """
    check_shape(proof)
    curve = curves.of(public)
    if curve is None:
        raise members.does_not_fit()
    signature = members.decode_signature(proof["proofValue"], lengths=(curve.signature,))
    # §3.2.3 to 3.2.5: as eddsa-rdfc-2022, with the curve's hash.
    config = {**members.options_of(proof), "@context": document.get("@context")}
    data = members.statements_hash(config, known, curve.digest) + (
        document_hash or members.statements_hash(document, known, curve.digest)
    )
    # §3.2.7: proof verification.
    if not curves.verify(public, data, signature):
        raise members.does_not_fit()


def check_shape(proof: Mapping[str, Any]) -> None:
    """Check the proof's own members, or raise `ProofError`; `UnsupportedProofError` for another suite's."""
    if proof.get("type") != members.TYPE or proof.get("cryptosuite") != NAME:
        raise errors.UnsupportedProofError(f"The proof is none of {NAME}.", kind=NAME, field="proof")
    members.check(proof, lengths=members.ECDSA_LENGTHS)
