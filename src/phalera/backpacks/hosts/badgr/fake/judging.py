"""What Badgr's validator wants of a badge before it takes it in (§4)."""

import dataclasses
import json
from typing import Any

from phalera.backpacks.hosts.badgr.fake import fetching, reading, rules, signed, values

CONTEXT = "https://w3id.org/openbadges/v2"
_ASSERTION = ("id", "type", "recipient", "badge", "verification", "issuedOn")
_BADGE = ("id", "type", "name", "description", "image", "criteria", "issuer")
_ISSUER = ("id", "type", "name", "url", "email")
_TRACE = (
    "Node could not be compacted: Traceback (most recent call last):\n"
    '  File "/badgr_server/env/lib/python3.7/site-packages/badgecheck/tasks/graph.py", line 84, in …'
)


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
            raise rules.InvalidError("DETECT_INPUT_TYPE", "Could not detect the type of the input") from error
        return self.by_document(given)

    def by_document(self, given: Any) -> Judged:
        """Judge the hosted copy of a document; of the one that was sent only the id counts."""
        if not isinstance(given, dict) or not isinstance(given.get("id"), str):
            raise rules.InvalidError("DETECT_INPUT_TYPE", "Could not determine the type of the input JSON")
        if not self.reaches_w3id:
            raise rules.InvalidError("DETECT_INPUT_TYPE", _TRACE)
        return self.by_url(given["id"])

    def _hosted(self, assertion: dict[str, Any], url: str) -> Judged:
        claimed = assertion.get("id")
        if isinstance(claimed, str) and claimed != url and claimed.startswith("http"):
            assertion = read(self._get(claimed, name="FETCH_HTTP_NODE"))
        self._context(assertion)
        rules.needs(assertion, _ASSERTION, "Assertion")
        if assertion["verification"].get("type") not in {"HostedBadge", "hosted"}:
            raise rules.InvalidError(
                "ASSERTION_VERIFICATION_DEPENDENCIES", "Not a hosted badge", node=claimed or ""
            )
        return self._rest(assertion, hosted=True)

    def _signed(self, text: str) -> Judged:
        try:
            assertion = signed.payload(text)
        except ValueError as error:
            raise rules.InvalidError("VERIFY_JWS", str(error)) from error
        self._context(assertion)
        rules.needs(assertion, _ASSERTION, "Assertion")
        creator = assertion["verification"].get("creator")
        if not isinstance(creator, str):
            raise rules.InvalidError("ASSERTION_VERIFICATION_DEPENDENCIES", "A signed badge names its key")
        key = read(self._get(creator, name="FETCH_HTTP_NODE"))
        judged = self._rest(assertion, hosted=False)
        keys = judged.issuer.get("publicKey")
        if creator not in (keys if isinstance(keys, list) else [keys]):
            raise rules.InvalidError("VERIFY_SIGNATURE", f"{creator} is no key of the issuer")
        if not signed.is_good(text, str(key.get("publicKeyPem", ""))):
            raise rules.InvalidError("VERIFY_SIGNATURE", "Signature verification failed.")
        return judged

    def _rest(self, assertion: dict[str, Any], *, hosted: bool) -> Judged:
        badge = assertion["badge"]
        badge_url = badge if isinstance(badge, str) else str(badge.get("id", ""))
        badge = read(self._get(badge_url, name="FETCH_HTTP_NODE"))
        self._context(badge)
        rules.needs(badge, _BADGE, "BadgeClass")
        issuer = badge["issuer"]
        issuer_url = issuer if isinstance(issuer, str) else str(issuer.get("id", ""))
        issuer = read(self._get(issuer_url, name="FETCH_HTTP_NODE"))
        self._context(issuer)
        rules.needs(issuer, _ISSUER, "Issuer")
        if hosted:
            rules.scope(assertion["id"], issuer)
        rules.dates(assertion, self.now)
        recipient = rules.recipient(assertion, self.account)
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
                raise rules.InvalidError("IMAGE_VALIDATION", "An assertion's image must be at an address")
            shown = self._picture_at(source)
        if shown and not reading.is_picture(shown):
            raise PictureRefusedError(source)
        return shown, source

    def _picture_at(self, url: str) -> bytes:
        found = self._get(url, name="IMAGE_VALIDATION")
        if found.status != 200 or not (  # noqa: PLR2004  # RFC 9110
            reading.is_picture(found.body) or found.content_type.startswith("image/")
        ):
            raise rules.InvalidError("IMAGE_VALIDATION", f"Could not load an image from {url}")
        return found.body

    def _context(self, found: dict[str, Any]) -> None:
        given = found.get("@context")
        if given is None:
            return  # read as version 1.0, of which it has then not what is needed
        if given != CONTEXT or not self.reaches_w3id:
            raise rules.InvalidError("JSONLD_COMPACT_DATA", _TRACE, node=str(found.get("id", "")))
        for name, value in found.items():
            if name.startswith("extensions:") and isinstance(value, dict):
                try:
                    self.fetcher.get(str(value.get("@context", "")))
                except fetching.FetchError as error:
                    raise rules.InvalidError("JSONLD_COMPACT_DATA", _TRACE) from error

    def _get(self, url: str, *, name: str) -> fetching.Fetched:
        try:
            return self.fetcher.get(url)
        except fetching.FetchError as error:
            raise rules.InvalidError(name, f"Could not fetch {url}", node=url) from error


def read(found: fetching.Fetched) -> dict[str, Any]:
    """Read a document, whatever the status says; rules.InvalidError when it is none."""
    try:
        value = json.loads(found.body)
    except ValueError as error:
        raise rules.InvalidError("FETCH_HTTP_NODE", f"No JSON at {found.url}", node=found.url) from error
    if not isinstance(value, dict):
        raise rules.InvalidError("FETCH_HTTP_NODE", f"No document at {found.url}", node=found.url)
    return value


def _link(image: Any) -> str:
    return str(image.get("id", "")) if isinstance(image, dict) else str(image)
