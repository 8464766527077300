"""Is it, to the letter, what was signed? (Data Integrity 1.0, 4.4: Verify Proof; eddsa-rdfc-2022, 3.2.2)."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from phalera_core import errors
from phalera_core.keys import dids
from phalera_core.signing import proof as signing
from phalera_core.verifying import findings, issuers, moments, words
from phalera_core.verifying.report import Check, Outcome

SUITE = "eddsa-rdfc-2022"
_MAX_PROOFS = 4  # Each costs a canonicalisation; nobody needs more.
# Multibase base58btc of 64 bytes. Decoders forgive white space at the end; a signature has one spelling here.
_PROOF_VALUE = re.compile(r"z[1-9A-HJ-NP-Za-km-z]{64,88}")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The check of the proofs and, when it passed, the keys that made them."""

    check: Check
    keys: tuple[issuers.SigningKey, ...] = ()


def check_proof(document: Mapping[str, Any], *, now: dt.datetime, resolver: dids.Resolver) -> Signed:
    """Check that the document is what the key named in its proof signed.

    Of several proofs all that we can check must hold, and at least one must be of the kind we check.
    """
    try:
        keys = tuple(
            _check_one(document, proof, now, resolver) for proof in _supported(document.get("proof"))
        )
    except findings.Found as found:
        return Signed(check=found.check("proof"))
    check = Check(id="proof", outcome=Outcome.PASSED, message="Nothing was changed after it was signed.")
    return Signed(check=check, keys=keys)


def _supported(value: object) -> Sequence[Mapping[str, Any]]:
    listed = value if isinstance(value, list) else [value]
    if value is None or not listed:
        raise findings.failed(
            "It is not signed, so anybody could have written it.",
            "Ask for the original file: a copy saved by hand may have lost its signature.",
        )
    if len(listed) > _MAX_PROOFS:
        raise findings.unknown(
            f"It carries more than {_MAX_PROOFS} signatures.", "Ask the issuer for a plain one."
        )
    mine = [proof for proof in listed if isinstance(proof, Mapping) and proof.get("cryptosuite") == SUITE]
    if not mine:
        first = listed[0] if isinstance(listed[0], Mapping) else {}
        kind = first.get("cryptosuite", first.get("type"))
        raise findings.unknown(
            f"It is signed in a way that is not supported yet: {words.quote(kind)}.",
            f"Ask the issuer for one signed with {SUITE}, or check it with another verifier.",
        )
    return mine


def _check_one(
    document: Mapping[str, Any], proof: Mapping[str, Any], now: dt.datetime, resolver: dids.Resolver
) -> issuers.SigningKey:
    # 3. to 6. It has its members, its purpose is to state something, and it is in time.
    _check_members(proof)
    _check_times(proof, now)
    # 7. The signature fits the document.
    method_id = str(proof["verificationMethod"])
    public = issuers.public_key(method_id, resolver)
    try:
        signing.verify_proof(document, public, proof=proof)
    except errors.UndefinedTermError as error:
        raise findings.failed(
            f"Something in it is covered by no signature: {words.quote(error.term)}.", findings.DO_NOT_RELY
        ) from error
    except (errors.DocumentError, errors.BudgetExceededError) as error:
        raise findings.failed(f"Its signature cannot be checked. {error.message}", error.remedy) from error
    except errors.CoreError as error:
        raise findings.failed("This file was changed after it was signed.", findings.ASK_ORIGINAL) from error
    return issuers.SigningKey(method_id=method_id, public=public)


def _check_members(proof: Mapping[str, Any]) -> None:
    if proof.get("type") != "DataIntegrityProof":
        raise findings.failed("Its signature is of no known kind.", findings.ASK_ORIGINAL)
    if "previousProof" in proof:
        raise findings.unknown(
            "Its signature rests on an earlier one (a proof chain), which is not supported yet.",
            "Check it with another verifier.",
        )
    value = proof.get("proofValue")
    if not isinstance(value, str) or not _PROOF_VALUE.fullmatch(value):
        raise findings.failed("Its signature is damaged.", findings.ASK_ORIGINAL)
    if not isinstance(proof.get("verificationMethod"), str):
        raise findings.failed("Its signature does not say whose it is.", findings.ASK_ORIGINAL)
    if proof.get("proofPurpose") != "assertionMethod":
        raise findings.failed(
            "It was signed for another purpose than to award a badge.", findings.ASK_ORIGINAL
        )


def _check_times(proof: Mapping[str, Any], now: dt.datetime) -> None:
    if "created" in proof and moments.parse(proof["created"]) is None:
        raise findings.failed("The date of its signature is no date.", findings.ASK_ORIGINAL)
    if "expires" in proof:
        expires = moments.parse(proof["expires"])
        if expires is None or expires < now:
            until = f" on {words.day(expires)}" if expires else ""
            raise findings.failed(
                f"Its signature expired{until}.", "Ask the issuer to issue the badge again."
            )
