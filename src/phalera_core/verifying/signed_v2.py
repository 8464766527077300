"""Open Badges 2.0, signed: the token counts, under a key that the issuer's own profile names (OB 2.0, 5.3)."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from phalera_core import errors
from phalera_core.signing import jws
from phalera_core.verifying import (
    addresses,
    findings,
    hosted,
    keydocuments,
    shapes,
    sources,
    tokens,
    words,
)
from phalera_core.verifying.report import Check, Outcome, VerifiedIssuer

_MAX_KEYS = 4  # Each is fetched; no issuer signs with more at a time.
_TELL_ISSUER = "Tell the issuer, or ask them whether the badge is theirs."


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The checks of a signed assertion in their order, as far as they came; with the rest filled in when all is well."""

    checks: tuple[Check, ...]
    assertion: Mapping[str, Any] | None = None
    issuer: VerifiedIssuer | None = None

    @property
    def decisive(self) -> Check:
        """The first check that does not pass, or the last one."""
        bad = {Outcome.FAILED, Outcome.INCONCLUSIVE}
        return next((check for check in self.checks if check.outcome in bad), self.checks[-1])


def check_signed(
    data: bytes, assertion: Mapping[str, Any], *, now: dt.datetime, load: sources.Loader
) -> Signed:
    """Check the signature of an assertion, whose key it is, and that its issuer has not taken it back."""
    done: list[Check] = []
    step = "proof"
    try:
        if not hosted.is_signed(assertion):
            raise findings.failed(
                "It says that it is published, not signed, and so its signature proves nothing.",
                "Ask the issuer for the address of the badge, and verify that.",
            )
        badge = _badge(assertion, load)
        profile = hosted.linked(badge.get("issuer"), "issuer", load)
        key_id, key = _signing_key(data, assertion, profile, load)
        done.append(_passed("proof", "Nothing was changed after it was signed."))
        step = "issuer_key"
        _check_owner(key_id, key, profile, now)
        origin = addresses.host(profile["id"])
        done.append(_passed("issuer_key", f"The key that signed it is published by the issuer at {origin}."))
        step = "status"
        done.append(_status(assertion, profile, load))
    except findings.Found as found:
        done.append(found.check(step))
        return Signed(checks=tuple(done))
    name = profile.get("name")
    return Signed(
        checks=tuple(done),
        assertion={**assertion, "badge": {**badge, "issuer": profile}},
        issuer=VerifiedIssuer(id=profile["id"], origin=origin, name=name if isinstance(name, str) else None),
    )


def beside(
    data: bytes, assertion: Mapping[str, Any], *, now: dt.datetime, load: sources.Loader
) -> hosted.Hosted:
    """Check a signed assertion that stands beside an Open Badges 3.0 credential, told like a hosted one."""
    found = check_signed(data, assertion, now=now, load=load)
    last = found.decisive
    if last.id == "status" and last.outcome is Outcome.FAILED:
        return hosted.Hosted(check=_passed("hosted", "The issuer answers for this badge."), revoked=True)
    good = last.outcome in {Outcome.PASSED, Outcome.NOT_APPLICABLE}
    check = _passed("hosted", found.checks[0].message) if good else dataclasses.replace(last, id="hosted")
    return hosted.Hosted(check=check, assertion=found.assertion, issuer=found.issuer)


def _badge(assertion: Mapping[str, Any], load: sources.Loader) -> Mapping[str, Any]:
    """Return the badge class: the one that was signed along, or what is published at its address."""
    badge = assertion.get("badge")
    if isinstance(badge, Mapping) and "issuer" in badge and "name" in badge:
        if "BadgeClass" not in shapes.types_of(badge):
            raise findings.failed("What it awards is no badge.", _TELL_ISSUER)
        return badge
    return hosted.linked(badge, "BadgeClass", load)


