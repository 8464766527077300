"""`/.well-known/jwks.json`: the keys of all issuers, for whoever checks tokens."""

from datetime import UTC, datetime

import pytest
from django.conf import settings

from factories import stage
from phalera.issuing import identity, keys, models
from phalera.verifying import documents
from phalera_core.keys import jwk, multikey

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ADDRESS = "/.well-known/jwks.json"

pytestmark = pytest.mark.django_db


@pytest.fixture
def issuer():
    return identity.ensure(issuer=stage.build(MORNING).issuer, now=MORNING)


class TestTheKeys:
    def test_are_those_that_sign_and_those_that_did(self, client, issuer):
        old = keys.active_key(issuer)
        old.state, old.retired_at = models.KeyState.RETIRED, MORNING
        old.save()
        new = keys.create(issuer=issuer, now=MORNING)

        said = client.get(ADDRESS).json()["keys"]

        assert [key["kid"] for key in said] == [keys.key_id(issuer.did, key) for key in (old, new)]
        assert [jwk.read(key) for key in said] == [
            multikey.decode_public(key.public_multibase) for key in (old, new)
        ]

    def test_are_public_alone(self, client, issuer):
        [said] = client.get(ADDRESS).json()["keys"]

        assert said.keys() == {"kty", "crv", "x", "alg", "kid", "use"}

    def test_are_none_before_the_first_issue(self, client):
        stage.build(MORNING)

        assert client.get(ADDRESS).json() == {"keys": []}

    def test_take_one_query_and_may_be_kept(self, client, issuer, django_assert_num_queries):
        with django_assert_num_queries(1):
            answer = client.get(ADDRESS)

        assert answer["Content-Type"] == "application/jwk-set+json"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "max-age" in answer["Cache-Control"]
        assert client.get(ADDRESS, headers={"If-None-Match": answer["ETag"]}).status_code == 304

    def test_are_answered_to_our_own_verifier(self, issuer):
        assert b'"keys"' in documents.answer(f"{settings.PUBLIC_URL}{ADDRESS}")
