"""Badgr's older API, version 1: the same backpack without an envelope (§3)."""

from typing import Any

from phalera.backpacks.hosts.badgr.fake import backpack, reading, rules, taking, tokens, values
from phalera.backpacks.hosts.badgr.fake import store as stores


def badges(store: stores.Store, request: values.Request) -> values.Reply:
    """List the backpack, or take a badge in by its address, its picture, its text or as a file."""
    account = tokens.account_of(
        store, request, "rw:backpack", *(("r:backpack",) if request.method == "GET" else ())
    )
    if request.method == "GET":
        return values.document([_shown(store, each) for each in store.entries_of(account.id)])
    store.counts["imports"] += 1
    look = _look(request)
    if look is None:
        return values.crash()
    try:
        return values.document(_shown(store, taking.take(store, account, look)), status=201)
    except reading.UnreadableError as error:
        return _refused("DETECT_INPUT_TYPE", str(error))
    except taking.DuplicateError:
        return _refused("DUPLICATE_BADGE", "You already have this badge in your backpack")
    except rules.InvalidError as error:
        return _refused(error.name, error.detail, node=error.node)


def badge(store: stores.Store, request: values.Request, entry_id: str) -> values.Reply:
    """Show or erase one badge."""
    account = tokens.account_of(
        store, request, "rw:backpack", *(("r:backpack",) if request.method == "GET" else ())
    )
    with store.lock:
        found = store.entries.get(entry_id)
        if found is None or found.account != account.id:
            return values.document({"detail": "Not found."}, status=404)
        if request.method == "DELETE":
            del store.entries[entry_id]
            store.touch()
            return values.Reply(status=204)
        return values.document(_shown(store, found))


def _look(request: values.Request) -> taking.Look | None:
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/"):
        start = request.body.find(reading.PNG)
        data = request.body[start if start >= 0 else request.body.find(b"<svg") :]
        return lambda judge: judge.by_text(reading.from_picture(data))
    body = request.json()
    match body:
        case {"url": str() as url}:
            return lambda judge: judge.by_url(url)
        case {"assertion": str() as text}:
            return lambda judge: judge.by_text(text)
        case {"image": str() as uri}:
            return lambda judge: judge.by_text(reading.from_data_uri(uri))
        case _:
            return None


def _shown(store: stores.Store, found: values.Entry) -> dict[str, Any]:
    assertion = found.assertion
    return {
        "id": found.id,
        "json": {
            "id": found.open_badge_id,
            "recipient": {"type": "email", "@value": found.recipient},
            "issuedOn": {"type": "datetime", "@value": assertion["issuedOn"]},
            "badge": {"name": {"type": "xsd:string", "@value": store.classes[found.badge]["name"]}},
        },
        "image": backpack.entry_of(store, found)["image"],
        "shareUrl": f"{store.site_url}/public/assertions/{found.id}",
        "evidence_items": [
            {"evidence_url": each.get("id") if isinstance(each, dict) else each}
            for each in _list(assertion.get("evidence"))
        ],
        "pending": found.pending,
    }


def _refused(name: str, said: str, *, node: str = "") -> values.Reply:
    """Give the bare list of version 1."""
    second = {"name": name, "success": False, "result": said, "messageLevel": "ERROR", "node_id": node}
    return values.document([{"name": name, "description": said}, second], status=400)


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
