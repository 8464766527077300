"""The token endpoint and its neighbours (§2, items 4 to 7)."""

import base64
import binascii
import hashlib
import math

from phalera.backpacks.hosts.badgr.fake import store as stores
from phalera.backpacks.hosts.badgr.fake import tokens, values

SITE_CLIENT = "public"  # what Badgr's own site signs people in with


def token(store: stores.Store, request: values.Request) -> values.Reply:
    """Answer the token endpoint."""
    form = request.form()
    caller = (
        form.get("username") or request.headers.get("x-forwarded-for", "").partition(",")[0] or request.peer
    )
    store.counts["token_calls"] += 1
    wait = tokens.wait_of(store, caller)
    if wait:
        store.counts["token_calls_throttled"] += 1
        return values.document(
            {
                "error": "login attempts throttled",
                "error_description": "Too many login attempts; wait before you try again.",
                "expires": math.ceil(wait),
            },
            status=429,
            content_type="text/html",
        )
    reply = _token(store, request, form)
    (tokens.succeeded if reply.status < 400 else tokens.failed)(store, caller)  # noqa: PLR2004  # RFC 9110: errors
    return reply


def revoke(store: stores.Store, request: values.Request) -> values.Reply:
    """End both tokens by the refresh token, or leave the pair in the half-dead state that Badgr trips over."""
    form = request.form()
    refusal = _client(store, request, form)[1]
    if refusal:
        return refusal
    with store.lock:
        for grant in list(store.grants.values()):
            if form.get("token") and form["token"] == grant.refresh:
                tokens.end(store, grant)
            elif form.get("token") == grant.access:
                grant.access_revoked = True
    store.touch()
    return values.Reply(content_type="application/json")


def own_tokens(store: stores.Store, request: values.Request, token_id: str = "") -> values.Reply:
    """Show people which applications they let in, and let them put one out."""
    account = tokens.account_of(store, request, "rw:profile")
    mine = {each.id: each for each in store.grants.values() if each.account == account.id}
    if request.method == "DELETE":
        if token_id not in mine:
            return values.document({"status": {"success": False, "description": "not found"}}, status=404)
        tokens.end(store, mine[token_id])
        return values.Reply(status=204)
    shown = [
        {"entityType": "AccessToken", "entityId": each.id, "scope": " ".join(each.scopes)}
        for each in mine.values()
        if token_id in {"", each.id}
    ]
    return values.document({"status": {"success": True, "description": "ok"}, "result": shown})


def _token(store: stores.Store, request: values.Request, form: dict[str, str]) -> values.Reply:
    if "grant_type" in request.query:
        return _error("Token grant parameters must be sent in post body, not query parameters")
    kind = form.get("grant_type")
    if not kind:
        return _error("invalid_request", description="Request is missing grant_type parameter.")
    if kind == "password":
        return _password(store, form)
    application, refusal = _client(store, request, form)
    if application is None:
        return refusal or values.crash()
    if kind == "authorization_code":
        return _code(store, application, form)
    if kind == "refresh_token":
        return _refresh(store, application, form)
    return _error("unsupported_grant_type")


def _code(store: stores.Store, application: values.Application, form: dict[str, str]) -> values.Reply:
    with store.lock:
        code = store.codes.pop(form.get("code", ""), None)
    if code is None or code.ends < store.now() or code.client_id != application.client_id:
        return _error("invalid_grant")
    if form.get("redirect_uri") != code.redirect_uri:
        return _error("invalid_request", description="Mismatching redirect URI.")
    if code.challenge:
        verifier = form.get("code_verifier", "")
        if not verifier:
            return _error("invalid_request", description="Code verifier required.")
        digest = hashlib.sha256(verifier.encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != code.challenge:
            return _error("invalid_grant")
    return _pair(
        store,
        tokens.make(store, account=code.account, client_id=application.client_id, scopes=code.scopes),
    )


def _refresh(store: stores.Store, application: values.Application, form: dict[str, str]) -> values.Reply:
    try:
        grant = tokens.rotate(
            store,
            refresh=form.get("refresh_token", ""),
            client_id=application.client_id,
            scopes=form.get("scope", "").split(),
        )
    except tokens.InvalidGrantError:
        return _error("invalid_grant")
    except tokens.InvalidScopeError:
        return _error("invalid scope requested")
    except tokens.HalfRevokedError:
        return values.crash()
    return _pair(store, grant)


def _password(store: stores.Store, form: dict[str, str]) -> values.Reply:
    """Sign people in to Badgr's own site; no other client may."""
    if form.get("client_id", SITE_CLIENT) != SITE_CLIENT:
        return _error("unauthorized_client")
    try:
        account = store.account_of(form.get("username", ""))
    except KeyError:
        return _error("invalid_grant")
    if account.password != form.get("password"):
        return _error("invalid_grant")
    scopes = form.get("scope", "rw:profile rw:backpack rw:issuer").split()
    return _pair(store, tokens.make(store, account=account.id, client_id=SITE_CLIENT, scopes=scopes))


def _pair(store: stores.Store, grant: values.Grant) -> values.Reply:
    body: dict[str, object] = {
        "access_token": grant.access,
        "expires_in": round(store.access_life),
        "token_type": "Bearer",
        "scope": " ".join(grant.scopes),
    }
    if grant.refresh:
        body["refresh_token"] = grant.refresh
    return values.document(body)


def _client(
    store: stores.Store, request: values.Request, form: dict[str, str]
) -> tuple[values.Application | None, values.Reply | None]:
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    kind, _, basic = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(basic, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            client_id = ""
    application = store.applications.get(client_id)
    if application is None:
        return None, _error("invalid client_id", content_type="text/html")
    if application.client_secret != secret:
        return None, _error("invalid client_secret", content_type="text/html")
    return application, None


def _error(name: str, *, description: str = "", content_type: str = "application/json") -> values.Reply:
    body = {"error": name, **({"error_description": description} if description else {})}
    return values.document(body, status=400, content_type=content_type)
