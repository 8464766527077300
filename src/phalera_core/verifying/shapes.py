"""The shape of an Open Badges 3.0 AchievementCredential: required members and types (OB 3.0, appendix B).

Unknown members are none of our business here: whether a context defines them is checked when the document is
canonicalised. `problems` walks once over the document and names each field that is wrong.
"""

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping

from phalera_core.linkeddata import contexts
from phalera_core.verifying import moments

Problems = Iterator[tuple[str, str]]
Rule = Callable[[object, str], Problems]

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_DATA_URI = re.compile(r"data:[^\s,]*,\S*")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An object: the type it must have, members it must and may have, and whether there may be others."""

    type: str | None = None
    required: Mapping[str, Rule]
    optional: Mapping[str, Rule] = dataclasses.field(default_factory=dict)
    closed: bool = False
    also: Callable[[Mapping[str, object], str], Problems] | None = None

    def __call__(self, value: object, field: str) -> Problems:
        """Yield what is wrong with `value`, each with its field."""
        if not isinstance(value, Mapping):
            yield field, "must be an object"
            return
        for name, rule in self.required.items():
            if name in value:
                yield from rule(value[name], _join(field, name))
            else:
                yield _join(field, name), "is missing"
        for name in [name for name in self.optional if name in value]:
            yield from self.optional[name](value[name], _join(field, name))
        if self.type is not None and self.type not in types_of(value):
            yield _join(field, "type"), f"must include {self.type}"
        known = self.required.keys() | self.optional.keys()
        for name in sorted(value.keys() - known) if self.closed else ():
            yield _join(field, name), "is not allowed here"
        if self.also is not None:
            yield from self.also(value, field)


def problems(credential: Mapping[str, object]) -> Problems:
    """Yield each field of the credential that is missing or of the wrong kind, with the reason."""
    yield from (_older(_CREDENTIAL) if is_older(credential) else _CREDENTIAL)(credential, "")


def status_list_problems(credential: Mapping[str, object]) -> Problems:
    """Yield what keeps the document from being a BitstringStatusListCredential (W3C Bitstring Status List 2.2)."""
    yield from _STATUS_LIST(credential, "")


def endorsement_problems(credential: Mapping[str, object]) -> Problems:
    """Yield what keeps the document from being an EndorsementCredential (OB 3.0, appendix B)."""
    yield from (_older(_ENDORSEMENT) if is_older(credential) else _ENDORSEMENT)(credential, "")


def is_older(document: Mapping[str, object]) -> bool:
    """Say whether a credential is written in the words of Verifiable Credentials 1.1."""
    named = document.get("@context")
    return named == contexts.VC1 or (isinstance(named, list) and named[:1] == [contexts.VC1])


def is_endorsement(document: Mapping[str, object]) -> bool:
    """Say whether a credential says that it endorses something, and does not say that it awards something."""
    types = set(types_of(document))
    return "EndorsementCredential" in types and not types & _AWARDS


def issuer_of(document: Mapping[str, object]) -> str:
    """Return the id of a credential's issuer, written as an address or as an object."""
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return found if isinstance(found, str) else ""


def types_of(value: Mapping[str, object]) -> tuple[str, ...]:
    """Return the types of an object, written as one text or as a list."""
    found = value.get("type")
    items = found if isinstance(found, list) else [found]
    return tuple(item for item in items if isinstance(item, str))


