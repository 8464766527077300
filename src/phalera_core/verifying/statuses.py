"""Was it revoked? (W3C Bitstring Status List 1.0, 3.2: Validate Algorithm; 1EdTech Revocation List 1.0)."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from phalera_core import errors, reading
from phalera_core.keys import dids
from phalera_core.status import bitstring
from phalera_core.verifying import (
    dates,
    findings,
    issuers,
    proofs,
    revocations,
    shapes,
    sources,
    structure,
    words,
)
from phalera_core.verifying.report import Check, Outcome

_ENTRY = "BitstringStatusListEntry"
_INDEX = re.compile(r"\d{1,10}", re.ASCII)
_DECIDING = {
    "revocation": "It was revoked by its issuer.",
    "suspension": "It is suspended by its issuer for now.",
}
_MAX_ENTRIES = 4  # Each costs a fetch.
_TELL_ISSUER = "Tell the issuer. That alone is no reason to refuse a badge."
# What several entries come to: the first of these that one of them came to.
_WORST_FIRST = (Outcome.FAILED, Outcome.INCONCLUSIVE, Outcome.PASSED, Outcome.NOT_APPLICABLE)


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
    entries = entry if isinstance(entry, list) else [entry]
    if len(entries) > _MAX_ENTRIES:
        found = findings.unknown(f"It names more than {_MAX_ENTRIES} status lists.", _TELL_ISSUER)
        return found.check("status")
    checks = [_check_one(one, document, issuer_id, now=now, resolver=resolver, load=load) for one in entries]
    for outcome in _WORST_FIRST:
        of_that = [check for check in checks if check.outcome is outcome]
        if of_that:
            message = " ".join(dict.fromkeys(check.message for check in of_that))
            return Check(id="status", outcome=outcome, message=message, remedy=of_that[0].remedy)
    return Check(id="status", outcome=Outcome.NOT_APPLICABLE, message="Its list of status lists is empty.")


def _check_one(
    entry: Mapping[str, Any],
    document: Mapping[str, Any],
    issuer_id: str,
    *,
    now: dt.datetime,
    resolver: dids.Resolver,
    load: sources.Loader,
) -> Check:
    types = shapes.types_of(entry)
    try:
        if revocations.TYPE in types:
            return revocations.check(entry, document, issuer_id, load=load)
        if _ENTRY not in types:
            kind = types[0] if types else None
            raise findings.unknown(
                "Whether it was revoked is unknown: it names a kind of list that is not supported yet, "
                f"{words.quote(kind)}.",
                "Ask the issuer whether the badge still counts.",
            )
        return _check_entry(entry, issuer_id, now=now, resolver=resolver, load=load)
    except findings.Found as found:
        if entry.get("statusPurpose") in tuple(_TELLING):
            # It would only have told something; that it cannot be had speaks neither for nor against the badge.
            message = f"What its issuer tells of its state could not be had. {found.message}"
            return Check(id="status", outcome=Outcome.NOT_APPLICABLE, message=message)
        return found.check("status")


def _check_entry(
    entry: Mapping[str, Any],
    issuer_id: str,
    *,
    now: dt.datetime,
    resolver: dids.Resolver,
    load: sources.Loader,
) -> Check:
    url, index, purpose = _members(entry)
    if purpose not in _DECIDING and purpose not in _TELLING:
        message = (
            f"Its status tells of {words.quote(purpose)} only, which says nothing about whether it counts."
        )
        return Check(id="status", outcome=Outcome.NOT_APPLICABLE, message=message)
    listed = _read(revocations.fetched(url, load))
    published = listed.document
    _check_list(listed, url, purpose, issuer_id, now=now, resolver=resolver)
    try:
        value = bitstring.read_status(entry, published)
    except errors.StatusError as error:
        if error.kind is errors.StatusErrorKind.RANGE_ERROR:
            raise findings.failed(
                "Its place in the issuer's list of revoked badges does not exist.", findings.DO_NOT_RELY
            ) from error
        raise revocations.unusable(error.message) from error
    except errors.CoreError as error:
        raise revocations.unusable(error.message) from error
    if purpose in _TELLING:
        told = _TELLING[purpose](bitstring.message_of(entry, value), value)
        return Check(id="status", outcome=Outcome.PASSED, message=told)
    if value:
        said = bitstring.message_of(entry, value)
        more = f" The issuer says: {words.quote(said)}." if said else ""
        raise findings.failed(
            _DECIDING[purpose] + more,
            "It no longer counts. Ask the issuer why, or for a newer one, if you need it.",
        )
    message = f"It is not {purpose.replace('revocation', 'revoked').replace('suspension', 'suspended')}: "
    message += f"entry {int(index):,} of the issuer's list, read just now."
    return Check(id="status", outcome=Outcome.PASSED, message=message)


def _refresh(_said: str | None, value: int) -> str:
    if value:
        return "The issuer has a newer version of it; what this one says was right when it was issued."
    return "The issuer has no newer version of it."


def _message(said: str | None, value: int) -> str:
    if said:
        return f"The issuer says of its state: {words.quote(said)}."
    return f"The issuer keeps a state of it, {value:#x}, and does not say what that means."


# Purposes that tell something of a badge and do not decide whether it counts (section 2.1).
_TELLING = {"refresh": _refresh, "message": _message}


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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """A list as it was published: what it says and, where it is signed as a token, the token."""

    document: Mapping[str, Any]
    token: bytes | None = None


def _read(data: bytes) -> _List:
    """Read a list; `findings.Found` when it cannot be read."""
    if reading.content_of(data) is not reading.Content.TOKEN:
        return _List(document=revocations.read_list(data))
    # Only lists that are signed as tokens need this (Bitstring Status List 1.0, 2.2: secured like any credential).
    from phalera_core.verifying import tokens

    well_formed, document = tokens.parse(data)
    if document is None:
        raise revocations.unusable(well_formed.message)
    return _List(document=document, token=data)


def _signed(listed: _List, now: dt.datetime, resolver: dids.Resolver) -> proofs.Signed:
    if listed.token is None:
        return proofs.check_proof(listed.document, now=now, resolver=resolver)
    from phalera_core.signing import vc_jwt
    from phalera_core.verifying import tokens

    signed = tokens.check_signed(listed.token, listed.document, now=now, resolver=resolver)
    if signed.check.outcome is Outcome.PASSED and not vc_jwt.in_force(tokens.payload_of(listed.token), now):
        raise revocations.unusable("It is out of date.")
    return signed


def _check_list(
    listed: _List,
    url: str,
    purpose: str,
    issuer_id: str,
    *,
    now: dt.datetime,
    resolver: dids.Resolver,
) -> None:
    """Check the list like any credential: its words, shape, signature and dates, and that it is the issuer's own."""
    published = listed.document
    for check in (structure.check_context, structure.check_status_list):
        found = check(published)
        if found.outcome is not Outcome.PASSED:
            raise revocations.unusable(found.message)
    if published["id"] != url:
        raise revocations.unusable("It gives itself another address.")
    if shapes.issuer_of(published) != issuer_id:
        raise revocations.unusable("It is somebody else's list.")
    purposes = published["credentialSubject"]["statusPurpose"]
    if purpose != purposes and not (isinstance(purposes, list) and purpose in purposes):
        raise revocations.unusable("It is a list for another purpose.")
    if dates.problem(published, now) is not None:
        raise revocations.unusable("It is out of date.")
    signed = _signed(listed, now, resolver)
    if signed.check.outcome is not Outcome.PASSED:
        raise revocations.unusable(signed.check.message)
    owned = issuers.check_issuer_key(issuer_id, signed.keys, now=now, resolver=resolver)
    if owned.outcome is not Outcome.PASSED:
        raise revocations.unusable(owned.message)
