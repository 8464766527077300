"""Badge Connect, the API of Open Badges 2.1, as Badgr answers it (§5)."""

from datetime import datetime
from typing import Any
from urllib import parse

from phalera.backpacks.hosts.badgr.fake import fetching, reading, rules, taking, tokens, values
from phalera.backpacks.hosts.badgr.fake import store as stores

_PAGE = 100
_REQUIRED = (
    "client_name",
    "client_uri",
    "logo_uri",
    "tos_uri",
    "policy_uri",
    "software_id",
    "software_version",
    "redirect_uris",
)
_ADDRESSES = ("client_uri", "logo_uri", "tos_uri", "policy_uri")


def discover(store: stores.Store, _request: values.Request) -> values.Reply:
    """Lead to the manifest."""
    return values.redirect(f"{store.api_url}/bcv1/manifest/{parse.urlsplit(store.site_url).netloc}")


def manifest(store: stores.Store, request: values.Request, site: str) -> values.Reply:
    """Say where everything is; people are always sent to https."""
    api = store.api_url
    return values.document(
        {
            "@context": "https://w3id.org/openbadges/badgeconnect/v1",
            "id": f"{api}{request.path}",
            "badgeConnectAPI": [
                {
                    "name": "Badgr",
                    "image": f"{api}//static/images/logo.png",
                    "apiBase": f"{api}/bcv1",
                    "version": "v1p0",
                    "termsOfServiceUrl": f"https://{site}/terms",
                    "privacyPolicyUrl": f"https://{site}/privacy",
                    "scopesOffered": list(values.CONNECT_SCOPES),
                    "registrationUrl": f"{api}/o/register",
                    "authorizationUrl": f"https://{site}/auth/oauth2/authorize",
                    "tokenUrl": f"{api}/o/token",
                }
            ],
        }
    )


def register(store: stores.Store, request: values.Request) -> values.Reply:
    """Register a client, whoever it is (RFC 7591), after a look at its logo."""
    body = request.json()
    if not isinstance(body, dict):
        return _registration("client_name", "This field is required.")
    for name in _REQUIRED:
        if not body.get(name):
            return _registration(name, "This field is required.")
    hosts = set()
    for name, url in (
        *((each, body[each]) for each in _ADDRESSES),
        *(("redirect_uris", each) for each in body["redirect_uris"]),
    ):
        parts = parse.urlsplit(str(url))
        if parts.scheme != "https":
            return _registration(name, "URI schemes must be https.")
        hosts.add(parts.netloc)
    if len(hosts) > 1:
        return _registration("redirect_uris", "All URIs must have the same host.")
    if body.get("token_endpoint_auth_method", "client_secret_basic") != "client_secret_basic":
        return _registration("token_endpoint_auth_method", "Not supported.")
    if body.get("response_types", ["code"]) != ["code"]:
        return _registration("response_types", "Not supported.")
    if not _has_logo(str(body["logo_uri"])):
        return values.crash()
    asked = str(body.get("scope", " ".join(values.CONNECT_SCOPES))).split()
    application = values.Application(
        client_id=values.new_id(),
        client_secret=values.new_id(),
        name=str(body["client_name"]),
        redirect_uris=list(body["redirect_uris"]),
        scopes=[each for each in values.CONNECT_SCOPES if each in asked],
        gives_refresh="refresh_token" in body.get("grant_types", ()),
    )
    with store.lock:
        store.applications[application.client_id] = application
        store.touch()
    return values.document(
        {
            **body,
            "client_id": application.client_id,
            "client_secret": application.client_secret,
            "client_id_issued_at": int(store.now()),
            "client_secret_expires_at": 0,
            "grant_types": ["authorization_code"],
            "scope": " ".join(application.scopes),
        },
        status=201,
    )


def assertions(store: stores.Store, request: values.Request) -> values.Reply:
    """List a page of the backpack, or take a badge in and say nothing about it."""
    if request.method == "GET":
        account = tokens.account_of(store, request, values.READ_ASSERTIONS, "r:backpack")
        return _list(store, account, request)
    if request.method != "POST":
        return denied("PERMISSION_DENIED")
    account = tokens.account_of(store, request, values.CREATE_ASSERTIONS, "rw:backpack")
    store.counts["imports"] += 1
    body = request.json()
    given = body.get("assertion") if isinstance(body, dict) else None
    if body is None:
        return _error("JSON parse error - Expecting value")
    if not isinstance(given, dict) or not given.get("id"):
        return _error({"assertion": ["This field is required."]})
    try:
        taking.take(store, account, lambda judge: judge.by_document(given))
    except taking.DuplicateError:
        said = "You already have this badge in your backpack"
        return _error([{"name": "DUPLICATE_BADGE", "description": said}])
    except rules.InvalidError as error:
        return _error([error.name, error.detail, error.name, "False", error.detail, "ERROR", error.node])
    return values.document({"status": _status()}, status=201)


def profile(store: stores.Store, request: values.Request) -> values.Reply:
    """Tell the name and the primary address."""
    account = tokens.account_of(store, request, values.READ_PROFILE, "r:profile")
    return values.document(
        {"status": _status(), "results": [{"name": account.name, "email": account.primary}]}
    )


def denied(name: str) -> values.Reply:
    """Say UNAUTHENTICATED or PERMISSION_DENIED; both are 401 here."""
    return values.document({"status": {"error": None, "statusCode": 401, "statusText": name}}, status=401)


def _list(store: stores.Store, account: values.Account, request: values.Request) -> values.Reply:
    query = request.query
    try:
        since = datetime.fromisoformat(query["since"]).timestamp() if "since" in query else 0.0
        limit, offset = int(query.get("limit", _PAGE)), int(query.get("offset", 0))
    except ValueError:
        return _error({"since": ["Not a date."]})
    found = sorted(
        (each for each in store.entries_of(account.id) if each.changed >= since),
        key=lambda each: each.changed,
    )
    results: list[dict[str, Any]] = [each.assertion for each in found[offset : offset + limit]]
    last = max(0, (len(found) - 1) // limit * limit)
    places = {"first": 0, "last": last, "next": offset + limit, "prev": offset - limit}
    link = ", ".join(
        f'<{store.api_url}/bcv1/assertions?limit={limit}&offset={place}>; rel="{name}"'
        for name, place in places.items()
        if 0 <= place <= last
    )
    reply = values.document({"status": _status(), "results": results})
    return values.Reply(body=reply.body, headers=(("Link", link),))


def _has_logo(url: str) -> bool:
    try:
        with fetching.Fetcher() as fetcher:
            return reading.is_picture(fetcher.get(url).body)
    except fetching.FetchError:
        return False


def _status() -> dict[str, Any]:
    return {"error": None, "statusCode": 200, "statusText": "OK"}


def _error(error: Any) -> values.Reply:
    status = {"error": error, "statusCode": 400, "statusText": "REQUEST_VALIDATION_ERROR"}
    return values.document({"status": status}, status=400)


def _registration(field: str, text: str) -> values.Reply:
    return values.document({"error": f"{field}: {text}", "error_description": text}, status=400)
