"""The fast path on its own: when it must step aside, and what cannot be a template."""

import hashlib
import json

import pytest

from phalera_core import errors
from phalera_core.linkeddata import canonical, contexts, forms, template

SLOTS = {
    "id": "https://example.org/ob3/credentials/1",
    "subject_id": "urn:uuid:9b4b9d0e-7a2b-4c60-9f0e-2f7d1b6a9c11",
    "identity_hash": "sha256$00",
    "salt": "pepper",
    "valid_from": "2026-11-24T10:00:00Z",
    "valid_until": "2027-11-24T10:00:00Z",
}


def source(**more):
    document = {
        "@context": [contexts.VC2, contexts.OB3],
        "id": forms.slot("id"),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": "did:web:example.org",
        "validFrom": forms.slot("valid_from"),
        "validUntil": forms.slot("valid_until"),
        "credentialSubject": {
            "id": forms.slot("subject_id"),
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": forms.slot("identity_hash"),
                    "salt": forms.slot("salt"),
                }
            ],
            "achievement": {
                "id": "https://example.org/achievements/1",
                "type": ["Achievement"],
                "name": "100 % networks",
                "criteria": {"narrative": "Build %s of them."},
            },
        },
        **more,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


class TestATemplate:
    @pytest.mark.parametrize("valid_until", [None, "2027-11-24T10:00:00Z"])
    def test_hashes_as_the_general_path_with_and_without_an_end(self, valid_until):
        compiled = template.compile_template(source())
        slots = {**SLOTS, "valid_until": valid_until}

        statements = canonical.to_nquads(json.loads(compiled.fill(slots)))

        assert compiled.nquads(slots).decode() == statements
        assert compiled.hash(slots) == hashlib.sha256(statements.encode()).digest()

    def test_finds_the_labels_anew_for_each_recipient(self):
        alignments = [{"type": ["Alignment"], "targetName": str(number)} for number in range(5)]
        achievement = {"id": "urn:a", "type": ["Achievement"], "alignment": alignments}
        subject = {**json.loads(source())["credentialSubject"], "achievement": achievement}
        compiled = template.compile_template(source(credentialSubject=subject))
        labels = set()

        for number in range(60):
            slots = {**SLOTS, "salt": f"salt {number}"}
            statements = compiled.nquads(slots).decode()
            assert statements == canonical.to_nquads(json.loads(compiled.fill(slots)))
            labels.add(next(line.split()[0] for line in statements.splitlines() if "#salt>" in line))

        assert len(labels) >= 5

    def test_is_the_same_whenever_it_is_compiled(self):
        one, other = template.compile_template(source()), template.compile_template(source())

        assert one.nquads(SLOTS) == other.nquads(SLOTS)

    @pytest.mark.parametrize(
        "slots",
        [
            {"id": "https://example.org/a%20b"},
            {"id": "https://example.org/é"},
            {"id": "https://example.org/a b"},
            {"id": "relative"},
            {"id": "name:x"},
            {"id": "urn:"},
            {"id": ""},
            {"id": "https://example.org/\n"},
            {"id": SLOTS["subject_id"]},
            {"subject_id": "did:web:example.org"},
            {"subject_id": "https://example.org/achievements/1"},
            {"salt": "\ud800"},
        ],
    )
    def test_steps_aside_for_values_that_could_be_read_otherwise(self, slots):
        compiled = template.compile_template(source())

        with pytest.raises(errors.FallbackNeededError):
            compiled.hash({**SLOTS, **slots})

    def test_tells_objects_that_look_alike_apart_as_the_general_path_does(self):
        alike = {"type": ["Alignment"], "targetName": "same"}
        scale = {"type": ["ResultDescription"], "name": "Grade", "allowedValue": ["A", "B", "C", "A"]}
        compiled = template.compile_template(
            source(
                credentialSubject={
                    **json.loads(source())["credentialSubject"],
                    "achievement": {
                        "id": "https://example.org/achievements/1",
                        "type": ["Achievement"],
                        "alignment": [alike, alike, {**alike, "targetCode": "other"}],
                        "resultDescription": [
                            {"id": f"https://example.org/{number}", **scale} for number in range(3)
                        ],
                    },
                },
            )
        )
        # Other values give other hashes, and with them another order of labels.
        for number in range(40):
            slots = {**SLOTS, "salt": f"salt {number}", "identity_hash": f"sha256${number:064x}"}

            assert compiled.nquads(slots).decode() == canonical.to_nquads(json.loads(compiled.fill(slots)))

    def test_steps_aside_where_two_objects_that_values_reach_look_alike(self):
        alike = [{"type": ["Evidence"], "narrative": "same"}, {"type": ["Evidence"], "narrative": "same"}]
        compiled = template.compile_template(source(evidence=alike))

        with pytest.raises(errors.FallbackNeededError):
            compiled.hash(SLOTS)

    def test_steps_aside_where_a_value_makes_two_statements_one(self):
        subject = json.loads(source())["credentialSubject"]
        subject["identifier"][0]["salt"] = ["pepper", forms.slot("salt")]
        compiled = template.compile_template(source(credentialSubject=subject))

        with pytest.raises(errors.FallbackNeededError):
            compiled.hash(SLOTS)
        other = {**SLOTS, "salt": "sugar"}
        assert compiled.nquads(other).decode() == canonical.to_nquads(json.loads(compiled.fill(other)))

    def test_wants_every_slot(self):
        with pytest.raises(errors.DocumentError):
            template.compile_template(source()).hash({"id": "urn:x"})

    def test_covers_named_graphs(self):
        endorsement = {
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "id": "urn:e",
            "issuer": "did:web:example.com",
            "credentialSubject": {"id": forms.slot("id"), "type": ["EndorsementSubject"]},
            "proof": {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofValue": "z1"},
        }
        compiled = template.compile_template(source(endorsement=[endorsement]))

        assert compiled.nquads(SLOTS).decode() == canonical.to_nquads(json.loads(compiled.fill(SLOTS)))

    @pytest.mark.parametrize(
        "more",
        [
            {"type": ["VerifiableCredential", forms.slot("image")]},
            {"@context": [contexts.VC2, forms.slot("image")]},
            {forms.slot("image"): "x"},
            {"surprise": "x"},
            {"name": {"@value": "x", "@language": forms.slot("image")}},
            {"evidence": [{"type": ["Evidence"], "narrative": str(number)} for number in range(70)]},
        ],
    )
    def test_cannot_be_made_of_what_could_not_be_signed(self, more):
        with pytest.raises(errors.CoreError):
            template.compile_template(source(**more))

    def test_is_one_object(self):
        with pytest.raises(errors.DocumentError):
            template.compile_template(b'["slot:\\u001fid"]')
