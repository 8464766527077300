"""What the addresses of an award answer, by its state and who asks (design, section 5)."""

import dataclasses
import enum
from datetime import datetime

from phalera.accounts.models import Person
from phalera.awarding import policies as awarding
from phalera.awarding import sharing
from phalera.awarding.models import Award, ShareLink, Visibility
from phalera.issuing.models import Credential


class Answer(enum.Enum):
    """How an address answers."""

    SHOWN = 200
    HIDDEN = 404  # as if there were no such award
    GONE = 410  # with the minimal document that says it was revoked, and why
    NOT_YET = 503  # awarded, but not signed yet: worth asking again in a moment


class Route(enum.Enum):
    """The addresses of an award."""

    PAGE = "/credentials/<award>"
    EMBED = "/credentials/<award>/embed"
    V3 = "/ob3/credentials/<award>"
    V2 = "/ob2/assertions/<award>"
    IMAGE = "/ob2/assertions/<award>/image.png"
    FILE = "/badges/<award>.png|svg|json|jwt"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """What goes with an answer beyond its body."""

    noindex: bool  # an unlisted award is for who has its address, not for search engines
    private: bool  # no shared cache may keep it
    cors: bool  # verifiers in browsers may read it


def answer(
    route: Route, *, award: Award | None, credential: Credential | None, visitor: Person | None
) -> Answer:
    """Say what an address of an award answers; `credential` is the signed one that counts now, `visitor` who is signed in."""
    if award is None:
        return Answer.HIDDEN
    match route:
        case Route.FILE:
            return _file(award, credential, visitor)
        case Route.EMBED:
            return _embed(award, credential)
        case Route.PAGE | Route.V3 | Route.V2 | Route.IMAGE:
            return _public(award, credential)


def answer_to_link(
    *, award: Award, credential: Credential | None, link: ShareLink, now: datetime
) -> Answer | None:
    """Say what a link of the learner's shows to whoever has it, also of a private award; None once it has ended."""
    if not sharing.is_live(link, now=now):
        return None
    if award.revoked_at is not None:
        return Answer.GONE
    return Answer.SHOWN if credential else Answer.NOT_YET


def headers(route: Route, award: Award) -> Headers:
    """Give what goes with an answer of an address that is not hidden."""
    return Headers(
        noindex=award.visibility != Visibility.PUBLIC or route is not Route.PAGE,
        private=route is Route.FILE,
        cors=route in (Route.V3, Route.V2, Route.IMAGE),
    )


def _public(award: Award, credential: Credential | None) -> Answer:
    # The same for everybody, the learner too: what is private is not published to anyone.
    match awarding.exposure(award):
        case awarding.Exposure.HIDDEN:
            return Answer.HIDDEN
        case awarding.Exposure.GONE:
            return Answer.GONE
        case awarding.Exposure.SHOWN:
            return Answer.SHOWN if credential else Answer.NOT_YET


def _embed(award: Award, credential: Credential | None) -> Answer:
    # Inside other people's pages only what is public is shown: an unlisted award is linked from nowhere.
    return _public(award, credential) if award.visibility == Visibility.PUBLIC else Answer.HIDDEN


def _file(award: Award, credential: Credential | None, visitor: Person | None) -> Answer:
    if visitor is None or visitor.pk != award.learner_id:
        return Answer.HIDDEN
    if award.revoked_at is not None:
        return Answer.GONE
    return Answer.SHOWN if credential else Answer.NOT_YET
