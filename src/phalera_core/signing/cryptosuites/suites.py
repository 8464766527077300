"""The kinds of proof that we can check, each by its name."""

import enum
from collections.abc import Mapping
from typing import Any

from phalera_core.keys import curves
from phalera_core.keys import public as keys
from phalera_core.linkeddata import contexts
from phalera_core.signing.cryptosuites import (
    ecdsa_jcs_2019,
    ecdsa_rdfc_2019,
    ed25519_signature_2020,
    eddsa_jcs_2022,
    eddsa_rdfc_2022,
    members,
)

_ECDSA = (keys.Kind.P256, keys.Kind.P384)


class Suite(enum.StrEnum):
    """A kind of proof that we can check."""

    EDDSA_RDFC_2022 = eddsa_rdfc_2022.NAME
    EDDSA_JCS_2022 = eddsa_jcs_2022.NAME
    ECDSA_RDFC_2019 = ecdsa_rdfc_2019.NAME
    ECDSA_JCS_2019 = ecdsa_jcs_2019.NAME
    ED25519_SIGNATURE_2020 = ed25519_signature_2020.TYPE

    @property
    def signs_statements(self) -> bool:
        """Whether it signs what the document states (RDF); otherwise it signs the JSON."""
        return self not in {Suite.EDDSA_JCS_2022, Suite.ECDSA_JCS_2019}

    @property
    def _is_ecdsa(self) -> bool:
        return self in {Suite.ECDSA_RDFC_2019, Suite.ECDSA_JCS_2019}

    def takes(self, public: bytes) -> bool:
        """Say whether a raw public key is of the kind that its proofs are made with."""
        kinds = _ECDSA if self._is_ecdsa else (keys.Kind.ED25519,)
        return keys.kind_of(public) in kinds

    def signature(self, value: object) -> bytes:
        """Read the signature of a proofValue, or raise `ProofError`."""
        if self._is_ecdsa:
            return members.decode_signature(value, lengths=members.ECDSA_LENGTHS)
        return members.decode_signature(value)


def find(proof: Mapping[str, Any]) -> Suite | None:
    """Give the suite of a proof, or None when we cannot check its kind."""
    named = proof.get("cryptosuite") if proof.get("type") == members.TYPE else proof.get("type")
    if named == "eddsa-2022":
        return Suite.EDDSA_RDFC_2022
    return next((suite for suite in Suite if suite == named and named != members.TYPE), None)


def digest_for(public: bytes) -> str:
    """Give the hash that goes with a key in proofs, by hashlib's name."""
    curve = curves.of(public)
    return curve.digest if curve else "sha256"


def verify(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    public: bytes,
    *,
    known: contexts.ContextSet = contexts.KNOWN,
    document_hash: bytes | None = None,
) -> None:
    """Verify a proof of what it secures, which is the document without it.

    Raises `ProofError`, `UnsupportedProofError` for a kind that we do not read, and what canonicalising raises.
    `document_hash` spares hashing the statements of the document again, by the hash that goes with the key.
    """
    match find(proof):
        case Suite.EDDSA_RDFC_2022 | None:
            # Says of a kind that we do not know what it is.
            eddsa_rdfc_2022.verify(document, proof, public, known=known, document_hash=document_hash)
        case Suite.EDDSA_JCS_2022:
            eddsa_jcs_2022.verify(document, proof, public)
        case Suite.ECDSA_RDFC_2019:
            ecdsa_rdfc_2019.verify(document, proof, public, known=known, document_hash=document_hash)
        case Suite.ECDSA_JCS_2019:
            ecdsa_jcs_2019.verify(document, proof, public)
        case Suite.ED25519_SIGNATURE_2020:
            ed25519_signature_2020.verify(document, proof, public, known=known, document_hash=document_hash)
