"""The cryptosuite ecdsa-jcs-2019 (W3C Data Integrity ECDSA Cryptosuites, §3.3); read, never made.

As eddsa-jcs-2022, with the hash of the key's curve.
"""

from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.keys import curves
from phalera_core.signing.cryptosuites import eddsa_jcs_2022, members

NAME = "ecdsa-jcs-2019"


def verify(document: Mapping[str, Any], proof: Mapping[str, Any], public: bytes) -> None:
    """Verify the proof of a document that is given without it (§3.3.2 Verify Proof), or raise `ProofError`."""
    check_shape(proof)
    curve = curves.of(public)
    if curve is None:
        raise members.does_not_fit()
    options = members.options_of(proof)
    signature = members.decode_signature(proof["proofValue"], lengths=(curve.signature,))
    signed = eddsa_jcs_2022.as_signed(document, options)
    if not curves.verify(public, eddsa_jcs_2022.hash_data(signed, options, curve.digest), signature):
        raise members.does_not_fit()


def check_shape(proof: Mapping[str, Any]) -> None:
    """Check the proof's own members, or raise `ProofError`; `UnsupportedProofError` for another suite's."""
    if proof.get("type") != members.TYPE or proof.get("cryptosuite") != NAME:
        raise errors.UnsupportedProofError(f"The proof is none of {NAME}.", kind=NAME, field="proof")
    members.check(proof, lengths=members.ECDSA_LENGTHS)
