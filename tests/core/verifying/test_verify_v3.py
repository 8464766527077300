"""Verifying Open Badges 3.0: the genuine passes, and everything else fails for its own reason."""

import copy
import dataclasses
import datetime as dt
import json

import pytest

from factories import credentials
from factories.credentials import changed
from phalera_core import errors
from phalera_core.keys import dids, multikey, signer
from phalera_core.verifying import report

PASSED, FAILED = report.Outcome.PASSED, report.Outcome.FAILED
INCONCLUSIVE, NOT_APPLICABLE, NOT_RUN = (
    report.Outcome.INCONCLUSIVE,
    report.Outcome.NOT_APPLICABLE,
    report.Outcome.NOT_RUN,
)


def outcomes(found):
    return {check.id: check.outcome for check in found.checks}


def _did(published, document):
    return published | {"https://academy.example.org/.well-known/did.json": credentials.dump(document)}


def refused_by(found, check_id):
    """Assert that this check refused, and give its sentence."""
    assert found.verdict is report.Verdict.REFUSED
    assert found.decisive.id == check_id, found.decisive
    return found.decisive.message


def undecided_by(found, check_id):
    assert found.verdict is report.Verdict.UNDECIDED
    assert found.decisive.id == check_id, found.decisive
    return found.decisive.message


class TestGenuine:
    def test_is_verified(self, verify, genuine):
        found = verify(genuine)

        assert found
        assert outcomes(found) == dict.fromkeys(report.CHECK_IDS, PASSED) | {
            "recipient": NOT_APPLICABLE,
            "refresh": NOT_APPLICABLE,
            "endorsements": NOT_APPLICABLE,
            "same_award": NOT_APPLICABLE,
            "hosted": NOT_APPLICABLE,
        }

    def test_names_what_was_proven_first(self, verify, genuine):
        issuer = verify(genuine).to_json()["issuer"]

        assert list(issuer.items()) == [
            ("id", "did:web:academy.example.org"),
            ("origin", "academy.example.org"),
            ("name", "Northlight Academy"),
        ]

    @pytest.mark.parametrize("kind", ["png"])
    def test_is_verified_inside_a_picture(self, verify, genuine, kind):
        found = verify(credentials.baked(kind, v3=genuine))

        assert found
        assert found.packed_as == kind

    def test_known_by_its_key_alone_needs_no_network(self, verify):
        academy = credentials.with_key()
        badge = academy.credential(lambda document: document.pop("credentialStatus"))

        found = verify(badge, documents={})

        assert found
        assert found.issuer.origin is None
        assert "its own word" in found.find("issuer_key").message

    def test_may_name_a_bare_did_key_as_its_key(self, verify):
        academy = credentials.with_key()
        bare = signer.Ed25519Signer(academy.secret, academy.issuer_id)

        class Bare(credentials.Academy):
            signer = bare

        badge = Bare(issuer_id=academy.issuer_id).credential(
            lambda document: document.pop("credentialStatus")
        )

        assert verify(badge, documents={})

    def test_may_have_several_good_proofs(self, verify, genuine, academy):
        other = academy.sign(academy.unsigned(), created=credentials.ISSUED + dt.timedelta(hours=1))

        assert verify(genuine | {"proof": [genuine["proof"], other["proof"]]})

    def test_may_carry_a_proof_of_an_unknown_kind_beside_a_good_one(self, verify, genuine):
        other = genuine["proof"] | {"cryptosuite": "bbs-2023"}

        assert verify(genuine | {"proof": [other, genuine["proof"]]})

    def test_may_come_in_another_order_and_spacing(self, verify, genuine):
        turned = dict(reversed(genuine.items()))

        assert verify(json.dumps(turned, indent=3).encode())

    def test_may_have_an_https_issuer(self, verify):
        academy = credentials.Academy(issuer_id="https://academy.example.org/issuer")
        document = academy.did_document() | {"id": academy.issuer_id}
        documents = academy.published() | {academy.issuer_id: credentials.dump(document)}

        assert verify(academy.credential(), documents=documents)


