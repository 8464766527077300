"""Signing a document and checking its proof."""

import copy
import datetime as dt
import json

import pytest

from phalera_core import errors
from phalera_core.documents import v3
from phalera_core.keys import signer
from phalera_core.linkeddata import contexts, template
from phalera_core.signing import proof

METHOD = "did:web:example.org#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
KEY = signer.Ed25519Signer(bytes(range(32)), METHOD)
OTHER = signer.Ed25519Signer(bytes(range(1, 33)), METHOD)
CREATED = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
DOCUMENT = {
    "@context": [contexts.VC2, contexts.OB3],
    "id": "urn:uuid:1f0d6a5e-7a2b-4c60-9f0e-2f7d1b6a9c11",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:web:example.org", "type": ["Profile"], "name": "Academy"},
    "validFrom": "2026-11-24T10:00:00Z",
    "credentialSubject": {
        "id": "urn:uuid:2",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "urn:uuid:3",
            "type": ["Achievement"],
            "name": "Networks",
            "description": "Knows networks.",
            "criteria": {"narrative": "Build one."},
        },
    },
}
SIGNED = proof.sign(DOCUMENT, KEY, created=CREATED)


class TestASignedDocument:
    def test_verifies_and_holds_the_document_unchanged(self):
        proof.verify_proof(SIGNED, KEY.public)

        assert {name: value for name, value in SIGNED.items() if name != "proof"} == DOCUMENT
        assert "@context" not in SIGNED["proof"]

    def test_is_the_same_each_time_it_is_signed(self):
        assert proof.sign(DOCUMENT, KEY, created=CREATED) == SIGNED

    def test_does_not_verify_with_another_key(self):
        with pytest.raises(errors.ProofError):
            proof.verify_proof(SIGNED, OTHER.public)

    @pytest.mark.parametrize(
        "change",
        [
            lambda document: document.update(validFrom="2026-11-24T10:00:01Z"),
            lambda document: document.update(validUntil="2026-11-24T10:00:01Z"),
            lambda document: document.pop("validFrom"),
            lambda document: document["credentialSubject"].update(id="urn:uuid:4"),
            lambda document: document["credentialSubject"]["achievement"].update(name="Network"),
            lambda document: document["credentialSubject"]["achievement"]["criteria"].update(id="urn:uuid:5"),
            lambda document: document["type"].append("EndorsementCredential"),
            lambda document: document.update({"@context": [contexts.VC2, contexts.OB3_2]}),
            lambda document: document["proof"].update(created="2026-11-24T12:00:01Z"),
            lambda document: document["proof"].update(verificationMethod="did:web:example.com#x"),
            lambda document: document["proof"].update(expires="2030-11-24T12:00:01Z"),
            lambda document: document["proof"].update(domain="example.org"),
            lambda document: document["proof"].pop("created"),
        ],
    )
    def test_does_not_verify_after_any_change(self, change):
        document = copy.deepcopy(SIGNED)

        change(document)

        with pytest.raises(errors.ProofError):
            proof.verify_proof(document, KEY.public)

    def test_verifies_when_it_says_the_same_in_another_way(self):
        document = copy.deepcopy(SIGNED)
        document["type"] = ["AchievementCredential", "OpenBadgeCredential", "VerifiableCredential"]
        document["credentialSubject"]["achievement"]["type"] = "Achievement"

        proof.verify_proof(document, KEY.public)

    @pytest.mark.parametrize(
        "change",
        [
            {"proofPurpose": "authentication"},
            {"proofPurpose": None},
            {"verificationMethod": 5},
            {"verificationMethod": None},
            {"created": "yesterday"},
            {"created": 5},
            {"expires": "2026-11-24"},
            {"proofValue": None},
            {"proofValue": 5},
            {"proofValue": "z"},
            {"proofValue": "u" + SIGNED["proof"]["proofValue"][1:]},
            {"proofValue": SIGNED["proof"]["proofValue"] + "\n"},
            {"proofValue": SIGNED["proof"]["proofValue"] + "1"},
            {"proofValue": SIGNED["proof"]["proofValue"][:-1]},
            {"proofValue": "z" + "0" * 88},
            {"proofValue": "z" + "2" * 5_000},
            {"previousProof": "urn:x"},
            {"previousProof": {"id": "urn:x"}},
        ],
    )
    def test_is_refused_when_its_proof_is_malformed(self, change):
        with pytest.raises(errors.ProofError) as refused:
            proof.verify_proof({**SIGNED, "proof": {**SIGNED["proof"], **change}}, KEY.public)

        assert not isinstance(refused.value, errors.UnsupportedProofError)
        assert refused.value.field == f"proof.{next(iter(change))}"

    @pytest.mark.parametrize(
        "change",
        [
            {"type": "Ed25519Signature2020"},
            {"type": ["DataIntegrityProof"]},
            {"cryptosuite": "ecdsa-sd-2023"},
            {"cryptosuite": None},
        ],
    )
    def test_is_undecided_when_its_proof_is_of_a_kind_we_do_not_read(self, change):
        with pytest.raises(errors.UnsupportedProofError) as undecided:
            proof.verify_proof({**SIGNED, "proof": {**SIGNED["proof"], **change}}, KEY.public)

        assert undecided.value.kind

    @pytest.mark.parametrize("found", [[], "text", [SIGNED["proof"], "text"], [SIGNED["proof"]] * 2, None])
    def test_has_exactly_one_proof_unless_one_is_chosen(self, found):
        with pytest.raises(errors.ProofError):
            proof.verify_proof({**SIGNED, "proof": found}, KEY.public)

    def test_may_have_several_proofs_of_which_one_is_chosen(self):
        by_other = proof.sign(DOCUMENT, OTHER, created=CREATED)["proof"]
        document = {**DOCUMENT, "proof": [SIGNED["proof"], by_other]}

        first, second = proof.proofs(document)

        proof.verify_proof(document, KEY.public, proof=first)
        proof.verify_proof(document, OTHER.public, proof=second)
        with pytest.raises(errors.ProofError):
            proof.verify_proof(document, KEY.public, proof=second)


