"""Badgr's own API, version 2: whose account it is, and what is in the backpack (§3)."""

import hashlib
from typing import Any

from phalera.backpacks.hosts.badgr.fake import faults, reading, rules, taking, tokens, values
from phalera.backpacks.hosts.badgr.fake import store as stores

_READ, _WRITE = ("r:backpack", "rw:backpack"), ("rw:backpack",)
_TYPE = "application/ld+json"


def user(store: stores.Store, request: values.Request) -> values.Reply:
    """Tell whose account it is."""
    account = tokens.account_of(store, request, "r:profile")
    return _ok(
        [
            {
                "entityType": "BadgeUser",
                "entityId": account.id,
                "firstName": account.first_name,
                "lastName": account.last_name,
                "emails": [
                    {
                        "entityType": "BadgeUserEmail",
                        "email": each.email,
                        "verified": each.verified,
                        "primary": each.primary,
                        "caseVariants": each.variants,
                    }
                    for each in account.emails
                ],
                "url": [],
                "telephone": [],
                "recipient": {"type": "email", "identity": account.primary},
                "badgrDomain": "",
                "hasPasswordSet": True,
            }
        ]
    )


def take(store: stores.Store, request: values.Request) -> values.Reply:
    """Take a badge in by its address, its picture or its document."""
    account = tokens.account_of(store, request, *_WRITE)
    store.counts["imports"] += 1
    if request.headers.get("content-type", "").startswith("multipart/"):
        return values.crash()
    body = request.json()
    given = (
        {name: body[name] for name in ("url", "image", "assertion") if body.get(name)}
        if isinstance(body, dict)
        else {}
    )
    if len(given) != 1:
        return refused(validation=["Only one of 'url', 'image' or 'assertion' may be given."])
    look = _look(given)
    if look is None:
        return refused(fields={next(iter(given)): ["Not a valid value."]})
    try:
        return _ok([entry_of(store, taking.take(store, account, look))], status=201)
    except reading.UnreadableError as error:
        return _invalid(rules.InvalidError("DETECT_INPUT_TYPE", str(error)))
    except taking.DuplicateError:
        return faults.duplicate()
    except rules.InvalidError as error:
        return _invalid(error)


def entries(store: stores.Store, request: values.Request) -> values.Reply:
    """List everything at once; what has ended, was revoked or is pending only when it is asked for."""
    account = tokens.account_of(store, request, *_READ)
    store.counts["lists"] += 1
    query = request.query
    with store.lock:
        shown = [
            entry_of(store, each)
            for each in store.entries_of(account.id)
            if (query.get("include_pending") or not each.pending)
            and (query.get("include_revoked") or not each.revoked)
            and (query.get("include_expired") or not _is_over(store, each))
        ]
    for each in shown if query.get("expand") else ():
        each["badgeclass"] = store.classes[each["badgeclassOpenBadgeId"]]
        each["issuer"] = store.issuers[each["issuerOpenBadgeId"]]
    return _ok(shown)


def entry(store: stores.Store, request: values.Request, entry_id: str) -> values.Reply:
    """Show, accept or erase one badge of the caller's own; anybody else's is not found."""
    writes = request.method in {"PUT", "DELETE"}
    account = tokens.account_of(store, request, *(_WRITE if writes else _READ))
    with store.lock:
        found = store.entries.get(entry_id)
        if found is None or found.account != account.id:
            return not_found()
        if request.method == "DELETE":
            del store.entries[entry_id]
            store.counts["deleted"] += 1
            store.touch()
            return values.Reply(status=204)
        if request.method == "PUT":
            body = request.json()
            if not isinstance(body, dict) or body.get("acceptance") != "Accepted":
                return refused(fields={"acceptance": ["Cannot update acceptance to this value."]})
            found.acceptance = "Accepted"
        return _ok([entry_of(store, found)])


def picture(_store: stores.Store, _request: values.Request, _entry_id: str) -> values.Reply:
    """Crash, as Badgr does here."""
    return values.crash()


