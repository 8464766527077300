"""Who stands up for the badge, its achievement or its issuer? (OB 3.0, 8.1 step 8; OB 2.0 Endorsement).

An endorsement is a credential of somebody else inside the badge. It decides nothing about the badge: one that does not
hold is said so and left out.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from phalera_core.keys import dids
from phalera_core.verifying import (
    dates,
    findings,
    issuers,
    proofs,
    revocations,
    shapes,
    sources,
    statuses,
    structure,
    tokens,
    words,
)
from phalera_core.verifying.report import Check, Outcome

_MAX = 8  # Each costs as much as a badge.
_ASK = "The badge itself does not rest on it. Ask whoever endorsed it, if it matters to you."


def check_endorsements(
    document: Mapping[str, Any], *, now: dt.datetime, resolver: dids.Resolver, load: sources.Loader
) -> Check:
    """Check each endorsement of a badge, its achievement and the profiles in it, and name who gave those that hold."""
    found = list(_endorsements(document))
    if not found:
        return _check(Outcome.NOT_APPLICABLE, "Nobody else endorses it in this file.")
    if len(found) > _MAX:
        message = f"It carries {len(found)} endorsements; more than {_MAX} are not checked."
        return _check(Outcome.INCONCLUSIVE, message, _ASK)
    good: list[str] = []
    bad: list[str] = []
    for what, endorsed, endorsement in found:
        try:
            who = _check_one(endorsement, document, endorsed, now=now, resolver=resolver, load=load)
            good.append(f"{who} endorses {what}")
        except findings.Found as problem:
            bad.append(f"One endorsement of {what} does not count. {problem.message}")
    held = f"{'; '.join(dict.fromkeys(good))}." if good else ""
    if bad:
        return _check(Outcome.INCONCLUSIVE, " ".join([*([held] if held else []), *dict.fromkeys(bad)]), _ASK)
    return _check(Outcome.PASSED, held)


def named_in_assertion(assertion: Mapping[str, Any]) -> Check:
    """Name the endorsements of an Open Badges 2.0 assertion, its badge class and its issuer."""
    badge = assertion.get("badge")
    badge = badge if isinstance(badge, Mapping) else {}
    issuer = badge.get("issuer")
    issuer = issuer if isinstance(issuer, Mapping) else {}
    count = sum(len(_listed(holder.get("endorsement"))) for holder in (assertion, badge, issuer))
    message = (
        f"It names {count} endorsement{'s' if count > 1 else ''}; of Open Badges 2.0 these are not checked."
        if count
        else "Nobody else endorses it in this file."
    )
    return _check(Outcome.NOT_APPLICABLE, message)


def _endorsements(document: Mapping[str, Any]) -> Iterator[tuple[str, object, object]]:
    """Yield for each endorsement what it is of, that thing's id, and the endorsement."""
    subject = _object(document.get("credentialSubject"))
    achievement = _object(subject.get("achievement"))
    for what, holder in (
        ("the badge", document),
        ("the achievement", achievement),
        ("the issuer", _object(document.get("issuer"))),
        ("the achievement's creator", _object(achievement.get("creator"))),
        ("the source", _object(subject.get("source"))),
    ):
        for member in ("endorsement", "endorsementJwt"):
            for endorsement in _listed(holder.get(member)):
                yield what, holder.get("id"), endorsement


def _check_one(
    endorsement: object,
    badge: Mapping[str, Any],
    endorsed: object,
    *,
    now: dt.datetime,
    resolver: dids.Resolver,
    load: sources.Loader,
) -> str:
    """Return who gave the endorsement, by what was verified, or raise `findings.Found`."""
    document, data = _read(endorsement, badge)
    for check in (structure.check_context, structure.check_endorsement):
        _demand(check(document))
    if not revocations.same_id(document["credentialSubject"].get("id"), endorsed):
        raise findings.failed("It speaks of something else.")
    if data is None:
        signed = proofs.check_proof(document, now=now, resolver=resolver)
    else:
        signed = tokens.check_signed(data, document, now=now, resolver=resolver)
    _demand(signed.check)
    issuer_id = shapes.issuer_of(document)
    _demand(issuers.check_issuer_key(issuer_id, signed.keys, now=now, resolver=resolver))
    problem = dates.problem(document, now)
    if problem is not None:
        raise problem
    _demand(statuses.check_status(document, issuer_id, now=now, resolver=resolver, load=load))
    # The name that it gives itself is nothing that was verified.
    return words.quote(issuers.origin_of(issuer_id) or issuer_id)


def _read(endorsement: object, badge: Mapping[str, Any]) -> tuple[Mapping[str, Any], bytes | None]:
    """Return an endorsement as a document and, when it is signed as a token, the token."""
    if isinstance(endorsement, Mapping):
        # Inside a badge the contexts may be left out; they are the badge's then.
        return {"@context": badge["@context"], **endorsement}, None
    data = endorsement.encode() if isinstance(endorsement, str) else b""
    if not tokens.is_token(data):
        raise findings.failed("It is no credential.")
    well_formed, document = tokens.parse(data)
    _demand(well_formed)
    return document or {}, data


def _demand(check: Check) -> None:
    if check.outcome not in (Outcome.PASSED, Outcome.NOT_APPLICABLE):
        raise findings.Found(check.outcome, check.message, check.remedy)


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _check(outcome: Outcome, message: str, remedy: str = "") -> Check:
    return Check(id="endorsements", outcome=outcome, message=message, remedy=remedy)
