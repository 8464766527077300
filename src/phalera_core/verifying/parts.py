"""The parts of an Open Badges 3.0 credential, each by what it must and may have (OB 3.0, appendix B)."""

from collections.abc import Mapping

from phalera_core.verifying import rules


def is_somebody(value: Mapping[str, object], field: str) -> rules.Problems:
    """The subject says whose it is."""
    if "id" not in value and not value.get("identifier"):
        yield field, "must have an id or an identifier"


def _parent_is_a_profile(value: Mapping[str, object], field: str) -> rules.Problems:
    if "parentOrg" in value:
        yield from rules.uri_or(PROFILE)(value["parentOrg"], rules.join(field, "parentOrg"))


def _criteria_say_something(value: Mapping[str, object], field: str) -> rules.Problems:
    if not value.get("id") and not value.get("narrative"):
        yield field, "must have an id or a narrative"


IMAGE = rules.Shape(
    type="Image",
    required={"id": rules.picture, "type": rules.types},
    optional={"caption": rules.text},
    closed=True,
)
IDENTITY = rules.Shape(
    type="IdentityObject",
    required={
        "type": rules.types,
        "hashed": rules.boolean,
        "identityHash": rules.text,
        "identityType": rules.text,
    },
    optional={"salt": rules.text},
    closed=True,
)
_IDENTIFIER = rules.Shape(
    type="IdentifierEntry",
    required={"type": rules.types, "identifier": rules.text, "identifierType": rules.text},
    closed=True,
)
TYPED = rules.Shape(required={"type": rules.types}, optional={"id": rules.uri})
ID_AND_TYPE = rules.Shape(required={"id": rules.uri, "type": rules.types})
_RELATED = rules.Shape(
    type="Related",
    required={"id": rules.uri, "type": rules.types},
    optional={"inLanguage": rules.text, "version": rules.text},
)
_ADDRESS = rules.Shape(
    type="Address",
    required={"type": rules.types},
    optional={
        **dict.fromkeys(
            (
                "addressCountry",
                "addressCountryCode",
                "addressRegion",
                "addressLocality",
                "streetAddress",
                "postOfficeBoxNumber",
                "postalCode",
            ),
            rules.text,
        ),
        "geo": rules.Shape(
            type="GeoCoordinates",
            required={"type": rules.types, "latitude": rules.number, "longitude": rules.number},
        ),
    },
)
_ALIGNMENT = rules.Shape(
    type="Alignment",
    required={"type": rules.types, "targetName": rules.text, "targetUrl": rules.uri},
    optional={
        "targetCode": rules.text,
        "targetDescription": rules.text,
        "targetFramework": rules.text,
        "targetType": rules.text,
    },
)
PROFILE = rules.Shape(
    type="Profile",
    required={"id": rules.uri, "type": rules.types},
    optional={
        "name": rules.text,
        "url": rules.uri,
        "phone": rules.text,
        "description": rules.text,
        "email": rules.text,
        "image": IMAGE,
        "address": _ADDRESS,
        "official": rules.text,
        "otherIdentifier": rules.many(_IDENTIFIER),
        "endorsement": rules.many(rules.any_object),
        "endorsementJwt": rules.many(rules.text),
        **dict.fromkeys(
            (
                "familyName",
                "familyNamePrefix",
                "givenName",
                "additionalName",
                "patronymicName",
                "honorificPrefix",
                "honorificSuffix",
            ),
            rules.text,
        ),
        "dateOfBirth": rules.day,
    },
    also=_parent_is_a_profile,
)
_LEVEL = rules.Shape(
    type="RubricCriterionLevel",
    required={"id": rules.uri, "type": rules.types, "name": rules.text},
    optional={
        "alignment": rules.many(_ALIGNMENT),
        "description": rules.text,
        "level": rules.text,
        "points": rules.text,
    },
)
_RESULT_DESCRIPTION = rules.Shape(
    type="ResultDescription",
    required={"id": rules.uri, "type": rules.types, "name": rules.text, "resultType": rules.text},
    optional={
        "alignment": rules.many(_ALIGNMENT),
        "allowedValue": rules.many(rules.text),
        "requiredLevel": rules.uri,
        "requiredValue": rules.text,
        "rubricCriterionLevel": rules.many(_LEVEL),
        "valueMax": rules.text,
        "valueMin": rules.text,
    },
)
_RESULT = rules.Shape(
    type="Result",
    required={"type": rules.types},
    optional={
        "achievedLevel": rules.uri,
        "alignment": rules.many(_ALIGNMENT),
        "resultDescription": rules.uri,
        "status": rules.text,
        "value": rules.text,
    },
)
ACHIEVEMENT = rules.Shape(
    type="Achievement",
    required={
        "id": rules.uri,
        "type": rules.types,
        "name": rules.text,
        "description": rules.text,
        "criteria": rules.Shape(
            required={}, optional={"id": rules.uri, "narrative": rules.text}, also=_criteria_say_something
        ),
    },
    optional={
        "achievementType": rules.text,
        "alignment": rules.many(_ALIGNMENT),
        "creator": rules.uri_or(PROFILE),
        "creditsAvailable": rules.number,
        "endorsement": rules.many(rules.any_object),
        "endorsementJwt": rules.many(rules.text),
        "fieldOfStudy": rules.text,
        "humanCode": rules.text,
        "image": IMAGE,
        "inLanguage": rules.text,
        "otherIdentifier": rules.many(_IDENTIFIER),
        "related": rules.many(_RELATED),
        "resultDescription": rules.many(_RESULT_DESCRIPTION),
        "specialization": rules.text,
        "tag": rules.many(rules.text),
        "version": rules.text,
    },
)
SUBJECT = rules.Shape(
    type="AchievementSubject",
    required={"type": rules.types, "achievement": ACHIEVEMENT},
    optional={
        "id": rules.uri,
        "identifier": rules.many(IDENTITY),
        "activityStartDate": rules.moment,
        "activityEndDate": rules.moment,
        "creditsEarned": rules.number,
        "image": IMAGE,
        "licenseNumber": rules.text,
        "narrative": rules.text,
        "result": rules.many(_RESULT),
        "role": rules.text,
        "source": rules.uri_or(PROFILE),
        "term": rules.text,
    },
    also=is_somebody,
)
EVIDENCE = rules.Shape(
    required={"type": rules.types},
    optional={
        "id": rules.uri,
        "narrative": rules.text,
        "name": rules.text,
        "description": rules.text,
        "genre": rules.text,
        "audience": rules.text,
    },
)
