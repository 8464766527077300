"""What Badgr's validator wants of a badge before it takes it in (§4)."""

import dataclasses
import hashlib
import json
import re
from datetime import datetime
from typing import Any
from urllib import parse

from phalera.backpacks.hosts.badgr.fake import fetching, reading, signed, values

CONTEXT = "https://w3id.org/openbadges/v2"
_DATED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_ASSERTION = ("id", "type", "recipient", "badge", "verification", "issuedOn")
_BADGE = ("id", "type", "name", "description", "image", "criteria", "issuer")
_ISSUER = ("id", "type", "name", "url", "email")
_TRACE = (
    "Node could not be compacted: Traceback (most recent call last):\n"
    '  File "/badgr_server/env/lib/python3.7/site-packages/badgecheck/tasks/graph.py", line 84, in …'
)


class InvalidError(Exception):
    """The validator says no, under one of its names."""

    def __init__(self, name: str, detail: str, *, node: str = "") -> None:
        super().__init__(detail)
        self.name, self.detail, self.node = name, detail, node


class PictureRefusedError(Exception):
    """The validator is content with a picture that Badgr then refuses with a bare page."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A badge that is in order."""

    assertion: dict[str, Any]
    badge: dict[str, Any]
    issuer: dict[str, Any]
    recipient: values.Email
    picture: bytes
    picture_source: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """The validator, for one upload of one account."""

    fetcher: fetching.Fetcher
    account: values.Account
    now: float
    reaches_w3id: bool

    def by_url(self, url: str) -> Judged:
        """Judge what lies at an address, which may also be a baked picture."""
        found = self._get(url, name="FETCH_HTTP_NODE")
        if reading.is_picture(found.body):
            return self.by_text(reading.from_picture(found.body))
        return self._hosted(read(found), found.url)

    def by_text(self, text: str) -> Judged:
        """Judge JSON, an address or a JWS."""
        text = text.strip()
        if text.startswith(("http://", "https://")):
            return self.by_url(text)
        if signed.is_jws(text):
            return self._signed(text)
        try:
            given = json.loads(text)
        except ValueError as error:
            raise InvalidError("DETECT_INPUT_TYPE", "Could not detect the type of the input") from error
        return self.by_document(given)

    def by_document(self, given: Any) -> Judged:
        """Judge the hosted copy of a document; of the one that was sent only the id counts."""
        if not isinstance(given, dict) or not isinstance(given.get("id"), str):
            raise InvalidError("DETECT_INPUT_TYPE", "Could not determine the type of the input JSON")
        if not self.reaches_w3id:
            raise InvalidError("DETECT_INPUT_TYPE", _TRACE)
        return self.by_url(given["id"])

    def _hosted(self, assertion: dict[str, Any], url: str) -> Judged:
        claimed = assertion.get("id")
        if isinstance(claimed, str) and claimed != url and claimed.startswith("http"):
            assertion = read(self._get(claimed, name="FETCH_HTTP_NODE"))
        self._context(assertion)
        _needs(assertion, _ASSERTION, "Assertion")
        if assertion["verification"].get("type") not in {"HostedBadge", "hosted"}:
            raise InvalidError(
                "ASSERTION_VERIFICATION_DEPENDENCIES", "Not a hosted badge", node=claimed or ""
            )
        return self._rest(assertion, hosted=True)

    def _signed(self, text: str) -> Judged:
        try:
            assertion = signed.payload(text)
        except ValueError as error:
            raise InvalidError("VERIFY_JWS", str(error)) from error
        self._context(assertion)
        _needs(assertion, _ASSERTION, "Assertion")
        creator = assertion["verification"].get("creator")
        if not isinstance(creator, str):
            raise InvalidError("ASSERTION_VERIFICATION_DEPENDENCIES", "A signed badge names its key")
        key = read(self._get(creator, name="FETCH_HTTP_NODE"))
        judged = self._rest(assertion, hosted=False)
        keys = judged.issuer.get("publicKey")
        if creator not in (keys if isinstance(keys, list) else [keys]):
            raise InvalidError("VERIFY_SIGNATURE", f"{creator} is no key of the issuer")
        if not signed.is_good(text, str(key.get("publicKeyPem", ""))):
            raise InvalidError("VERIFY_SIGNATURE", "Signature verification failed.")
        return judged

    def _rest(self, assertion: dict[str, Any], *, hosted: bool) -> Judged:
        badge = assertion["badge"]
        badge_url = badge if isinstance(badge, str) else str(badge.get("id", ""))
        badge = read(self._get(badge_url, name="FETCH_HTTP_NODE"))
        self._context(badge)
        _needs(badge, _BADGE, "BadgeClass")
        issuer = badge["issuer"]
        issuer_url = issuer if isinstance(issuer, str) else str(issuer.get("id", ""))
        issuer = read(self._get(issuer_url, name="FETCH_HTTP_NODE"))
        self._context(issuer)
        _needs(issuer, _ISSUER, "Issuer")
        if hosted:
            _scope(assertion["id"], issuer)
        _dates(assertion, self.now)
        recipient = _recipient(assertion, self.account)
        picture, source = self._picture(badge, assertion)
        return Judged(
            assertion=assertion,
            badge=badge,
            issuer=issuer,
            recipient=recipient,
            picture=picture,
            picture_source=source,
        )

    def _picture(self, badge: dict[str, Any], assertion: dict[str, Any]) -> tuple[bytes, str]:
        of_class = _link(badge["image"])
        shown, source = b"", of_class
        if not of_class.startswith("data:"):
            shown = self._picture_at(of_class)
        if assertion.get("image"):
            source = _link(assertion["image"])
            if source.startswith("data:"):
                raise InvalidError("IMAGE_VALIDATION", "An assertion's image must be at an address")
            shown = self._picture_at(source)
        if shown and not reading.is_picture(shown):
            raise PictureRefusedError(source)
        return shown, source

    def _picture_at(self, url: str) -> bytes:
        found = self._get(url, name="IMAGE_VALIDATION")
        if found.status != 200 or not (  # noqa: PLR2004  # RFC 9110
            reading.is_picture(found.body) or found.content_type.startswith("image/")
        ):
            raise InvalidError("IMAGE_VALIDATION", f"Could not load an image from {url}")
        return found.body

    def _context(self, found: dict[str, Any]) -> None:
        given = found.get("@context")
        if given is None:
            return  # read as version 1.0, of which it has then not what is needed
        if given != CONTEXT or not self.reaches_w3id:
            raise InvalidError("JSONLD_COMPACT_DATA", _TRACE, node=str(found.get("id", "")))
        for name, value in found.items():
            if name.startswith("extensions:") and isinstance(value, dict):
                try:
                    self.fetcher.get(str(value.get("@context", "")))
                except fetching.FetchError as error:
                    raise InvalidError("JSONLD_COMPACT_DATA", _TRACE) from error

    def _get(self, url: str, *, name: str) -> fetching.Fetched:
        try:
            return self.fetcher.get(url)
        except fetching.FetchError as error:
            raise InvalidError(name, f"Could not fetch {url}", node=url) from error


