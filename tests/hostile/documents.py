"""JSON files that are well-formed and say something wrong: every field of a badge missing, mistyped or a trap."""

from factories import credentials
from factories.credentials import changed
from hostile import ordeal
from hostile.registry import refused, undecided
from phalera_core.linkeddata import contexts

_SUBJECT = "credentialSubject"
_ACHIEVEMENT = f"{_SUBJECT}.achievement"


def unsigned_change(path, value):
    """Give a genuine badge that somebody changed afterwards."""
    return credentials.dump(changed(ordeal.genuine(), path, value))


def signed_change(path, value):
    """Give a badge that its issuer signed in this wrong form, as far as it can be signed at all."""
    academy = ordeal.academy()
    return credentials.dump(academy.sign(changed(academy.unsigned(), path, value)))


# Members missing.


@refused(
    "json",
    "schema",
    variants=["id", "issuer", "validFrom", "credentialSubject", "credentialSubject.achievement"],
)
def member_missing(path):
    return unsigned_change(path, ...)


@refused("json", "schema", variants=["id", "type", "name", "description", "criteria"])
def member_of_the_achievement_missing(name):
    return unsigned_change(f"{_ACHIEVEMENT}.{name}", ...)


@refused("json", "schema", variants=["id", "type"])
def member_of_the_issuer_missing(name):
    return unsigned_change(f"issuer.{name}", ...)


@refused("json", "schema", variants=["type", "hashed", "identityHash", "identityType"])
def member_of_the_identity_missing(name):
    return unsigned_change(f"{_SUBJECT}.identifier.0.{name}", ...)


@refused("json", "schema")
def nobody_it_was_given_to():
    document = changed(ordeal.genuine(), f"{_SUBJECT}.id", ...)
    return credentials.dump(changed(document, f"{_SUBJECT}.identifier", ...))


@refused("json", "schema")
def criteria_empty():
    return unsigned_change(f"{_ACHIEVEMENT}.criteria", {})


@refused("json", "status", variants=["statusPurpose", "statusListIndex", "statusListCredential"])
def member_of_the_status_missing(name):
    return signed_change(f"credentialStatus.{name}", ...)


@refused("json", "schema")
def type_of_the_status_missing():
    return unsigned_change("credentialStatus.type", ...)


# Members of the wrong type.

_WRONG = {
    "null": None,
    "true": True,
    "number": 7,
    "text": "x y",
    "empty text": "",
    "list": [],
    "nested": [[{}]],
}


@refused("json", "schema", variants=_WRONG)
def issuer_of_wrong_type(kind):
    return unsigned_change("issuer", _WRONG[kind])


@refused("json", "schema", variants=_WRONG)
def subject_of_wrong_type(kind):
    return unsigned_change(_SUBJECT, _WRONG[kind])


@refused("json", "schema", variants=_WRONG)
def achievement_of_wrong_type(kind):
    return unsigned_change(_ACHIEVEMENT, _WRONG[kind])


@refused("json", "schema", variants=["null", "true", "number", "list", "nested"])
def name_of_the_achievement_of_wrong_type(kind):
    return unsigned_change(f"{_ACHIEVEMENT}.name", _WRONG[kind])


@refused("json", "schema", variants=_WRONG)
def valid_from_of_wrong_type(kind):
    return unsigned_change("validFrom", _WRONG[kind])


@refused("json", "schema", variants=_WRONG)
def valid_until_of_wrong_type(kind):
    return unsigned_change("validUntil", _WRONG[kind])


# A list is of the right type: some have several entries. Here it was not signed so.
@refused("json", "schema", variants=[kind for kind in _WRONG if kind != "list"])
def status_of_wrong_type(kind):
    return unsigned_change("credentialStatus", _WRONG[kind])


@refused("json", "schema", variants=["null", "true", "number", "text", "nested"])
def identifier_of_wrong_type(kind):
    return unsigned_change(f"{_SUBJECT}.identifier", _WRONG[kind])


@refused("json", "schema")
def two_subjects():
    subject = ordeal.academy().unsigned()[_SUBJECT]
    return unsigned_change(_SUBJECT, [subject, subject])


@refused("json", "recipient")
def hash_that_is_no_hash():
    return signed_change(f"{_SUBJECT}.identifier.0.identityHash", "sha256$leo@example.org")


@refused(
    "json",
    "schema",
    variants=[
        "2026",
        "2026-04-07",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "now",
        "٢٠٢٦",
    ],
)
def date_that_is_none(text):
    return unsigned_change("validFrom", text)


# Contexts and the tricks of JSON-LD: what is signed and what is read must be one thing.


@refused(
    "json",
    "context",
    variants=["@graph", "@included", "@reverse", "@nest", "@base", "@vocab", "@id", "@type", "@x"],
)
def keyword_at_the_top(keyword):
    return unsigned_change(keyword, [{"id": "urn:x"}])


@refused("json", "context", variants=["@graph", "@included", "@reverse", "@id", "@set", "@list", "@value"])
def keyword_in_the_subject(keyword):
    return unsigned_change(f"{_SUBJECT}.{keyword}", {"id": "urn:x"})


@refused("json", "context")
def context_inline():
    return unsigned_change("@context", [contexts.VC2, contexts.OB3, {"name": "https://schema.org/x"}])


