"""The shape of an Open Badges 3.0 AchievementCredential: required members and types (OB 3.0, appendix B).

Unknown members are none of our business here: whether a context defines them is checked when the document is
canonicalised. `problems` walks once over the document and names each field that is wrong.
"""

import dataclasses
from collections.abc import Mapping

from phalera_core import reading
from phalera_core.linkeddata import contexts
from phalera_core.verifying import parts, rules

# Asked by everybody who knows a document by its shape.
types_of = rules.types_of


def problems(credential: Mapping[str, object]) -> rules.Problems:
    """Yield each field of the credential that is missing or of the wrong kind, with the reason."""
    yield from (_older(_CREDENTIAL) if is_older(credential) else _CREDENTIAL)(credential, "")


def status_list_problems(credential: Mapping[str, object]) -> rules.Problems:
    """Yield what keeps the document from being a BitstringStatusListCredential (W3C Bitstring Status List 2.2)."""
    yield from _STATUS_LIST(credential, "")


def endorsement_problems(credential: Mapping[str, object]) -> rules.Problems:
    """Yield what keeps the document from being an EndorsementCredential (OB 3.0, appendix B)."""
    yield from (_older(_ENDORSEMENT) if is_older(credential) else _ENDORSEMENT)(credential, "")


def record_problems(credential: Mapping[str, object]) -> rules.Problems:
    """Yield what keeps the document from being a ClrCredential (CLR 2.0, ClrCredential and ClrSubject)."""
    yield from (_older(_RECORD) if is_older(credential) else _RECORD)(credential, "")


def is_older(document: Mapping[str, object]) -> bool:
    """Say whether a credential is written in the words of Verifiable Credentials 1.1."""
    named = document.get("@context")
    return named == contexts.VC1 or (isinstance(named, list) and named[:1] == [contexts.VC1])


def is_endorsement(document: Mapping[str, object]) -> bool:
    """Say whether a credential says that it endorses something, and does not say that it awards something."""
    types = set(types_of(document))
    return "EndorsementCredential" in types and not types & _AWARDS


def is_record(document: Mapping[str, object]) -> bool:
    """Say whether a credential is a learner record, which holds others."""
    return reading.RECORD in types_of(document)


def issuer_of(document: Mapping[str, object]) -> str:
    """Return the id of a credential's issuer, written as an address or as an object."""
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return found if isinstance(found, str) else ""


def _credential_or_token(value: object, field: str) -> rules.Problems:
    if not isinstance(value, Mapping | str):
        yield field, "must be a credential"


def _holder_of_different_ones(value: Mapping[str, object], field: str) -> rules.Problems:
    """Two of the same id would be one in what the record's signature covers, so that either could lose something."""
    yield from parts.is_somebody(value, field)
    held = value.get("verifiableCredential")
    ids = [str(one.get("id")) for one in held if isinstance(one, Mapping)] if isinstance(held, list) else []
    if len(set(ids)) < len(ids):
        yield rules.join(field, "verifiableCredential"), "must not hold two of the same id"


def _is_credential(value: Mapping[str, object], field: str) -> rules.Problems:
    if "VerifiableCredential" not in types_of(value):
        yield rules.join(field, "type"), "must include VerifiableCredential"
    if not _AWARDS & set(types_of(value)):
        yield rules.join(field, "type"), "must include OpenBadgeCredential or AchievementCredential"


def _is_endorsement_credential(value: Mapping[str, object], field: str) -> rules.Problems:
    if not {"VerifiableCredential", "EndorsementCredential"} <= set(types_of(value)):
        yield rules.join(field, "type"), "must include VerifiableCredential and EndorsementCredential"


def _older(shape: rules.Shape) -> rules.Shape:
    """Give the shape in the words of VCDM 1.1, 4.6 and 4.7: other names for the dates."""
    required = {name: rule for name, rule in shape.required.items() if name != "validFrom"}
    dates: Mapping[str, rules.Rule] = {"validFrom": rules.moment, "expirationDate": rules.moment}
    return dataclasses.replace(
        shape, required={**required, "issuanceDate": rules.moment}, optional={**shape.optional, **dates}
    )


_AWARDS = {"OpenBadgeCredential", "AchievementCredential"}
_CREDENTIAL = rules.Shape(
    required={
        "id": rules.uri,
        "type": rules.types,
        "issuer": rules.uri_or(parts.PROFILE),
        "validFrom": rules.moment,
        "credentialSubject": parts.SUBJECT,
    },
    optional={
        "name": rules.words,
        "description": rules.words,
        "image": parts.IMAGE,
        "awardedDate": rules.moment,
        "validUntil": rules.moment,
        "evidence": rules.many(parts.EVIDENCE),
        "endorsement": rules.many(rules.any_object),
        "endorsementJwt": rules.many(rules.text),
        "proof": rules.one_or_many(parts.TYPED),
        "credentialSchema": rules.one_or_many(parts.ID_AND_TYPE),
        "credentialStatus": rules.one_or_many(parts.TYPED),
        "refreshService": parts.ID_AND_TYPE,
        "termsOfUse": rules.one_or_many(parts.TYPED),
    },
    also=_is_credential,
)
_ASSOCIATION = rules.Shape(
    type="Association",
    required={
        "type": rules.types,
        "associationType": rules.text,
        "sourceId": rules.uri,
        "targetId": rules.uri,
    },
)
_ENDORSEMENT = dataclasses.replace(
    _CREDENTIAL,
    required={
        **_CREDENTIAL.required,
        "credentialSubject": rules.Shape(
            type="EndorsementSubject",
            required={"id": rules.uri, "type": rules.types},
            optional={"endorsementComment": rules.text},
        ),
    },
    also=_is_endorsement_credential,
)
_RECORD = dataclasses.replace(
    _CREDENTIAL,
    required={
        **_CREDENTIAL.required,
        "name": rules.words,
        "credentialSubject": rules.Shape(
            type="ClrSubject",
            required={"type": rules.types, "verifiableCredential": rules.many(_credential_or_token)},
            optional={
                "id": rules.uri,
                "identifier": rules.many(parts.IDENTITY),
                "achievement": rules.many(parts.ACHIEVEMENT),
                "association": rules.many(_ASSOCIATION),
            },
            also=_holder_of_different_ones,
        ),
    },
    also=None,
)
_STATUS_LIST = rules.Shape(
    type="BitstringStatusListCredential",
    required={
        "id": rules.uri,
        "type": rules.types,
        "issuer": rules.uri_or(rules.any_object),
        "credentialSubject": rules.Shape(
            type="BitstringStatusList",
            required={"type": rules.types, "statusPurpose": rules.types, "encodedList": rules.text},
            optional={"id": rules.uri},
        ),
    },
    optional={"validFrom": rules.moment, "validUntil": rules.moment, "proof": rules.one_or_many(parts.TYPED)},
)
