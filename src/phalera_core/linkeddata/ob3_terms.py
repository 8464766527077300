"""The terms of the Open Badges 3.0 contexts, as compact tables of our own.

One line is one term: `name`, or `name=iri` where the IRI is not the vocabulary's fragment of the same name, then
words: a datatype (`string`, `float`, `date`, `dateTime`, `anyURI`, `boolean`), `id` for a link, `as:Class` for a class of
the vocabulary that the first version took for a datatype, and `set` or `list` for a container. An unindented line is a class, the lines under it are the terms that its context scopes.
Facts from the contexts published by 1EdTech; `contexts.DIGESTS` proves that nothing is missing or different.
"""

from typing import Any

VOCABULARY = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
SCHEMA = "https://schema.org/"
# The published contexts write the namespace with https, unlike the W3C's own; signatures depend on it.
XSD = "https://www.w3.org/2001/XMLSchema#"

_CLASSES = """
OpenBadgeCredential
Achievement
    achievementType string
    alignment set
    creator
    creditsAvailable float
    criteria=Criteria id
    fieldOfStudy string
    humanCode string
    image id
    otherIdentifier set
    related set
    resultDescription set
    specialization string
    tag=schema:keywords string set
    version string
    inLanguage=schema:inLanguage
AchievementCredential=@OpenBadgeCredential
AchievementSubject
    achievement
    activityEndDate date
    activityStartDate date
    creditsEarned float
    identifier set
    image id
    licenseNumber string
    result set
    role string
    source id
    term string
Address
    addressCountry=schema:addressCountry string
    addressCountryCode=CountryCode string
    addressLocality=schema:addressLocality string
    addressRegion=schema:addressRegion string
    geo=GeoCoordinates
    postOfficeBoxNumber=schema:postOfficeBoxNumber string
    postalCode=schema:postalCode string
    streetAddress=schema:streetAddress string
Alignment=schema:AlignmentObject
    targetCode string
    targetDescription=schema:targetDescription string
    targetFramework=schema:targetFramework string
    targetName=schema:targetName string
    targetType string
    targetUrl=schema:targetUrl anyURI
Criteria
EndorsementCredential
EndorsementSubject
    endorsementComment string
Evidence
    audience=schema:audience string
    genre=schema:genre string
GeoCoordinates
    latitude=schema:latitude string
    longitude=schema:longitude string
IdentifierEntry
    identifier string
    identifierType string
IdentityObject
    hashed boolean
    identityHash string
    identityType string
    salt string
Image
    caption=schema:caption string
Profile
    additionalName=schema:additionalName string
    address id
    dateOfBirth date
    email=schema:email string
    familyName=schema:familyName string
    familyNamePrefix string
    givenName=schema:givenName string
    honorificPrefix=schema:honorificPrefix string
    honorificSuffix=schema:honorificSuffix string
    image id
    otherIdentifier set
    parentOrg id
    patronymicName string
    phone string
    official string
Related
    version string
    inLanguage=schema:inLanguage
Result
    achievedLevel anyURI
    resultDescription anyURI
    status string
    value=schema:value string
ResultDescription
    allowedValue string list
    requiredLevel anyURI
    requiredValue string
    resultType string
    rubricCriterionLevel set
    valueMax string
    valueMin string
RubricCriterionLevel
    level string
    points string
"""

_TOP = """
alignment set
description=schema:description string
endorsement set
endorsementJwt set
image id
inLanguage=schema:inLanguage
name=schema:name string
narrative string
url=schema:url anyURI
awardedDate dateTime
jti=https://www.iana.org/assignments/jwt#jti id
"""

