"""Verifying signed Open Badges 2.0: only a key that the issuer's profile names counts, and its list of revoked badges."""

import pytest

from factories import credentials
from factories.credentials import changed
from phalera_core.documents import v2
from phalera_core.keys import private, public
from phalera_core.signing import ob2
from phalera_core.verifying import report
from phalera_core.verifying.report import Outcome

SITE = "https://academy.example.org"
KEY, ISSUER, REVOKED = f"{SITE}/ob2/keys/1", f"{SITE}/ob2/issuers/1", f"{SITE}/ob2/revoked"
ASSERTION_ID = "urn:uuid:5b1d4e0e-7c6f-4d0f-9a3b-2c1d0e9f8a7b"


@pytest.fixture(scope="module")
def signer():
    return private.load(private.generate(public.Kind.RSA, None), KEY)


def assertion(academy, **members):
    verification = {"type": "SignedBadge", "creator": KEY}
    return {**academy.assertion(), "id": ASSERTION_ID, "verification": verification, **members}


def publish(academy, signer, *, profile=None, key=None, revoked=()):
    mine = academy.profile() | {"publicKey": [KEY], "revocationList": REVOKED} | (profile or {})
    listed = v2.RevocationList(id=REVOKED, issuer=ISSUER, revoked_assertions=list(revoked)).to_json()
    document = ob2.key_document(signer, owner=ISSUER).to_json() | (key or {})
    return academy.published(profile=mine) | {
        KEY: credentials.dump(document),
        REVOKED: credentials.dump(listed),
    }


def refused_by(found, check_id):
    assert found.verdict is report.Verdict.REFUSED, found.checks
    assert found.decisive.id == check_id, found.decisive
    return found.decisive.message


class TestGenuineSignedBadge:
    @pytest.mark.parametrize("packed_as", ["jwt", "png", "svg"])
    def test_is_verified(self, verify, academy, signer, packed_as):
        token = ob2.sign(assertion(academy), signer)
        given = token if packed_as == "jwt" else credentials.baked(packed_as, v2=token)

        found = verify(given, documents=publish(academy, signer), recipient=credentials.LEO)

        assert found, found.checks
        assert (found.version, found.packed_as) == ("2.0", packed_as)
        assert found.issuer.origin == "academy.example.org"
        assert found.find("hosted").outcome is Outcome.NOT_APPLICABLE

    def test_may_bring_its_badge_class_along(self, verify, academy, signer):
        token = ob2.sign(assertion(academy, badge=academy.badge_class()), signer)

        assert verify(token, documents=publish(academy, signer))

    def test_may_have_an_issuer_without_a_list(self, verify, academy, signer):
        found = verify(
            ob2.sign(assertion(academy), signer),
            documents=publish(academy, signer, profile={"revocationList": None}),
        )

        assert found, found.checks
        assert found.find("status").outcome is Outcome.NOT_APPLICABLE

    def test_stands_beside_the_newer_version(self, verify, academy, signer, genuine):
        token = ob2.sign(assertion(academy, id=f"{SITE}/x/{credentials.AWARD}"), signer)

        found = verify(credentials.baked("png", v3=genuine, v2=token), documents=publish(academy, signer))

        assert found, found.checks
        assert found.find("hosted").outcome is Outcome.PASSED


class TestForgedSignedBadge:
    def test_is_refused_with_any_letter_changed(self, verify, academy, signer):
        token, published = ob2.sign(assertion(academy), signer), publish(academy, signer)

        for at in range(0, len(token), 67):
            letter = b"A" if token[at : at + 1] != b"A" else b"B"
            assert not verify(token[:at] + letter + token[at + 1 :], documents=published)

    @pytest.mark.parametrize(
        ("profile", "key", "check"),
        [
            ({"publicKey": []}, {}, "proof"),
            ({"publicKey": [f"{SITE}/ob2/keys/2"]}, {}, "proof"),
            ({}, {"owner": f"{SITE}/ob2/issuers/2"}, "issuer_key"),
            ({}, {"id": f"{SITE}/ob2/keys/2"}, "issuer_key"),
            ({}, {"publicKeyPem": "nothing"}, "proof"),
            ({}, {"revoked": "2026-01-01T00:00:00Z"}, "issuer_key"),
        ],
    )
    def test_is_refused_by_what_the_issuer_publishes(self, verify, academy, signer, profile, key, check):
        published = publish(academy, signer, profile=profile, key=key)

        refused_by(verify(ob2.sign(assertion(academy), signer), documents=published), check)

    def test_is_refused_when_a_stranger_signed(self, verify, academy, signer):
        stranger = private.load(private.generate(public.Kind.RSA, None), KEY)

        refused_by(
            verify(ob2.sign(assertion(academy), stranger), documents=publish(academy, signer)), "proof"
        )

    @pytest.mark.parametrize(
        "entry",
        [ASSERTION_ID, {"id": ASSERTION_ID, "revocationReason": "Awarded in error"}],
    )
    def test_is_refused_when_it_was_revoked(self, verify, academy, signer, entry):
        published = publish(academy, signer, revoked=[entry, "urn:uuid:0"])

        said = refused_by(verify(ob2.sign(assertion(academy), signer), documents=published), "status")

        assert ("Awarded in error" in said) is isinstance(entry, dict)

    def test_is_open_while_the_list_cannot_be_had(self, verify, academy, signer):
        published = publish(academy, signer)
        del published[REVOKED]

        found = verify(ob2.sign(assertion(academy), signer), documents=published)

        assert found.verdict is report.Verdict.UNDECIDED
        assert found.decisive.id == "status"

    def test_is_refused_without_its_signature(self, verify, academy, signer):
        said = refused_by(verify(assertion(academy), documents=publish(academy, signer)), "hosted")

        assert "not in the file" in said

    def test_is_refused_once_expired(self, verify, academy, signer):
        token = ob2.sign(assertion(academy, expires="2026-05-01T00:00:00Z"), signer)

        refused_by(verify(token, documents=publish(academy, signer)), "dates")

    @pytest.mark.parametrize(
        ("path", "value"),
        [("verification.type", "HostedBadge"), ("verification.creator", "https://x.test/k")],
    )
    def test_is_not_made_when_it_names_something_else(self, academy, signer, path, value):
        with pytest.raises(ob2.errors.ValueRefusedError):
            ob2.sign(changed(assertion(academy), path, value), signer)