TAMPERED = {
    "another name": ("credentialSubject.achievement.name", "Master of Surgery"),
    "another description": ("credentialSubject.achievement.description", "Operates on hearts."),
    "other criteria": ("credentialSubject.achievement.criteria.narrative", "Paid for it."),
    "another picture": ("credentialSubject.achievement.image.id", "https://evil.test/x.png"),
    "another person": ("credentialSubject.identifier.0.identityHash", "sha256$" + "0" * 64),
    "another salt": ("credentialSubject.identifier.0.salt", "x"),
    "another subject": ("credentialSubject.id", "urn:uuid:00000000-0000-0000-0000-000000000000"),
    "another id": ("id", "https://academy.example.org/ob3/credentials/x"),
    "a longer life": ("validUntil", "2099-01-01T00:00:00Z"),
    "an earlier start": ("validFrom", "2020-01-01T00:00:00Z"),
    "no end date": ("validUntil", ...),
    "another award date": ("awardedDate", "2020-01-01T00:00:00Z"),
    "no status": ("credentialStatus", ...),
    "another place in the list": ("credentialStatus.statusListIndex", "7"),
    "another list": ("credentialStatus.statusListCredential", "https://evil.test/list"),
    "another purpose of status": ("credentialStatus.statusPurpose", "message"),
    "another issuer's name": ("issuer.name", "Harvard"),
    "one letter in another case": ("name", "First aid at Work"),
    "one space more": ("name", "First Aid at Work "),
    "evidence": ("evidence", [{"type": ["Evidence"], "name": "x"}]),
    "a result": ("credentialSubject.result", [{"type": ["Result"], "value": "A+"}]),
    "a further type": ("type", ["VerifiableCredential", "OpenBadgeCredential", "Evidence"]),
    "another time of signing": ("proof.created", "2026-04-08T09:30:00Z"),
    "an end date of the signature": ("proof.expires", "2030-01-01T00:00:00Z"),
    "a nonce": ("proof.nonce", "x"),
    "a domain": ("proof.domain", "evil.test"),
}


class TestTampered:
    @pytest.mark.parametrize(("path", "value"), TAMPERED.values(), ids=TAMPERED.keys())
    def test_was_changed_after_it_was_signed(self, verify, genuine, path, value):
        found = verify(changed(genuine, path, value))

        assert refused_by(found, "proof") == "This file was changed after it was signed."
        assert found.issuer is None
        assert outcomes(found)["status"] is NOT_RUN

    def test_with_a_signature_of_another_credential(self, verify, genuine, academy):
        other = academy.credential(lambda document: document.update(id="https://academy.example.org/2"))

        refused_by(verify(genuine | {"proof": other["proof"]}), "proof")

    def test_with_one_good_and_one_bad_proof(self, verify, genuine):
        bad = genuine["proof"] | {"created": "2020-01-01T00:00:00Z"}

        refused_by(verify(genuine | {"proof": [genuine["proof"], bad]}), "proof")

    def test_without_a_signature(self, verify, genuine):
        assert "not signed" in refused_by(verify(changed(genuine, "proof", ...)), "proof")

    @pytest.mark.parametrize(
        "value",
        ["", "z", "z1", "zz", "u" + "A" * 86, "z" + "1" * 64, "z" + "0" * 80, "z" + "2" * 90_000, 7, None],
    )
    def test_with_a_damaged_signature(self, verify, genuine, value):
        assert verify(changed(genuine, "proof.proofValue", value)).verdict is report.Verdict.REFUSED

    @pytest.mark.parametrize("end", [" ", "\n", "\u00a0"])
    def test_with_a_signature_spelled_another_way(self, verify, genuine, end):
        spelled = changed(genuine, "proof.proofValue", genuine["proof"]["proofValue"] + end)

        refused_by(verify(spelled), "proof")

    def test_with_another_purpose(self, verify, genuine):
        refused_by(verify(changed(genuine, "proof.proofPurpose", "authentication")), "proof")

    def test_with_a_member_that_no_signature_covers(self, verify, genuine):
        message = refused_by(verify(genuine | {"honorary": True}), "proof")

        assert "“honorary”" in message

    @pytest.mark.parametrize("position", range(0, 3_000, 97))
    def test_anywhere_by_one_letter_is_never_verified(self, verify, genuine, position):
        text = credentials.dump(genuine).decode()
        place = position % len(text)
        other = "b" if text[place] == "a" else "a"

        assert not verify((text[:place] + other + text[place + 1 :]).encode())