# What an older version says differently from 3.0.3: (class, "" for the top; term) to its line, or None where absent.
_OLDER: dict[str, dict[tuple[str, str], str | None]] = {
    "3.0.3": {},
    "3.0.2": {
        ("", "awardedDate"): None,
        ("", "endorsementJwt"): None,
        ("", "inLanguage"): None,
        ("", "jti"): None,
        ("", "image"): "image=Image id",
        ("Achievement", "image"): "image=Image id",
        ("Achievement", "inLanguage"): None,
        ("AchievementSubject", "achievement"): "achievement=achievement-0",
        ("AchievementSubject", "image"): "image=Image id",
        ("Profile", "image"): "image=Image id",
        ("Related", "inLanguage"): None,
    },
    "3.0.1": {
        ("", "endorsementJwt"): None,
        ("", "inLanguage"): None,
        ("", "jti"): None,
        ("Achievement", "image"): "image=Image id",
        ("Achievement", "inLanguage"): None,
        ("AchievementSubject", "achievement"): "achievement=achievement-0",
        ("AchievementSubject", "image"): "image=Image id",
        ("Profile", "image"): "image=Image id",
        ("Related", "inLanguage"): None,
        ("ResultDescription", "allowedValue"): "allowedValue string set",
    },
}
_OLDER["3.0.0"] = {
    **_OLDER["3.0.1"],
    ("", "alignment"): "alignment as:Alignment set",
    ("", "awardedDate"): None,
    ("", "endorsement"): "endorsement as:EndorsementCredential set",
    ("", "image"): "image as:Image",
    ("Achievement", "alignment"): "alignment as:Alignment set",
    ("Achievement", "creator"): "creator=Profile",
    ("Achievement", "image"): None,
    ("Achievement", "otherIdentifier"): "otherIdentifier as:IdentifierEntry set",
    ("Achievement", "related"): "related as:Related set",
    ("Achievement", "resultDescription"): "resultDescription as:ResultDescription set",
    ("AchievementSubject", "achievement"): "achievement=Achievement",
    ("AchievementSubject", "identifier"): "identifier as:IdentityObject set",
    ("AchievementSubject", "image"): None,
    ("AchievementSubject", "result"): "result as:Result set",
    ("AchievementSubject", "source"): "source as:Profile",
    ("Alignment", ""): "Alignment=schema:Alignment",
    ("Profile", "address"): "address=Address",
    ("Profile", "image"): None,
    ("Profile", "otherIdentifier"): "otherIdentifier as:IdentifierEntry set",
    ("Profile", "parentOrg"): "parentOrg string",
    ("Profile", "phone"): "phone=PhoneNumber string",
    ("ResultDescription", "rubricCriterionLevel"): "rubricCriterionLevel as:RubricCriterionLevel set",
}


def context(version: str) -> dict[str, Any]:
    """Build the context document of Open Badges `version`, one of 3.0.0, 3.0.1, 3.0.2 and 3.0.3."""
    older = _OLDER[version]
    typed_strings = version in ("3.0.0", "3.0.1")
    keywords: dict[str, Any] = {"id": "@id", "type": "@type"}
    if not typed_strings:
        keywords["@protected"] = True
    terms: dict[str, Any] = dict(keywords)
    if typed_strings:
        terms["xsd"] = XSD

    scope: dict[str, Any] = {}
    owner = ""
    for line in _CLASSES.strip().splitlines():
        if line.startswith(" "):
            found = older.get((owner, line.split()[0].partition("=")[0]), line)
            if found is not None:
                name, definition = _term(found, typed_strings=typed_strings)
                scope[name] = definition
                terms[owner]["@context"] = scope
        else:
            found = older.get((line.partition("=")[0], ""), line)
            owner, terms_of_class = _term(found or line, typed_strings=typed_strings)
            terms[owner] = terms_of_class
            scope = {} if typed_strings else dict(keywords)
    for line in _TOP.strip().splitlines():
        found = older.get(("", line.split()[0].partition("=")[0]), line)
        if found is not None:
            name, definition = _term(found, typed_strings=typed_strings)
            terms[name] = definition
    return {"@context": terms}


def _term(line: str, *, typed_strings: bool) -> tuple[str, dict[str, Any]]:
    head, *words = line.split()
    name, _, iri = head.partition("=")
    definition: dict[str, Any] = {"@id": _iri(iri or name)}
    for word in words:
        match word:
            case "set" | "list":
                definition["@container"] = f"@{word}"
            case "id":
                definition["@type"] = "@id"
            case "string":
                # The first two versions typed their strings; later ones left the type out, which means the same in RDF.
                if typed_strings:
                    definition["@type"] = "xsd:string"
            case "dateTime":
                # 3.0.3 kept the prefix of 3.0.1 without defining it, so the datatype is literally this.
                definition["@type"] = "xsd:dateTime"
            case _ if word.startswith("as:"):
                definition["@type"] = VOCABULARY + word.removeprefix("as:")
            case _:
                definition["@type"] = f"xsd:{word}" if typed_strings else XSD + word
    return name, definition


def _iri(short: str) -> str:
    if short.startswith("@"):
        return short[1:]
    if short.startswith("schema:"):
        return SCHEMA + short.removeprefix("schema:")
    if short.startswith("https:"):
        return short
    return VOCABULARY + short
