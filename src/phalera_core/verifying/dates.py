"""Is it in date? To the second, by the clock that was handed in (VCDM 2.0, 4.9; OB 2.0 Assertion)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from phalera_core.verifying import findings, moments, shapes, words
from phalera_core.verifying.report import Check, Outcome

_V3 = ("validFrom", "validUntil")
# What these were called in Verifiable Credentials 1.1, whose credentials may say either.
_V3_OLDER = ("issuanceDate", "expirationDate")
_V2 = ("issuedOn", "expires")


def check_dates(document: Mapping[str, Any], *, now: dt.datetime) -> Check:
    """Check that an Open Badges 3.0 credential is valid at `now`."""
    if shapes.is_older(document):
        found = _check(document, _V3_OLDER, now)
        if found.outcome is not Outcome.PASSED or not {*_V3} & set(document):
            return found
    return _check(document, _V3, now)


def check_assertion_dates(assertion: Mapping[str, Any], *, now: dt.datetime) -> Check:
    """Check that an Open Badges 2.0 assertion was issued and has not expired at `now`."""
    return _check(assertion, _V2, now)


def beginning(document: Mapping[str, Any]) -> dt.datetime | None:
    """Return from when a credential is valid, or None when it does not say."""
    return moments.parse(document.get("validFrom", document.get("issuanceDate")))


def problem(document: Mapping[str, Any], now: dt.datetime) -> findings.Found | None:
    """Return what is wrong with a credential's dates, or None."""
    older = _problem(document, _V3_OLDER, now) if shapes.is_older(document) else None
    return older or _problem(document, _V3, now)


def _check(document: Mapping[str, Any], names: tuple[str, str], now: dt.datetime) -> Check:
    found = _problem(document, names, now)
    if found is not None:
        return found.check("dates")
    until = moments.parse(document.get(names[1]))
    message = f"It is in date, until {words.day(until)}." if until else "It is in date, and has no end date."
    return Check(id="dates", outcome=Outcome.PASSED, message=message)


def _problem(document: Mapping[str, Any], names: tuple[str, str], now: dt.datetime) -> findings.Found | None:
    first, last = (moments.parse(document.get(name)) for name in names)
    if any(name in document and moment is None for name, moment in zip(names, (first, last), strict=True)):
        return findings.failed("One of its dates is no date.", findings.ASK_ORIGINAL)
    if first is not None and last is not None and last < first:
        return findings.failed("It ends before it begins.", "Tell the issuer.")
    if first is not None and now < first:
        return findings.failed(
            f"It is not valid yet, only from {words.day(first)}.", "Check it again after that."
        )
    if last is not None and last < now:
        return findings.failed(
            f"It expired on {words.day(last)}.",
            "It was genuine until then. Ask the person whether they renewed it.",
        )
    return None
