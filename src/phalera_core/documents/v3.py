"""Open Badges 3.0 documents as typed records (1EdTech Open Badges 3.0, appendix B), and the credential we issue."""

import json
from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.documents import text
from phalera_core.documents.records import (
    Record,
    Types,
    boolean,
    many,
    member,
    number,
    one,
    one_or_id,
    record,
    texts,
    type_names,
    words,
)
from phalera_core.documents.records import text as plain
from phalera_core.linkeddata import contexts, forms

CREDENTIAL_TYPES = ("VerifiableCredential", "OpenBadgeCredential")
STATUS_TYPE = "BitstringStatusListEntry"
# Which identifierType or identityType an e-mail address has.
EMAIL_ADDRESS = "emailAddress"


@record
class Image(Record):
    """A picture by its address or as a data URI."""

    id: str = member(plain)
    type: Types = member(type_names, default="Image")
    caption: str | None = member(plain, default=None)


@record
class Criteria(Record):
    """What it takes to earn an achievement: an address, words (Markdown), or both."""

    id: str | None = member(plain, default=None)
    type: Types = member(type_names, default=None)
    narrative: str | None = member(plain, default=None)


@record
class Alignment(Record):
    """What in a framework of skills or studies an achievement stands for."""

    type: Types = member(type_names, default=("Alignment",))
    target_name: str = member(plain)
    target_url: str = member(plain)
    target_code: str | None = member(plain, default=None)
    target_description: str | None = member(plain, default=None)
    target_framework: str | None = member(plain, default=None)
    target_type: str | None = member(plain, default=None)


@record
class IdentifierEntry(Record):
    """A further identifier, with its kind."""

    type: Types = member(type_names, default="IdentifierEntry")
    identifier: str = member(plain)
    identifier_type: str = member(plain)


@record
class IdentityObject(Record):
    """Who earned it, usually as a salted hash (see `recipients`)."""

    type: Types = member(type_names, default="IdentityObject")
    hashed: bool = member(boolean)
    identity_hash: str = member(plain)
    identity_type: str = member(plain)
    salt: str | None = member(plain, default=None)


@record
class Related(Record):
    """Another version or language of the same achievement."""

    id: str = member(plain)
    type: Types = member(type_names, default=("Related",))
    in_language: str | None = member(plain, default=None)
    version: str | None = member(plain, default=None)


@record
class ResultDescription(Record):
    """What kind of result an achievement may come with."""

    id: str = member(plain)
    type: Types = member(type_names, default=("ResultDescription",))
    name: str = member(plain)
    result_type: str = member(plain)
    alignment: tuple[Alignment, ...] = member(many(Alignment), default=())
    allowed_value: tuple[str, ...] = member(texts, default=())
    required_level: str | None = member(plain, default=None)
    required_value: str | None = member(plain, default=None)
    value_max: str | None = member(plain, default=None)
    value_min: str | None = member(plain, default=None)


@record
class Result(Record):
    """A result that was reached."""

    type: Types = member(type_names, default=("Result",))
    achieved_level: str | None = member(plain, default=None)
    alignment: tuple[Alignment, ...] = member(many(Alignment), default=())
    result_description: str | None = member(plain, default=None)
    status: str | None = member(plain, default=None)
    value: str | None = member(plain, default=None)


@record
class Evidence(Record):
    """Work that shows the achievement was earned."""

    id: str | None = member(plain, default=None)
    type: Types = member(type_names, default=("Evidence",))
    name: str | None = member(plain, default=None)
    description: str | None = member(plain, default=None)
    narrative: str | None = member(plain, default=None)
    genre: str | None = member(plain, default=None)
    audience: str | None = member(plain, default=None)


@record
class Profile(Record):
    """An issuer, creator or other party."""

    id: str = member(plain)
    type: Types = member(type_names, default=("Profile",))
    name: str | None = member(plain, default=None)
    url: str | None = member(plain, default=None)
    phone: str | None = member(plain, default=None)
    description: str | None = member(plain, default=None)
    email: str | None = member(plain, default=None)
    image: Image | str | None = member(one_or_id(Image), default=None)
    official: str | None = member(plain, default=None)
    other_identifier: tuple[IdentifierEntry, ...] = member(many(IdentifierEntry), default=())


@record
class Achievement(Record):
    """What can be earned."""

    id: str = member(plain)
    type: Types = member(type_names, default=("Achievement",))
    achievement_type: str | None = member(plain, default=None)
    name: str = member(plain)
    description: str = member(plain)
    criteria: Criteria = member(one(Criteria))
    image: Image | str | None = member(one_or_id(Image), default=None)
    alignment: tuple[Alignment, ...] = member(many(Alignment), default=())
    creator: Profile | str | None = member(one_or_id(Profile), default=None)
    credits_available: float | None = member(number, default=None)
    field_of_study: str | None = member(plain, default=None)
    human_code: str | None = member(plain, default=None)
    in_language: str | None = member(plain, default=None)
    other_identifier: tuple[IdentifierEntry, ...] = member(many(IdentifierEntry), default=())
    related: tuple[Related, ...] = member(many(Related), default=())
    result_description: tuple[ResultDescription, ...] = member(many(ResultDescription), default=())
    specialization: str | None = member(plain, default=None)
    tag: tuple[str, ...] = member(texts, default=())
    version: str | None = member(plain, default=None)


