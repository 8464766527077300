"""Was it revoked? (W3C Bitstring Status List 1.0, 3.2: Validate Algorithm)."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from phalera_core import errors, strictjson
from phalera_core.keys import dids
from phalera_core.status import bitstring
from phalera_core.verifying import dates, findings, issuers, proofs, shapes, sources, structure, words
from phalera_core.verifying.report import Check, Outcome

_ENTRY = "BitstringStatusListEntry"
_INDEX = re.compile(r"\d{1,10}", re.ASCII)
_DECIDING = {
    "revocation": "It was revoked by its issuer.",
    "suspension": "It is suspended by its issuer for now.",
}
_TELL_ISSUER = "Tell the issuer. That alone is no reason to refuse a badge."


def check_status(
    document: Mapping[str, Any],
    issuer_id: str,
    *,
    now: dt.datetime,
    resolver: dids.Resolver,
    load: sources.Loader,
) -> Check:
    """Check that the issuer has not taken the badge back."""
    entry = document.get("credentialStatus")
    if entry is None:
        return Check(
            id="status",
            outcome=Outcome.NOT_APPLICABLE,
            message="The issuer keeps no list of revoked badges for it.",
        )
    try:
        return _check_entry(entry, issuer_id, now=now, resolver=resolver, load=load)
    except findings.Found as found:
        return found.check("status")


def _check_entry(
    entry: Mapping[str, Any],
    issuer_id: str,
    *,
    now: dt.datetime,
    resolver: dids.Resolver,
    load: sources.Loader,
) -> Check:
    types = shapes.types_of(entry)
    if _ENTRY not in types:
        kind = types[0] if types else None
        raise findings.unknown(
            f"Whether it was revoked is unknown: it names a kind of list that is not supported yet, {words.quote(kind)}.",
            "Ask the issuer whether the badge still counts.",
        )
    url, index, purpose = _members(entry)
    if purpose not in _DECIDING:
        message = (
            f"Its status tells of {words.quote(purpose)} only, which says nothing about whether it counts."
        )
        return Check(id="status", outcome=Outcome.NOT_APPLICABLE, message=message)
    published = _published_list(url, load)
    _check_list(published, url, purpose, issuer_id, now=now, resolver=resolver)
    try:
        is_set = bitstring.read_status(entry, published)
    except errors.StatusError as error:
        if error.kind is errors.StatusErrorKind.RANGE_ERROR:
            raise findings.failed(
                "Its place in the issuer's list of revoked badges does not exist.", findings.DO_NOT_RELY
            ) from error
        raise _unusable(error.message) from error
    except errors.CoreError as error:
        raise _unusable(error.message) from error
    if is_set:
        raise findings.failed(
            _DECIDING[purpose], "It no longer counts. Ask the issuer why, or for a newer one, if you need it."
        )
    message = f"It is not revoked: entry {int(index):,} of the issuer's list, read just now."
    return Check(id="status", outcome=Outcome.PASSED, message=message)


def _members(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    url, index, purpose = (
        entry.get(name) for name in ("statusListCredential", "statusListIndex", "statusPurpose")
    )
    if not (
        isinstance(url, str)
        and isinstance(purpose, str)
        and isinstance(index, str)
        and _INDEX.fullmatch(index)
        and entry.get("id") != url
    ):
        raise findings.failed(
            "Where it says how to find out whether it was revoked, something is missing or wrong.",
            "Do not rely on it. Ask the issuer for a new one.",
        )
    return url, index, purpose


def _published_list(url: str, load: sources.Loader) -> Mapping[str, Any]:
    try:
        published = strictjson.loads(load.load(url))
    except errors.ResolutionError as error:
        raise findings.unknown(
            f"Whether it was revoked is unknown: the list at {words.quote(url)} could not be had. {error.message}",
            error.remedy or findings.TRY_LATER,
        ) from error
    except errors.CoreError as error:
        raise _unusable(error.message) from error
    if not isinstance(published, dict):
        raise _unusable("It is not a list.")
    return published


def _check_list(
    published: Mapping[str, Any],
    url: str,
    purpose: str,
    issuer_id: str,
    *,
    now: dt.datetime,
    resolver: dids.Resolver,
) -> None:
    """Check the list like any credential: its words, shape, signature and dates, and that it is the issuer's own."""
    for check in (structure.check_context, structure.check_status_list):
        found = check(published)
        if found.outcome is not Outcome.PASSED:
            raise _unusable(found.message)
    if published["id"] != url:
        raise _unusable("It gives itself another address.")
    if issuer_of(published) != issuer_id:
        raise _unusable("It is somebody else's list.")
    purposes = published["credentialSubject"]["statusPurpose"]
    if purpose != purposes and not (isinstance(purposes, list) and purpose in purposes):
        raise _unusable("It is a list for another purpose.")
    if dates.problem(published, now) is not None:
        raise _unusable("It is out of date.")
    signed = proofs.check_proof(published, now=now, resolver=resolver)
    if signed.check.outcome is not Outcome.PASSED:
        raise _unusable(signed.check.message)
    owned = issuers.check_issuer_key(issuer_id, signed.keys, now=now, resolver=resolver)
    if owned.outcome is not Outcome.PASSED:
        raise _unusable(owned.message)


def issuer_of(document: Mapping[str, Any]) -> str:
    """Return the id of a credential's issuer, written as an address or as an object."""
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return found if isinstance(found, str) else ""


def _unusable(reason: str) -> findings.Found:
    return findings.unknown(
        f"Whether it was revoked is unknown: the issuer's list cannot be used. {reason}", _TELL_ISSUER
    )
