"""The schemas that badges name themselves (VCDM 2.0, 4.11; OB 3.0, CredentialSchema).

Of those that 1EdTech publishes the rules are written here: `shapes`, and the closed lists of words below, which an issuer
who names the schema has promised to keep to. Others are not fetched, and it is said that they were not looked at.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from phalera_core.verifying import rules, shapes, words

TYPE = "1EdTechJsonSchemaValidator2019"
_PLACE = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_"
# By what they are for: a credential in any proof format, or in one.
_AWARDS = (f"{_PLACE}achievementcredential_schema.json", f"{_PLACE}anyachievementcredential_schema.json")
_ENDORSEMENTS = (
    f"{_PLACE}endorsementcredential_schema.json",
    f"{_PLACE}anyendorsementcredential_schema.json",
)

_EXTENSION = re.compile(r"ext:[A-Za-z0-9._-]+")
_LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
# OB 3.0, appendix B: the enumerations, each behind the member that holds one of its words. `ext:` and a name extend them.
_WORDS = """
identifierType name sourcedId systemId productId userName accountId emailAddress nationalIdentityNumber isbn issn \
    lisSourcedId oneRosterSourcedId sisSourcedId ltiContextId ltiDeploymentId ltiToolId ltiPlatformId ltiUserId identifier
achievementType Achievement ApprenticeshipCertificate Assessment Assignment AssociateDegree Award Badge BachelorDegree \
    Certificate CertificateOfCompletion Certification CommunityService Competency Course CoCurricular Degree Diploma \
    DoctoralDegree Fieldwork GeneralEducationDevelopment JourneymanCertificate LearningProgram License Membership \
    ProfessionalDoctorate QualityAssuranceCredential MasterCertificate MasterDegree MicroCredential ResearchDoctorate \
    SecondarySchoolDiploma
targetType ceasn:Competency ceterms:Credential CFItem CFRubric CFRubricCriterion CFRubricCriterionLevel CTDL
resultType GradePointAverage LetterGrade Percent PerformanceLevel PredictedScore RawScore Result RubricCriterion \
    RubricCriterionLevel RubricScore ScaledScore Status
"""
_EXTENDED = {line.split()[0]: frozenset(line.split()[1:]) for line in _WORDS.strip().splitlines()}
_EXTENDED["identityType"] = _EXTENDED["identifierType"]
_STATES = frozenset({"Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew"})


def named(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the schemas that a credential names."""
    found = document.get("credentialSchema")
    for schema in found if isinstance(found, list) else [found]:
        if isinstance(schema, Mapping):
            yield schema


def problems(document: Mapping[str, Any]) -> rules.Problems:
    """Yield what keeps a credential from the schemas of 1EdTech that it names, beyond what any credential must have."""
    for schema in named(document):
        if _is_known(schema):
            is_endorsement = shapes.is_endorsement(document)
            if schema.get("id") in (_AWARDS if is_endorsement else _ENDORSEMENTS):
                yield "credentialSchema", "names the schema of something else"
            yield from _evidence(document)
            yield from _closed(document, "")


def note(document: Mapping[str, Any]) -> str:
    """Say which schemas that a credential names were looked at, and which were not."""
    listed = list(named(document))
    others = [words.quote(schema.get("id")) for schema in listed if not _is_known(schema)]
    said = " It keeps to the schema of 1EdTech that it names." if len(others) < len(listed) else ""
    if others:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        said += f" Not checked, because it is not known here: its own schema {others[0]}{more}."
    return said


def _is_known(schema: Mapping[str, Any]) -> bool:
    return TYPE in shapes.types_of(schema) and schema.get("id") in (*_AWARDS, *_ENDORSEMENTS)


def _evidence(document: Mapping[str, Any]) -> rules.Problems:
    listed = document.get("evidence")
    for position, entry in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(entry, Mapping) and "Evidence" not in shapes.types_of(entry):
            yield f"evidence[{position}].type", "must include Evidence"


def _closed(value: object, field: str) -> rules.Problems:
    """Yield each word that is on none of the closed lists."""
    if isinstance(value, list):
        for position, item in enumerate(value):
            yield from _closed(item, f"{field}[{position}]")
    if not isinstance(value, Mapping):
        return
    for name, member in value.items():
        inner = rules.join(field, name)
        if isinstance(member, str):
            allowed = _EXTENDED.get(name)
            if allowed is not None and member not in allowed and not _EXTENSION.search(member):
                yield inner, f"must not be {words.quote(member)}"
            if name == "inLanguage" and not _LANGUAGE.fullmatch(member):
                yield inner, f"must be a language, not {words.quote(member)}"
            if name == "status" and "Result" in shapes.types_of(value) and member not in _STATES:
                yield inner, f"must not be {words.quote(member)}"
        else:
            yield from _closed(member, inner)
