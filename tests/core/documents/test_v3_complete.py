"""Everything that Open Badges 3.0 has a word for can be composed, signed, read again and verified."""

import json

import pytest

from factories import credentials
from phalera_core.documents import endorsement, v3
from phalera_core.linkeddata import contexts, template
from phalera_core.signing import batch, proof
from phalera_core.verifying import sources, verifier

ACADEMY = credentials.with_key()
SITE = "https://academy.example.org"


def _alignment(number):
    return v3.Alignment(
        target_name=f"Standard {number}",
        target_url=f"https://skills.example.org/{number}",
        target_code=f"S-{number}",
        target_description="What the framework says.",
        target_framework="Skills of Example",
        target_type="CFItem",
    )


def full(endorsements=()):
    """Give a credential in which every member that the standard knows has a value."""
    identifier = v3.IdentifierEntry(identifier="A-7", identifier_type="sourcedId")
    school = v3.Profile(
        id=f"{SITE}/people/1",
        name="Ada",
        family_name="Lovelace",
        given_name="Ada",
        additional_name="King",
        patronymic_name="Georgowna",
        honorific_prefix="Dr",
        honorific_suffix="PhD",
        family_name_prefix="van",
        date_of_birth="1815-12-10",
    )
    issuer = v3.Profile(
        id=ACADEMY.issuer_id,
        name="Academy",
        url=f"{SITE}/",
        phone="+31 20 1234567",
        description="An academy.",
        email="badges@example.org",
        image=v3.Image(id=f"{SITE}/logo.png", caption="A ring"),
        official="Ada",
        other_identifier=(identifier,),
        parent_org={"id": f"{SITE}/parent", "type": ["Profile"], "name": "Parent"},
    )
    achievement = v3.Achievement(
        id=f"{SITE}/achievements/1",
        achievement_type="Certification",
        name="Netze",
        description="Kennt Netze.",
        criteria=v3.Criteria(id=f"{SITE}/criteria", narrative="**Bau** eins."),
        image=v3.Image(id=f"{SITE}/1.png", caption="Ein Netz"),
        alignment=tuple(_alignment(number) for number in range(4)),
        creator=school,
        credits_available=7.5,
        field_of_study="Informatik",
        human_code="NET-1",
        in_language="de",
        other_identifier=(identifier,),
        related=(
            v3.Related(id=f"{SITE}/achievements/1/en", in_language="en", version="3"),
            v3.Related(id=f"{SITE}/achievements/1/ar", in_language="ar"),
        ),
        result_description=(
            v3.ResultDescription(
                id="urn:uuid:grade",
                name="Note",
                result_type="LetterGrade",
                allowed_value=("A", "B", "C"),
                required_value="C",
                alignment=(_alignment(7),),
            ),
            v3.ResultDescription(
                id="urn:uuid:rubric",
                name="Stufe",
                result_type="RubricCriterionLevel",
                required_level="urn:uuid:level",
                rubric_criterion_level=(
                    v3.RubricCriterionLevel(
                        id="urn:uuid:level",
                        name="Gut",
                        description="Fast alles",
                        level="2",
                        points="8",
                        alignment=(_alignment(8),),
                    ),
                ),
            ),
            v3.ResultDescription(
                id="urn:uuid:score", name="Punkte", result_type="Percent", value_min="0", value_max="100"
            ),
        ),
        specialization="Funk",
        tag=("netz", "funk"),
        version="3",
        endorsement=endorsements,
    )
    subject = v3.AchievementSubject(
        id="urn:uuid:0d6dbd1b-9d3f-4a6f-8a5d-4a3d8a1f2b3c",
        identifier=(
            v3.IdentityObject(
                hashed=False, identity_hash="leo@example.org", identity_type="emailAddress", salt="x"
            ),
        ),
        achievement=achievement,
        activity_start_date="2026-01-01T00:00:00Z",
        activity_end_date="2026-04-01T00:00:00Z",
        credits_earned=7.5,
        image=v3.Image(id=f"{SITE}/leo.png"),
        license_number="L-1",
        narrative="Schnell.",
        result=(
            v3.Result(result_description="urn:uuid:grade", value="B", status="Completed"),
            v3.Result(
                result_description="urn:uuid:rubric",
                achieved_level="urn:uuid:level",
                alignment=(_alignment(9),),
            ),
        ),
        role="Lernender",
        source=v3.Profile(id=f"{SITE}/school", name="Schule"),
        term="Frühjahr",
    )
    return v3.AchievementCredential(
        context=(contexts.VC2, contexts.OB3, contexts.OB3_EXTENSIONS),
        id=f"{SITE}/credentials/full",
        type=("VerifiableCredential", "AchievementCredential"),
        name="Netze",
        description={"@value": "Netze", "@language": "de"},
        image=v3.Image(id=f"{SITE}/baked.png"),
        issuer=issuer,
        valid_from="2026-04-07T09:30:00Z",
        valid_until="2036-04-07T09:30:00Z",
        awarded_date="2026-04-07T09:30:00Z",
        credential_subject=subject,
        evidence=(
            v3.Evidence(
                id=f"{SITE}/work",
                name="Arbeit",
                description="Ein Netz",
                narrative="Gebaut.",
                genre="Bild",
                audience="Alle",
            ),
        ),
        endorsement=endorsements,
        credential_schema=(
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            },
        ),
        refresh_service=v3.Service(id=f"{SITE}/refresh/1", type="1EdTechCredentialRefresh"),
    )


