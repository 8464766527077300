"""Endorsements: somebody's signed word about a badge, an achievement or an issuer (OB 3.0 EndorsementCredential)."""

import datetime as dt
from typing import Any

from phalera_core.documents import text, v3
from phalera_core.documents.records import (
    Record,
    Types,
    member,
    one,
    one_or_id,
    record,
    type_names,
    words,
)
from phalera_core.documents.records import text as plain
from phalera_core.linkeddata import contexts

TYPES = ("VerifiableCredential", "EndorsementCredential")


@record
class EndorsementSubject(Record):
    """What is endorsed, and in which words."""

    id: str = member(plain)
    type: Types = member(type_names, default=("EndorsementSubject",))
    endorsement_comment: str | None = member(plain, default=None)


@record
class EndorsementCredential(Record):
    """The signed statement that somebody stands up for something."""

    context: tuple[Any, ...] = member(name="@context", default=(contexts.VC2, contexts.OB3))
    id: str = member(plain)
    type: Types = member(type_names, default=TYPES)
    name: Any = member(words, default=None)
    description: Any = member(words, default=None)
    issuer: v3.Profile | str = member(one_or_id(v3.Profile))
    valid_from: str = member(plain)
    valid_until: str | None = member(plain, default=None)
    awarded_date: str | None = member(plain, default=None)
    credential_subject: EndorsementSubject = member(one(EndorsementSubject))
    credential_schema: Any = member(default=None)
    credential_status: v3.StatusEntry | None = member(one(v3.StatusEntry), default=None)
    refresh_service: v3.Service | None = member(one(v3.Service), default=None)
    terms_of_use: Any = member(default=None)
    proof: Any = member(default=None)


def compose(
    *,
    id_: str,
    of: str,
    issuer: v3.Profile | str,
    valid_from: dt.datetime,
    valid_until: dt.datetime | None = None,
    comment: str | None = None,
    name: str | None = None,
) -> dict[str, Any]:
    """Give the unsigned endorsement of the badge, achievement or profile whose id is `of`.

    `comment` is Markdown. Raises `ValueRefusedError` for text that must not be signed.
    """
    made = EndorsementCredential(
        id=id_,
        name=name,
        issuer=issuer,
        valid_from=text.timestamp(valid_from),
        valid_until=text.timestamp(valid_until) if valid_until else None,
        credential_subject=EndorsementSubject(id=of, endorsement_comment=comment),
    ).to_json()
    text.check_all(made)
    return made
