"""Take a badge in: judge it outside of the lock, store it inside, and never the same one twice."""

from collections.abc import Callable
from typing import Any

from phalera.backpacks.hosts.badgr.fake import fetching, judging, rules, values
from phalera.backpacks.hosts.badgr.fake import store as stores

_MOST_NAME, _MOST_ID = 255, 254  # characters that the columns have
_WIDE = 0xFFFF  # MySQL's "utf8" ends here

Look = Callable[[judging.Judge], judging.Judged]


class DuplicateError(Exception):
    """It is in this backpack already."""


class ColumnError(Exception):
    """The database does not take these characters, or so many; Badgr crashes."""


def take(store: stores.Store, account: values.Account, look: Look) -> values.Entry:
    """Judge and store a badge; `look` says where it is. Errors of `judging` and `reading` pass through."""
    judged = judge(store, account, look)
    if store.on_mysql:
        _columns(judged)
    picture = store.keep_picture(judged.picture)
    with store.lock:
        known = judged.assertion["id"]
        if any(each.open_badge_id == known for each in store.entries_of(account.id)):
            store.counts["duplicates"] += 1
            raise DuplicateError
        store.classes.setdefault(judged.badge["id"], judged.badge)
        store.issuers.setdefault(judged.issuer["id"], judged.issuer)
        entry = values.Entry(
            account=account.id,
            assertion=judged.assertion,
            badge=judged.badge["id"],
            issuer=judged.issuer["id"],
            recipient=judged.recipient.email,
            pending=not judged.recipient.verified,
            picture=picture,
            picture_source=judged.picture_source,
            changed=store.now(),
        )
        store.entries[entry.id] = entry
        store.counts["stored"] += 1
        store.touch()
    return entry


def judge(store: stores.Store, account: values.Account, look: Look) -> judging.Judged:
    """Let the validator look at a badge; its errors pass through."""
    with fetching.Fetcher() as fetcher:
        return look(
            judging.Judge(fetcher=fetcher, account=account, now=store.now(), reaches_w3id=store.reaches_w3id)
        )


def again(store: stores.Store, entry: values.Entry) -> None:
    """Look at a badge once more: words of class and issuer are renewed, and it is marked when it is revoked."""
    with fetching.Fetcher() as fetcher:
        found = _document(fetcher, entry.open_badge_id)
        badge, issuer = _document(fetcher, entry.badge), _document(fetcher, entry.issuer)
    with store.lock:
        if badge.get("id") == entry.badge:
            store.classes[entry.badge] = badge
        if issuer.get("id") == entry.issuer:
            store.issuers[entry.issuer] = issuer
        if found.get("revoked"):
            entry.revoked, entry.revocation_reason = True, found.get("revocationReason")
        store.touch()


def _document(fetcher: fetching.Fetcher, url: str) -> dict[str, Any]:
    try:
        return judging.read(fetcher.get(url))
    except (fetching.FetchError, rules.InvalidError):
        return {}


def _columns(judged: judging.Judged) -> None:
    names = [judged.badge["name"], judged.badge["description"], judged.issuer["name"]]
    if (
        len(judged.badge["name"]) > _MOST_NAME
        or len(judged.assertion["id"]) > _MOST_ID
        or any(ord(character) > _WIDE for name in names for character in str(name))
    ):
        raise ColumnError
