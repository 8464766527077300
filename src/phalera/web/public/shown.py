"""What the page of a verdict says of a badge."""

import base64
import dataclasses
from collections.abc import Iterator, Mapping
from datetime import datetime

from phalera.verifying import ours
from phalera_core.verifying import moments, report

# Shown again beside the verdict; a larger one would only make the page heavy.
LARGEST = 1_500_000  # bytes


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the result page says of a badge; words of the badge come from the document that was checked."""

    name: str
    issuer: str  # as it calls itself
    standing: str  # of a proven issuer: ours.Standing
    posing: bool  # whether it calls itself as we do, and is somebody else
    origin: str
    awarded: datetime | None
    valid_until: datetime | None
    names: tuple[str, ...]  # of the holder, as the issuer signed them; of nothing but a verified badge
    hashed: bool  # whether it says for whom by an e-mail address that cannot be read
    picture: str  # a data: address of the very file, or nothing


def of(found: report.Report, data: bytes) -> Shown:
    """Give what the page says of the badge in a file, whose picture it shows again."""
    said = found.credential or {}
    subject = _mapping(said.get("credentialSubject"))
    achievement = _mapping(subject.get("achievement")) or _mapping(said.get("badge"))
    issuer = _mapping(said.get("issuer")) or _mapping(achievement.get("issuer"))
    standing = ours.standing(found.issuer) if found and found.issuer else None
    return Shown(
        standing=standing.value if standing else "",
        posing=bool(
            standing
            and standing is not ours.Standing.OURS
            and found.issuer
            and ours.has_our_name(found.issuer)
        ),
        origin=(found.issuer.origin if found.issuer else None) or "",
        name=_text(achievement.get("name")) or _text(said.get("name")),
        issuer=(found.issuer.name if found.issuer else None)
        or _text(issuer.get("name"))
        or (found.issuer.origin or found.issuer.id if found.issuer else ""),
        awarded=moments.parse(
            said.get("awardedDate")
            or said.get("issuedOn")
            or said.get("validFrom")
            or said.get("issuanceDate")
        ),
        valid_until=moments.parse(
            said.get("validUntil") or said.get("expires") or said.get("expirationDate")
        ),
        names=tuple(_names(subject)) if found else (),
        hashed=any(each.get("hashed") is True for each in _identities(subject, said)),
        picture=_picture(found, data),
    )


def _names(subject: Mapping[str, object]) -> Iterator[str]:
    for each in _identities(subject, {}):
        if each.get("identityType") == "name" and each.get("hashed") is False:
            yield _text(each.get("identityHash"))


def _identities(subject: Mapping[str, object], said: Mapping[str, object]) -> list[dict[str, object]]:
    """Give for whom it is, as either version of the standard says it."""
    listed = subject.get("identifier") or said.get("recipient") or []
    return [each for each in (listed if isinstance(listed, list) else [listed]) if isinstance(each, dict)]


def _picture(found: report.Report, data: bytes) -> str:
    # Only PNG: it was read under limits, and a browser does nothing with it but draw.
    if found.packed_as != "png" or len(data) > LARGEST:
        return ""
    return "data:image/png;base64," + base64.b64encode(data).decode()


def _mapping(value: object) -> dict[str, object]:
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value[:300] if isinstance(value, str) else ""
