"""The handle of the fake for another process: faults, clock, accounts, and what happened.

    POST /control/faults    {"fault": "drop_after", "path": "/v2/backpack/import", "method": "POST", "times": 3}
    POST /control/faulty    {"share": 0.2, "seed": 7, "kinds": ["error", "drop_after"]}
    DELETE /control/faults
    POST /control/advance   {"seconds": 86400}
    POST /control/accounts  {"first_name": "Leo", "emails": [{"email": "leo@example.org", "verified": true}]}
    GET /control/state

Only this machine may use it, and no page of another site: bodies are JSON, and the host must be the fake's own.
"""

import collections
import dataclasses
import ipaddress
from urllib import parse

from phalera.backpacks.hosts.badgr.fake import faults, tokens, values
from phalera.backpacks.hosts.badgr.fake import store as stores


def use(store: stores.Store, request: values.Request, what: str) -> values.Reply:
    """Do what the handle is asked."""
    if not _may(store, request):
        return values.document({"error": "Only from this machine, and with JSON."}, status=403)
    if request.method == "GET":
        return values.document(state(store))
    if request.method == "DELETE":
        store.plan.clear()
        return values.Reply(status=204)
    body = request.json()
    try:
        match what, body:
            case "faults", dict():
                store.plan.add(faults.Planned(**{**body, "fault": faults.Fault(body["fault"])}))
            case "faulty", dict():
                kinds = tuple(faults.Fault(each) for each in body.pop("kinds", faults.PASSING))
                store.plan.faulty(**body, kinds=kinds)
            case "advance", dict():
                store.advance(float(body["seconds"]))
            case "accounts", dict():
                set_account(store, **body)
            case _:
                return values.document({"error": "unknown"}, status=400)
    except (TypeError, ValueError, KeyError) as error:
        return values.document({"error": str(error)}, status=400)
    return values.Reply(status=204)


def state(store: stores.Store) -> dict[str, object]:
    """Tell what happened so far, without tokens."""
    with store.lock:
        emails = collections.Counter(each.recipient for each in store.entries.values())
        known = collections.Counter((each.account, each.open_badge_id) for each in store.entries.values())
        return {
            "counts": dict(store.counts),
            "entries": dict(emails),
            "twice": sum(1 for number in known.values() if number > 1),
            "accounts": [
                {
                    "id": each.id,
                    "name": each.name,
                    "emails": [dataclasses.asdict(email) for email in each.emails],
                }
                for each in store.accounts.values()
            ],
            "grants": len(store.grants),
        }


def set_account(
    store: stores.Store, *, first_name: str, emails: list[dict[str, object]], last_name: str = ""
) -> values.Account:
    """Make an account, or give the one that has the first of these addresses these addresses."""
    made = [values.Email(**each) for each in emails]  # type: ignore[arg-type]
    if made and not any(each.primary for each in made):
        made[0].primary = True
    with store.lock:
        try:
            account = store.account_of(made[0].email)
            account.first_name, account.last_name, account.emails = first_name, last_name, made
        except KeyError:
            account = values.Account(first_name=first_name, last_name=last_name, emails=made)
            store.accounts[account.id] = account
        for entry in store.entries_of(account.id):
            entry.pending = not any(
                each.verified and entry.recipient in {each.email, *each.variants} for each in made
            )
        store.touch()
        return account


def expire(store: stores.Store, access: str, *, revoke: bool) -> None:
    """Let an access token die, or with it the whole consent."""
    with store.lock:
        for grant in list(store.grants.values()):
            if grant.access == access:
                grant.access_ends = 0.0
                if revoke:
                    tokens.end(store, grant)


def _may(store: stores.Store, request: values.Request) -> bool:
    host = parse.urlsplit(store.api_url).netloc
    if not ipaddress.ip_address(request.peer).is_loopback or request.headers.get("host") != host:
        return False
    # A page elsewhere may post a form without being asked first, and nothing else.
    return request.method != "POST" or request.headers.get("content-type") == "application/json"
