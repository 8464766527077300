"""Open Badges 3.0 records."""

import json

import pytest

from phalera_core import errors
from phalera_core.documents import v3
from phalera_core.linkeddata import forms, template

FULL = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "https://example.org/credentials/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Networks",
    "description": {"@value": "Netze", "@language": "de"},
    "image": {"id": "https://example.org/1.png", "type": "Image"},
    "issuer": {
        "id": "did:web:example.org",
        "type": ["Profile"],
        "name": "Academy",
        "url": "https://example.org",
        "phone": "+31 20 1234567",
        "description": "An academy.",
        "email": "badges@example.org",
        "image": {"id": "https://example.org/logo.png", "type": "Image", "caption": "A ring"},
        "official": "Ada",
        "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "1", "identifierType": "sourcedId"}],
        "parentOrg": {"id": "urn:parent", "type": ["Profile"]},
    },
    "validFrom": "2026-11-24T10:00:00Z",
    "validUntil": "2027-11-24T10:00:00Z",
    "awardedDate": "2026-11-24T09:00:00Z",
    "credentialSubject": {
        "id": "urn:uuid:1",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": "sha256$00",
                "identityType": "emailAddress",
                "salt": "s",
            }
        ],
        "achievement": {
            "id": "https://example.org/achievements/1",
            "type": ["Achievement"],
            "achievementType": "Certificate",
            "name": "Networks",
            "description": "Knows networks.",
            "criteria": {"id": "https://example.org/criteria", "narrative": "Build one."},
            "image": {"id": "https://example.org/1.png", "type": "Image", "caption": "A net"},
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": "Skill",
                    "targetUrl": "https://example.org/skill",
                    "targetCode": "S1",
                    "targetDescription": "A skill",
                    "targetFramework": "ESCO",
                    "targetType": "CFItem",
                }
            ],
            "creator": {"id": "urn:creator", "type": ["Profile"]},
            "creditsAvailable": 2.5,
            "fieldOfStudy": "IT",
            "humanCode": "N1",
            "inLanguage": "en",
            "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "2", "identifierType": "ext:own"}],
            "related": [{"id": "urn:older", "type": ["Related"], "inLanguage": "nl", "version": "1"}],
            "resultDescription": [
                {
                    "id": "urn:result",
                    "type": ["ResultDescription"],
                    "name": "Grade",
                    "resultType": "LetterGrade",
                    "allowedValue": ["A", "B"],
                    "requiredValue": "B",
                }
            ],
            "specialization": "Wires",
            "tag": ["net", "work"],
            "version": "2",
        },
        "activityStartDate": "2026-01-01T00:00:00Z",
        "activityEndDate": "2026-02-01T00:00:00Z",
        "creditsEarned": 2,
        "licenseNumber": "L-1",
        "narrative": "Well done.",
        "result": [{"type": ["Result"], "resultDescription": "urn:result", "value": "A"}],
        "role": "student",
        "source": {"id": "urn:source", "type": ["Profile"]},
        "term": "2026",
    },
    "evidence": [
        {
            "id": "https://example.org/work",
            "type": ["Evidence"],
            "name": "Work",
            "description": "A net",
            "narrative": "Wove it",
            "genre": "Craft",
            "audience": "All",
        }
    ],
    "credentialStatus": {
        "id": "https://example.org/status/1#5",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": "https://example.org/status/1",
    },
    "proof": [{"type": "DataIntegrityProof"}],
    "termsOfUse": [{"type": "Unknown", "x": {"y": [1]}}],
}
ACHIEVEMENT = v3.Achievement(
    id="urn:a", name="N", description="D", criteria=v3.Criteria(narrative="Do it."), tag=("a",)
)
PROFILE = v3.Profile(id="did:web:example.org", name="Academy")