class TestTricks:
    """Statements that the signature covers and a reader of the JSON would not see."""

    def hidden(self, genuine, name, value):
        hidden = copy.deepcopy(genuine)
        del hidden[name]
        return hidden | value

    def test_an_end_date_under_its_full_address(self, verify, academy):
        expired = academy.credential(lambda document: document.update(validUntil="2026-05-01T00:00:00Z"))
        assert "expired" in refused_by(verify(expired), "dates")
        full = {
            "https://www.w3.org/2018/credentials#validUntil": {
                "type": "http://www.w3.org/2001/XMLSchema#dateTime",
                "@value": "2026-05-01T00:00:00Z",
            }
        }

        refused_by(verify(self.hidden(expired, "validUntil", full)), "context")

    def test_an_end_date_under_another_object_of_the_same_id(self, verify, academy):
        def with_refresh(document):
            document["validUntil"] = "2026-05-01T00:00:00Z"
            document["refreshService"] = {"id": document["id"], "type": "1EdTechCredentialRefresh"}
            document["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")

        expired = academy.credential(with_refresh)
        assert "expired" in refused_by(verify(expired), "dates")
        moved = copy.deepcopy(expired)
        moved["refreshService"] |= {
            "type": ["1EdTechCredentialRefresh", "VerifiableCredential"],
            "validUntil": moved.pop("validUntil"),
        }

        refused_by(verify(moved), "context")

    def test_a_picture_under_the_name_of_its_class(self, verify, genuine):
        achievement = genuine["credentialSubject"]["achievement"]
        renamed = {name: value for name, value in achievement.items() if name != "criteria"}
        renamed["Criteria"] = achievement["criteria"]

        refused_by(verify(changed(genuine, "credentialSubject.achievement", renamed)), "context")

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("@graph", []),
            ("@included", []),
            ("@id", "https://academy.example.org/x"),
            ("@type", "x"),
            ("credentialSubject.@reverse", {}),
            ("credentialSubject.@nest", {}),
            ("credentialSubject.@context", {"name": "https://schema.org/name"}),
            ("credentialSubject.@context", "https://www.w3.org/ns/credentials/v2"),
            ("credentialSubject.achievement.cred:name", "x"),
            ("credentialSubject.achievement.https://schema.org/name", "x"),
            ("credentialSubject.achievement.tag", {"@list": ["a"]}),
            ("credentialSubject.achievement.tag", {"@set": ["a"]}),
            ("credentialSubject.achievement.name", {"@value": "x", "@type": "y"}),
            ("issuer.@index", "x"),
            ("proof.@context", ["https://www.w3.org/ns/credentials/v2"]),
            ("proof.https://w3id.org/security#expiration", "2020-01-01T00:00:00Z"),
        ],
    )
    def test_keywords_and_addresses_as_names(self, verify, genuine, path, value):
        *parents, last = path.split(
            ".", path.count(".") if "https" not in path else path.split("https")[0].count(".")
        )
        document = copy.deepcopy(genuine)
        holder = document
        for name in parents:
            holder = holder[name]
        holder[last] = value

        assert refused_by(verify(document), "context")

    def test_a_language_of_the_name_is_none(self, verify, academy):
        def in_german(document):
            document["name"] = {"@value": "Erste Hilfe", "@language": "de"}

        assert verify(academy.credential(in_german))


class TestContext:
    @pytest.mark.parametrize(
        "context",
        [
            None,
            "https://www.w3.org/ns/credentials/v2",
            [],
            [
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
                "https://www.w3.org/ns/credentials/v2",
            ],
            ["https://www.w3.org/ns/credentials/v2", {"name": "https://schema.org/alternateName"}],
            [{"@vocab": "https://evil.test/#"}],
            ["https://www.w3.org/ns/credentials/v2", 7],
            ["https://www.w3.org/ns/credentials/v2", None],
            ["https://www.w3.org/ns/credentials/v2"] * 2,
            ["https://www.w3.org/ns/credentials/v2"],
        ],
    )
    def test_of_another_kind_is_refused(self, verify, genuine, context):
        found = verify(genuine | {"@context": context})

        assert found.verdict is report.Verdict.REFUSED
        assert found.decisive.id in {"context", "schema"}

    def test_that_we_do_not_know_leaves_it_open(self, verify, genuine):
        contexts = [*genuine["@context"], "https://example.org/own.jsonld"]

        message = undecided_by(verify(genuine | {"@context": contexts}), "context")

        assert "“https://example.org/own.jsonld”" in message

    def test_newer_than_we_are_says_so(self, verify, genuine):
        contexts = [genuine["@context"][0], "https://purl.imsglobal.org/spec/ob/v3p0/context-3.1.0.json"]

        found = verify(genuine | {"@context": contexts})

        undecided_by(found, "context")
        assert "newer version" in found.decisive.remedy


