"""Open Badges 2.0, hosted (for the signed kind see `signed`): not what the file says counts, but what the issuer publishes (OB 2.0, 5: Verification)."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from phalera_core import errors, reading, strictjson
from phalera_core.linkeddata import contexts
from phalera_core.verifying import addresses, findings, moments, shapes, sources, tokens, words
from phalera_core.verifying.report import Check, Outcome, VerifiedIssuer

_HOSTED = frozenset({"HostedBadge", "hosted"})
_SIGNED = frozenset({"SignedBadge", "signed"})
# What a file must not say otherwise than its issuer; pictures, addresses and contexts may move.
_COMPARED = ("recipient", "badge", "issuedOn", "expires", "narrative", "evidence")
_TELL_ISSUER = "Tell the issuer, or ask them whether the badge is theirs."


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Hosted:
    """What the issuer publishes about an assertion; `assertion` has its badge class and issuer filled in."""

    check: Check
    assertion: Mapping[str, Any] | None = None
    issuer: VerifiedIssuer | None = None
    revoked: bool = False
    reason: str | None = None
    as_in_file: bool = True


def parse(data: bytes) -> tuple[Check, Mapping[str, Any] | None]:
    """Read the Open Badges 2.0 part of a file; the document is None unless the check passed.

    A bare address, which old pictures carry, becomes an assertion that says no more than where it is.
    """
    match reading.content_of(data):
        case reading.Content.URL:
            return _read("It holds the address of a badge."), {"id": data.strip().decode("ascii")}
        case reading.Content.TOKEN:
            return _parse_token(data)
        case reading.Content.JSON | reading.Content.OTHER:
            pass
    try:
        document = strictjson.loads(data)
    except errors.CoreError as error:
        message, remedy = f"What is inside cannot be read. {error.message}", error.remedy
        return Check(id="well_formed", outcome=Outcome.FAILED, message=message, remedy=remedy), None
    if not isinstance(document, dict):
        message, remedy = "What is inside is not one badge.", "Ask for the original file."
        return Check(id="well_formed", outcome=Outcome.FAILED, message=message, remedy=remedy), None
    return _read("What is inside can be read in one way only."), document


_OB1 = "https://w3id.org/openbadges/v1"


def check_context(assertion: Mapping[str, Any]) -> Check:
    """Check that the file speaks the language of Open Badges 2.0."""
    named = assertion.get("@context")
    listed = named if isinstance(named, list) else [named]
    if contexts.OB2 in listed or _only_an_address(assertion):
        return Check(
            id="context", outcome=Outcome.PASSED, message="It speaks the language of Open Badges 2.0."
        )
    if _OB1 in listed or "uid" in assertion:
        return Check(
            id="context",
            outcome=Outcome.INCONCLUSIVE,
            message="It is a badge of Open Badges 1.x, from before 2017, of a form that is recognised and not verified.",
            remedy="Ask the issuer to issue it again as Open Badges 2.0 or 3.0.",
        )
    return Check(
        id="context",
        outcome=Outcome.FAILED,
        message="It does not say that it is an Open Badges 2.0 badge.",
        remedy=f"Tell the issuer: @context must name {contexts.OB2}.",
    )


def check_schema(assertion: Mapping[str, Any]) -> Check:
    """Check that the file has what an assertion needs (OB 2.0 Assertion)."""
    problem = None if _only_an_address(assertion) else _shape_problem(assertion)
    if problem is None:
        return Check(id="schema", outcome=Outcome.PASSED, message="It has everything a badge needs.")
    return Check(
        id="schema",
        outcome=Outcome.FAILED,
        message=f"It is not a complete Open Badges 2.0 badge: {problem}.",
        remedy="Tell the issuer what is missing; if you edited the file, use the original.",
    )


def check_hosted(copy: Mapping[str, Any], *, load: sources.Loader) -> Hosted:
    """Fetch the assertion, its badge class and its issuer, and check that they belong together."""
    try:
        return _look_up(copy, load)
    except findings.Found as found:
        return Hosted(check=found.check("hosted"))


def _look_up(copy: Mapping[str, Any], load: sources.Loader) -> Hosted:
    if is_signed(copy):
        raise findings.failed(
            "It says that it is signed, but the signature is not in the file.", findings.ASK_ORIGINAL
        )
    url = copy.get("id")
    if addresses.origin(url) is None or not isinstance(url, str):
        raise findings.failed("It names no web address at which the issuer would publish it.", _TELL_ISSUER)
    try:
        assertion = fetch(url, load)
    except errors.GoneError as error:
        return _revoked(_gone_reason(error.body))
    if assertion.get("id") != url:
        raise findings.failed(
            f"At {words.quote(url)} the issuer publishes another badge.", findings.DO_NOT_RELY
        )
    if assertion.get("revoked") is True:
        return _revoked(assertion.get("revocationReason"))
    problem = _shape_problem(assertion)
    if problem is not None:
        raise findings.failed(f"What the issuer publishes is not a complete badge: {problem}.", _TELL_ISSUER)
    badge = linked(assertion["badge"], "BadgeClass", load)
    profile = linked(badge.get("issuer"), "issuer", load)
    for part in (url, badge["id"]):
        if not addresses.in_scope(part, profile):
            raise findings.failed(
                f"The issuer it names, {words.quote(profile['id'])}, does not vouch for {words.quote(part)}.",
                findings.DO_NOT_RELY,
            )
    name = profile.get("name")
    origin = addresses.host(profile["id"])
    return Hosted(
        check=Check(
            id="hosted",
            outcome=Outcome.PASSED,
            message=f"The issuer publishes this badge at {addresses.host(url)}.",
        ),
        assertion={**assertion, "badge": {**badge, "issuer": profile}},
        issuer=VerifiedIssuer(id=profile["id"], origin=origin, name=name if isinstance(name, str) else None),
        as_in_file=not _differs(copy, assertion),
    )


def is_signed(assertion: Mapping[str, Any]) -> bool:
    """Say whether an assertion says that it is of the signed kind."""
    return bool(_verification(assertion) & _SIGNED)


def fetch(url: str, load: sources.Loader) -> Mapping[str, Any]:
    """Return what an issuer publishes at an address; GoneError, or `findings.Found` when it cannot be had."""
    try:
        document = strictjson.loads(load.load(url))
    except errors.GoneError:
        raise
    except errors.ResolutionError as error:
        raise findings.unknown(
            f"We could not ask the issuer at {words.quote(url)}. {error.message}",
            error.remedy or findings.TRY_LATER,
        ) from error
    except errors.CoreError as error:
        raise findings.unknown(
            f"We could not ask the issuer: what is published at {words.quote(url)} cannot be read.",
            _TELL_ISSUER,
        ) from error
    if not isinstance(document, dict):
        raise findings.unknown(f"What is published at {words.quote(url)} is not a badge.", _TELL_ISSUER)
    return document


def linked(value: object, kind: str, load: sources.Loader) -> dict[str, Any]:
    """Fetch the badge class or issuer, even where a copy is included: a copy is only what somebody wrote down."""
    url = value.get("id") if isinstance(value, Mapping) else value
    what = "badge" if kind == "BadgeClass" else "issuer"
    if not isinstance(url, str) or addresses.origin(url) is None:
        raise findings.failed(f"It does not name the address of its {what}.", _TELL_ISSUER)
    try:
        document = fetch(url, load)
    except errors.GoneError as error:
        raise findings.failed(f"The issuer no longer publishes its {what}.", _TELL_ISSUER) from error
    types = set(shapes.types_of(document))
    expected = {"BadgeClass"} if kind == "BadgeClass" else {"Issuer", "Profile"}
    if document.get("id") != url or not types & expected:
        raise findings.failed(
            f"At {words.quote(url)} something else than its {what} is published.", _TELL_ISSUER
        )
    return dict(document)


def _parse_token(data: bytes) -> tuple[Check, Mapping[str, Any] | None]:
    try:
        return _read("What is inside the token can be read in one way only."), tokens.payload_of(data)
    except errors.UnsupportedProofError as error:
        return findings.unknown(error.message, error.remedy).check("well_formed"), None
    except errors.CoreError as error:
        message = f"What is inside cannot be read. {error.message}"
        return findings.failed(message, error.remedy).check("well_formed"), None


def _shape_problem(assertion: Mapping[str, Any]) -> str | None:
    if assertion.get("revoked") is True:
        return None if isinstance(assertion.get("id"), str) else "id is missing"
    recipient = assertion.get("recipient")
    has_recipient = isinstance(recipient, Mapping) and isinstance(recipient.get("identity"), str)
    problems = {
        "type must include Assertion": "Assertion" not in shapes.types_of(assertion),
        "recipient is missing": not has_recipient,
        "badge is missing": not isinstance(assertion.get("badge"), str | Mapping),
        "issuedOn must be a date and time": moments.parse(assertion.get("issuedOn")) is None,
        "expires must be a date and time": "expires" in assertion
        and moments.parse(assertion["expires"]) is None,
        "verification must say whether it is hosted or signed": not _verification(assertion)
        & (_HOSTED | _SIGNED),
    }
    return next((problem for problem, is_there in problems.items() if is_there), None)


def _verification(assertion: Mapping[str, Any]) -> frozenset[str]:
    found = assertion.get("verification", assertion.get("verify"))
    return frozenset(shapes.types_of(found)) if isinstance(found, Mapping) else frozenset()


def _differs(copy: Mapping[str, Any], published: Mapping[str, Any]) -> bool:
    return any(name in copy and _plain(copy[name]) != _plain(published.get(name)) for name in _COMPARED)


def _plain(value: object) -> object:
    """Return what is compared: of a linked object its id, because a copy of it may be included or not."""
    if isinstance(value, Mapping) and "BadgeClass" in shapes.types_of(value):
        return value.get("id")
    return value


def _revoked(reason: object) -> Hosted:
    text = reason if isinstance(reason, str) and reason.strip() else None
    return Hosted(
        check=Check(id="hosted", outcome=Outcome.PASSED, message="The issuer answers for this badge."),
        revoked=True,
        reason=text,
    )


def _gone_reason(body: bytes) -> object:
    try:
        document = strictjson.loads(body)
    except errors.CoreError:
        return None
    return document.get("revocationReason") if isinstance(document, dict) else None


def _only_an_address(assertion: Mapping[str, Any]) -> bool:
    return set(assertion) == {"id"}


def _read(message: str) -> Check:
    return Check(id="well_formed", outcome=Outcome.PASSED, message=message)
