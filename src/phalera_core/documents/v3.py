"""Open Badges 3.0 credentials as typed records (1EdTech Open Badges 3.0, appendix B), and the one we issue."""

import json
from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.documents import text
from phalera_core.documents.records import (
    Record,
    Types,
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
from phalera_core.documents.v3_parts import (
    Achievement,
    AchievementSubject,
    Address,
    Alignment,
    Criteria,
    Evidence,
    GeoCoordinates,
    IdentifierEntry,
    IdentityObject,
    Image,
    Profile,
    Related,
    Result,
    ResultDescription,
    RubricCriterionLevel,
)
from phalera_core.linkeddata import contexts, forms

__all__ = (
    "CREDENTIAL_TYPES",
    "EMAIL_ADDRESS",
    "STATUS_TYPE",
    "Achievement",
    "AchievementCredential",
    "AchievementSubject",
    "Address",
    "Alignment",
    "Criteria",
    "Evidence",
    "GeoCoordinates",
    "IdentifierEntry",
    "IdentityObject",
    "Image",
    "Profile",
    "Related",
    "Result",
    "ResultDescription",
    "RubricCriterionLevel",
    "Service",
    "StatusEntry",
    "add_extra",
    "credential_template",
)

CREDENTIAL_TYPES = ("VerifiableCredential", "OpenBadgeCredential")
STATUS_TYPE = "BitstringStatusListEntry"
# Which identifierType or identityType an e-mail address has.
EMAIL_ADDRESS = "emailAddress"


@record
class StatusEntry(Record):
    """Where to look whether the credential was revoked (W3C Bitstring Status List, §2.1)."""

    id: str | None = member(plain, default=None)
    type: Types = member(type_names, default=STATUS_TYPE)
    status_purpose: str | None = member(plain, default=None)
    status_list_index: str | None = member(plain, default=None)
    status_list_credential: str | None = member(plain, default=None)
    status_size: float | None = member(number, default=None)
    status_message: tuple[Any, ...] = member(default=())
    status_reference: Any = member(default=None)


@record
class Service(Record):
    """Something with an address and a kind: a schema, a place to refresh from."""

    id: str = member(plain)
    type: Types = member(type_names)


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
    endorsement: tuple[Any, ...] = member(default=())
    endorsement_jwt: tuple[str, ...] = member(texts, default=())
    credential_schema: Any = member(default=None)
    credential_status: StatusEntry | None = member(one(StatusEntry), default=None)
    refresh_service: Service | None = member(one(Service), default=None)
    terms_of_use: Any = member(default=None)
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