class TestKey:
    def test_of_somebody_else_under_the_issuers_name_is_refused(self, verify):
        eve = credentials.Academy(secret=b"e" * 32)

        message = refused_by(verify(eve.credential()), "issuer_key")

        assert "does not know the key" in message

    def test_of_a_key_that_names_another_owner_is_refused(self, verify, academy):
        eve = credentials.with_key(secret=b"e" * 32)
        forged = eve.credential(lambda document: document["issuer"].update(id=academy.issuer_id))

        message = refused_by(verify(forged), "issuer_key")

        assert "not by the issuer" in message

    def test_of_an_unreachable_issuer_leaves_it_open(self, verify, genuine):
        found = verify(genuine, documents={})

        assert "academy.example.org" in undecided_by(found, "issuer_key")
        assert found.find("proof").outcome is PASSED
        assert found.issuer is None

    def test_of_an_unreachable_issuer_does_not_save_a_changed_badge(self, verify, genuine):
        refused_by(verify(changed(genuine, "name", "x"), documents={}), "proof")

    @pytest.mark.parametrize("did", ["did:ion:abc", "did:example:123", "did:tdw:eyJ"])
    def test_of_an_unsupported_kind_of_issuer_leaves_it_open(self, verify, did):
        academy = credentials.Academy(issuer_id=did)

        assert "not supported yet" in undecided_by(verify(academy.credential()), "issuer_key")

    @pytest.mark.parametrize("did", ["did:web:127.0.0.1", "did:web:a/b", "did:web:", "did:web:a.example%2Fb"])
    def test_of_an_impossible_issuer_is_refused(self, verify, did):
        academy = credentials.Academy(issuer_id=did)

        assert "cannot exist" in refused_by(verify(academy.credential(), documents={}), "issuer_key")

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"<html>", b'{"a":1,"a":2}', b"\xff"])
    def test_in_a_document_that_cannot_be_read_leaves_it_open(self, verify, genuine, published, body):
        documents = published | {"https://academy.example.org/.well-known/did.json": body}

        undecided_by(verify(genuine, documents=documents), "issuer_key")

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"id": "did:web:evil.test"}, "somebody else"),
            ({"assertionMethod": []}, "does not know"),
            ({"assertionMethod": ...}, "does not know"),
            ({"assertionMethod": None}, "does not know"),
            ({"verificationMethod": []}, "does not know"),
            ({"verificationMethod": "x"}, "does not know"),
            ({"verificationMethod": [7]}, "does not know"),
        ],
    )
    def test_that_the_issuer_does_not_list_is_refused(
        self, verify, genuine, academy, published, change, words
    ):
        document = academy.did_document() | change
        document = {name: value for name, value in document.items() if value is not ...}

        assert words in refused_by(verify(genuine, documents=_did(published, document)), "issuer_key")

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"controller": "did:web:evil.test"}, "belongs to somebody else"),
            ({"controller": ...}, "belongs to somebody else"),
            ({"publicKeyMultibase": multikey.encode_public(b"x" * 32)}, "another key"),
            ({"publicKeyMultibase": "z6Mk"}, "is no key"),
            ({"revoked": "2026-04-07T09:30:00Z"}, "before it was signed"),
            ({"revoked": "soon"}, "was withdrawn"),
            ({"expires": "2026-05-01T00:00:00Z"}, "has expired"),
        ],
    )
    def test_that_the_issuer_lists_otherwise_is_refused(
        self, verify, genuine, academy, published, change, words
    ):
        document = academy.did_document()
        method = document["verificationMethod"][0] | change
        document["verificationMethod"] = [{name: value for name, value in method.items() if value is not ...}]

        assert words in refused_by(verify(genuine, documents=_did(published, document)), "issuer_key")

    def test_that_expires_later_counts(self, verify, genuine, academy, published):
        document = academy.did_document()
        document["verificationMethod"][0]["expires"] = "2027-01-01T00:00:00Z"

        assert verify(genuine, documents=_did(published, document))

    def test_may_be_written_into_assertion_method_and_relative(self, verify, genuine, academy, published):
        document = academy.did_document()
        [method] = document.pop("verificationMethod")
        method["id"] = "#" + method["id"].partition("#")[2]
        document["assertionMethod"] = [method]

        assert verify(genuine, documents=_did(published, document))

    def test_in_a_form_we_do_not_read_leaves_it_open(self, verify, genuine, academy, published):
        document = academy.did_document()
        document["verificationMethod"][0]["type"] = "JsonWebKey"

        undecided_by(verify(genuine, documents=_did(published, document)), "issuer_key")

    def test_with_a_plain_name_is_looked_up(self, verify, academy):
        class Named(credentials.Academy):
            key_id = "did:web:academy.example.org#key-1"

        named = Named()

        assert verify(named.credential(), documents=named.published())
        refused_by(verify(changed(named.credential(), "name", "x"), documents=named.published()), "proof")
        undecided_by(verify(named.credential(), documents={}), "proof")

    def test_retired_but_published_still_counts(self, verify, genuine, academy, published):
        document = academy.did_document()
        newer = signer.public_key(b"n" * 32)
        method = dids.VerificationMethod(
            id=f"{academy.issuer_id}#{multikey.encode_public(newer)}",
            controller=academy.issuer_id,
            public=newer,
        )
        document["verificationMethod"].insert(0, method.to_json())
        document["assertionMethod"].insert(0, method.id)

        assert verify(genuine, documents=_did(published, document))