def read(found: fetching.Fetched) -> dict[str, Any]:
    """Read a document, whatever the status says; InvalidError when it is none."""
    try:
        value = json.loads(found.body)
    except ValueError as error:
        raise InvalidError("FETCH_HTTP_NODE", f"No JSON at {found.url}", node=found.url) from error
    if not isinstance(value, dict):
        raise InvalidError("FETCH_HTTP_NODE", f"No document at {found.url}", node=found.url)
    return value


def is_over(assertion: dict[str, Any], now: float) -> bool:
    """Say whether a badge has ended."""
    ends = assertion.get("expires")
    return bool(ends) and datetime.fromisoformat(str(ends)).timestamp() < now


def _needs(found: dict[str, Any], names: tuple[str, ...], kind: str) -> None:
    node = str(found.get("id", ""))
    for name in names:
        if not found.get(name):
            raise InvalidError(
                "VALIDATE_PROPERTY", f"Required property {name} not present in {kind}", node=node
            )
    types = found["type"] if isinstance(found["type"], list) else [found["type"]]
    if kind not in types and not (kind == "Issuer" and "Profile" in types):
        raise InvalidError("VALIDATE_PROPERTY", f"{types} is not a {kind}", node=node)
    if kind == "Assertion" and not (
        isinstance(found["recipient"], dict)
        and isinstance(found["verification"], dict)
        and isinstance(found["badge"], str | dict)
    ):
        raise InvalidError("VALIDATE_PROPERTY", "A property is of another type than it may be", node=node)


def _scope(assertion_id: str, issuer: dict[str, Any]) -> None:
    asked, home = parse.urlsplit(assertion_id), parse.urlsplit(issuer["id"])
    rule = issuer.get("verification")
    rule = rule if isinstance(rule, dict) else {}
    origins, starts = rule.get("allowedOrigins"), rule.get("startsWith")
    if origins or starts:
        origins = origins if isinstance(origins, list) else [origins]
        starts = starts if isinstance(starts, list) else [starts]
        good = asked.netloc in origins or any(assertion_id.startswith(each) for each in starts if each)
    else:
        good = asked.netloc == home.netloc
    if not good:
        raise InvalidError(
            "HOSTED_ID_IN_VERIFICATION_SCOPE", "The id is outside of the issuer's scope", node=assertion_id
        )


def _dates(assertion: dict[str, Any], now: float) -> None:
    for name in ("issuedOn", "expires"):
        given = assertion.get(name)
        if given is not None and not (isinstance(given, str) and _DATED.fullmatch(given)):
            raise InvalidError("VALIDATE_PROPERTY", f"{name} {given!r} is no date and time with a zone")
    if datetime.fromisoformat(assertion["issuedOn"]).timestamp() > now + 1:
        raise InvalidError("ASSERTION_TIMESTAMP_CHECKS", "Assertion was issued in the future")
    if is_over(assertion, now):
        raise InvalidError("ASSERTION_TIMESTAMP_CHECKS", "Assertion has expired")


def _recipient(assertion: dict[str, Any], account: values.Account) -> values.Email:
    given = assertion["recipient"]
    identity, salt = str(given.get("identity", "")), str(given.get("salt") or "")
    for email in account.emails:
        for spelling in (email.email, *email.variants):
            if given.get("type") == "email" and identity == _said(identity, spelling, salt, given):
                return email
    raise InvalidError(
        "VERIFY_RECIPIENT_IDENTIFIER",
        "The recipient does not match any of the identifiers",
        node=assertion["id"],
    )


def _said(identity: str, spelling: str, salt: str, given: dict[str, Any]) -> str:
    """Give how an address would be written as the recipient, case and all."""
    kind = identity.partition("$")[0]
    if given.get("hashed") and kind in {"sha256", "md5"}:
        return f"{kind}${hashlib.new(kind, (spelling + salt).encode()).hexdigest()}"
    return spelling


def _link(image: Any) -> str:
    return str(image.get("id", "")) if isinstance(image, dict) else str(image)
