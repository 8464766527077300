"""The validator's rules about one document: properties, scope, dates and recipient (§4)."""

import hashlib
import re
from datetime import datetime
from typing import Any
from urllib import parse

from phalera.backpacks.hosts.badgr.fake import values

_DATED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


class InvalidError(Exception):
    """The validator says no, under one of its names."""

    def __init__(self, name: str, detail: str, *, node: str = "") -> None:
        super().__init__(detail)
        self.name, self.detail, self.node = name, detail, node


def is_over(assertion: dict[str, Any], now: float) -> bool:
    """Say whether a badge has ended."""
    ends = assertion.get("expires")
    return bool(ends) and datetime.fromisoformat(str(ends)).timestamp() < now


def needs(found: dict[str, Any], names: tuple[str, ...], kind: str) -> None:
    """Make sure that a document has what its kind needs; InvalidError otherwise."""
    node = str(found.get("id", ""))
    for name in names:
        if not found.get(name):
            raise InvalidError(
                "VALIDATE_PROPERTY", f"Required property {name} not present in {kind}", node=node
            )
    types = found["type"] if isinstance(found["type"], list) else [found["type"]]
    if kind not in types and not (kind == "Issuer" and "Profile" in types):
        raise InvalidError("VALIDATE_PROPERTY", f"{types} is not a {kind}", node=node)
    if kind == "Assertion" and not (
        isinstance(found["recipient"], dict)
        and isinstance(found["verification"], dict)
        and isinstance(found["badge"], str | dict)
    ):
        raise InvalidError("VALIDATE_PROPERTY", "A property is of another type than it may be", node=node)


def scope(assertion_id: str, issuer: dict[str, Any]) -> None:
    """Make sure that the assertion lies where its issuer says its own lie; InvalidError otherwise."""
    asked, home = parse.urlsplit(assertion_id), parse.urlsplit(issuer["id"])
    rule = issuer.get("verification")
    rule = rule if isinstance(rule, dict) else {}
    origins, starts = rule.get("allowedOrigins"), rule.get("startsWith")
    if origins or starts:
        origins = origins if isinstance(origins, list) else [origins]
        starts = starts if isinstance(starts, list) else [starts]
        good = asked.netloc in origins or any(assertion_id.startswith(each) for each in starts if each)
    else:
        good = asked.netloc == home.netloc
    if not good:
        raise InvalidError(
            "HOSTED_ID_IN_VERIFICATION_SCOPE", "The id is outside of the issuer's scope", node=assertion_id
        )


def dates(assertion: dict[str, Any], now: float) -> None:
    """Make sure that it was issued already and has not ended; InvalidError otherwise."""
    for name in ("issuedOn", "expires"):
        given = assertion.get(name)
        if given is not None and not (isinstance(given, str) and _DATED.fullmatch(given)):
            raise InvalidError("VALIDATE_PROPERTY", f"{name} {given!r} is no date and time with a zone")
    if datetime.fromisoformat(assertion["issuedOn"]).timestamp() > now + 1:
        raise InvalidError("ASSERTION_TIMESTAMP_CHECKS", "Assertion was issued in the future")
    if is_over(assertion, now):
        raise InvalidError("ASSERTION_TIMESTAMP_CHECKS", "Assertion has expired")


def recipient(assertion: dict[str, Any], account: values.Account) -> values.Email:
    """Give the address of the account that a badge is made out to; InvalidError otherwise."""
    given = assertion["recipient"]
    identity, salt = str(given.get("identity", "")), str(given.get("salt") or "")
    for email in account.emails:
        for spelling in (email.email, *email.variants):
            if given.get("type") == "email" and identity == _said(identity, spelling, salt, given):
                return email
    raise InvalidError(
        "VERIFY_RECIPIENT_IDENTIFIER",
        "The recipient does not match any of the identifiers",
        node=assertion["id"],
    )


def _said(identity: str, spelling: str, salt: str, given: dict[str, Any]) -> str:
    """Give how an address would be written as the recipient, case and all."""
    kind = identity.partition("$")[0]
    if given.get("hashed") and kind in {"sha256", "md5"}:
        return f"{kind}${hashlib.new(kind, (spelling + salt).encode()).hexdigest()}"
    return spelling