class TestSuite:
    @pytest.mark.parametrize("suite", ["ecdsa-sd-2023", "bbs-2023", "eddsa", 7, [], None])
    def test_of_another_kind_leaves_it_open(self, verify, genuine, suite):
        assert "not supported yet" in undecided_by(
            verify(changed(genuine, "proof.cryptosuite", suite)), "proof"
        )

    @pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019", "eddsa-2022"])
    def test_of_another_kind_that_we_check_refuses_what_was_not_signed_so(self, verify, genuine, suite):
        refused_by(verify(changed(genuine, "proof.cryptosuite", suite)), "proof")

    def test_of_a_kind_without_a_name_leaves_it_open(self, verify, genuine):
        proof = {name: value for name, value in genuine["proof"].items() if name != "cryptosuite"}

        message = undecided_by(verify(genuine | {"proof": proof | {"type": "BbsBlsSignature2020"}}), "proof")

        assert "“BbsBlsSignature2020”" in message

    def test_of_too_many_proofs_leaves_it_open(self, verify, genuine):
        undecided_by(verify(genuine | {"proof": [genuine["proof"]] * 5}), "proof")

    def test_past_its_end_is_refused(self, verify, academy):
        document = academy.unsigned()
        signed = academy.sign(document)
        over = changed(signed, "proof.expires", "2026-05-01T00:00:00Z")

        assert "expired on May 1, 2026" in refused_by(verify(over), "proof")


