"""Open Badges 2.0 documents as typed records (IMS Open Badges 2.0, §4), of both kinds, and the assertion we publish."""

import json
from typing import Any

from phalera_core import errors
from phalera_core.documents import text
from phalera_core.documents.records import (
    Record,
    Types,
    boolean,
    many,
    member,
    one,
    one_or_id,
    record,
    texts,
    type_names,
)
from phalera_core.documents.records import text as plain
from phalera_core.linkeddata import contexts, forms


@record
class Image(Record):
    """A picture by its address or as a data URI."""

    id: str = member(plain)
    type: Types = member(type_names, default=None)
    caption: str | None = member(plain, default=None)
    author: str | None = member(plain, default=None)


@record
class Criteria(Record):
    """What it takes to earn a badge: an address, words (Markdown), or both."""

    id: str | None = member(plain, default=None)
    type: Types = member(type_names, default=None)
    narrative: str | None = member(plain, default=None)


@record
class Alignment(Record):
    """What in a framework of skills or studies a badge stands for."""

    target_name: str = member(plain)
    target_url: str = member(plain)
    target_description: str | None = member(plain, default=None)
    target_framework: str | None = member(plain, default=None)
    target_code: str | None = member(plain, default=None)


@record
class IdentityObject(Record):
    """Who earned it, usually as a salted hash (see `recipients`)."""

    type: Types = member(type_names, default="email")
    hashed: bool = member(boolean)
    salt: str | None = member(plain, default=None)
    identity: str = member(plain)

    @property
    def identity_hash(self) -> str:
        """The identity, by the name that Open Badges 3.0 gave it."""
        return self.identity


@record
class Verification(Record):
    """How an assertion is verified."""

    type: Types = member(type_names, default="HostedBadge")
    creator: str | None = member(plain, default=None)
    starts_with: tuple[str, ...] = member(texts, default=())
    allowed_origins: tuple[str, ...] = member(texts, default=())


@record
class Evidence(Record):
    """Work that shows the badge was earned."""

    id: str | None = member(plain, default=None)
    type: Types = member(type_names, default=None)
    narrative: str | None = member(plain, default=None)
    name: str | None = member(plain, default=None)
    description: str | None = member(plain, default=None)
    genre: str | None = member(plain, default=None)
    audience: str | None = member(plain, default=None)


@record
class Issuer(Record):
    """Who awards."""

    context: Any = member(name="@context", default=contexts.OB2)
    id: str = member(plain)
    type: Types = member(type_names, default="Issuer")
    name: str = member(plain)
    url: str | None = member(plain, default=None)
    email: str | None = member(plain, default=None)
    telephone: str | None = member(plain, default=None)
    description: str | None = member(plain, default=None)
    image: Image | str | None = member(one_or_id(Image), default=None)
    verification: Verification | None = member(one(Verification), default=None)
    public_key: tuple[str, ...] = member(texts, default=())
    revocation_list: str | None = member(plain, default=None)


@record
class CryptographicKey(Record):
    """A key by which an issuer signs, at the address that is its id; the issuer's profile names it in return."""

    context: Any = member(name="@context", default=contexts.OB2)
    id: str = member(plain)
    type: Types = member(type_names, default="CryptographicKey")
    owner: str = member(plain)
    public_key_pem: str = member(plain)


@record
class RevocationList(Record):
    """Which signed assertions an issuer took back: their ids, or objects with `id` and `revocationReason`."""

    context: Any = member(name="@context", default=contexts.OB2)
    id: str = member(plain)
    type: Types = member(type_names, default="RevocationList")
    issuer: str = member(plain)
    revoked_assertions: Any = member()


@record
class BadgeClass(Record):
    """What can be earned."""

    context: Any = member(name="@context", default=contexts.OB2)
    id: str = member(plain)
    type: Types = member(type_names, default="BadgeClass")
    name: str = member(plain)
    description: str = member(plain)
    image: Image | str | None = member(one_or_id(Image), default=None)
    criteria: Criteria | str = member(one_or_id(Criteria))
    issuer: Issuer | str = member(one_or_id(Issuer))
    alignment: tuple[Alignment, ...] = member(many(Alignment), default=())
    tags: tuple[str, ...] = member(texts, default=())
    language: str | None = member(plain, name="@language", default=None)
    version: str | None = member(plain, default=None)


@record
class Assertion(Record):
    """The statement that somebody earned a badge, at the address that is its id."""

    context: Any = member(name="@context", default=contexts.OB2)
    id: str = member(plain)
    type: Types = member(type_names, default="Assertion")
    recipient: IdentityObject = member(one(IdentityObject))
    badge: BadgeClass | str = member(one_or_id(BadgeClass))
    verification: Verification = member(one(Verification))
    image: Image | str | None = member(one_or_id(Image), default=None)
    issued_on: str = member(plain)
    expires: str | None = member(plain, default=None)
    narrative: str | None = member(plain, default=None)
    evidence: Any = member(default=None)


@record
class Revoked(Record):
    """What is left of an assertion that was taken back."""

    context: Any = member(name="@context", default=contexts.OB2)
    id: str = member(plain)
    type: Types = member(type_names, default="Assertion")
    revoked: bool | None = member(boolean, default=True)
    revocation_reason: str | None = member(plain, default=None)


def assertion_template(*, badge: str) -> bytes:
    """Give the JSON of the hosted assertions of one badge class, with slots for what differs from award to award.

    Its slots are id, identity_hash, salt, image, awarded_date and valid_until; `forms.Form` fills them.
    """
    text.check_text(badge, "badge")
    assertion = Assertion(
        id=forms.slot("id"),
        recipient=IdentityObject(hashed=True, salt=forms.slot("salt"), identity=forms.slot("identity_hash")),
        badge=badge,
        verification=Verification(),
        image=forms.slot("image"),
        issued_on=forms.slot("awarded_date"),
        expires=forms.slot("valid_until"),
    )
    return json.dumps(assertion.to_json(), ensure_ascii=False, separators=(",", ":")).encode()


def check(record: Record) -> None:
    """Refuse, naming the field, text that must not be published, and a badge whose criteria say nothing."""
    text.check_all(record.to_json())
    if isinstance(record, BadgeClass) and isinstance(record.criteria, Criteria):
        criteria = record.criteria
        if not criteria.id and not criteria.narrative:
            raise errors.ValueRefusedError(
                "The criteria say nothing.",
                field="criteria",
                remedy="Write what it takes, or give an address.",
            )