@refused("json", "context")
def context_inline_in_the_subject():
    return unsigned_change(f"{_SUBJECT}.@context", {"@vocab": "https://evil.example/"})


@refused("json", "context")
def context_null_in_the_subject():
    return unsigned_change(f"{_SUBJECT}.@context", None)


@refused(
    "json", "context", variants=["none", "text", "object", "empty", "order", "numbers", "nested", "twice"]
)
def context_of_wrong_form(kind):
    value = {
        "none": None,
        "text": contexts.OB3,
        "object": {"@vocab": "https://evil.example/"},
        "empty": [],
        "order": [contexts.OB3, contexts.VC2],
        "numbers": [contexts.VC2, 7],
        "nested": [[contexts.VC2, contexts.OB3]],
        "twice": [contexts.VC2, contexts.OB3, contexts.OB3],
    }[kind]
    return unsigned_change("@context", value)


@undecided(
    "json",
    "context",
    variants=[
        "https://evil.example/context.json",
        "http://127.0.0.1/",
        "file:///etc/passwd",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.99.json",
        "https://www.w3.org/ns/credentials/v2#",
        "../context.json",
        "urn:x",
    ],
)
def context_unknown(url):
    return unsigned_change("@context", [contexts.VC2, contexts.OB3, url])


@refused("json", "context", variants=["https://schema.org/name", "schema:name", "urn:name", "_:name"])
def member_named_by_address(name):
    return credentials.dump(ordeal.genuine() | {name: "x"})


@refused("json", "context", variants=["VerifiableCredential", "Image", "Profile"])
def member_named_as_a_class(name):
    return unsigned_change(name, "x")


@refused("json", "proof", variants=["surprise", "Straße", "expirationDate", "recipient", "x y"])
def member_that_no_context_defines(name):
    return unsigned_change(f"{_SUBJECT}.{name}", "x") if name[0].islower() else unsigned_change("straße", "x")


@refused("json", "context")
def subject_that_speaks_for_the_badge():
    return unsigned_change(
        _SUBJECT, ordeal.academy().unsigned()[_SUBJECT] | {"id": ordeal.academy().unsigned()["id"]}
    )


@refused("json", "schema", variants=["relative", "../up", "", "with space:x", "//host/x"])
def id_that_is_no_address(text):
    return unsigned_change("id", text)


@refused("json", "schema")
def blank_node_as_id():
    return unsigned_change("id", "_:b0")


# Graphs that cost too much.


def _clique(size):
    ids = [f"_:b{n}" for n in range(size)]
    return [
        {
            "id": one,
            "type": ["Related"],
            "related": [{"id": two, "type": ["Related"]} for two in ids if two != one],
        }
        for one in ids
    ]


@refused("json", "schema", variants=[4, 8, 10, 30])
def graph_where_all_blank_nodes_know_each_other(size):
    return unsigned_change(f"{_ACHIEVEMENT}.related", _clique(size))


@refused("json", "proof", variants=[65, 500, 3_000])
def blank_nodes_without_number(count):
    alignments = [
        {"type": ["Alignment"], "targetName": "same", "targetUrl": "https://example.org/same"}
        for _ in range(count)
    ]
    return unsigned_change(f"{_ACHIEVEMENT}.alignment", alignments)


@refused("json", "proof", variants=[6_000, 15_000])
def statements_without_number(count):
    return unsigned_change(f"{_ACHIEVEMENT}.tag", [f"tag {n}" for n in range(count)])


@refused("json", "proof")
def text_of_nearly_a_megabyte():
    return unsigned_change(f"{_ACHIEVEMENT}.description", "long " * 190_000)


@refused("json", "context")
def endorsements_nested():
    inner = ordeal.genuine()
    for _ in range(4):
        inner = ordeal.academy().unsigned() | {"id": f"urn:{len(str(inner))}", "endorsement": [inner]}
    return unsigned_change("endorsement", [inner])


# Dates and status.


@refused("json", "dates", variants=["2026-06-01T12:00:01Z", "2099-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def not_valid_yet(moment):
    return signed_change("validFrom", moment)


@refused(
    "json", "dates", variants=["2026-04-08T00:00:00Z", "2026-06-01T11:59:59Z", "2026-04-07T09:30:01+00:00"]
)
def not_valid_any_more(moment):
    return signed_change("validUntil", moment)


@refused("json", "status", variants=["131072", "99999999"])
def place_in_the_list_that_does_not_exist(index):
    return signed_change("credentialStatus.statusListIndex", index)


@refused("json", "status", variants=["-1", "1.5", "01x", "0x1", "", "١"])
def place_in_the_list_that_is_no_number(index):
    return signed_change("credentialStatus.statusListIndex", index)


@undecided("json", "status", variants=["https://127.0.0.1/list", "https://other.example/status/1"])
def list_that_is_not_to_be_had(url):
    return signed_change("credentialStatus.statusListCredential", url)


@refused("json", "proof", variants=["SomethingElse2030", "StatusList2021Entry", "1EdTechRevocationList"])
def status_of_a_kind_that_no_context_defines(kind):
    return unsigned_change("credentialStatus.type", kind)


@refused("json", "proof", variants=[contexts.OB3_1, contexts.OB3_2])
def context_of_another_version_than_was_signed(url):
    return unsigned_change("@context", [contexts.VC2, url])
