"""Has its issuer brought it up to date since? (1EdTech Credential Refresh Service 1.0; OB 3.0, 8.1 and 9.2 on equality).

It decides nothing: what an older version says was right when it was issued.
"""

from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.verifying import (
    dates,
    findings,
    issuers,
    revocations,
    shapes,
    sources,
    structure,
    tokens,
    words,
)
from phalera_core.verifying.report import Check, Outcome

TYPE = "1EdTechCredentialRefresh"
_TELL_ISSUER = "The badge itself does not rest on it. Tell the issuer."


def check_refresh(document: Mapping[str, Any], issuer_id: str, given: sources.Given) -> Check:
    """Look for a newer version where the badge says that there may be one, once its own signature is known to hold."""
    service = document.get("refreshService")
    if service is None:
        return _check(Outcome.NOT_APPLICABLE, "It names no place where there would be a newer version of it.")
    try:
        return _look(document, service, issuer_id, given)
    except findings.Found as found:
        return found.check("refresh")


def _look(
    document: Mapping[str, Any], service: Mapping[str, Any], issuer_id: str, given: sources.Given
) -> Check:
    if TYPE not in shapes.types_of(service):
        raise findings.unknown(
            "It can be brought up to date in a way that is not supported: "
            f"{words.quote(next(iter(shapes.types_of(service)), None))}.",
            "Ask the person whether they have a newer one.",
        )
    newer = _newest(str(service["id"]), issuer_id, given)
    if not revocations.same_id(newer.get("id"), document.get("id")):
        raise findings.unknown("Where its newest version should be, there is another badge.", _TELL_ISSUER)
    ours, theirs = (dates.beginning(each) for each in (document, newer))
    if ours is not None and theirs is not None and theirs > ours:
        return _check(
            Outcome.PASSED,
            f"Its issuer brought it up to date on {words.day(theirs)}; this is an older version, which was right when it "
            "was issued.",
            "Ask the person for the newest file.",
        )
    return _check(Outcome.PASSED, "It is the newest version: its issuer publishes no later one.")


def _newest(url: str, issuer_id: str, given: sources.Given) -> Mapping[str, Any]:
    """Return what is published there once it is known to be the issuer's, or raise `findings.Found`."""
    try:
        data = given.load.load(url)
    except errors.ResolutionError as error:
        raise findings.unknown(
            f"Whether there is a newer version is unknown: {words.quote(url)} could not be asked. {error.message}",
            error.remedy or findings.TRY_LATER,
        ) from error
    well_formed, document = tokens.parse(data)
    _demand(well_formed)
    document = document or {}
    _demand(structure.check_context(document))
    _demand(structure.check_schema(document))
    signed = tokens.check_signed(data, document, now=given.now, resolver=given.resolver)
    _demand(signed.check)
    if shapes.issuer_of(document) != issuer_id:
        raise findings.unknown("Where its newest version should be, there is somebody else's.", _TELL_ISSUER)
    _demand(issuers.check_issuer_key(issuer_id, signed.keys, now=given.now, resolver=given.resolver))
    return document


def _demand(check: Check) -> None:
    if check.outcome is not Outcome.PASSED:
        raise findings.unknown(
            f"What is published as its newest version does not hold. {check.message}", _TELL_ISSUER
        )


def _check(outcome: Outcome, message: str, remedy: str = "") -> Check:
    return Check(id="refresh", outcome=outcome, message=message, remedy=remedy)