class TestACredential:
    def test_comes_out_as_it_went_in_with_every_member(self):
        assert v3.AchievementCredential.from_json(FULL).to_json() == FULL

    def test_keeps_members_it_does_not_know_at_every_level(self):
        document = json.loads(json.dumps(FULL))
        document["surprise"] = 1
        document["issuer"]["surprise"] = [2]
        document["credentialSubject"]["achievement"]["criteria"]["surprise"] = {"a": 3}

        record = v3.AchievementCredential.from_json(document)

        assert record.to_json() == document
        assert record.other["surprise"] == 1
        assert record.credential_subject.achievement.criteria.other == {"surprise": {"a": 3}}

    def test_is_typed(self):
        record = v3.AchievementCredential.from_json(FULL)

        assert record.credential_subject.achievement.alignment[0].target_name == "Skill"
        assert record.credential_status.status_list_index == "5"
        assert record.issuer.other_identifier[0].identifier_type == "sourcedId"

    def test_may_name_its_issuer_by_id_alone_and_have_one_where_lists_are_usual(self):
        document = {
            **FULL,
            "issuer": "did:web:example.org",
            "evidence": FULL["evidence"][0],
            "type": "OpenBadgeCredential",
        }

        record = v3.AchievementCredential.from_json(document)

        assert record.issuer == "did:web:example.org"
        assert record.evidence[0].name == "Work"
        assert record.type == "OpenBadgeCredential"

    def test_says_nothing_that_the_document_did_not(self):
        document = {**FULL, "credentialStatus": {"id": "urn:s"}, "image": {"id": "urn:i"}}

        record = v3.AchievementCredential.from_json(document)

        assert record.to_json() == document

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"id": 5}, "id"),
            ({"id": None}, "id"),
            ({"name": 5}, "name"),
            ({"credentialSubject": "x"}, "credentialSubject"),
            ({"credentialSubject": {}}, "credentialSubject.achievement"),
            ({"evidence": [{}, "x"]}, "evidence[1]"),
            ({"issuer": {"name": "x"}}, "issuer.id"),
            (
                {"credentialSubject": {**FULL["credentialSubject"], "creditsEarned": "2"}},
                "credentialSubject.creditsEarned",
            ),
            (
                {"credentialSubject": {**FULL["credentialSubject"], "identifier": [{"hashed": "yes"}]}},
                "credentialSubject.identifier[0].hashed",
            ),
        ],
    )
    def test_of_a_wrong_shape_is_refused_with_the_field(self, change, field):
        with pytest.raises(errors.ValueRefusedError) as refused:
            v3.AchievementCredential.from_json({**FULL, **change})

        assert refused.value.field == field


class TestTheTemplateOfACredential:
    def test_can_be_signed_when_everything_an_achievement_may_say_is_said(self):
        achievement = v3.Achievement.from_json(FULL["credentialSubject"]["achievement"])
        issuer = v3.Profile.from_json({k: v for k, v in FULL["issuer"].items() if k != "parentOrg"})
        evidence = tuple(v3.Evidence.from_json(entry) for entry in FULL["evidence"])

        source = v3.credential_template(
            achievement=achievement,
            issuer=issuer,
            status_list="https://example.org/status/1",
            description="About it",
            image=v3.Image(id="https://example.org/1.png"),
            evidence=evidence,
        )

        compiled = template.compile_template(source)
        assert compiled.form.slots == {
            "id", "subject_id", "identity_hash", "salt", "valid_from", "valid_until", "awarded_date", "status_id",
            "status_index",
        }  # fmt: skip
        assert json.loads(source)["credentialSubject"]["achievement"] == achievement.to_json()

    def test_has_a_slot_for_the_status_list_when_none_is_given(self):
        source = v3.credential_template(achievement=ACHIEVEMENT, issuer=PROFILE)

        assert "status_list" in forms.Form(source).slots

    def test_takes_its_name_from_the_achievement(self):
        source = v3.credential_template(achievement=ACHIEVEMENT, issuer=PROFILE)

        assert json.loads(source)["name"] == "N"

    @pytest.mark.parametrize(
        ("arguments", "field"),
        [
            ({"name": "a\x00"}, "name"),
            ({"issuer": v3.Profile(id="did:web:a", name="\ufffe")}, "issuer.name"),
            ({"issuer": "did:web:\x1f"}, "issuer"),
            ({"evidence": (v3.Evidence(narrative="\x0b"),)}, "evidence.narrative"),
            (
                {
                    "achievement": v3.Achievement(
                        id="urn:a", name="N", description="\ud83d", criteria=v3.Criteria(narrative="x")
                    )
                },
                "achievement.description",
            ),
            (
                {
                    "achievement": v3.Achievement(
                        id="urn:a",
                        name=forms.slot("id"),
                        description="D",
                        criteria=v3.Criteria(narrative="x"),
                    )
                },
                "achievement.name",
            ),
            (
                {
                    "achievement": v3.Achievement(
                        id="urn:a", name="N", description="D", criteria=v3.Criteria()
                    )
                },
                "criteria",
            ),
        ],
    )
    def test_refuses_what_must_not_be_signed_and_names_the_field(self, arguments, field):
        with pytest.raises(errors.ValueRefusedError) as refused:
            v3.credential_template(**{"achievement": ACHIEVEMENT, "issuer": PROFILE, **arguments})

        assert refused.value.field == field


class TestWhatOnlyOneAwardSays:
    def test_goes_where_the_standard_wants_it(self):
        evidence = [{"type": ["Evidence"], "narrative": "Wove it"}]

        document = v3.add_extra(FULL, {"narrative": "Best of all", "evidence": evidence, "name": "Leo"})

        assert document["evidence"] == evidence
        assert document["credentialSubject"]["narrative"] == "Best of all"
        assert document["credentialSubject"]["identifier"][1] == {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": "Leo",
            "identityType": "name",
        }
        assert len(FULL["credentialSubject"]["identifier"]) == 1

    def test_is_refused_when_it_would_change_what_all_awards_say(self):
        with pytest.raises(errors.ValueRefusedError) as refused:
            v3.add_extra(FULL, {"achievement": {}})

        assert refused.value.field == "achievement"