def _join(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name


def _text(value: object, field: str) -> Problems:
    if not isinstance(value, str):
        yield field, "must be text"


def _words(value: object, field: str) -> Problems:
    """Text in one language, or a language value object (VCDM 2.0, 11.1)."""
    if isinstance(value, Mapping) and "@value" in value:
        for part in value.values():
            yield from _text(part, field)
    else:
        yield from _text(value, field)


def _number(value: object, field: str) -> Problems:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield field, "must be a number"


def _boolean(value: object, field: str) -> Problems:
    if not isinstance(value, bool):
        yield field, "must be true or false"


def _uri(value: object, field: str) -> Problems:
    if not isinstance(value, str) or not _URI.fullmatch(value):
        yield field, "must be an address (URI)"


def _picture(value: object, field: str) -> Problems:
    if not isinstance(value, str) or not (_DATA_URI.fullmatch(value) or _URI.fullmatch(value)):
        yield field, "must be an address or a data URI"


def _moment(value: object, field: str) -> Problems:
    if moments.parse(value) is None:
        yield field, "must be a date and time"


def _types(value: object, field: str) -> Problems:
    items = value if isinstance(value, list) else [value]
    if not items or not all(isinstance(item, str) for item in items):
        yield field, "must be text or a list of texts"


def _any_object(value: object, field: str) -> Problems:
    if not isinstance(value, Mapping):
        yield field, "must be an object"


def _many(rule: Rule) -> Rule:
    def check(value: object, field: str) -> Problems:
        if not isinstance(value, list):
            yield field, "must be a list"
            return
        for number, item in enumerate(value):
            yield from rule(item, f"{field}[{number}]")

    return check


def _one_or_many(rule: Rule) -> Rule:
    def check(value: object, field: str) -> Problems:
        yield from _many(rule)(value, field) if isinstance(value, list) else rule(value, field)

    return check


def _uri_or(rule: Rule) -> Rule:
    def check(value: object, field: str) -> Problems:
        yield from _uri(value, field) if isinstance(value, str) else rule(value, field)

    return check


def _subject_is_somebody(value: Mapping[str, object], field: str) -> Problems:
    if "id" not in value and not value.get("identifier"):
        yield field, "must have an id or an identifier"


def _criteria_say_something(value: Mapping[str, object], field: str) -> Problems:
    if not value.get("id") and not value.get("narrative"):
        yield field, "must have an id or a narrative"


def _is_credential(value: Mapping[str, object], field: str) -> Problems:
    if "VerifiableCredential" not in types_of(value):
        yield _join(field, "type"), "must include VerifiableCredential"
    if not _AWARDS & set(types_of(value)):
        yield _join(field, "type"), "must include OpenBadgeCredential or AchievementCredential"


def _is_endorsement_credential(value: Mapping[str, object], field: str) -> Problems:
    if not {"VerifiableCredential", "EndorsementCredential"} <= set(types_of(value)):
        yield _join(field, "type"), "must include VerifiableCredential and EndorsementCredential"


def _older(shape: Shape) -> Shape:
    """Give the shape in the words of VCDM 1.1, 4.6 and 4.7: other names for the dates."""
    required = {name: rule for name, rule in shape.required.items() if name != "validFrom"}
    dates: Mapping[str, Rule] = {"validFrom": _moment, "expirationDate": _moment}
    return dataclasses.replace(
        shape, required={**required, "issuanceDate": _moment}, optional={**shape.optional, **dates}
    )


_AWARDS = {"OpenBadgeCredential", "AchievementCredential"}
_IMAGE = Shape(
    type="Image", required={"id": _picture, "type": _types}, optional={"caption": _text}, closed=True
)
_IDENTITY = Shape(
    type="IdentityObject",
    required={"type": _types, "hashed": _boolean, "identityHash": _text, "identityType": _text},
    optional={"salt": _text},
    closed=True,
)
_IDENTIFIER = Shape(
    type="IdentifierEntry",
    required={"type": _types, "identifier": _text, "identifierType": _text},
    closed=True,
)
_TYPED = Shape(required={"type": _types}, optional={"id": _uri})
_ID_AND_TYPE = Shape(required={"id": _uri, "type": _types})
_ALIGNMENT = Shape(
    type="Alignment",
    required={"type": _types, "targetName": _text, "targetUrl": _uri},
    optional={"targetCode": _text, "targetDescription": _text, "targetFramework": _text, "targetType": _text},
)
_PROFILE = Shape(
    type="Profile",
    required={"id": _uri, "type": _types},
    optional={
        "name": _text,
        "url": _uri,
        "phone": _text,
        "description": _text,
        "email": _text,
        "image": _IMAGE,
        "address": _TYPED,
        "official": _text,
        "parentOrg": _uri_or(_ID_AND_TYPE),
        "otherIdentifier": _many(_IDENTIFIER),
        "endorsement": _many(_any_object),
        "endorsementJwt": _many(_text),
        "familyName": _text,
        "givenName": _text,
        "dateOfBirth": _text,
    },
)
_LEVEL = Shape(
    type="RubricCriterionLevel",
    required={"id": _uri, "type": _types, "name": _text},
    optional={"alignment": _many(_ALIGNMENT), "description": _text, "level": _text, "points": _text},
)
_RESULT_DESCRIPTION = Shape(
    type="ResultDescription",
    required={"id": _uri, "type": _types, "name": _text, "resultType": _text},
    optional={
        "alignment": _many(_ALIGNMENT),
        "allowedValue": _many(_text),
        "requiredLevel": _uri,
        "requiredValue": _text,
        "rubricCriterionLevel": _many(_LEVEL),
        "valueMax": _text,
        "valueMin": _text,
    },
)
_RESULT = Shape(
    type="Result",
    required={"type": _types},
    optional={
        "achievedLevel": _uri,
        "alignment": _many(_ALIGNMENT),
        "resultDescription": _uri,
        "status": _text,
        "value": _text,
    },
)
_ACHIEVEMENT = Shape(
    type="Achievement",
    required={
        "id": _uri,
        "type": _types,
        "name": _text,
        "description": _text,
        "criteria": Shape(
            required={}, optional={"id": _uri, "narrative": _text}, also=_criteria_say_something
        ),
    },
    optional={
        "achievementType": _text,
        "alignment": _many(_ALIGNMENT),
        "creator": _uri_or(_PROFILE),
        "creditsAvailable": _number,
        "endorsement": _many(_any_object),
        "endorsementJwt": _many(_text),
        "fieldOfStudy": _text,
        "humanCode": _text,
        "image": _IMAGE,
        "inLanguage": _text,
        "otherIdentifier": _many(_IDENTIFIER),
        "related": _many(_ID_AND_TYPE),
        "resultDescription": _many(_RESULT_DESCRIPTION),
        "specialization": _text,
        "tag": _many(_text),
        "version": _text,
    },
)
_SUBJECT = Shape(
    type="AchievementSubject",
    required={"type": _types, "achievement": _ACHIEVEMENT},
    optional={
        "id": _uri,
        "identifier": _many(_IDENTITY),
        "activityStartDate": _moment,
        "activityEndDate": _moment,
        "creditsEarned": _number,
        "image": _IMAGE,
        "licenseNumber": _text,
        "narrative": _text,
        "result": _many(_RESULT),
        "role": _text,
        "source": _uri_or(_PROFILE),
        "term": _text,
    },
    also=_subject_is_somebody,
)
_EVIDENCE = Shape(
    required={"type": _types},
    optional={
        "id": _uri,
        "narrative": _text,
        "name": _text,
        "description": _text,
        "genre": _text,
        "audience": _text,
    },
)
_CREDENTIAL = Shape(
    required={
        "id": _uri,
        "type": _types,
        "issuer": _uri_or(_PROFILE),
        "validFrom": _moment,
        "credentialSubject": _SUBJECT,
    },
    optional={
        "name": _words,
        "description": _words,
        "image": _IMAGE,
        "awardedDate": _moment,
        "validUntil": _moment,
        "evidence": _many(_EVIDENCE),
        "endorsement": _many(_any_object),
        "endorsementJwt": _many(_text),
        "proof": _one_or_many(_TYPED),
        "credentialSchema": _one_or_many(_ID_AND_TYPE),
        "credentialStatus": _one_or_many(_TYPED),
        "refreshService": _ID_AND_TYPE,
        "termsOfUse": _one_or_many(_TYPED),
    },
    also=_is_credential,
)
_ENDORSEMENT = dataclasses.replace(
    _CREDENTIAL,
    required={
        **_CREDENTIAL.required,
        "credentialSubject": Shape(
            type="EndorsementSubject",
            required={"id": _uri, "type": _types},
            optional={"endorsementComment": _text},
        ),
    },
    also=_is_endorsement_credential,
)
_STATUS_LIST = Shape(
    type="BitstringStatusListCredential",
    required={
        "id": _uri,
        "type": _types,
        "issuer": _uri_or(_any_object),
        "credentialSubject": Shape(
            type="BitstringStatusList",
            required={"type": _types, "statusPurpose": _types, "encodedList": _text},
            optional={"id": _uri},
        ),
    },
    optional={"validFrom": _moment, "validUntil": _moment, "proof": _one_or_many(_TYPED)},
)
