"""The kinds of proof that we can check, each by its name."""

import enum
from collections.abc import Mapping
from typing import Any

from phalera_core.linkeddata import contexts
from phalera_core.signing.cryptosuites import (
    ecdsa_rdfc_2019,
    ed25519_signature_2020,
    eddsa_jcs_2022,
    eddsa_rdfc_2022,
    members,
)

# Letters of 96 bytes in base58btc, and the z before them; the 64 bytes of P-256 have 88 letters at most.
_P384_PROOF_VALUES = range(129, 135)


class Suite(enum.StrEnum):
    """A kind of proof that we can check."""

    EDDSA_RDFC_2022 = eddsa_rdfc_2022.NAME
    EDDSA_JCS_2022 = eddsa_jcs_2022.NAME
    ECDSA_RDFC_2019 = ecdsa_rdfc_2019.NAME
    ED25519_SIGNATURE_2020 = ed25519_signature_2020.TYPE

    @property
    def signs_statements(self) -> bool:
        """Whether it signs what the document states (RDF); otherwise it signs the JSON."""
        return self is not Suite.EDDSA_JCS_2022

    @property
    def key_length(self) -> int:
        """How many bytes its public keys have."""
        return ecdsa_rdfc_2019.KEY_LENGTH if self is Suite.ECDSA_RDFC_2019 else 32


def find(proof: Mapping[str, Any]) -> Suite | None:
    """Give the suite of a proof, or None when we cannot check its kind, parts of a chain included."""
    if "previousProof" in proof or _is_by_p384(proof):
        return None
    named = proof.get("cryptosuite") if proof.get("type") == members.TYPE else proof.get("type")
    if named == "eddsa-2022":
        return Suite.EDDSA_RDFC_2022
    return next((suite for suite in Suite if suite == named and named != members.TYPE), None)


def _is_by_p384(proof: Mapping[str, Any]) -> bool:
    """Say whether a proof of ecdsa-rdfc-2019 was made with the larger of its two curves, which we do not read."""
    value = proof.get("proofValue")
    return (
        proof.get("cryptosuite") == ecdsa_rdfc_2019.NAME
        and isinstance(value, str)
        and len(value) in _P384_PROOF_VALUES
    )


def verify(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    public: bytes,
    *,
    known: contexts.ContextSet = contexts.KNOWN,
    document_hash: bytes | None = None,
) -> None:
    """Verify a proof of a document that is given without it.

    Raises `ProofError`, `UnsupportedProofError` for a kind that we do not read, and what canonicalising raises.
    `document_hash` spares hashing the statements of the document again.
    """
    match find(proof):
        case Suite.EDDSA_RDFC_2022 | None:
            # Says of a kind that we do not know what it is.
            eddsa_rdfc_2022.verify(document, proof, public, known=known, document_hash=document_hash)
        case Suite.EDDSA_JCS_2022:
            eddsa_jcs_2022.verify(document, proof, public)
        case Suite.ECDSA_RDFC_2019:
            ecdsa_rdfc_2019.verify(document, proof, public, known=known, document_hash=document_hash)
        case Suite.ED25519_SIGNATURE_2020:
            ed25519_signature_2020.verify(document, proof, public, known=known, document_hash=document_hash)
