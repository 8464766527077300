"""Lists that issuers publish of what they took back: how they are fetched, and 1EdTech's own kind.

1EdTech Revocation List 1.0, which older Open Badges 3.0 name: unsigned JSON at the address that the signed badge
names, so that whoever answers there over TLS is believed as the badge asks.
"""

from collections.abc import Mapping
from typing import Any

from phalera_core import errors, strictjson
from phalera_core.verifying import findings, sources, words
from phalera_core.verifying.report import Check, Outcome

TYPE = "1EdTechRevocationList"
_TELL_ISSUER = "Tell the issuer. That alone is no reason to refuse a badge."


def check(
    entry: Mapping[str, Any], document: Mapping[str, Any], issuer_id: str, *, load: sources.Loader
) -> Check:
    """Check that the badge is not on the list that its status entry names, or raise `findings.Found`."""
    url = entry.get("id")
    if not isinstance(url, str) or not url.startswith("https://"):
        raise findings.failed(
            "Where it says how to find out whether it was revoked, something is missing or wrong.",
            "Do not rely on it. Ask the issuer for a new one.",
        )
    published = published_list(url, load)
    issuer = published.get("issuer")
    named = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    revoked = published.get("revokedCredential")
    if published.get("id") != url:
        raise unusable("It gives itself another address.")
    if named != issuer_id:
        raise unusable("It is somebody else's list.")
    if not isinstance(revoked, list):
        raise unusable("It does not say what was revoked.")
    for one in revoked:
        holder = one if isinstance(one, Mapping) else {"id": one}
        if same_id(holder.get("id"), document.get("id")) and holder.get("revoked", True) is not False:
            reason = holder.get("revocationReason")
            told = f", who says: {words.quote(reason)}" if isinstance(reason, str) and reason.strip() else ""
            raise findings.failed(
                f"It was revoked by its issuer{told}.",
                "It no longer counts. Ask the issuer why, or for a newer one, if you need it.",
            )
    message = f"It is not revoked: not one of {len(revoked):,} on the issuer's list, read just now."
    return Check(id="status", outcome=Outcome.PASSED, message=message)


def same_id(one: object, other: object) -> bool:
    """Say whether two ids of credentials are equal as Open Badges 3.0 compares them (after trimming)."""
    return isinstance(one, str) and isinstance(other, str) and one.strip() == other.strip()


def published_list(url: str, load: sources.Loader) -> Mapping[str, Any]:
    """Fetch a list in JSON, or raise `findings.Found`."""
    return read_list(fetched(url, load))


def fetched(url: str, load: sources.Loader) -> bytes:
    """Fetch a list, or raise `findings.Found`: what could not be had is unknown, never a no."""
    try:
        return load.load(url)
    except errors.ResolutionError as error:
        raise findings.unknown(
            f"Whether it was revoked is unknown: the list at {words.quote(url)} could not be had. {error.message}",
            error.remedy or findings.TRY_LATER,
        ) from error


def read_list(data: bytes) -> Mapping[str, Any]:
    """Read a list in JSON, or raise `findings.Found`."""
    try:
        published = strictjson.loads(data)
    except errors.CoreError as error:
        raise unusable(error.message) from error
    if not isinstance(published, dict):
        raise unusable("It is not a list.")
    return published


def unusable(reason: str) -> findings.Found:
    """Give the finding that a list is there and says nothing that counts."""
    return findings.unknown(
        f"Whether it was revoked is unknown: the issuer's list cannot be used. {reason}", _TELL_ISSUER
    )