def make_collection(store: stores.Store, request: values.Request) -> values.Reply:
    """Make a collection; Badgr crashes when badges come along."""
    account = tokens.account_of(store, request, *_WRITE)
    body = request.json()
    if not isinstance(body, dict) or not body.get("name"):
        return refused(fields={"name": ["This field is required."]})
    if body.get("assertions"):
        return values.crash()
    made = {
        "entityType": "BackpackCollection",
        "entityId": values.new_id(),
        "name": body["name"],
        "description": body.get("description", ""),
        "owner": account.id,
        "published": False,
        "assertions": [],
    }
    with store.lock:
        store.collections.append(made)
    return _ok([made], status=201)


def verify(store: stores.Store, request: values.Request) -> values.Reply:
    """Look at a badge again, whoever asks."""
    body = request.json()
    found = store.entries.get(str(body.get("entity_id"))) if isinstance(body, dict) else None
    if found is None:
        return not_found()
    taking.again(store, found)
    return _ok([entry_of(store, found)])


def entry_of(store: stores.Store, found: values.Entry) -> dict[str, Any]:
    """Show a badge as Badgr shows it: with a recipient that it hashed itself, and never with its evidence."""
    return {
        "entityType": "Assertion",
        "entityId": found.id,
        "acceptance": found.acceptance,
        "openBadgeId": found.open_badge_id,
        "badgeclass": _short(found.badge),
        "badgeclassOpenBadgeId": found.badge,
        "issuer": _short(found.issuer),
        "issuerOpenBadgeId": found.issuer,
        "image": f"{store.api_url}/media/uploads/badges/{found.id}",
        "recipient": {
            "identity": f"sha256${found.id}",
            "hashed": True,
            "type": "email",
            "plaintextIdentity": found.recipient,
            "salt": "badgr",
        },
        "issuedOn": found.assertion["issuedOn"],
        "narrative": found.assertion.get("narrative"),
        "revoked": found.revoked,
        "revocationReason": found.revocation_reason,
        "expires": found.assertion.get("expires"),
        "pending": found.pending,
    }


def no_token() -> values.Reply:
    """Say that the access token is dead."""
    return refused(status=401, said="no valid auth token found")


def not_found() -> values.Reply:
    """Say that there is no such thing, also where the scope is missing or no address was confirmed."""
    return refused(status=404, said="entity not found or insufficient privileges")


def refused(
    *,
    status: int = 400,
    said: str = "bad request",
    fields: dict[str, list[str]] | None = None,
    validation: list[Any] | None = None,
) -> values.Reply:
    """Give an error in the envelope of version 2."""
    return values.document(
        {
            "status": {"success": False, "description": said},
            "fieldErrors": fields or {},
            "validationErrors": validation or [],
        },
        status=status,
        content_type=_TYPE,
    )


def _look(given: dict[str, Any]) -> taking.Look | None:
    match given:
        case {"url": str() as url}:
            return lambda judge: judge.by_url(url)
        case {"assertion": dict() as found}:
            return lambda judge: judge.by_document(found)
        case {"image": str() as uri}:
            return lambda judge: judge.by_text(reading.from_data_uri(uri))
        case _:
            return None


def _invalid(error: rules.InvalidError) -> values.Reply:
    """Give the flat list of strings in which version 2 tells what its validator said."""
    return refused(
        validation=[
            error.name,
            f"The badge is not valid: {error.name}",
            error.name,
            "False",
            error.detail,
            "ERROR",
            error.node,
        ]
    )


def _is_over(store: stores.Store, found: values.Entry) -> bool:
    return rules.is_over(found.assertion, store.now())


def _short(url: str) -> str:
    """Give Badgr's own id of something cached."""
    return hashlib.sha256(url.encode()).hexdigest()[:22]


def _ok(result: list[Any], *, status: int = 200) -> values.Reply:
    return values.document(
        {"status": {"success": True, "description": "ok"}, "result": result},
        status=status,
        content_type=_TYPE,
    )
