"""The parts that Open Badges 3.0 documents are made of, as typed records (1EdTech Open Badges 3.0, appendix B)."""

from typing import Any

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
)
from phalera_core.documents.records import text as plain


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
class RubricCriterionLevel(Record):
    """One level of a rubric that results are told by."""

    id: str = member(plain)
    type: Types = member(type_names, default=("RubricCriterionLevel",))
    name: str = member(plain)
    alignment: tuple[Alignment, ...] = member(many(Alignment), default=())
    description: str | None = member(plain, default=None)
    level: str | None = member(plain, default=None)
    points: str | None = member(plain, default=None)


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
    rubric_criterion_level: tuple[RubricCriterionLevel, ...] = member(many(RubricCriterionLevel), default=())
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
class GeoCoordinates(Record):
    """Where on the globe an address is."""

    type: Types = member(type_names, default="GeoCoordinates")
    latitude: float = member(number)
    longitude: float = member(number)


@record
class Address(Record):
    """Where a party can be found or written to."""

    type: Types = member(type_names, default=("Address",))
    address_country: str | None = member(plain, default=None)
    address_country_code: str | None = member(plain, default=None)
    address_region: str | None = member(plain, default=None)
    address_locality: str | None = member(plain, default=None)
    street_address: str | None = member(plain, default=None)
    post_office_box_number: str | None = member(plain, default=None)
    postal_code: str | None = member(plain, default=None)
    geo: GeoCoordinates | None = member(one(GeoCoordinates), default=None)


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
    address: Address | None = member(one(Address), default=None)
    # A profile again, or the address of one.
    parent_org: Any = member(default=None)
    family_name: str | None = member(plain, default=None)
    given_name: str | None = member(plain, default=None)
    additional_name: str | None = member(plain, default=None)
    patronymic_name: str | None = member(plain, default=None)
    honorific_prefix: str | None = member(plain, default=None)
    honorific_suffix: str | None = member(plain, default=None)
    family_name_prefix: str | None = member(plain, default=None)
    date_of_birth: str | None = member(plain, default=None)
    # Whole credentials of others (`endorsement.EndorsementCredential`), carried along as they were signed.
    endorsement: tuple[Any, ...] = member(default=())
    endorsement_jwt: tuple[str, ...] = member(texts, default=())


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
    endorsement: tuple[Any, ...] = member(default=())
    endorsement_jwt: tuple[str, ...] = member(texts, default=())
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
