"""Verify an Open Badges 3.0 credential, and compare the Open Badges 2.0 badge that stands beside it in the same file."""

from collections.abc import Mapping
from typing import Any

from phalera_core import reading
from phalera_core.verifying import (
    checklist,
    dates,
    endorsements,
    findings,
    hosted,
    issuers,
    proofs,
    recipients,
    refresh,
    same_award,
    shapes,
    signed_v2,
    sources,
    statuses,
    structure,
    tokens,
    v2,
)
from phalera_core.verifying.report import Check, Outcome, Report, VerifiedIssuer

_HOLDS_OTHERS = "It is a learner record (CLR), whose badges are looked at only where it is given as JSON."
_AS_JSON = "Ask the person for the record as a JSON file."


def verify(packed: reading.Packed, data: bytes, given: sources.Given) -> Report:
    """Verify an Open Badges 3.0 credential (numbers: OB 3.0, 8.1 in the order of our reference)."""
    checks = checklist.Checklist(packed.packed_as, "3.0")
    # 1. the container
    checks.add(checklist.container(packed, "Open Badges 3.0"))
    well_formed, document = checklist.safely(
        "well_formed", lambda: tokens.parse(data), lambda check: (check, None)
    )
    if not checks.add(well_formed) or document is None:
        return checks.report()
    checks.credential = document
    # 2. and 3. contexts, types, conformance
    if not checks.add(checklist.run("context", lambda: structure.check_context(document))):
        return checks.report()
    if not checks.add(checklist.run("schema", lambda: _check_schema(document, packed))):
        return checks.report()
    # 4. proof and key
    issuer_id = shapes.issuer_of(document)
    signed = checklist.safely(
        "proof",
        lambda: tokens.check_signed(data, document, now=given.now, resolver=given.resolver),
        lambda check: proofs.Signed(check=check),
    )
    if checks.add(signed.check):
        owned = checklist.run(
            "issuer_key",
            lambda: issuers.check_issuer_key(issuer_id, signed.keys, now=given.now, resolver=given.resolver),
        )
        if checks.add(owned):
            checks.issuer = _issuer(document, issuer_id)
    if any(check.outcome is Outcome.FAILED for check in checks.done.values()):
        return checks.report()
    # 6. status and dates; 7. recipient
    if checks.issuer is not None:
        checks.add(
            checklist.run(
                "status",
                lambda: statuses.check_status(
                    document, issuer_id, now=given.now, resolver=given.resolver, load=given.load
                ),
            )
        )
    checks.add(checklist.run("dates", lambda: dates.check_dates(document, now=given.now)))
    awarded = not shapes.is_endorsement(document)
    entries = recipients.identities_of_subject(document["credentialSubject"]) if awarded else []
    checks.add(checklist.run("recipient", lambda: recipients.check_recipient(entries, given.recipient)))
    if checks.issuer is not None:
        # 5. refresh: after the proof, only once
        checks.add(checklist.run("refresh", lambda: refresh.check_refresh(document, issuer_id, given)))
    checks.add(
        checklist.run(
            "endorsements",
            lambda: endorsements.check_endorsements(
                document, now=given.now, resolver=given.resolver, load=given.load
            ),
        )
    )
    if packed.v2 is None:
        checks.skip("same_award", "There is no second badge in the file to compare it with.")
        checks.skip("hosted", "There is no Open Badges 2.0 badge beside it to look up.")
    else:
        _add_v2_beside(checks, document, packed.v2, given)
    return checks.report()


def _check_schema(document: Mapping[str, Any], packed: reading.Packed) -> Check:
    if shapes.is_record(document) and packed.packed_as != "json":
        # A picture or token is one thing with one verdict, which would be taken for that of the badges it holds.
        return findings.unknown(_HOLDS_OTHERS, _AS_JSON).check("schema")
    return structure.check_schema(document)


def _add_v2_beside(
    checks: checklist.Checklist, document: Mapping[str, Any], data: bytes, given: sources.Given
) -> None:
    """List the Open Badges 2.0 badge of the same file; it decides only whether the file was put together."""
    read, assertion = hosted.parse(data)
    if assertion is None:
        wrong = read.outcome is Outcome.FAILED
        finding = findings.failed if wrong else findings.unknown
        message = f"The Open Badges 2.0 badge beside it could not be compared. {read.message}"
        checks.add(finding(message, read.remedy).check("same_award"))
        return
    if not checks.add(checklist.run("same_award", lambda: same_award.check_same_award(document, assertion))):
        return
    found = _look_up_beside(data, assertion, given)
    if found.revoked:
        message = v2.revoked_words("The Open Badges 2.0 badge beside it was revoked by its issuer", found)
        checks.add(
            Check(
                id="hosted",
                outcome=Outcome.FAILED,
                message=message,
                remedy="Ask the issuer which one counts.",
            )
        )
    elif found.check.outcome is Outcome.PASSED and not found.as_in_file:
        message = (
            "The issuer publishes the Open Badges 2.0 badge differently now: it was brought up to date since."
        )
        checks.add(
            Check(
                id="hosted", outcome=Outcome.INCONCLUSIVE, message=message, remedy="Ask for the newest file."
            )
        )
    elif found.check.outcome is Outcome.FAILED:
        # Nothing of this badge rests on it: whoever published it may have moved, and the signature goes on holding.
        message = f"The Open Badges 2.0 badge beside it does not hold any more. {found.check.message}"
        checks.add(findings.unknown(message, found.check.remedy).check("hosted"))
    elif found.check.outcome is Outcome.PASSED and _is_strange(checks.issuer, found.issuer):
        # Anybody can sign a copy of a published badge with a key of their own, and add what they like (hardening T28).
        message = f"{found.check.message} Whether that is who signed this file is said by the file alone."
        checks.add(Check(id="hosted", outcome=Outcome.PASSED, message=message))
    else:
        checks.add(found.check)


def _is_strange(signer: VerifiedIssuer | None, publisher: VerifiedIssuer | None) -> bool:
    """Say whether nothing proven ties whoever signed to whoever publishes."""
    return signer is None or publisher is None or signer.origin != publisher.origin


def _look_up_beside(data: bytes, assertion: Mapping[str, Any], given: sources.Given) -> hosted.Hosted:
    if not tokens.is_token(data):
        return v2.look_up(assertion, given.load)
    return checklist.safely(
        "hosted",
        lambda: signed_v2.beside(data, assertion, now=given.now, load=given.load),
        lambda check: hosted.Hosted(check=check),
    )


def _issuer(document: Mapping[str, Any], issuer_id: str) -> VerifiedIssuer:
    issuer = document["issuer"]
    name = issuer.get("name") if isinstance(issuer, Mapping) else None
    return VerifiedIssuer(
        id=issuer_id, origin=issuers.origin_of(issuer_id), name=name if isinstance(name, str) else None
    )