@record
class AchievementSubject(Record):
    """Who earned the achievement, and what only this award says."""

    id: str | None = member(plain, default=None)
    type: Types = member(type_names, default=("AchievementSubject",))
    identifier: tuple[IdentityObject, ...] = member(many(IdentityObject), default=())
    achievement: Achievement = member(one(Achievement))
    activity_start_date: str | None = member(plain, default=None)
    activity_end_date: str | None = member(plain, default=None)
    credits_earned: float | None = member(number, default=None)
    image: Image | str | None = member(one_or_id(Image), default=None)
    license_number: str | None = member(plain, default=None)
    narrative: str | None = member(plain, default=None)
    result: tuple[Result, ...] = member(many(Result), default=())
    role: str | None = member(plain, default=None)
    source: Profile | str | None = member(one_or_id(Profile), default=None)
    term: str | None = member(plain, default=None)


@record
class StatusEntry(Record):
    """Where to look whether the credential was revoked (W3C Bitstring Status List, §2.1)."""

    id: str | None = member(plain, default=None)
    type: Types = member(type_names, default=STATUS_TYPE)
    status_purpose: str | None = member(plain, default=None)
    status_list_index: str | None = member(plain, default=None)
    status_list_credential: str | None = member(plain, default=None)


@record
class AchievementCredential(Record):
    """The signed statement that somebody earned an achievement."""

    context: tuple[Any, ...] = member(name="@context", default=(contexts.VC2, contexts.OB3))
    id: str = member(plain)
    type: Types = member(type_names, default=CREDENTIAL_TYPES)
    name: Any = member(words, default=None)
    description: Any = member(words, default=None)
    image: Image | str | None = member(one_or_id(Image), default=None)
    issuer: Profile | str = member(one_or_id(Profile))
    valid_from: str = member(plain)
    valid_until: str | None = member(plain, default=None)
    awarded_date: str | None = member(plain, default=None)
    credential_subject: AchievementSubject = member(one(AchievementSubject))
    evidence: tuple[Evidence, ...] = member(many(Evidence), default=())
    credential_status: StatusEntry | None = member(one(StatusEntry), default=None)
    proof: Any = member(default=None)


def credential_template(
    *,
    achievement: Achievement,
    issuer: Profile | str,
    status_list: str | None = None,
    name: str | None = None,
    description: str | None = None,
    image: Image | None = None,
    evidence: tuple[Evidence, ...] = (),
) -> bytes:
    """Give the JSON of the credential of one achievement, with slots for what differs from award to award.

    Without `status_list`, the list's address is the slot `status_list`. Raises `ValueRefusedError` for text that must
    not be signed and for criteria that say nothing.
    """
    criteria = achievement.criteria
    if not criteria.id and not criteria.narrative:
        raise errors.ValueRefusedError(
            "The criteria say nothing.", field="criteria", remedy="Write what it takes, or give an address."
        )
    # Before the slots come in: their marks hold a character that no text may hold, so nobody can write a slot.
    for value, field in (
        (achievement, "achievement"),
        (issuer, "issuer"),
        (image, "image"),
        (evidence, "evidence"),
        (name, "name"),
        (description, "description"),
        (status_list, "credentialStatus.statusListCredential"),
    ):
        _check(value, field)

    credential = AchievementCredential(
        id=forms.slot("id"),
        name=name if name is not None else achievement.name,
        description=description,
        image=image,
        issuer=issuer,
        valid_from=forms.slot("valid_from"),
        valid_until=forms.slot("valid_until"),
        awarded_date=forms.slot("awarded_date"),
        credential_subject=AchievementSubject(
            id=forms.slot("subject_id"),
            identifier=(
                IdentityObject(
                    hashed=True,
                    identity_hash=forms.slot("identity_hash"),
                    identity_type=EMAIL_ADDRESS,
                    salt=forms.slot("salt"),
                ),
            ),
            achievement=achievement,
        ),
        evidence=evidence,
        credential_status=StatusEntry(
            id=forms.slot("status_id"),
            status_purpose="revocation",
            status_list_index=forms.slot("status_index"),
            status_list_credential=status_list or forms.slot("status_list"),
        ),
    )
    return json.dumps(credential.to_json(), ensure_ascii=False, separators=(",", ":")).encode()


# What only one award may say, and whether it stands in the credential itself or in its subject.
_EXTRA_OF_CREDENTIAL = frozenset({"evidence"})
_EXTRA_OF_SUBJECT = frozenset(
    {
        "activityStartDate",
        "activityEndDate",
        "creditsEarned",
        "licenseNumber",
        "narrative",
        "result",
        "role",
        "term",
    }
)


def add_extra(document: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Give the credential with what only this award says; `ValueRefusedError` for a member that cannot be said.

    `name` is the learner's name, signed as a second identifier because the learner wants it so.
    """
    credential = dict(document)
    subject = dict(credential["credentialSubject"])
    for member_name, value in extra.items():
        if member_name in _EXTRA_OF_CREDENTIAL:
            credential[member_name] = value
        elif member_name in _EXTRA_OF_SUBJECT:
            subject[member_name] = value
        elif member_name == "name":
            known_as = IdentityObject(hashed=False, identity_hash=value, identity_type="name")
            subject["identifier"] = [*subject.get("identifier", []), known_as.to_json()]
        else:
            raise errors.ValueRefusedError(f"An award cannot say {member_name}.", field=member_name)
    credential["credentialSubject"] = subject
    return credential


def _check(value: object, field: str) -> None:
    match value:
        case Record():
            text.check_all(value.to_json(), field)
        case tuple():
            for item in value:
                _check(item, field)
        case str():
            text.check_text(value, field)
