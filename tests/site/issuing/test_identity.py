"""An issuer gets its identifier once, its key sealed, and never another by accident."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from factories import stage
from phalera.common import errors
from phalera.issuing import actions, identity, keys, queries
from phalera.issuing.models import SigningKey
from phalera_core.keys import multikey, signer

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage.build(NOW)


class TestEnsure:
    @pytest.mark.parametrize(
        "address",
        [
            "http://127.0.0.1:8000",
            "http://badges.example.org",
            "https://192.0.2.7",
            "https://[2001:db8::1]",
            "https://localhost:8443",
        ],
    )
    def test_names_the_issuer_by_its_key_where_nobody_could_look_it_up(self, cast, settings, address):
        settings.PUBLIC_URL = address

        issuer = identity.ensure(issuer=cast.issuer, now=NOW)

        assert issuer.did == f"did:key:{SigningKey.objects.get().public_multibase}"

    @pytest.mark.parametrize(
        ("address", "authority"),
        [
            ("https://badges.example.org", "badges.example.org"),
            ("https://b.example.org:8443", "b.example.org%3A8443"),
        ],
    )
    def test_names_the_issuer_by_its_address_where_it_can(self, cast, settings, address, authority):
        settings.PUBLIC_URL = address

        issuer = identity.ensure(issuer=cast.issuer, now=NOW)

        assert issuer.did == f"did:web:{authority}:issuers:{issuer.uuid}"
        assert queries.did_document(issuer)["id"] == issuer.did

    def test_never_follows_the_address_afterwards(self, cast, settings):
        before = identity.ensure(issuer=cast.issuer, now=NOW).did
        settings.PUBLIC_URL = "https://elsewhere.example.org"
        cast.issuer.refresh_from_db()

        assert identity.ensure(issuer=cast.issuer, now=NOW).did == before
        assert SigningKey.objects.count() == 1

    def test_gives_two_at_once_the_same(self, cast):
        # What a second process holds that read the issuer just before.
        stale = type(cast.issuer).objects.get(pk=cast.issuer.pk)

        first, second = (identity.ensure(issuer=each, now=NOW) for each in (cast.issuer, stale))

        assert first.did == second.did
        assert SigningKey.objects.count() == 1

    def test_of_a_web_issuer_issues_what_verifies(self, cast, settings):
        settings.PUBLIC_URL = "https://badges.example.org"
        award = stage.award(cast, stage.add_course(cast, "knots", NOW), NOW)

        # It verifies its own output before it gives it.
        [row] = actions.issue(awards=[award], now=NOW)

        said = json.loads(queries.v3_document(queries.live_credential(award)))
        assert said["issuer"]["id"].startswith("did:web:badges.example.org:issuers:")
        assert row.signature


class TestKeys:
    def test_are_kept_sealed(self, cast):
        identity.ensure(issuer=cast.issuer, now=NOW)
        key = SigningKey.objects.get()
        secret = keys.encryption.decrypt(bytes(key.secret))

        assert multikey.encode_public(signer.public_key(secret)) == key.public_multibase
        assert secret not in bytes(key.secret)

    def test_are_of_no_use_without_the_encryption_key(self, cast, settings):
        issuer = identity.ensure(issuer=cast.issuer, now=NOW)
        settings.ENCRYPTION_KEYS = (Fernet.generate_key().decode(),)
        keys._signer.cache_clear()

        with pytest.raises(errors.NotReadyError):
            keys.active_signer(issuer)

    def test_stay_published_when_they_retire(self, cast, settings):
        settings.PUBLIC_URL = "https://badges.example.org"
        issuer = identity.ensure(issuer=cast.issuer, now=NOW)
        SigningKey.objects.update(state="retired", retired_at=NOW + timedelta(days=1))
        new = keys.create(issuer=issuer, now=NOW + timedelta(days=1))

        methods = queries.did_document(issuer)["verificationMethod"]

        assert len(methods) == 2
        assert keys.active_key(issuer) == new
