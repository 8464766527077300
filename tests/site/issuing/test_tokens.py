"""A credential as a token: what it claims, that it is signed once, and that strangers verify it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from factories import at_once, stage
from phalera.awarding.models import Award
from phalera.common import errors, urls
from phalera.common.models import AuditEvent
from phalera.issuing import actions, published, queries, tokens, updating
from phalera.issuing.models import SigningKey, StatusList, Token
from phalera.journeys import take_it_back
from phalera.verifying import documents
from phalera_core.keys import base64url
from phalera_core.signing import jws
from phalera_core.verifying import sources, verifier
from phalera_core.verifying.report import Verdict

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
NAME = "Łódź 結び目"
pytestmark = pytest.mark.django_db


@pytest.fixture(params=["http://127.0.0.1:8000", "https://badges.example.org"], ids=["did:key", "did:web"])
def cast(request, settings):
    settings.PUBLIC_URL = request.param
    return stage.build(NOW)


@pytest.fixture
def award(cast):
    cast.leo.sign_name, cast.leo.name = True, NAME
    cast.leo.save(update_fields=["sign_name", "name"])
    made = stage.award(cast, stage.add_course(cast, "knots", NOW), NOW)
    Award.objects.filter(pk=made.pk).update(valid_until=NOW + timedelta(days=365))
    actions.issue(awards=[made], now=NOW)
    return made


@pytest.fixture
def credential(award):
    return queries.live_credential(award)


def made(credential, now=LATER):
    return tokens.ensure(credential=credential, now=now).text.encode()


def ask_a_stranger(token, *, issuer, now=LATER):
    """Verify with nothing but what the issuer publishes."""
    own = {each.url: published.status_list_document(each) for each in StatusList.objects.all()}
    if issuer.did.startswith("did:web:"):
        address = f"https://badges.example.org/issuers/{issuer.uuid}/did.json"
        own[address] = documents.answer(address)
    loader = sources.StaticLoader(own)
    return verifier.verify(token, now=now, resolver=sources.LoadingResolver(loader), load=loader)


class TestAToken:
    def test_claims_what_the_credential_says_and_nothing_else(self, credential):
        stated = json.loads(queries.v3_document(credential))
        del stated["proof"]

        token = jws.read(made(credential))

        assert json.loads(token.payload) == {
            **stated,
            "iss": stated["issuer"]["id"],
            "jti": stated["id"],
            "sub": stated["credentialSubject"]["id"],
            "nbf": int(credential.valid_from.timestamp()),
            "exp": int(credential.valid_until.timestamp()),
        }
        assert stated["credentialSubject"]["identifier"][-1]["identityHash"] == NAME

    def test_names_its_key_and_says_no_more_in_its_header(self, credential):
        header = jws.read(made(credential)).header

        key, did = Token.objects.get().key, credential.key.issuer.did
        algorithm = "ES256" if did.startswith("did:web:") else "EdDSA"
        assert header == {"alg": algorithm, "kid": f"{did}#{key.public_multibase}", "typ": "JWT"}
        assert (key == credential.key) is did.startswith("did:key:")

    def test_is_verified_by_a_stranger(self, credential):
        report = ask_a_stranger(made(credential), issuer=credential.key.issuer)

        assert report.verdict is Verdict.VERIFIED
        assert report.packed_as == "jwt"

    def test_is_refused_with_one_changed_letter(self, credential):
        header, payload, signature = made(credential).decode().split(".")
        forged = base64url.encode(base64url.decode(payload).replace(b'"Knots"', b'"Ropes"'))

        report = ask_a_stranger(f"{header}.{forged}.{signature}".encode(), issuer=credential.key.issuer)

        assert report.verdict is Verdict.REFUSED

    def test_is_refused_once_it_is_revoked(self, cast, award, credential):
        token = made(credential)
        take_it_back.revoke(award=award, reason="A mistake", by=cast.grace, now=LATER)

        report = ask_a_stranger(token, issuer=credential.key.issuer, now=LATER + timedelta(hours=1))

        assert report.verdict is Verdict.REFUSED
        assert report.decisive.id == "status"

    def test_can_still_be_had_after_the_end_and_says_so(self, credential):
        after = credential.valid_until + timedelta(days=1)

        report = ask_a_stranger(made(credential, after), issuer=credential.key.issuer, now=after)

        assert report.decisive.id == "dates"

    def test_is_signed_once(self, credential):
        first = made(credential)

        assert made(credential, LATER + timedelta(days=1)) == first
        assert Token.objects.count() == 1
        assert AuditEvent.objects.filter(action="token.signed").count() == 1

    def test_is_another_of_what_takes_its_place(self, award, credential):
        old = made(credential)
        [new] = updating.update(awards=[award], now=LATER)

        assert made(new, LATER + timedelta(seconds=5)) != old
        assert made(credential) == old
        assert Token.objects.count() == 2

    def test_is_not_kept_when_it_does_not_verify(self, credential):
        # A list that nobody signed: what a stranger would look up is not there.
        StatusList.objects.update(document=b"{}")

        with pytest.raises(errors.IssuingError):
            tokens.ensure(credential=queries.live_credential(credential.award), now=LATER)
        assert not Token.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestManyWhoAskAtOnce:
    def test_are_given_the_same(self, credential):
        given = at_once.run(*[lambda: made(credential)] * 8)

        assert SigningKey.objects.filter(use="token").count() <= 1
        assert len(set(given)) == 1
        assert Token.objects.get().text.encode() == given[0]
        assert AuditEvent.objects.filter(action="token.signed").count() == 1


class TestTheDownload:
    @pytest.fixture
    def leo(self, cast):
        client = Client()
        client.force_login(cast.leo)
        return client

    def test_is_the_token_under_its_media_type(self, leo, award, credential):
        answer = leo.get(f"/badges/{award.uuid}.jwt")

        assert answer["Content-Type"] == "application/vc+jwt"
        assert answer.content == queries.find_token(credential)
        assert "no-store" in answer["Cache-Control"]

    def test_is_signed_by_no_head(self, leo, award):
        asked = [
            leo.head(f"/badges/{award.uuid}.jwt"),
            Client().head(f"/ob3/credentials/{award.uuid}.jwt"),
            Client().head(f"/credentials/{award.uuid}", headers={"Accept": "application/vc+jwt"}),
        ]

        assert [answer.status_code for answer in asked] == [200, 404, 404]
        assert not Token.objects.exists()

    def test_is_offered_beside_the_document(self, leo, award):
        link = f"/badges/{award.uuid}.jwt".encode()

        assert link in leo.get("/badges/").content
        leo.get(f"/badges/{award.uuid}.json")
        page = leo.get(f"/credentials/{award.uuid}", headers={"Accept": "text/html"}).content

        assert link in page
        assert f"/ob3/credentials/{award.uuid}.jwt".encode() in page

    @pytest.mark.parametrize("path", ["/credentials/{}", "/ob3/credentials/{}"])
    @pytest.mark.parametrize(
        ("accept", "given"),
        [
            ("application/vc+jwt", "application/vc+jwt"),
            ("text/plain", "text/plain"),
            ("application/json;q=0.5, application/vc+jwt", "application/vc+jwt"),
            ("application/vc+jwt;q=0.5, application/vc", "application/vc"),
            ("*/*", "application/vc+ld+json"),
        ],
    )
    def test_is_given_to_who_asks_for_it_where_the_document_is(self, leo, award, path, accept, given):
        leo.get(f"/badges/{award.uuid}.png")

        answer = Client().get(path.format(award.uuid), headers={"Accept": accept})

        assert answer["Content-Type"] == given
        assert "Accept" in answer["Vary"]
        assert (answer.content == queries.find_token(queries.live_credential(award))) is (
            "json" not in given and given != "application/vc"
        )

    def test_answers_nobody_while_it_is_private(self, award, credential):
        tokens.ensure(credential=credential, now=LATER)

        for accept in ("application/vc+jwt", "text/plain"):
            answer = Client().get(f"/credentials/{award.uuid}", headers={"Accept": accept})
            assert answer.status_code == 404
            assert answer.content == Client().get("/credentials/00000000-0000-4000-8000-000000000000").content

    def test_is_verified_by_its_address_though_nobody_had_asked_for_it(self, leo, award):
        leo.get(f"/badges/{award.uuid}.png")
        address = urls.public_url(f"/ob3/credentials/{award.uuid}.jwt")

        answer = Client().post("/verify/", {"text": address}, headers={"Accept": "application/json"})

        assert (answer.json()["verdict"], answer.json()["packed_as"]) == ("verified", "jwt")

    def test_is_not_signed_because_somebody_verifies_its_address_while_it_is_private(self, award, credential):
        address = urls.public_url(f"/ob3/credentials/{award.uuid}.jwt")

        answer = Client().post("/verify/", {"text": address}, headers={"Accept": "application/json"})

        assert answer.status_code == 422
        assert queries.find_token(credential) is None
