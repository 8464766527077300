"""Do the two badges in one file speak of the same award? Otherwise somebody put them together (design §5)."""

from collections.abc import Mapping
from typing import Any

from phalera_core.verifying import addresses, findings, issuers, recipients
from phalera_core.verifying.report import Check, Outcome

_TOGETHER = "The two badges in this file do not belong together: "


def check_same_award(credential: Mapping[str, Any], assertion: Mapping[str, Any]) -> Check:
    """Check that award, achievement, issuer and recipient of both versions are the same."""
    differences = {
        "they are two different awards": _same_award(credential, assertion),
        "they are about different achievements": _same_achievement(credential, assertion),
        "they come from different issuers": _same_issuer(credential, assertion),
        "they were awarded to different people": _same_recipient(credential, assertion),
    }
    award, achievement, issuer, recipient = differences.values()
    for difference, same in differences.items():
        if same is False:
            return findings.failed(f"{_TOGETHER}{difference}.", findings.DO_NOT_RELY).check("same_award")
    # A bare address tells nothing of achievement and recipient; then the award's own id must agree.
    says_nothing_more = set(assertion) == {"id"}
    if issuer and (award or achievement) and (recipient or (says_nothing_more and award)):
        message = "Both badges in the file, Open Badges 2.0 and 3.0, are the same award."
        return Check(id="same_award", outcome=Outcome.PASSED, message=message)
    return findings.unknown(
        "Whether both badges in this file are the same award cannot be told.",
        "Ask the issuer for a file with the Open Badges 3.0 badge alone.",
    ).check("same_award")


def _same_award(credential: Mapping[str, Any], assertion: Mapping[str, Any]) -> bool | None:
    if addresses.last_part(credential.get("id")) == addresses.last_part(assertion.get("id")):
        return True
    one, other = addresses.origin(credential.get("id")), addresses.origin(assertion.get("id"))
    return False if one is not None and one == other else None


def _same_achievement(credential: Mapping[str, Any], assertion: Mapping[str, Any]) -> bool | None:
    achievement = credential["credentialSubject"]["achievement"]
    badge = assertion.get("badge")
    if badge == achievement["id"]:
        return True
    if not isinstance(badge, Mapping) or not isinstance(badge.get("name"), str):
        return None
    return bool(badge["name"] == achievement["name"])


def _same_issuer(credential: Mapping[str, Any], assertion: Mapping[str, Any]) -> bool | None:
    """Compare where the signed credential says it lives with where the assertion is published."""
    issuer = credential["issuer"]
    issuer_id, url = (issuer["id"], issuer.get("url")) if isinstance(issuer, Mapping) else (issuer, None)
    homes = {issuers.origin_of(issuer_id), addresses.host(credential.get("id")), addresses.host(url)} - {None}
    if not homes:
        return None
    return addresses.host(assertion.get("id")) in homes


def _same_recipient(credential: Mapping[str, Any], assertion: Mapping[str, Any]) -> bool | None:
    ours = recipients.identities_of_subject(credential["credentialSubject"])
    theirs = recipients.identities_of_assertion(assertion)
    if not ours or not theirs:
        return None
    found = [recipients.same_person(one, other) for one in ours for other in theirs]
    if any(found):
        return True
    return None if None in found else False
