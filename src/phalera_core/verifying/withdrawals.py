"""What still counts of a key that its issuer withdrew (Controlled Identifiers 1.0, section 2.2: revoked; hardening T29).

Whoever has a stolen key writes any date he likes, so a date inside the badge proves nothing. What proves something is
the issuer's own record of what it signed and when. Phalera keeps one for each issuer, beside the document with its keys:

    <directory of did.json>/issued/<last part of the badge's id>/<signature, base64url>

answers `{"id": this address, "issuer": the issuer's DID, "signed": a moment, or null for "never by us"}`. Only who holds
the badge can ask, as nobody else knows its signature.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from phalera_core import errors
from phalera_core.keys import base64url, dids
from phalera_core.verifying import addresses, findings, moments, words

_NEWEST = (
    "Ask the person for the newest file of this badge: when an issuer changes a key that was in other hands, "
    "it signs its badges anew."
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a key signed: the id of the badge, the signature, and when it says that was."""

    about: object = None
    signature: bytes = b""
    created: dt.datetime | None = None


# Where it is not known, and nothing could be looked up.
NOTHING = Signed()


def check(method: Mapping[str, Any], signed: Signed, issuer_id: str, resolver: dids.Resolver) -> str:
    """Say why what a withdrawn key signed counts nevertheless, or raise `findings.Found`."""
    since = moments.parse(method.get("revoked"))
    if since is None:
        raise findings.failed("The key that signed it was withdrawn by the issuer.", _NEWEST)
    ended = f"was withdrawn by the issuer as of {words.day(since)}"
    try:
        recorded = _recorded(signed, issuer_id, resolver)
    except errors.CoreError:
        if signed.created is not None and signed.created < since:
            raise findings.unknown(
                f"The key that signed it {ended}. It says that it was signed before, but whoever has the key could "
                "write that.",
                _NEWEST,
            ) from None
        raise findings.failed(f"The key that signed it {ended}, before it was signed.", _NEWEST) from None
    if recorded is None:
        raise findings.failed(
            f"The key that signed it {ended}, and the issuer has no record of having signed this badge.",
            findings.DO_NOT_RELY,
        )
    if recorded >= since:
        raise findings.failed(
            f"The key that signed it {ended}, before the issuer signed this badge.", _NEWEST
        )
    return f"That key {ended}; the issuer has on record that it signed this badge before that."


def _recorded(signed: Signed, issuer_id: str, resolver: dids.Resolver) -> dt.datetime | None:
    """Return when the issuer signed this by its own record, None for never; CoreError when no record can be had."""
    part = addresses.last_part(signed.about)
    if not part or not signed.signature:
        raise errors.ResolutionError("It names nothing that could be looked up.", url=issuer_id)
    folder = dids.did_web_url(issuer_id).removesuffix("did.json")
    url = f"{folder}issued/{quote(part, safe='')}/{base64url.encode(signed.signature)}"
    record = resolver.resolve(url)
    moment = moments.parse(record.get("signed"))
    if record.get("id") != url or record.get("issuer") != issuer_id or "signed" not in record:
        raise errors.ResolutionError("What is published there is no such record.", url=url)
    if moment is None and record["signed"] is not None:
        raise errors.ResolutionError("What is published there names no moment.", url=url)
    return moment
