"""Whose badge is it? Compared with an address that the asker knows, never shown."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from phalera_core.documents import recipients
from phalera_core.verifying.report import Check, Outcome

# A tuple, because a stranger's value may be a list, which no set can be asked for.
_EMAIL = ("emailAddress", "email")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """An e-mail address, hashed or not, as either version of the standard gives it."""

    hashed: bool
    identity_hash: str
    salt: str | None


def identities_of_subject(subject: Mapping[str, Any]) -> list[Identity]:
    """Return the e-mail identities of an Open Badges 3.0 subject."""
    return [
        Identity(hashed=entry["hashed"], identity_hash=entry["identityHash"], salt=entry.get("salt"))
        for entry in subject.get("identifier", [])
        if entry["identityType"] in _EMAIL
    ]


def identities_of_assertion(assertion: Mapping[str, Any]) -> list[Identity]:
    """Return the recipient of an Open Badges 2.0 assertion, when it is an e-mail address."""
    recipient = assertion.get("recipient")
    if not isinstance(recipient, Mapping) or recipient.get("type") not in _EMAIL:
        return []
    identity, salt = recipient.get("identity"), recipient.get("salt")
    if not isinstance(identity, str) or not (salt is None or isinstance(salt, str)):
        return []
    return [Identity(hashed=recipient.get("hashed") is True, identity_hash=identity, salt=salt)]


def check_recipient(identities: Sequence[Identity], wanted: str | None) -> Check:
    """Check that the badge was awarded to the address given."""
    if wanted is None:
        return _check(
            Outcome.NOT_APPLICABLE,
            "Whose badge it is was not compared: no e-mail address was given.",
            "Give the person's e-mail address to compare it.",
        )
    if not identities:
        return _check(
            Outcome.INCONCLUSIVE,
            "Whose badge it is cannot be told: it names no e-mail address.",
            "Ask the person to show it from their own account.",
        )
    if any(recipients.matches(identity, wanted) for identity in identities):
        return _check(Outcome.PASSED, "It was awarded to the e-mail address you gave.")
    return _check(
        Outcome.FAILED,
        "It was not awarded to the e-mail address you gave.",
        "Ask the person for the address they had then: it may have been another one.",
    )


def same_person(one: Identity, other: Identity) -> bool | None:
    """Say whether two identities are one address; None when both are hashed so that nobody can tell."""
    if not one.hashed:
        return recipients.matches(other, one.identity_hash)
    if not other.hashed:
        return recipients.matches(one, other.identity_hash)
    if (one.salt or "") != (other.salt or "") or _algorithm(one) != _algorithm(other):
        return None
    return one.identity_hash.lower() == other.identity_hash.lower()


def _algorithm(identity: Identity) -> str:
    return identity.identity_hash.partition("$")[0].lower()


def _check(outcome: Outcome, message: str, remedy: str = "") -> Check:
    return Check(id="recipient", outcome=outcome, message=message, remedy=remedy)