class TestAContextThatContradictsAnother:
    def test_is_refused_in_our_words_and_not_in_the_librarys(self):
        # Open Badges 3.0.1 gives a datatype to terms that Verifiable Credentials 2.0 protects.
        document = {**DOCUMENT, "@context": [contexts.VC2, contexts.OB3_1]}

        with pytest.raises(errors.DocumentError, match="protected term"):
            proof.sign(document, KEY, created=CREATED)
        with pytest.raises(errors.DocumentError, match="protected term"):
            proof.verify_proof({**document, "proof": SIGNED["proof"]}, KEY.public)
        with pytest.raises(errors.DocumentError, match="protected term"):
            template.compile_template(json.dumps(document).encode())


class TestSigning:
    @pytest.mark.parametrize(
        ("change", "error"),
        [
            ({"proof": {}}, errors.DocumentError),
            ({"name": "Net\x00works"}, errors.ValueRefusedError),
            ({"name": "Net\uffffworks"}, errors.ValueRefusedError),
            ({"surprise": 1}, errors.UndefinedTermError),
            ({"@context": [contexts.VC2, {"a": "urn:a"}]}, errors.UnknownContextError),
        ],
    )
    def test_refuses_what_must_not_be_signed(self, change, error):
        with pytest.raises(error):
            proof.sign({**DOCUMENT, **change}, KEY, created=CREATED)

    def test_needs_a_moment_with_a_time_zone(self):
        with pytest.raises(errors.ValueRefusedError):
            proof.sign(DOCUMENT, KEY, created=dt.datetime(2026, 11, 24))  # noqa: DTZ001 - on purpose


class TestSigningATemplate:
    template = template.compile_template(
        v3.credential_template(
            achievement=v3.Achievement.from_json(DOCUMENT["credentialSubject"]["achievement"]),
            issuer="did:web:example.org",
        )
    )
    slots = {
        "id": "https://example.org/ob3/credentials/1",
        "subject_id": "urn:uuid:2",
        "identity_hash": "sha256$00",
        "salt": "s",
        "valid_from": "2026-11-24T10:00:00Z",
        "valid_until": None,
        "awarded_date": "2026-11-24T09:00:00Z",
        "status_id": "https://example.org/status/1#5",
        "status_index": "5",
        "status_list": "https://example.org/status/1",
    }

    def test_says_whether_it_was_fast(self):
        odd = {**self.slots, "id": "https://example.org/ob3/credentials/%20"}

        assert proof.sign_template(self.template, self.slots, KEY, created=CREATED).fast
        assert not proof.sign_template(self.template, odd, KEY, created=CREATED).fast

    def test_takes_the_general_path_for_what_only_this_award_says(self):
        extra = {"narrative": "Best of all", "licenseNumber": "L-1"}

        made = proof.sign_template(self.template, self.slots, KEY, created=CREATED, extra=extra)
        composed = proof.compose(
            self.template, self.slots, signature=made.signature, key_id=METHOD, created=CREATED, extra=extra
        )

        document = json.loads(composed)
        assert not made.fast
        assert document["credentialSubject"]["narrative"] == "Best of all"
        proof.verify_proof(document, KEY.public)

    @pytest.mark.parametrize("path", ["https://example.org/1", "https://example.org/%20"])
    def test_refuses_what_must_not_be_signed_on_either_path(self, path):
        slots = {**self.slots, "id": path, "salt": "a\x00"}

        with pytest.raises(errors.ValueRefusedError) as refused:
            proof.sign_template(self.template, slots, KEY, created=CREATED)

        assert refused.value.field == "salt"

    def test_uses_the_key_and_moment_it_is_given(self):
        odd_key = signer.Ed25519Signer(bytes(range(32)), "https://example.org/keys/%20#1")

        for key in (KEY, odd_key):
            for second in range(3):
                created = CREATED + dt.timedelta(seconds=second)
                made = proof.sign_template(self.template, self.slots, key, created=created)

                document = json.loads(
                    proof.compose(
                        self.template,
                        self.slots,
                        signature=made.signature,
                        key_id=key.key_id,
                        created=created,
                    )
                )
                proof.verify_proof(document, KEY.public)
