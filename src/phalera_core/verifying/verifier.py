"""Verify a badge: each check in its order, and one verdict at the end."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

from phalera_core import errors, reading
from phalera_core.keys import dids
from phalera_core.verifying import (
    dates,
    endorsements,
    findings,
    hosted,
    issuers,
    proofs,
    recipients,
    report,
    same_award,
    shapes,
    signed_v2,
    sources,
    statuses,
    structure,
    tokens,
    words,
)
from phalera_core.verifying.report import Check, Outcome, Report, VerifiedIssuer

_T = TypeVar("_T")

_NOT_RUN = {
    "container": "What the file is",
    "well_formed": "Whether it can be read in one way only",
    "context": "Whether every word in it has a published meaning",
    "schema": "Whether it has everything a badge needs",
    "proof": "Whether it was changed after it was signed",
    "issuer_key": "Whether the key that signed it is the issuer's",
    "status": "Whether it was revoked",
    "dates": "Whether it is in date",
    "recipient": "Whose badge it is",
    "endorsements": "Who endorses it",
    "same_award": "Whether both badges in the file are the same award",
    "hosted": "What the issuer publishes about it",
}


def verify(
    data: bytes | reading.Packed,
    *,
    now: dt.datetime,
    resolver: dids.Resolver,
    load: sources.Loader,
    recipient: str | None = None,
) -> Report:
    """Say whether a badge is genuine and in date at `now`, and why.

    Never raises for what the badge holds, whatever it is: what is wrong stands in the report.
    """
    try:
        packed = reading.read(data) if isinstance(data, bytes) else data
    except errors.CoreError as error:
        return unreadable(error)
    if packed.v3 is not None:
        return _verify_v3(packed, packed.v3, now, resolver, load, recipient)
    return _verify_v2(packed, packed.v2 or b"", now, load, recipient)


def unreadable(error: errors.CoreError) -> Report:
    """Give the report of what cannot be read."""
    check = Check(id="container", outcome=Outcome.FAILED, message=error.message, remedy=error.remedy)
    return _Checks(None, None).refuse(check)


class _Checks:
    """The checks of one badge as they are made; those not made are listed as such at the end."""

    def __init__(self, packed_as: reading.PackedAs | None, version: Literal["2.0", "3.0"] | None) -> None:
        self.packed_as = packed_as
        self.version = version
        self.done: dict[str, Check] = {}
        self.issuer: VerifiedIssuer | None = None
        self.credential: Mapping[str, Any] | None = None

    def refuse(self, check: Check) -> Report:
        self.add(check)
        return self.report()

    def add(self, check: Check) -> bool:
        """Record a check and say whether it passed."""
        self.done[check.id] = check
        return check.outcome is Outcome.PASSED

    def skip(self, check_id: str, reason: str) -> None:
        self.add(Check(id=check_id, outcome=Outcome.NOT_APPLICABLE, message=reason))

    def report(self) -> Report:
        stopped = any(check.outcome is Outcome.FAILED for check in self.done.values())
        reason = "no use once another check has failed" if stopped else "an earlier check left too much open"
        checks = tuple(
            self.done.get(check_id)
            or Check(
                id=check_id,
                outcome=Outcome.NOT_RUN,
                message=f"{_NOT_RUN[check_id]} was not checked: {reason}.",
            )
            for check_id in report.CHECK_IDS
        )
        return Report(
            verdict=report.verdict_of(checks, self.version),
            version=self.version,
            packed_as=self.packed_as,
            issuer=self.issuer,
            checks=checks,
            credential=self.credential,
        )


def _verify_v3(
    packed: reading.Packed,
    data: bytes,
    now: dt.datetime,
    resolver: dids.Resolver,
    load: sources.Loader,
    recipient: str | None,
) -> Report:
    """Verify an Open Badges 3.0 credential (numbers: OB 3.0, 8.1 in the order of our reference)."""
    checks = _Checks(packed.packed_as, "3.0")
    # 1. the container
    checks.add(_container(packed, "Open Badges 3.0"))
    well_formed, document = _safely("well_formed", lambda: tokens.parse(data), lambda check: (check, None))
    if not checks.add(well_formed) or document is None:
        return checks.report()
    checks.credential = document
    # 2. and 3. contexts, types, conformance
    if not checks.add(_check("context", lambda: structure.check_context(document))):
        return checks.report()
    if not checks.add(_check("schema", lambda: structure.check_schema(document))):
        return checks.report()
    # 4. proof and key
    issuer_id = statuses.issuer_of(document)
    signed = _safely(
        "proof",
        lambda: tokens.check_signed(data, document, now=now, resolver=resolver),
        lambda check: proofs.Signed(check=check),
    )
    if checks.add(signed.check):
        owned = _check(
            "issuer_key",
            lambda: issuers.check_issuer_key(issuer_id, signed.keys, now=now, resolver=resolver),
        )
        if checks.add(owned):
            checks.issuer = _issuer(document, issuer_id)
    if any(check.outcome is Outcome.FAILED for check in checks.done.values()):
        return checks.report()
    # 6. status and dates; 7. recipient
    if checks.issuer is not None:
        checks.add(
            _check(
                "status",
                lambda: statuses.check_status(document, issuer_id, now=now, resolver=resolver, load=load),
            )
        )
    checks.add(_check("dates", lambda: dates.check_dates(document, now=now)))
    awarded = not shapes.is_endorsement(document)
    entries = recipients.identities_of_subject(document["credentialSubject"]) if awarded else []
    checks.add(_check("recipient", lambda: recipients.check_recipient(entries, recipient)))
    checks.add(
        _check(
            "endorsements",
            lambda: endorsements.check_endorsements(document, now=now, resolver=resolver, load=load),
        )
    )
    if packed.v2 is None:
        checks.skip("same_award", "There is no second badge in the file to compare it with.")
        checks.skip("hosted", "There is no Open Badges 2.0 badge beside it to look up.")
    else:
        _add_v2_beside(checks, document, packed.v2, now, load)
    return checks.report()


def _add_v2_beside(
    checks: _Checks, document: Mapping[str, Any], data: bytes, now: dt.datetime, load: sources.Loader
) -> None:
    """List the Open Badges 2.0 badge of the same file; it decides only whether the file was put together."""
    read, assertion = hosted.parse(data)
    if assertion is None:
        wrong = read.outcome is Outcome.FAILED
        finding = findings.failed if wrong else findings.unknown
        message = f"The Open Badges 2.0 badge beside it could not be compared. {read.message}"
        checks.add(finding(message, read.remedy).check("same_award"))
        return
    if not checks.add(_check("same_award", lambda: same_award.check_same_award(document, assertion))):
        return
    found = _look_up_beside(data, assertion, now, load)
    if found.revoked:
        message = _revoked_words("The Open Badges 2.0 badge beside it was revoked by its issuer", found)
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


def _verify_v2(
    packed: reading.Packed, data: bytes, now: dt.datetime, load: sources.Loader, recipient: str | None
) -> Report:
    """Verify an Open Badges 2.0 assertion: a hosted one is only a pointer to what its issuer publishes."""
    checks = _Checks(packed.packed_as, "2.0")
    checks.add(_container(packed, "Open Badges 2.0"))
    well_formed, copy = _safely("well_formed", lambda: hosted.parse(data), lambda check: (check, None))
    if not checks.add(well_formed) or copy is None:
        return checks.report()
    checks.credential = copy
    for check_id, check in (("context", hosted.check_context), ("schema", hosted.check_schema)):
        if not checks.add(_check(check_id, lambda check=check: check(copy))):  # type: ignore[misc]
            return checks.report()
    if tokens.is_token(data):
        return _verify_v2_signed(checks, data, copy, now, load, recipient)
    return _verify_v2_hosted(checks, copy, now, load, recipient)


def _verify_v2_hosted(
    checks: _Checks, copy: Mapping[str, Any], now: dt.datetime, load: sources.Loader, recipient: str | None
) -> Report:
    checks.skip("proof", "It needs no signature: what the issuer's own website says counts.")
    checks.skip("issuer_key", "It needs no key, either.")
    checks.skip("same_award", "There is no second badge in the file to compare it with.")
    found = _look_up(copy, load)
    if not checks.add(found.check):
        return checks.report()
    if found.revoked:
        message = _revoked_words("It was revoked by its issuer", found)
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
    return _finish_v2(checks, assertion, now, recipient)


def _verify_v2_signed(
    checks: _Checks,
    data: bytes,
    copy: Mapping[str, Any],
    now: dt.datetime,
    load: sources.Loader,
    recipient: str | None,
) -> Report:
    checks.skip("same_award", "There is no second badge in the file to compare it with.")
    checks.skip("hosted", "It need not be published: its signature counts.")
    found = _safely(
        "proof",
        lambda: signed_v2.check_signed(data, copy, now=now, load=load),
        lambda check: signed_v2.Signed(checks=(check,)),
    )
    for check in found.checks:
        checks.add(check)
    if found.assertion is None:
        return checks.report()
    checks.credential, checks.issuer = found.assertion, found.issuer
    return _finish_v2(checks, found.assertion, now, recipient)


def _finish_v2(
    checks: _Checks, assertion: Mapping[str, Any], now: dt.datetime, recipient: str | None
) -> Report:
    checks.add(_check("dates", lambda: dates.check_assertion_dates(assertion, now=now)))
    entries = recipients.identities_of_assertion(assertion)
    checks.add(_check("recipient", lambda: recipients.check_recipient(entries, recipient)))
    checks.add(_check("endorsements", lambda: endorsements.named_in_assertion(assertion)))
    return checks.report()


def _look_up_beside(
    data: bytes, assertion: Mapping[str, Any], now: dt.datetime, load: sources.Loader
) -> hosted.Hosted:
    if not tokens.is_token(data):
        return _look_up(assertion, load)
    return _safely(
        "hosted",
        lambda: signed_v2.beside(data, assertion, now=now, load=load),
        lambda check: hosted.Hosted(check=check),
    )


def _look_up(assertion: Mapping[str, Any], load: sources.Loader) -> hosted.Hosted:
    return _safely(
        "hosted",
        lambda: hosted.check_hosted(assertion, load=load),
        lambda check: hosted.Hosted(check=check),
    )


def _container(packed: reading.Packed, version: str) -> Check:
    how = {
        "json": "as a JSON file",
        "jwt": "as a signed token (JWT)",
        "png": "baked into a PNG picture",
        "svg": "baked into an SVG picture",
        "pdf": "attached to a PDF, whose printed pages are not signed",
    }
    message = f"It reads as a badge: {version}, {how[packed.packed_as]}."
    return Check(id="container", outcome=Outcome.PASSED, message=message)


def _issuer(document: Mapping[str, Any], issuer_id: str) -> VerifiedIssuer:
    issuer = document["issuer"]
    name = issuer.get("name") if isinstance(issuer, Mapping) else None
    return VerifiedIssuer(
        id=issuer_id, origin=issuers.origin_of(issuer_id), name=name if isinstance(name, str) else None
    )


def _revoked_words(sentence: str, found: hosted.Hosted) -> str:
    return f"{sentence}, who says: {words.quote(found.reason)}." if found.reason else f"{sentence}."


def _check(check_id: str, check: Callable[[], Check]) -> Check:
    return _safely(check_id, check, lambda broken: broken)


def _safely(check_id: str, check: Callable[[], _T], broken: Callable[[Check], _T]) -> _T:
    """Run a check so that nothing a stranger wrote, and no mistake of ours, ends in a traceback or in green."""
    try:
        return check()
    except errors.CoreError as error:
        return broken(Check(id=check_id, outcome=Outcome.FAILED, message=error.message, remedy=error.remedy))
    except Exception as error:  # noqa: BLE001 - the verdict must stand whatever breaks; the type says what to mend.
        message = f"This could not be checked because of a mistake in the verifier ({type(error).__name__})."
        remedy = "Report it to the makers of Phalera, with the file if you may share it."
        return broken(Check(id=check_id, outcome=Outcome.INCONCLUSIVE, message=message, remedy=remedy))
