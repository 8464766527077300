"""What others sign and say is ours is not; what is ours and older says that there is a newer one."""

import json
import os
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from factories import stage
from factories.moments import START
from phalera.authoring.models import Badge
from phalera.awarding import sharing
from phalera.awarding.models import Visibility
from phalera.issuing import actions as issuing
from phalera.issuing import queries, updating
from phalera.journeys import take_it_back
from phalera.verifying import checker
from phalera_core.keys import multikey, private, public
from phalera_core.signing import proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(START)


@pytest.fixture
def award(academy):
    made = stage.award(academy, stage.add_course(academy, "knots", START), START)
    issuing.issue(awards=[made], now=START)
    sharing.choose(award=made, visibility=Visibility.PUBLIC, show_name=False, by=academy.leo, now=START)
    return made


@pytest.fixture
def genuine(award):
    return queries.v3_document(queries.live_credential(award))


def forged(document, **changes):
    """Sign what somebody else's badge says with a key of one's own, as anybody can."""
    secret = private.generate(public.Kind.ED25519, os.urandom)
    multibase = multikey.encode_public(private.public_key(secret))
    did = f"did:key:{multibase}"
    said = json.loads(document)
    said.pop("proof"), said.pop("credentialStatus")
    said["issuer"]["id"] = did
    said.update(changes)
    signed = proof.sign(said, private.load(secret, f"{did}#{multibase}"), created=START)
    return json.dumps(signed).encode()


class TestABadgeWithAnAddressOfOurs:
    def test_counts_when_we_signed_it(self, genuine):
        assert checker.verify(genuine, now=START)

    def test_is_refused_when_somebody_else_did(self, genuine):
        found = checker.verify(forged(genuine), now=START)

        assert found.verdict == "refused"
        assert "nobody here signed it" in found.decisive.message

    def test_is_refused_also_among_others_and_where_no_such_badge_exists(self, genuine, settings):
        unknown = f"{settings.PUBLIC_URL}/credentials/00000000-0000-4000-8000-000000000000"

        [found] = checker.verify_all(forged(genuine, id=unknown), now=START)

        assert found.report.verdict == "refused"


class TestOurName:
    def test_in_somebody_elses_badge_is_told_as_his_word(self, client, genuine, academy):
        badge = forged(genuine, id="https://elsewhere.example/badges/1")

        page = client.post("/verify/", {"badge": SimpleUploadedFile("b.json", badge)}).content.decode()

        assert "known by nothing but a key, who says it is" in page
        assert "It was not awarded here" in page
        assert f"<b><bdi>{academy.issuer.name}</bdi></b> awarded" not in page

    def test_in_ours_is_ours(self, client, genuine, academy):
        page = client.post("/verify/", {"badge": SimpleUploadedFile("b.json", genuine)}).content.decode()

        assert f"<b><bdi>{academy.issuer.name}</bdi></b> awarded" in page
        assert "It was not awarded here" not in page


class TestARevokedBadge:
    def test_says_why(self, genuine, award, academy):
        take_it_back.revoke(award=award, reason="Copied the test.", by=academy.grace, now=START)

        status = checker.verify(genuine, now=START).find("status")

        assert status.outcome == "failed"
        assert "The reason: Copied the test." in status.message


class TestAnOlderBadge:
    def test_says_that_there_is_a_newer_one(self, genuine, award):
        assert checker.verify(genuine, now=START).find("refresh").outcome == "not_applicable"
        later = START + timedelta(days=1)
        Badge.objects.update(name="Knots and bends")
        updating.update(awards=[award], now=later)

        found = checker.verify(genuine, now=later)

        assert found
        assert "brought it up to date" in found.find("refresh").message
