"""The cryptosuite ecdsa-rdfc-2019 with P-256 (W3C Data Integrity ECDSA Cryptosuites, §3.2); read, never made."""

from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.linkeddata import contexts
from phalera_core.signing.cryptosuites import members

NAME = "ecdsa-rdfc-2019"
KEY_LENGTH = 33  # bytes of a compressed point on P-256 (SEC 1, §2.3.3)
_HALF = members.SIGNATURE_LENGTH // 2


def verify(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    public: bytes,
    *,
    known: contexts.ContextSet = contexts.KNOWN,
    document_hash: bytes | None = None,
) -> None:
    """Verify the proof of a document that is given without it (§3.2.2 Verify Proof), or raise `ProofError`.

    `public` is the compressed point. `document_hash` is as for eddsa-rdfc-2022.
    """
    check_shape(proof)
    signature = members.decode_signature(proof["proofValue"])
    # §3.2.3 to 3.2.5: as eddsa-rdfc-2022, since P-256 goes with SHA-256.
    config = {**members.options_of(proof), "@context": document.get("@context")}
    data = members.statements_hash(config, known) + (
        document_hash or members.statements_hash(document, known)
    )
    # §3.2.7: proof verification.
    if not _fits(public, data, signature):
        raise members.does_not_fit()


def check_shape(proof: Mapping[str, Any]) -> None:
    """Check the proof's own members, or raise `ProofError`; `UnsupportedProofError` for another suite's."""
    if proof.get("type") != members.TYPE or proof.get("cryptosuite") != NAME:
        raise errors.UnsupportedProofError(f"The proof is none of {NAME}.", kind=NAME, field="proof")
    members.check(proof)


def _fits(public: bytes, data: bytes, signature: bytes) -> bool:
    # Elliptic curves beside Ed25519 are slow to load, and few badges use them.
    from cryptography import exceptions
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    halves = (int.from_bytes(half, "big") for half in (signature[:_HALF], signature[_HALF:]))
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
        key.verify(utils.encode_dss_signature(*halves), data, ec.ECDSA(hashes.SHA256()))
    except (exceptions.InvalidSignature, ValueError):
        # ValueError: bytes that are no point of the curve, which can have signed nothing.
        return False
    return True
