"""Documents under our own address, answered from the database: what the web would answer to anybody."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings

from phalera.authoring.models import Achievement, AchievementVersion, Issuer
from phalera.awarding import queries as awarding
from phalera.awarding.models import Award
from phalera.delivering import policies
from phalera.issuing import published, tokens
from phalera.issuing import queries as issuing
from phalera.issuing.models import Credential, StatusList
from phalera_core import errors

_UUID = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_ADDRESS = re.compile(r"(https?://[^/?#@]+)(/.*)", re.DOTALL)
_TOKEN = re.compile(rf"/ob3/credentials/{_UUID}\.jwt")
# What learners hand out to be looked at (`web.public.links`).
_SHARED = re.compile(r"/s/[^/?#]+/?")
# Open Badges know no such thing: `phalera_core.verifying.withdrawals` says what it is for.
_ISSUED = re.compile(rf"/issuers/{_UUID}/issued/{_UUID}/([A-Za-z0-9_-]{{1,200}})")


def answer(url: str) -> bytes | None:
    """Give the document that an address of ours publishes, or None when it is not ours or answers nothing.

    GoneError when it answers that the award was revoked.
    """
    ours = _ours(url.partition("#")[0])
    if ours is None or "?" in url:
        return None
    base, path = ours
    for pattern, document in _ROUTES:
        found = pattern.fullmatch(path)
        if found:
            return document(UUID(found[1]), base)
    signed = _ISSUED.fullmatch(path)
    if signed:
        return _record(UUID(signed[1]), UUID(signed[2]), signed[3])
    if path == "/.well-known/did.json":
        first = Issuer.objects.order_by("id").first()
        return _did_document(first.uuid, base) if first else None
    if path == "/.well-known/jwks.json":
        return json.dumps(issuing.jwks()).encode()
    return None


def is_ours(url: str) -> bool:
    """Say whether an address is one of this installation."""
    return _ours(url) is not None


class OwnDocuments:
    """The loader of our own documents; with `now`, a token that nobody asked for before is signed then, as on the web."""

    def __init__(self, *, now: datetime | None = None) -> None:
        self._now = now

    def load(self, url: str) -> bytes:
        """Give the document; ResolutionError when it is not ours or answers nothing, GoneError when revoked."""
        document = answer(url)
        if document is None and self._now is not None:
            document = _token_signed_now(url, self._now)
        if document is None:
            ours = _ours(url.partition("#")[0])
            if ours and _SHARED.fullmatch(ours[1].partition("?")[0]):
                raise errors.ResolutionError(
                    "This is a link to a page which shows a badge, and not the badge itself.",
                    url=url,
                    remedy="Open the link to see it, or ask the holder for the badge file.",
                )
            raise errors.ResolutionError("Nothing is published there.", url=url)
        return document


def _ours(url: str) -> tuple[str, str] | None:
    """Give the address of ours that a URL begins with, as it is or was when something was signed, and the path there."""
    found = _ADDRESS.fullmatch(url)
    if found is None:
        return None
    base = found[1]
    if base == settings.PUBLIC_URL or base in settings.FORMER_URLS or _was_ours(base):
        return base, found[2]
    return None


def _was_ours(base: str) -> bool:
    return any(model.objects.filter(public_url=base).exists() for model in (StatusList, AchievementVersion))


def _v3(uuid: UUID, _base: str) -> bytes | None:
    return _of_award(uuid, policies.Route.V3, issuing.v3_document, published.revoked_credential)


def _token(uuid: UUID, _base: str) -> bytes | None:
    return _of_award(uuid, policies.Route.V3, issuing.find_token, published.revoked_credential)


def _token_signed_now(url: str, now: datetime) -> bytes | None:
    ours = _ours(url)
    found = _TOKEN.fullmatch(ours[1]) if ours else None
    if found is None:
        return None

    def sign(credential: Credential) -> bytes:
        return tokens.ensure(credential=credential, now=now).text.encode("ascii")

    return _of_award(UUID(found[1]), policies.Route.V3, sign, published.revoked_credential)


def _v2(uuid: UUID, _base: str) -> bytes | None:
    return _of_award(uuid, policies.Route.V2, issuing.v2_assertion, published.revoked_assertion)


def _of_award(
    uuid: UUID,
    route: policies.Route,
    document: Callable[[Credential], bytes | None],
    revoked: Callable[[Award], bytes],
) -> bytes | None:
    award = awarding.find_award(uuid)
    if award is None:
        return None
    credential = issuing.live_credential(award)
    match policies.answer(route, award=award, credential=credential, visitor=None):
        case policies.Answer.SHOWN:
            return document(credential) if credential else None
        case policies.Answer.GONE:
            raise errors.GoneError("It was revoked.", body=revoked(award))
        case policies.Answer.HIDDEN | policies.Answer.NOT_YET:
            return None


def _badge_class(uuid: UUID, _base: str) -> bytes | None:
    version = published.find_version(uuid)
    return published.badge_class(version) if version else None


def _issuer(uuid: UUID, base: str) -> bytes | None:
    issuer = Issuer.objects.select_related("picture").filter(uuid=uuid).first()
    return published.issuer_document_v2(issuer, public_url=base) if issuer else None


def _achievement(uuid: UUID, base: str) -> bytes | None:
    achievement = Achievement.objects.select_related("issuer__picture").filter(uuid=uuid).first()
    return published.achievement_document(achievement, public_url=base) if achievement else None


def _status_list(uuid: UUID, _base: str) -> bytes | None:
    status_list = published.find_status_list(uuid)
    return published.status_list_document(status_list) if status_list else None


def _did_document(uuid: UUID, _base: str) -> bytes | None:
    issuer = Issuer.objects.filter(uuid=uuid).exclude(did="").first()
    return json.dumps(issuing.did_document(issuer)).encode() if issuer else None


def _record(uuid: UUID, award: UUID, signature: str) -> bytes | None:
    issuer = Issuer.objects.filter(uuid=uuid, did__startswith="did:web:").first()
    return issuing.record_of_signature(issuer, award, signature) if issuer else None


_ROUTES: tuple[tuple[re.Pattern[str], Callable[[UUID, str], bytes | None]], ...] = (
    (re.compile(rf"/credentials/{_UUID}"), _v3),
    (re.compile(rf"/ob3/credentials/{_UUID}"), _v3),
    (_TOKEN, _token),
    (re.compile(rf"/ob2/assertions/{_UUID}"), _v2),
    (re.compile(rf"/ob2/badges/{_UUID}"), _badge_class),
    (re.compile(rf"/ob2/issuers/{_UUID}"), _issuer),
    (re.compile(rf"/ob3/achievements/{_UUID}"), _achievement),
    (re.compile(rf"/status/{_UUID}"), _status_list),
    (re.compile(rf"/issuers/{_UUID}/did\.json"), _did_document),
)
