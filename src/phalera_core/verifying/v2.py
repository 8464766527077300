"""Verify an Open Badges 2.0 assertion, hosted or signed."""

from collections.abc import Mapping
from typing import Any

from phalera_core import reading
from phalera_core.verifying import (
    checklist,
    dates,
    endorsements,
    findings,
    hosted,
    recipients,
    signed_v2,
    sources,
    tokens,
    words,
)
from phalera_core.verifying.report import Check, Outcome, Report


def verify(packed: reading.Packed, data: bytes, given: sources.Given) -> Report:
    """Verify an Open Badges 2.0 assertion: a hosted one is only a pointer to what its issuer publishes."""
    checks = checklist.Checklist(packed.packed_as, "2.0")
    checks.add(checklist.container(packed, "Open Badges 2.0"))
    well_formed, copy = checklist.safely(
        "well_formed", lambda: hosted.parse(data), lambda check: (check, None)
    )
    if not checks.add(well_formed) or copy is None:
        return checks.report()
    checks.credential = copy
    for check_id, check in (("context", hosted.check_context), ("schema", hosted.check_schema)):
        if not checks.add(checklist.run(check_id, lambda check=check: check(copy))):  # type: ignore[misc]
            return checks.report()
    if tokens.is_token(data):
        return _verify_signed(checks, data, copy, given)
    return _verify_hosted(checks, copy, given)


def look_up(assertion: Mapping[str, Any], load: sources.Loader) -> hosted.Hosted:
    """Ask what the issuer publishes; it never raises."""
    return checklist.safely(
        "hosted",
        lambda: hosted.check_hosted(assertion, load=load),
        lambda check: hosted.Hosted(check=check),
    )


def revoked_words(sentence: str, found: hosted.Hosted) -> str:
    """Say that a badge was revoked, and why."""
    return f"{sentence}, who says: {words.quote(found.reason)}." if found.reason else f"{sentence}."


def _verify_hosted(checks: checklist.Checklist, copy: Mapping[str, Any], given: sources.Given) -> Report:
    checks.skip("proof", "It needs no signature: what the issuer's own website says counts.")
    checks.skip("issuer_key", "It needs no key, either.")
    checks.skip("same_award", "There is no second badge in the file to compare it with.")
    found = look_up(copy, given.load)
    if not checks.add(found.check):
        return checks.report()
    if found.revoked:
        message = revoked_words("It was revoked by its issuer", found)
        remedy = "It no longer counts. Ask the issuer why, if you need to know."
        return checks.refuse(Check(id="status", outcome=Outcome.FAILED, message=message, remedy=remedy))
    if not found.as_in_file:
        message = "This file was changed: its issuer publishes something else about this badge."
        return checks.refuse(findings.failed(message, findings.ASK_ORIGINAL).check("hosted"))
    assertion = found.assertion or {}
    checks.credential = assertion
    checks.issuer = found.issuer
    checks.add(
        Check(id="status", outcome=Outcome.PASSED, message="It is not revoked: the issuer publishes it now.")
    )
    return _finish(checks, assertion, given)


def _verify_signed(
    checks: checklist.Checklist, data: bytes, copy: Mapping[str, Any], given: sources.Given
) -> Report:
    checks.skip("same_award", "There is no second badge in the file to compare it with.")
    checks.skip("hosted", "It need not be published: its signature counts.")
    found = checklist.safely(
        "proof",
        lambda: signed_v2.check_signed(data, copy, now=given.now, load=given.load),
        lambda check: signed_v2.Signed(checks=(check,)),
    )
    for check in found.checks:
        checks.add(check)
    if found.assertion is None:
        return checks.report()
    checks.credential, checks.issuer = found.assertion, found.issuer
    return _finish(checks, found.assertion, given)


def _finish(checks: checklist.Checklist, assertion: Mapping[str, Any], given: sources.Given) -> Report:
    checks.add(checklist.run("dates", lambda: dates.check_assertion_dates(assertion, now=given.now)))
    entries = recipients.identities_of_assertion(assertion)
    checks.add(checklist.run("recipient", lambda: recipients.check_recipient(entries, given.recipient)))
    checks.skip("refresh", "Of Open Badges 2.0 the newest version is the one that its issuer publishes.")
    checks.add(checklist.run("endorsements", lambda: endorsements.named_in_assertion(assertion)))
    return checks.report()
