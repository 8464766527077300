"""Tokens: made, rotated, ended, and asked for on every call (§2, items 4 to 6)."""

import secrets
from collections.abc import Iterable

from phalera.backpacks.hosts.badgr.fake import store as stores
from phalera.backpacks.hosts.badgr.fake import values

# What one scope allows beside itself.
_IMPLIED = {"rw:backpack": ("r:backpack",), "rw:profile": ("r:profile",)}
_LONGEST_WAIT = 3_600.0  # seconds


class TokenDeadError(Exception):
    """No such access token, or not any more."""


class NotAllowedError(Exception):
    """The scope is missing, or the account has no confirmed address."""


class HalfRevokedError(Exception):
    """Badgr crashes when it is to refresh a pair whose access token alone was ended."""


class InvalidGrantError(Exception):
    """The refresh token is of no use, or of another client."""


class InvalidScopeError(Exception):
    """More is asked for than was consented to."""


def make(store: stores.Store, *, account: str, client_id: str, scopes: Iterable[str]) -> values.Grant:
    """Make a pair of tokens; without the second one where the application may not have it."""
    with store.lock:
        application = store.applications.get(client_id)
        gives_refresh = application is None or application.gives_refresh
        grant = values.Grant(
            account=account,
            client_id=client_id,
            scopes=list(scopes),
            access=secrets.token_urlsafe(22),
            access_ends=store.now() + store.access_life,
            refresh=secrets.token_urlsafe(22) if gives_refresh else "",
        )
        store.grants[grant.id] = grant
        store.touch()
        return grant


def rotate(store: stores.Store, *, refresh: str, client_id: str, scopes: list[str]) -> values.Grant:
    """Give a new pair for a refresh token, and kill the old pair."""
    with store.lock:
        if refresh in store.dead_refreshes:
            store.counts["refresh_token_reused"] += 1
        old = next((each for each in store.grants.values() if refresh and each.refresh == refresh), None)
        if old is None or old.client_id != client_id:
            raise InvalidGrantError
        if old.access_revoked:
            raise HalfRevokedError
        if not set(scopes) <= set(old.scopes):
            raise InvalidScopeError
        end(store, old)
        store.counts["refreshed"] += 1
        return make(store, account=old.account, client_id=client_id, scopes=scopes or old.scopes)


def end(store: stores.Store, grant: values.Grant) -> None:
    """Kill both tokens."""
    with store.lock:
        store.grants.pop(grant.id, None)
        if grant.refresh:
            store.dead_refreshes.add(grant.refresh)
        store.touch()


def grant_of(store: stores.Store, access: str) -> values.Grant:
    """Give the grant of a live access token, and let its life slide; TokenDeadError otherwise."""
    with store.lock:
        now = store.now()
        for grant in store.grants.values():
            if grant.access == access and not grant.access_revoked and grant.access_ends > now:
                if store.slides and grant.access_ends - now < store.access_life / 2:
                    grant.access_ends = now + store.access_life
                return grant
    raise TokenDeadError


def account_of(store: stores.Store, request: values.Request, *any_of: str) -> values.Account:
    """Give whose call this is; TokenDeadError or NotAllowedError otherwise."""
    grant = grant_of(store, request.bearer)
    held = set(grant.scopes)
    for scope in grant.scopes:
        held.update(_IMPLIED.get(scope, ()))
    account = store.accounts[grant.account]
    if not held.intersection(any_of) or not account.is_verified:
        raise NotAllowedError
    return account


def wait_of(store: stores.Store, caller: str) -> float:
    """Give the seconds that this caller must wait before it may ask for tokens again."""
    with store.lock:
        _, until = store.failures.get(caller, (0, 0.0))
        return max(0.0, until - store.now())


def failed(store: stores.Store, caller: str) -> None:
    """Double the wait of a caller."""
    with store.lock:
        store.counts["token_failures"] += 1
        if store.throttles:
            number = store.failures.get(caller, (0, 0.0))[0] + 1
            store.failures[caller] = number, store.now() + min(2.0**number, _LONGEST_WAIT)


def succeeded(store: stores.Store, caller: str) -> None:
    """Forget what failed before."""
    with store.lock:
        store.failures.pop(caller, None)
