"""Consent, as Badgr asks for it: who wants what, and where the browser goes with the answer (§2, items 1 to 3)."""

import dataclasses
import secrets
from urllib import parse

from phalera.backpacks.hosts.badgr.fake import store as stores
from phalera.backpacks.hosts.badgr.fake import tokens, values

CODE_LIFE = 60.0  # seconds


class AuthorizeError(Exception):
    """What is wrong with a request for consent."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request for consent that is in order."""

    application: values.Application
    redirect_uri: str
    state: str
    scopes: tuple[str, ...]
    challenge: str


def asked(store: stores.Store, query: dict[str, str]) -> Asked:
    """Read a request for consent; AuthorizeError says what Badgr says, ValueError is a scope at which it crashes."""
    application = store.applications.get(query.get("client_id", ""))
    if application is None:
        raise AuthorizeError("Invalid client_id parameter value.")
    if query.get("redirect_uri") not in application.redirect_uris:
        raise AuthorizeError("Mismatching redirect URI.")
    if query.get("response_type") != "code":
        raise AuthorizeError("Unsupported response type.")
    if store.needs_pkce and not query.get("code_challenge"):
        raise AuthorizeError("Code challenge required.")
    scopes = query.get("scope", "r:profile").split()
    if not values.SCOPES.issuperset(scopes):
        raise ValueError("unknown scope")
    return Asked(
        application=application,
        redirect_uri=query["redirect_uri"],
        state=query.get("state", ""),
        scopes=tuple(each for each in scopes if each in application.scopes),
        challenge=query.get("code_challenge", "") if query.get("code_challenge_method") == "S256" else "",
    )


def allow(store: stores.Store, wanted: Asked, account: values.Account) -> str:
    """Give where the browser goes with its code."""
    code = secrets.token_urlsafe(22)
    with store.lock:
        store.codes[code] = values.Code(
            account=account.id,
            client_id=wanted.application.client_id,
            scopes=wanted.scopes,
            redirect_uri=wanted.redirect_uri,
            challenge=wanted.challenge,
            ends=store.now() + CODE_LIFE,
        )
    return _with(wanted.redirect_uri, code=code, state=wanted.state, scope=" ".join(reversed(wanted.scopes)))


def deny(wanted: Asked) -> str:
    """Give where the browser goes without one."""
    return _with(
        wanted.redirect_uri,
        error="access_denied",
        error_code="200",
        error_description="Permissions error",
        error_reason="user_denied",
        state=wanted.state,
    )


def authorize(store: stores.Store, request: values.Request) -> values.Reply:
    """Answer Badgr's own site, which asks with its user's token."""
    try:
        account = store.accounts[tokens.grant_of(store, request.bearer).account]
    except tokens.TokenDeadError:
        return values.document({"detail": "Authentication credentials were not provided."}, status=401)
    body = request.json() if request.method == "POST" else None
    if request.method == "POST" and not isinstance(body, dict):
        return values.document({"error": "invalid_request"}, status=400)
    query = dict(request.query) if body is None else {**body, "scope": " ".join(body.get("scopes", ()))}
    try:
        wanted = asked(store, query)
    except AuthorizeError as error:
        return values.document({"error": str(error)}, status=400)
    except ValueError:
        return values.crash()
    if body is not None:
        if not body.get("allow"):
            return values.document({"error": ""}, status=400)
        return values.document({"success_url": allow(store, wanted, account)})
    application = wanted.application
    if application.trusted or (query.get("approval_prompt") == "auto" and _is_live(store, account, wanted)):
        return values.document({"success_url": allow(store, wanted, account)})
    return values.document(
        {
            "client_id": application.client_id,
            "redirect_uri": wanted.redirect_uri,
            "response_type": "code",
            "state": wanted.state,
            "application": {
                "name": application.name,
                "image": None,
                "website_url": None,
                "clientId": application.client_id,
                "policyUri": None,
                "termsUri": None,
            },
            "scopes": list(wanted.scopes),
            "scopes_descriptions": {each: each for each in wanted.scopes},
        }
    )


def _is_live(store: stores.Store, account: values.Account, wanted: Asked) -> bool:
    return any(
        each.account == account.id
        and each.client_id == wanted.application.client_id
        and set(each.scopes) == set(wanted.scopes)
        and each.access_ends > store.now()
        for each in store.grants.values()
    )


def _with(url: str, **query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{parse.urlencode(query)}"
