"""What every host of badges can do, and every way in which it may not.

HostError                what a host answered, or that it did not
├── HostDown             no answer in time: nobody knows whether it was done
├── Broken               an answer that means nothing: the same
├── Throttled            not now, but after `wait`
├── TokenExpired         the access token is dead: refresh it and ask again
├── ReconnectNeeded      the learner's consent is gone: never ask again with these tokens
├── NotPermitted         the account or its consent lacks something that its learner can mend
├── AddressUnknown       the badge is made out to an address that the account does not have
├── Unreadable           the host could not fetch or read our documents: later, perhaps
└── Refused              it will never take this one, and why

Adapters know nothing of Django's models: they are given what they need and give back values.
"""

import dataclasses
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol


class HostError(Exception):
    """A host did not do what it was asked."""

    def __init__(self, message: str, *, said: str = "") -> None:
        super().__init__(message)
        self.said = said  # the host's own words, cut short, without tokens


class HostDown(HostError):  # noqa: N818  # a state of the host
    """There was no answer in time: nobody knows whether it was done."""


class Broken(HostError):  # noqa: N818  # a state of the host
    """The answer means nothing, so nobody knows whether it was done."""


class Throttled(HostError):  # noqa: N818  # an instruction, not a mistake
    """The host wants to be left alone for a while."""

    def __init__(self, message: str, *, wait: timedelta, said: str = "") -> None:
        super().__init__(message, said=said)
        self.wait = wait


class TokenExpired(HostError):  # noqa: N818  # an instruction, not a mistake
    """The access token is dead."""


class ReconnectNeeded(HostError):  # noqa: N818  # an instruction, not a mistake
    """The learner's consent is gone; only they can give it again."""


class NotPermitted(HostError):  # noqa: N818  # a state of the account
    """The account or its consent lacks something."""


class AddressUnknown(HostError):  # noqa: N818  # a state of the account
    """The badge is made out to an address that the account does not have."""


class Unreadable(HostError):  # noqa: N818  # a state of our documents
    """The host could not fetch or read one of our documents."""


class Refused(HostError):  # noqa: N818  # the answer
    """The host will never take this one; `why` is a key of `wording`."""

    def __init__(self, message: str, *, why: str = "refused", said: str = "") -> None:
        super().__init__(message, said=said)
        self.why = why


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Tokens:
    """A pair of tokens; it is never shown."""

    access: str
    refresh: str  # empty where the host gives none: then consent is asked for again when the access ends

    def __repr__(self) -> str:
        return "Tokens(…)"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose backpack it is; `addresses` are the verified ones, with their case."""

    id: str
    name: str
    addresses: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One installation of a host, and our key there."""

    api_url: str
    site_url: str
    client_id: str
    client_secret: str = dataclasses.field(repr=False)
    discovery_url: str = ""


class Host(Protocol):
    """One installation of a host; every call may raise a HostError."""

    def authorization_url(self, *, redirect_uri: str, state: str, challenge: str) -> str:
        """Give where the learner is sent to consent (RFC 6749 §4.1.1, RFC 7636 with S256)."""

    def exchange(self, *, code: str, verifier: str, redirect_uri: str) -> Tokens:
        """Give tokens for a code; ReconnectNeeded when the host does not take it."""

    def refresh(self, refresh_token: str) -> Tokens:
        """Give a new pair; the old one is dead from then on. ReconnectNeeded when it was before."""

    def revoke(self, refresh_token: str) -> None:
        """End both tokens."""

    def account(self, access_token: str) -> Account:
        """Tell whose account it is."""

    def upload(self, access_token: str, assertion_url: str) -> str:
        """Let the host fetch a badge, and give the id it has there; empty when it was there already."""

    def held(self, access_token: str) -> Mapping[str, str]:
        """Give the host's id of every badge there, by the id of its assertion."""

    def delete(self, access_token: str, host_id: str) -> None:
        """Take a badge out; one that is not there is as good."""

    def backpack_url(self) -> str:
        """Give where people look at their backpack."""

    def probe(self) -> str:
        """Ask whether the host is there and knows our key, and give a sentence about it."""
