"""What the members of every Data Integrity proof have in common (W3C Data Integrity 1.0, §2.1 and §4.4)."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import base58

from phalera_core import errors
from phalera_core.keys import curves
from phalera_core.linkeddata import canonical, contexts

TYPE = "DataIntegrityProof"
PURPOSE = "assertionMethod"
SIGNATURE_LENGTH = 64  # bytes, of Ed25519 as of ECDSA with P-256
# The same of ECDSA, whose larger curve has larger ones.
ECDSA_LENGTHS = tuple(curve.signature for curve in curves.ALL)
# 96 bytes are at most 132 letters of base58btc. Decoding is quadratic and overlooks white space, so this comes first.
_PROOF_VALUE = re.compile(r"z[1-9A-HJ-NP-Za-km-z]{64,132}")
_DATE_TIME = re.compile(r"-?\d{4,9}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")


def check(proof: Mapping[str, Any], *, lengths: tuple[int, ...] = (SIGNATURE_LENGTH,)) -> None:
    """Check purpose, key name, moments and signature of a proof whose kind is known, or raise `ProofError`."""
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
    decode_signature(proof.get("proofValue"), lengths=lengths)


def options_of(proof: Mapping[str, Any]) -> dict[str, Any]:
    """Give what of a proof is hashed: all of it but the signature."""
    return {name: value for name, value in proof.items() if name != "proofValue"}


def statements_hash(document: Mapping[str, Any], known: contexts.ContextSet, digest: str = "sha256") -> bytes:
    """Give the hash of a document's canonical N-Quads, or raise what canonicalising raises."""
    return hashlib.new(digest, canonical.to_nquads(document, known=known, digest=digest).encode()).digest()


def decode_signature(value: object, *, lengths: tuple[int, ...] = (SIGNATURE_LENGTH,)) -> bytes:
    """Read the bytes of a proofValue, as many as one of `lengths`, or raise `ProofError`."""
    if isinstance(value, str) and _PROOF_VALUE.fullmatch(value):
        signature: bytes = base58.b58decode(value[1:])
        if len(signature) in lengths:
            return signature
    raise errors.ProofError(
        f"The proofValue is not a signature of {' or '.join(map(str, lengths))} bytes in base58btc.",
        field="proof.proofValue",
        remedy="Ask the issuer for the original badge.",
    )


def does_not_fit() -> errors.ProofError:
    """Say that the signature is not one of this document by this key."""
    return errors.ProofError(
        "The signature does not fit the document and the key: one of them was changed.",
        field="proof.proofValue",
        remedy="Ask the issuer for the original badge.",
    )
