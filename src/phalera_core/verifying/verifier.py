"""Verify a badge: each check in its order, and one verdict at the end."""

import datetime as dt

from phalera_core import errors, reading
from phalera_core.keys import dids
from phalera_core.verifying import checklist, findings, sources, v2, v3
from phalera_core.verifying.report import Check, Outcome, Report


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
    given = sources.Given(now=now, resolver=resolver, load=load, recipient=recipient)
    if packed.v3 is not None:
        return v3.verify(packed, packed.v3, given)
    return v2.verify(packed, packed.v2 or b"", given)


def unreadable(error: errors.CoreError) -> Report:
    """Give the report of what cannot be read, or could not be had."""
    if isinstance(error, errors.ResolutionError):
        return _ended(findings.unknown(error.message, error.remedy or findings.TRY_LATER).check("container"))
    return _ended(Check(id="container", outcome=Outcome.FAILED, message=error.message, remedy=error.remedy))


def too_costly() -> Report:
    """Give the report of what whoever looked after the verifier ended, because it took too much of anything."""
    return _ended(findings.unknown(findings.TOO_COSTLY, findings.ASK_PLAIN).check("container"))


def not_now() -> Report:
    """Give the report of what nobody had time to look at."""
    message = "It was not checked: too many badges are being checked at this moment."
    return _ended(findings.unknown(message, findings.TRY_LATER).check("container"))


def _ended(check: Check) -> Report:
    return checklist.Checklist(None, None).refuse(check)
