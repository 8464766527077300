"""Is it, to the letter, what was signed? (Data Integrity 1.0, 4.4: Verify Proof, and 4.5 on sets and chains)."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from phalera_core import errors
from phalera_core.keys import dids
from phalera_core.linkeddata import canonical, contexts
from phalera_core.signing import proof as proofs
from phalera_core.signing.cryptosuites import members, suites
from phalera_core.verifying import findings, issuers, moments, withdrawals, words
from phalera_core.verifying.report import Check, Outcome

_MAX_PROOFS = 4  # Each costs a signature and a look at its key; nobody needs more.
# Multibase base58btc of 64 or 96 bytes. Decoders forgive white space at the end; a signature has one spelling here.
_PROOF_VALUE = re.compile(r"z[1-9A-HJ-NP-Za-km-z]{64,132}")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The check of the proofs and, when it passed, the keys that made them."""

    check: Check
    keys: tuple[issuers.SigningKey, ...] = ()


def check_proof(document: Mapping[str, Any], *, now: dt.datetime, resolver: dids.Resolver) -> Signed:
    """Check that the document is what the keys named in its proofs signed.

    The rule for several proofs: all that are of a kind that we check must hold, and there must be one at least. Those
    of other kinds are named, and decide nothing: whoever added one could not make the others hold.
    """
    try:
        known, others = _sorted(document.get("proof"))
        plain = _Secured({name: value for name, value in document.items() if name != "proof"})
        keys = tuple(
            _check_one(_secured(document, proof, plain), suite, proof, now, resolver)
            for suite, proof in known
        )
    except findings.Found as found:
        return Signed(check=found.check("proof"))
    message = "Nothing was changed after it was signed."
    if len(known) > 1:
        message += f" Each of its {len(known)} signatures holds ({', '.join(suite for suite, _ in known)})."
    if others:
        message += f" Not checked, because of a kind that is not supported: {', '.join(others)}."
    return Signed(check=Check(id="proof", outcome=Outcome.PASSED, message=message), keys=keys)


class _Secured:
    """What was signed, and what of it is worked out once for all proofs."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._hashes: dict[str, bytes] = {}

    def statements_hash(self, digest: str) -> bytes:
        """Give the hash of what the document states; this also refuses words that nothing gives a meaning."""
        if digest not in self._hashes:
            self._hashes[digest] = members.statements_hash(self.document, contexts.KNOWN, digest)
        return self._hashes[digest]

    def check_terms(self) -> None:
        """Refuse words without a meaning in a document whose JSON was signed, and not what it states."""
        if not self._hashes:
            canonical.to_quads(self.document)


def _secured(document: Mapping[str, Any], proof: Mapping[str, Any], plain: _Secured) -> _Secured:
    """Give what a proof signed: of a chain also the proofs that it rests on."""
    if "previousProof" not in proof:
        return plain
    try:
        signed = proofs.secured(document, proof)
    except errors.ProofError as error:
        raise findings.failed(
            "One of its signatures rests on another one that is not there.", findings.ASK_ORIGINAL
        ) from error
    if not all(suites.find(each) for each in signed["proof"]):
        raise findings.unknown(
            "One of its signatures rests on another one of a kind that is not supported.",
            "Check it with another verifier.",
        )
    return _Secured(signed)


def _sorted(value: object) -> tuple[Sequence[tuple[suites.Suite, Mapping[str, Any]]], Sequence[str]]:
    """Give the proofs that we check, and the names of the other kinds."""
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
    known = []
    others = []
    for proof in listed:
        if not isinstance(proof, Mapping):
            raise findings.failed("Its signature is damaged.", findings.ASK_ORIGINAL)
        suite = suites.find(proof)
        if suite is not None:
            known.append((suite, proof))
        else:
            others.append(words.quote(proof.get("cryptosuite", proof.get("type"))))
    if not known:
        raise findings.unknown(
            f"It is signed in a way that is not supported yet: {others[0]}.",
            f"Ask the issuer for one signed with {suites.Suite.EDDSA_RDFC_2022}, or check it with another verifier.",
        )
    return known, others


def _check_one(
    signed: _Secured,
    suite: suites.Suite,
    proof: Mapping[str, Any],
    now: dt.datetime,
    resolver: dids.Resolver,
) -> issuers.SigningKey:
    # 3. to 6. It has its members, its purpose is to state something, and it is in time.
    _check_members(proof)
    _check_times(proof, now)
    # 7. The signature fits the document.
    method_id = str(proof["verificationMethod"])
    public = issuers.public_key(method_id, resolver)
    if not suite.takes(public):
        raise findings.failed(
            f"The key it names is of another kind than signatures of {suite} are made with.",
            findings.ASK_ORIGINAL,
        )
    try:
        if suite.signs_statements:
            known_hash = signed.statements_hash(suites.digest_for(public))
            suites.verify(signed.document, proof, public, document_hash=known_hash)
        else:
            suites.verify(signed.document, proof, public)
            signed.check_terms()
    except errors.UndefinedTermError as error:
        raise findings.failed(
            f"Something in it is covered by no signature: {words.quote(error.term)}."
            if suite.signs_statements
            else f"Something in it has no published meaning: {words.quote(error.term)}.",
            findings.DO_NOT_RELY,
        ) from error
    except (errors.DocumentError, errors.BudgetExceededError) as error:
        raise findings.failed(f"Its signature cannot be checked. {error.message}", error.remedy) from error
    except errors.CoreError as error:
        raise findings.failed("This file was changed after it was signed.", findings.ASK_ORIGINAL) from error
    said = withdrawals.Signed(
        about=signed.document.get("id"),
        signature=suite.signature(proof["proofValue"]),
        created=moments.parse(proof.get("created")),
    )
    return issuers.SigningKey(method_id=method_id, public=public, signed=said)


def _check_members(proof: Mapping[str, Any]) -> None:
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
