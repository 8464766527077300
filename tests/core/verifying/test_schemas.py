"""Schemas that badges name themselves: 1EdTech's are kept to, and of others it is said that nobody looked."""

import copy

import pytest

from factories import credentials
from factories.credentials import changed
from phalera_core.linkeddata import contexts
from phalera_core.verifying import report, structure

PLACE = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
AWARD = f"{PLACE}ob_v3p0_achievementcredential_schema.json"
ENDORSEMENT = f"{PLACE}ob_v3p0_endorsementcredential_schema.json"
ACADEMY = credentials.Academy()


def naming(*urls, kind="1EdTechJsonSchemaValidator2019"):
    document = ACADEMY.unsigned()
    document["@context"].append(contexts.OB3_EXTENSIONS)
    return document | {"credentialSchema": [{"id": url, "type": kind} for url in urls]}


WIDE = naming(AWARD) | {"evidence": [{"id": "https://example.org/e", "type": ["Evidence"]}]}
WIDE["credentialSubject"] = copy.deepcopy(WIDE["credentialSubject"])
WIDE["credentialSubject"]["result"] = [{"type": ["Result"], "status": "Completed"}]
WIDE["credentialSubject"]["achievement"] |= {
    "inLanguage": "zh-Hant-TW",
    "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "A-7", "identifierType": "ext:course"}],
    "alignment": [
        {
            "type": ["Alignment"],
            "targetName": "Knots",
            "targetUrl": "https://example.org/knots",
            "targetType": "CTDL",
        }
    ],
    "resultDescription": [
        {
            "id": "https://example.org/r",
            "type": ["ResultDescription"],
            "name": "State",
            "resultType": "Status",
        }
    ],
}

# What is on no closed list of the schema, by where it stands.
ELSEWHERE = [
    ("credentialSubject.identifier.0.identityType", "shoeSize"),
    ("credentialSubject.achievement.achievementType", "Trophy"),
    ("credentialSubject.achievement.inLanguage", "english"),
    ("credentialSubject.achievement.otherIdentifier.0.identifierType", "ext"),
    ("credentialSubject.achievement.alignment.0.targetType", "Skill"),
    ("credentialSubject.achievement.resultDescription.0.resultType", "Smile"),
    ("credentialSubject.result.0.status", "Nearly"),
]


class TestASchemaOf1EdTech:
    @pytest.mark.parametrize("url", [AWARD, f"{PLACE}ob_v3p0_anyachievementcredential_schema.json"])
    def test_is_kept_to_and_that_is_said(self, url):
        found = structure.check_schema(changed(WIDE, "credentialSchema.0.id", url))

        assert found.outcome is report.Outcome.PASSED
        assert "keeps to the schema of 1EdTech" in found.message
        assert "Not checked" not in found.message

    @pytest.mark.parametrize(("path", "value"), [*ELSEWHERE, ("evidence.0.type", ["Proof"])])
    def test_is_broken_by_other_words_than_its_own(self, path, value):
        broken = changed(WIDE, path, value)

        found = structure.check_schema(broken)

        assert found.outcome is report.Outcome.FAILED
        assert path.replace(".0", "[0]") in found.message
        assert (
            structure.check_schema(changed(broken, "credentialSchema", ...)).outcome is report.Outcome.PASSED
        )

    @pytest.mark.parametrize(("path", "_value"), [place for place in ELSEWHERE if place[0].endswith("Type")])
    def test_may_be_extended_with_words_that_say_so(self, path, _value):
        assert structure.check_schema(changed(WIDE, path, "ext:Trophy")).outcome is report.Outcome.PASSED

    def test_of_something_else_does_not_fit(self):
        found = structure.check_schema(naming(ENDORSEMENT))

        assert found.outcome is report.Outcome.FAILED
        assert "credentialSchema" in found.message

    def test_named_in_a_signed_badge_leaves_it_verified(self, verify):
        assert verify(ACADEMY.sign(WIDE))


class TestAnotherSchema:
    @pytest.mark.parametrize(
        ("url", "kind"),
        [
            ("https://example.org/schema.json", "1EdTechJsonSchemaValidator2019"),
            ("https://example.org/schema.json", "JsonSchema"),
            (AWARD, "JsonSchemaCredential"),
        ],
    )
    def test_is_said_not_to_have_been_looked_at(self, url, kind):
        found = structure.check_schema(naming(url, kind=kind))

        assert found.outcome is report.Outcome.PASSED
        assert f"Not checked, because it is not known here: its own schema “{url[:70]}" in found.message
        assert "keeps to" not in found.message

    def test_beside_one_of_1edtech_is_said_too(self):
        found = structure.check_schema(naming(AWARD, "https://example.org/schema.json"))

        assert "keeps to the schema of 1EdTech" in found.message
        assert "“https://example.org/schema.json”" in found.message

    def test_that_is_none_is_not_spoken_of(self, genuine):
        assert structure.check_schema(genuine).message == "It has everything a badge needs."
