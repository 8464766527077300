"""JSON files whose proof is missing, malformed, stolen or made by somebody else."""

import dataclasses

from factories import credentials
from factories.credentials import changed
from hostile import ordeal
from hostile.documents import unsigned_change
from hostile.registry import refused, undecided

_OTHER = credentials.Academy(secret=bytes(range(32, 64)))


@refused("json", "proof")
def proof_missing():
    return unsigned_change("proof", ...)


@refused("json", "schema", variants=["null", "true", "text", "number"])
def proof_of_wrong_type(kind):
    value = {"null": None, "true": True, "text": "z" * 88, "number": 7}[kind]
    return unsigned_change("proof", value)


@refused("json", "proof")
def proofs_none_in_their_list():
    return unsigned_change("proof", [])


@refused("json", "schema")
def type_of_the_proof_missing():
    return unsigned_change("proof.type", ...)


@refused("json", "proof", variants=["verificationMethod", "proofPurpose", "proofValue"])
def member_of_the_proof_missing(name):
    return unsigned_change(f"proof.{name}", ...)


@undecided(
    "json",
    "proof",
    variants=["ecdsa-sd-2023", "bbs-2023", "none", "EDDSA-RDFC-2022", "x" * 5_000],
)
def suite_unknown(name):
    return unsigned_change("proof.cryptosuite", name)


@refused("json", "proof", variants=["eddsa-2022", "ecdsa-rdfc-2019", "eddsa-jcs-2022"])
def suite_of_another_kind(name):
    return unsigned_change("proof.cryptosuite", name)


@refused("json", "proof", variants=["authentication", "keyAgreement", "", "assertionmethod"])
def purpose_of_another_kind(purpose):
    return unsigned_change("proof.proofPurpose", purpose)


@refused(
    "json",
    "proof",
    variants=[
        "",
        "z",
        "u" + "A" * 86,
        "z" + "1" * 88,
        "z" + "0" * 88,
        "z" + "2" * 87 + " ",
        "z" + "2" * 900_000,
        "Z",
    ],
)
def signature_malformed(value):
    return unsigned_change("proof.proofValue", value)


@refused("json", "proof", variants=["null", "true", "list", "object", "number"])
def signature_of_wrong_type(kind):
    value = {"null": None, "true": True, "list": [1], "object": {}, "number": 2**53}[kind]
    return unsigned_change("proof.proofValue", value)


@refused("json", "proof")
def signature_with_white_space_behind():
    value = ordeal.genuine()["proof"]["proofValue"]
    return unsigned_change("proof.proofValue", value + "\n")


@refused("json", "proof", variants=range(1, 88, 11))
def signature_with_one_changed_letter(place):
    value = ordeal.genuine()["proof"]["proofValue"]
    letter = "2" if value[place] != "2" else "3"
    return unsigned_change("proof.proofValue", value[:place] + letter + value[place + 1 :])


@refused("json", "proof")
def signature_of_another_badge():
    other = ordeal.academy().credential(lambda document: document.update(name="Another"))
    return unsigned_change("proof", other["proof"])


@refused("json", "proof")
def signature_of_another_key_under_the_issuers_name():
    forged = dataclasses.replace(_OTHER).sign(ordeal.academy().unsigned())
    forged["proof"]["verificationMethod"] = ordeal.academy().key_id
    return credentials.dump(forged)


@refused("json", "proof", variants=["2020-01-01T00:00:00Z", "2026-04-07T09:30:01Z"])
def moment_of_signing_changed(moment):
    return unsigned_change("proof.created", moment)


@refused("json", "proof", variants=["yesterday", "2026-04-07", ""])
def moment_of_signing_that_is_none(moment):
    return unsigned_change("proof.created", moment)


@refused("json", "proof", variants=["expires", "domain", "challenge", "nonce", "surprise"])
def proof_with_something_added(name):
    value = "2020-01-01T00:00:00Z" if name == "expires" else "x"
    return unsigned_change(f"proof.{name}", value)


@undecided("json", "proof")
def proofs_without_number():
    return unsigned_change("proof", [ordeal.genuine()["proof"]] * 5)


@refused("json", "proof")
def good_proof_beside_a_bad_one():
    good = ordeal.genuine()["proof"]
    return unsigned_change("proof", [good, changed(good, "proofValue", "z" + "3" * 87)])


@refused(
    "json",
    "proof",
    variants=[
        "did:key:z6Mk",
        "did:key:" + "z" * 100_000,
        "did:web:127.0.0.1#k",
        "did:web:academy.example.org:..#k",
        "did:web:[::1]#k",
    ],
)
def key_that_names_nothing(method):
    return unsigned_change("proof.verificationMethod", method)


@undecided(
    "json", "proof", variants=["", "key-1", "javascript:alert(1)", "file:///etc/passwd", "http://127.0.0.1/"]
)
def key_of_a_kind_that_is_not_known(method):
    return unsigned_change("proof.verificationMethod", method)


@undecided(
    "json", "proof", variants=["did:web:other.example#k", "https://other.example/keys/1", "did:ion:x#k"]
)
def key_that_is_not_to_be_had(method):
    return unsigned_change("proof.verificationMethod", method)


@refused("json", "issuer_key")
def key_of_somebody_else():
    forger = credentials.with_key(secret=bytes(range(32, 64)))
    return credentials.dump(forger.sign(ordeal.academy().unsigned()))


@refused("json", "proof", variants=["name", "description", "id", "criteria.narrative", "image.id"])
def word_of_the_achievement_changed(path):
    return unsigned_change(f"credentialSubject.achievement.{path}", "https://evil.example/")


@refused("json", "proof", variants=["validFrom", "validUntil", "awardedDate"])
def date_changed(name):
    return unsigned_change(name, "2026-05-01T00:00:00Z")


@refused("json", "proof", variants=["validUntil", "credentialStatus", "name", "awardedDate"])
def member_taken_away(name):
    return unsigned_change(name, ...)


@refused("json", "proof")
def recipient_changed():
    return unsigned_change("credentialSubject.identifier.0.salt", "abad1deaabad1deaabad1deaabad1dea")


@refused("json", "proof", variants=["id", "name", "url"])
def issuer_changed(name):
    return unsigned_change(
        f"issuer.{name}", "did:web:academy.example.org:x" if name == "id" else "https://evil.example/"
    )


@refused("json", "recipient")
def badge_of_another_person():
    academy = ordeal.academy()
    document = changed(
        academy.unsigned(), "credentialSubject.identifier.0.salt", "abad1deaabad1deaabad1deaabad1dea"
    )
    return credentials.dump(academy.sign(document))
