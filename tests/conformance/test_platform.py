"""The judges on what the running platform hands out and publishes: the same story, told by strangers."""

import base64
import json
import urllib.request
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.error import HTTPError

import pytest
from joserfc import jwk as jose_jwk
from joserfc import jws as jose_jws
from joserfc.errors import JoseError
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError, OB3Verifier
from pytest_django.live_server_helper import LiveServer

from conformance import judging
from factories import stage
from phalera.awarding.models import Award
from phalera.issuing import actions as issuing
from phalera.journeys import earn_a_badge, take_it_back
from phalera.verifying import documents
from phalera_core import baking
from phalera_core.keys import jwk, public

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
NOON = MORNING + timedelta(hours=3)
LEO = {"email": "leo@example.org"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def academy(live_server: LiveServer, settings) -> stage.Stage:
    settings.PUBLIC_URL = live_server.url
    return stage.build(MORNING)


@pytest.fixture
def award(academy: stage.Stage) -> Award:
    award = stage.award(academy, stage.add_course(academy, "knots", MORNING), MORNING)
    issuing.issue(awards=[award], now=MORNING)
    return award


def take(award: Award, extension: str) -> bytes:
    _, file = earn_a_badge.take_along(award=award, extension=extension, by=award.learner, now=NOON)
    return file


def fetch(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read()
    except HTTPError as error:
        with error:
            if error.code == HTTPStatus.GONE:
                return error.read()
            raise


class TestDigitalBazaar:
    pytestmark = pytest.mark.node

    @staticmethod
    def asked(judge: judging.Judge, document: str) -> dict:
        credential = json.loads(document)
        listed = credential["credentialStatus"]["statusListCredential"]
        documents = {listed: json.loads(fetch(listed))}
        return judge.ask("verify", credential=credential, documents=documents)

    def test_verifies_what_it_takes_out_of_the_png(self, digital_bazaar: judging.Judge, award: Award) -> None:
        image = base64.b64encode(take(award, "png")).decode()

        [document] = digital_bazaar.ask("unbakePng", image=image)["v3"]

        assert self.asked(digital_bazaar, document) == {"verified": True, "reasons": []}

    def test_verifies_what_it_takes_out_of_the_svg(self, digital_bazaar: judging.Judge, award: Award) -> None:
        [document] = digital_bazaar.ask("unbakeSvg", image=take(award, "svg").decode())["v3"]

        assert self.asked(digital_bazaar, document) == {"verified": True, "reasons": []}

    def test_hears_of_a_revocation(
        self, digital_bazaar: judging.Judge, academy: stage.Stage, award: Award
    ) -> None:
        document = take(award, "json").decode()
        take_it_back.revoke(award=award, reason="A mistake", by=academy.grace, now=NOON)

        found = self.asked(digital_bazaar, document)

        assert found == {"verified": False, "reasons": ["the status list says revoked"]}


class TestOpenbadgeslib:
    @staticmethod
    def verify(document: bytes) -> object:
        issuer = json.loads(document)["issuer"]["id"]
        verifier = OB3LdpVerifier.for_issuer_did(issuer)
        return verifier.verify(document, check_status=True, verify_status_list=False, download=fetch)

    def test_verifies_it(self, award: Award) -> None:
        assert self.verify(take(award, "json")).achievement.name == "Knots"

    def test_hears_of_a_revocation(self, academy: stage.Stage, award: Award) -> None:
        document = take(award, "json")
        take_it_back.revoke(award=award, reason="A mistake", by=academy.grace, now=NOON)

        with pytest.raises(OB3VerificationError, match="revocation"):
            self.verify(document)


class TestTokens:
    """The file with the ending `jwt`, judged with the keys that the platform publishes for everybody."""

    pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")

    @pytest.fixture
    def keys(self, live_server: LiveServer, award: Award) -> dict:
        return json.loads(fetch(f"{live_server.url}/.well-known/jwks.json"))

    def test_are_verified_by_joserfc(self, award: Award, keys: dict) -> None:
        token = take(award, "jwt").decode()

        found = jose_jws.deserialize_compact(
            token, jose_jwk.KeySet.import_key_set(keys), algorithms=["EdDSA"]
        )

        said = json.loads(found.payload)
        document = json.loads(take(award, "json"))
        assert said["jti"] == document["id"]
        assert said["iss"] == document["issuer"]["id"]
        assert said["credentialSubject"] == document["credentialSubject"]

    def test_are_refused_by_joserfc_once_changed(self, award: Award, keys: dict) -> None:
        token = take(award, "jwt").decode()
        at = token.index(".") + 40
        forged = f"{token[:at]}{'A' if token[at] != 'A' else 'B'}{token[at + 1 :]}"

        with pytest.raises(JoseError):
            jose_jws.deserialize_compact(forged, jose_jwk.KeySet.import_key_set(keys), algorithms=["EdDSA"])

    def test_are_verified_by_openbadgeslib(self, award: Award, keys: dict) -> None:
        [published] = keys["keys"]

        found = OB3Verifier(public.to_pem(jwk.read(published))).verify(take(award, "jwt").decode())

        assert found.achievement.name == "Knots"


class TestTokensOfAnIssuerWithAnAddress:
    """They are signed with ES256, which 1EdTech's validator takes, too; keys come from what the platform publishes."""

    @pytest.fixture
    def token(self, settings) -> bytes:
        settings.PUBLIC_URL = "https://badges.example.org"
        cast = stage.build(MORNING)
        award = stage.award(cast, stage.add_course(cast, "knots", MORNING), MORNING)
        issuing.issue(awards=[award], now=MORNING)
        return take(award, "jwt")

    @pytest.fixture
    def keys(self, token: bytes) -> dict:
        return json.loads(documents.answer("https://badges.example.org/.well-known/jwks.json"))

    def test_are_verified_by_joserfc(self, token: bytes, keys: dict) -> None:
        found = jose_jws.deserialize_compact(
            token, jose_jwk.KeySet.import_key_set(keys), algorithms=["ES256"]
        )

        assert json.loads(found.payload)["iss"].startswith("did:web:badges.example.org:issuers:")

    def test_are_verified_by_openbadgeslib(self, token: bytes, keys: dict) -> None:
        [published] = [key for key in keys["keys"] if key["alg"] == "ES256"]

        found = OB3Verifier(public.to_pem(jwk.read(published))).verify(token.decode())

        assert found.achievement.name == "Knots"


class TestValidatorCore:
    def test_follows_the_assertion_to_everything_it_names(
        self, validator_core: judging.Judge, award: Award
    ) -> None:
        assertion = json.loads(baking.unbake(take(award, "png")).v2)

        found = validator_core.ask("verify", badge=assertion["id"], recipient=LEO)

        assert found["messages"] == []
        assert found["valid"]
        assert found["recipient"] == LEO

    @pytest.mark.parametrize("extension", ["png", "svg"])
    def test_takes_our_pictures(self, validator_core: judging.Judge, award: Award, extension: str) -> None:
        picture = take(award, extension).decode("latin-1")

        found = validator_core.ask("verify", badge=picture, picture=True, recipient=LEO)

        assert found["valid"], found["messages"]

    def test_refuses_a_revoked_one(
        self, validator_core: judging.Judge, academy: stage.Stage, award: Award
    ) -> None:
        picture = take(award, "png").decode("latin-1")
        take_it_back.revoke(award=award, reason="A mistake", by=academy.grace, now=NOON)

        found = validator_core.ask("verify", badge=picture, picture=True)

        assert not found["valid"]

    def test_finds_nothing_before_the_learner_hands_it_out(
        self, validator_core: judging.Judge, live_server: LiveServer, award: Award
    ) -> None:
        address = f"{live_server.url}/ob2/assertions/{award.uuid}"

        before = validator_core.ask("verify", badge=address)
        take(award, "json")
        after = validator_core.ask("verify", badge=address)

        assert not before["valid"]
        assert after["valid"], after["messages"]