class TestStatus:
    def test_revoked_is_refused(self, verify, genuine, academy):
        documents = academy.published(status_list=academy.status_list(revoked=[credentials.INDEX]))

        found = verify(genuine, documents=documents)

        assert refused_by(found, "status") == "It was revoked by its issuer."
        assert found.issuer.name == "Northlight Academy"

    def test_of_a_neighbour_does_not_matter(self, verify, genuine, academy):
        neighbours = [credentials.INDEX - 1, credentials.INDEX + 1]

        assert verify(
            genuine, documents=academy.published(status_list=academy.status_list(revoked=neighbours))
        )

    def test_suspended_is_refused(self, verify, academy):
        badge = academy.credential(
            lambda document: document["credentialStatus"].update(statusPurpose="suspension")
        )

        def suspending(document):
            document["credentialSubject"]["statusPurpose"] = ["revocation", "suspension"]

        suspended = academy.status_list(revoked=[credentials.INDEX], change=suspending)

        assert "suspended" in refused_by(
            verify(badge, documents=academy.published(status_list=suspended)), "status"
        )

    def test_that_is_no_statement_on_validity_does_not_apply(self, verify, academy):
        badge = academy.credential(
            lambda document: document["credentialStatus"].update(statusPurpose="popularity")
        )

        assert outcomes(verify(badge))["status"] is NOT_APPLICABLE

    def test_that_there_is_none_of_does_not_apply(self, verify, academy):
        found = verify(academy.credential(lambda document: document.pop("credentialStatus")))

        assert found
        assert outcomes(found)["status"] is NOT_APPLICABLE

    def test_without_its_list_is_unknown(self, verify, genuine, academy, published):
        documents = {url: body for url, body in published.items() if url != academy.status_url}

        message = undecided_by(verify(genuine, documents=documents), "status")

        assert message.startswith("Whether it was revoked is unknown")

    @pytest.mark.parametrize(
        "body", [b"", b"{", b"[]", b"{}", b"null", b'{"a":1,"a":2}', b"\xff\xfe", b"{" * 9_999]
    )
    def test_with_a_list_that_cannot_be_read_is_unknown(self, verify, genuine, academy, published, body):
        undecided_by(verify(genuine, documents=published | {academy.status_url: body}), "status")

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("credentialSubject.encodedList", "uH4sIAAAAAAAA"),
            ("credentialSubject.statusPurpose", "suspension"),
            ("validUntil", "2099-01-01T00:00:00Z"),
            ("proof", ...),
            ("proof.created", "2020-01-01T00:00:00Z"),
            ("id", "https://academy.example.org/status/2"),
            ("issuer", "did:web:evil.test"),
            ("type", ["VerifiableCredential"]),
            ("@context", ["https://example.org/x"]),
            ("credentialSubject", []),
            ("credentialSubject.type", "X"),
        ],
    )
    def test_with_a_tampered_list_is_unknown(self, verify, genuine, academy, path, value):
        tampered = changed(academy.status_list(), path, value)

        undecided_by(verify(genuine, documents=academy.published(status_list=tampered)), "status")

    @pytest.mark.parametrize(
        "change",
        [
            {"validUntil": "2026-05-01T00:00:00Z"},
            {"validFrom": "2026-07-01T00:00:00Z"},
            {"id": "https://academy.example.org/status/2"},
            {"issuer": "did:web:evil.test"},
        ],
    )
    def test_with_a_signed_list_that_does_not_fit_is_unknown(self, verify, genuine, academy, change):
        other = academy.status_list(change=lambda document: document.update(change))

        undecided_by(verify(genuine, documents=academy.published(status_list=other)), "status")

    def test_with_a_list_of_another_issuer_is_unknown(self, verify, genuine, academy):
        eve = credentials.Academy(secret=b"e" * 32)

        undecided_by(verify(genuine, documents=academy.published(status_list=eve.status_list())), "status")

    @pytest.mark.parametrize(
        "encoded",
        ["", "u", "x" * 40, "uAAAA", "u" + "A" * 40, "not base64 ö"],
    )
    def test_with_a_signed_list_of_nonsense_is_unknown(self, verify, genuine, academy, encoded):
        nonsense = academy.status_list(
            change=lambda document: document["credentialSubject"].update(encodedList=encoded)
        )

        undecided_by(verify(genuine, documents=academy.published(status_list=nonsense)), "status")

    def test_beyond_the_end_of_the_list_is_refused(self, verify, academy):
        badge = academy.credential(
            lambda document: document["credentialStatus"].update(statusListIndex="131072")
        )

        assert "does not exist" in refused_by(verify(badge), "status")

    @pytest.mark.parametrize("index", ["-1", "", "1e3", "0x10", "９", "1.0", " 1", "1" * 40])
    def test_with_an_index_that_is_none_is_refused(self, verify, academy, index):
        badge = academy.credential(
            lambda document: document["credentialStatus"].update(statusListIndex=index)
        )

        refused_by(verify(badge), "status")

    def test_of_another_kind_is_unknown(self, verify, academy):
        def other(document):
            document["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
            document["credentialStatus"] = {"id": academy.status_url, "type": "1EdTechCredentialRefresh"}

        assert "“1EdTechCredentialRefresh”" in undecided_by(verify(academy.credential(other)), "status")


class TestDates:
    UNTIL = dt.datetime(2029, 4, 7, 21, 59, 59, tzinfo=dt.UTC)

    @pytest.mark.parametrize(
        ("now", "good"),
        [
            (credentials.ISSUED, True),
            (credentials.ISSUED - dt.timedelta(seconds=1), False),
            (UNTIL, True),
            (UNTIL + dt.timedelta(seconds=1), False),
        ],
    )
    def test_are_right_to_the_second(self, verify, genuine, now, good):
        assert bool(verify(genuine, now=now)) is good

    def test_past_the_end_reads_like_an_expiry(self, verify, genuine):
        found = verify(genuine, now=self.UNTIL + dt.timedelta(days=1))

        assert refused_by(found, "dates") == "It expired on April 7, 2029, 21:59 UTC."
        assert "genuine until then" in found.decisive.remedy

    def test_before_the_start_reads_like_a_start(self, verify, genuine):
        message = refused_by(verify(genuine, now=credentials.ISSUED - dt.timedelta(days=1)), "dates")

        assert message.startswith("It is not valid yet")

    def test_may_have_no_end(self, verify, academy):
        forever = academy.credential(lambda document: document.pop("validUntil"))

        assert verify(forever, now=dt.datetime(2926, 1, 1, tzinfo=dt.UTC))

    def test_in_the_wrong_order_are_refused(self, verify, academy):
        badge = academy.credential(lambda document: document.update(validUntil="2026-01-01T00:00:00Z"))

        assert "ends before it begins" in refused_by(verify(badge), "dates")

    def test_in_another_zone_are_understood(self, verify, academy):
        badge = academy.credential(lambda document: document.update(validUntil="2026-06-01T14:00:00+02:00"))

        assert verify(badge)
        assert not verify(badge, now=credentials.NOW + dt.timedelta(seconds=1))

    def test_are_judged_even_when_the_issuer_cannot_be_asked(self, verify, genuine):
        refused_by(verify(genuine, documents={}, now=self.UNTIL + dt.timedelta(days=1)), "dates")


class TestRecipient:
    @pytest.mark.parametrize("address", ["leo@example.org", "Leo@Example.org", " leo@example.org "])
    def test_is_recognised(self, verify, genuine, address):
        found = verify(genuine, recipient=address)

        assert found
        assert outcomes(found)["recipient"] is PASSED

    @pytest.mark.parametrize("address", ["eve@example.org", "", "leo@example.org.evil.test", "x" * 99_999])
    def test_of_somebody_else_is_refused(self, verify, genuine, address):
        found = verify(genuine, recipient=address)

        assert refused_by(found, "recipient") == "It was not awarded to the e-mail address you gave."

    def test_in_plain_text_is_recognised(self, verify, academy):
        def plain(document):
            document["credentialSubject"]["identifier"][0] |= {
                "hashed": False,
                "identityHash": "Leo@example.org",
            }

        badge = academy.credential(plain)

        assert verify(badge, recipient="leo@example.org")
        assert not verify(badge, recipient="eve@example.org")

    def test_that_is_not_named_leaves_it_open(self, verify, academy):
        badge = academy.credential(lambda document: document["credentialSubject"].pop("identifier"))

        undecided_by(verify(badge, recipient="leo@example.org"), "recipient")


class TestFour:
    """A changed badge, an unknown issuer, an expired one and a revoked one (the brief's four) read differently."""

    def test_sentences_differ(self, verify, genuine, academy):
        revoked = academy.published(status_list=academy.status_list(revoked=[credentials.INDEX]))
        late = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
        found = [
            verify(changed(genuine, "name", "x")),
            verify(credentials.Academy(secret=b"e" * 32).credential()),
            verify(genuine, now=late),
            verify(genuine, documents=revoked),
        ]

        assert len({report.sentence for report in found}) == 4
        assert len({report.decisive.remedy for report in found}) == 4


class TestBrokenHelpers:
    """A resolver or loader of the caller that breaks must not end in a traceback, nor in green."""

    @dataclasses.dataclass
    class Broken:
        error: Exception

        def resolve(self, did_or_url):
            raise self.error

        load = resolve

    @pytest.mark.parametrize(
        "error",
        [
            RuntimeError("x"),
            OSError("x"),
            RecursionError(),
            MemoryError(),
            KeyError("x"),
            errors.CoreError("x"),
        ],
    )
    def test_leave_it_unverified(self, genuine, error):
        from phalera_core.verifying import verifier

        broken = self.Broken(error)

        found = verifier.verify(credentials.dump(genuine), now=credentials.NOW, resolver=broken, load=broken)

        assert found.verdict in {report.Verdict.UNDECIDED, report.Verdict.REFUSED}