def _signing_key(
    data: bytes, assertion: Mapping[str, Any], profile: Mapping[str, Any], load: sources.Loader
) -> tuple[str, Mapping[str, Any]]:
    """Return the key of the profile that made the signature; a key that it does not name is never asked."""
    token = jws.read(data.strip())
    wanted = _creator(assertion) or token.header.get("kid")
    listed = list(_listed(profile))
    if wanted is not None:
        listed = [entry for entry in listed if entry[0] == wanted]
    if not listed:
        raise findings.failed(
            "The issuer it names does not know the key that signed it.",
            "Do not rely on it. Ask the issuer: the badge may be forged, or the key withdrawn.",
        )
    outcome = findings.failed("This file was changed after it was signed.", findings.ASK_ORIGINAL)
    for key_id, included in listed[:_MAX_KEYS]:
        try:
            key = included if included is not None else hosted.fetch(key_id, load)
            tokens.verify_signature(token, keydocuments.key_of(key))
        except errors.GoneError:
            outcome = findings.failed("The key that signed it was withdrawn by the issuer.", _TELL_ISSUER)
        except findings.Found as found:
            outcome = found
        else:
            return key_id, key
    raise outcome


def _creator(assertion: Mapping[str, Any]) -> str | None:
    verification = assertion.get("verification", assertion.get("verify"))
    creator = verification.get("creator") if isinstance(verification, Mapping) else None
    return creator if isinstance(creator, str) else None


def _listed(profile: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """Yield the keys that a profile names, with those that it includes."""
    value = profile.get("publicKey")
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, str):
            yield entry, None
        elif isinstance(entry, Mapping) and isinstance(entry.get("id"), str):
            yield entry["id"], entry if "publicKeyPem" in entry else None


def _check_owner(key_id: str, key: Mapping[str, Any], profile: Mapping[str, Any], now: dt.datetime) -> None:
    if key.get("id") != key_id or key.get("owner") != profile["id"]:
        raise findings.failed(
            "The key that signed it belongs to somebody else than the issuer.", keydocuments.ASK_ISSUER
        )
    keydocuments.check_in_force(key, now)


def _status(assertion: Mapping[str, Any], profile: Mapping[str, Any], load: sources.Loader) -> Check:
    """Look the assertion up in the issuer's list of revoked ones (OB 2.0, RevocationList)."""
    url = profile.get("revocationList")
    url = url.get("id") if isinstance(url, Mapping) else url
    if url is None:
        message = "The issuer keeps no list of revoked badges for it."
        return Check(id="status", outcome=Outcome.NOT_APPLICABLE, message=message)
    unusable = findings.unknown(
        f"Whether it was revoked is unknown: the list at {words.quote(url)} cannot be used.", _TELL_ISSUER
    )
    try:
        published = hosted.fetch(url, load) if isinstance(url, str) else {}
    except errors.GoneError as error:
        raise unusable from error
    entries = published.get("revokedAssertions")
    if (
        "RevocationList" not in shapes.types_of(published)
        or published.get("issuer", profile["id"]) != profile["id"]
        or not isinstance(entries, str | list | Mapping)
    ):
        raise unusable
    mine = {assertion.get(name) for name in ("id", "uid")} - {None}
    # One entry may stand without a list round it.
    for entry in entries if isinstance(entries, list) else [entries]:
        named = {entry.get("id"), entry.get("uid")} if isinstance(entry, Mapping) else {entry}
        if named & mine:
            reason = entry.get("revocationReason") if isinstance(entry, Mapping) else None
            why = f", who says: {words.quote(reason)}" if isinstance(reason, str) and reason.strip() else ""
            raise findings.failed(
                f"It was revoked by its issuer{why}.",
                "It no longer counts. Ask the issuer why, if you need to know.",
            )
    return _passed("status", "It is not revoked: it is not in the issuer's list, read just now.")


def _passed(check_id: str, message: str) -> Check:
    return Check(id=check_id, outcome=Outcome.PASSED, message=message)