def _endorsement(number):
    unsigned = endorsement.compose(
        id_=f"{SITE}/endorsements/{number}",
        of=f"{SITE}/achievements/1",
        issuer=ACADEMY.issuer_id,
        valid_from=credentials.ISSUED,
        comment="Gut.",
    )
    return proof.sign(unsigned, ACADEMY.signer, created=credentials.ISSUED)


def _verify(document, **documents):
    loader = sources.StaticLoader(documents)
    return verifier.verify(
        json.dumps(document).encode(),
        now=credentials.NOW,
        resolver=sources.LoadingResolver(loader),
        load=loader,
    )


class TestTheFullCredential:
    def test_survives_a_round_trip(self):
        document = full().to_json()

        assert v3.AchievementCredential.from_json(document).to_json() == document
        assert v3.AchievementCredential.from_json(document).other == {}

    @pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
    def test_is_signed_and_verifies(self, suite):
        signed = proof.sign(full().to_json(), ACADEMY.signer, created=credentials.ISSUED, cryptosuite=suite)

        found = _verify(signed)

        assert found, found.decisive

    @pytest.mark.parametrize("kind", ["OpenBadgeCredential", "AchievementCredential"])
    def test_may_have_either_type(self, kind):
        document = full().to_json() | {"type": ["VerifiableCredential", kind]}

        assert _verify(proof.sign(document, ACADEMY.signer, created=credentials.ISSUED))

    @pytest.mark.parametrize("ends", [None, "2036-04-07T09:30:00Z"])
    def test_is_issued_by_its_template_whatever_its_achievement_says(self, ends):
        whole = full(endorsements=(_endorsement(1), _endorsement(2)))
        compiled = template.compile_template(
            v3.credential_template(
                achievement=whole.credential_subject.achievement, issuer=whole.issuer, evidence=whole.evidence
            )
        )
        slots = {
            "id": f"{SITE}/credentials/1",
            "subject_id": "urn:uuid:0d6dbd1b-9d3f-4a6f-8a5d-4a3d8a1f2b3c",
            "identity_hash": "sha256$00",
            "salt": "s",
            "valid_from": "2026-04-07T09:30:00Z",
            "valid_until": ends,
            "awarded_date": "2026-04-07T09:30:00Z",
            "status_id": f"{SITE}/status/1#7",
            "status_index": "7",
            "status_list": f"{SITE}/status/1",
        }

        [one] = batch.issue_many(
            [batch.Prepared(compiled, slots, ACADEMY.signer, created=credentials.ISSUED)]
        )

        document = json.loads(one.document)
        unsigned = {name: value for name, value in document.items() if name != "proof"}
        assert one.fast
        assert document == proof.sign(unsigned, ACADEMY.signer, created=credentials.ISSUED)

    def test_has_every_member_of_an_address(self):
        where = v3.Address(
            address_country="Nederland",
            address_country_code="NL",
            address_region="NH",
            address_locality="Amsterdam",
            street_address="Dam 1",
            post_office_box_number="7",
            postal_code="1012 JS",
            geo=v3.GeoCoordinates(latitude=52.37, longitude=4.89),
        ).to_json()

        assert v3.Address.from_json(where).to_json() == where
        assert v3.Address.from_json(where).other == {}


class TestPublishedSamples:
    @pytest.mark.parametrize(
        "name",
        [
            "01-sample-openbadgecredential.json",
            "02-complete-openbadgecredential.json",
            "04-achievement-alignment-case.json",
            "05-achievement-alignment-credential-engine.json",
            "06-skill-assertion-case.json",
            "07-skill-assertion-credential-registry.json",
        ],
    )
    def test_survive_a_round_trip(self, shared, name):
        document = json.loads((shared / "spec/samples/ob3-spec" / name).read_text())

        read = v3.AchievementCredential.from_json(document)

        assert read.to_json() == document
        assert set(read.other) <= {"iss", "jti", "sub"}

    def test_of_an_endorsement_survives_a_round_trip(self, shared):
        folder = shared / "spec/samples/ob3-spec"
        document = json.loads((folder / "03-sample-endorsementcredential.json").read_text())

        assert endorsement.EndorsementCredential.from_json(document).to_json() == document
