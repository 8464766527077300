"""Our own documents are answered from the database, exactly as far as the web would answer them."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from factories import stage
from phalera.awarding import actions as awarding
from phalera.awarding.models import Visibility
from phalera.common import safe_fetch
from phalera.delivering import files
from phalera.issuing import actions as issuing
from phalera.issuing import queries
from phalera.verifying import checker, documents
from phalera_core import errors
from phalera_core.verifying.report import Outcome, Verdict

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def cast(db):
    return stage.build(NOW)


@pytest.fixture
def award(cast):
    award = stage.award(cast, stage.add_course(cast, "knots", NOW), NOW)
    issuing.issue(awards=[award], now=NOW)
    awarding.change_visibility(award=award, visibility=Visibility.UNLISTED, by=None, now=NOW)
    return award


@pytest.fixture
def credential(award):
    return queries.live_credential(award)


class TestDocuments:
    def test_have_the_id_of_the_address_they_answer(self, award, credential):
        issuer = credential.key.issuer
        for path in (
            f"/credentials/{award.uuid}",
            f"/ob2/assertions/{award.uuid}",
            f"/ob2/badges/{credential.version.uuid}",
            f"/ob2/issuers/{issuer.uuid}",
            f"/ob3/achievements/{award.achievement.uuid}",
            f"/status/{award.status.status_list.uuid}",
        ):
            assert json.loads(documents.answer(BASE + path))["id"] == BASE + path

    def test_name_only_documents_that_answer(self, award, credential):
        assertion = json.loads(queries.v2_assertion(credential))
        badge = json.loads(documents.answer(assertion["badge"]))
        issuer = json.loads(documents.answer(badge["issuer"]))
        said = json.loads(queries.v3_document(credential))

        assert issuer["name"] == "Academy"
        assert documents.answer(said["credentialStatus"]["statusListCredential"])
        assert documents.answer(said["credentialSubject"]["achievement"]["id"])

    @pytest.mark.parametrize(
        "url",
        [
            "https://elsewhere.example/credentials/{award}",
            "http://127.0.0.1:80001/credentials/{award}",
            "http://127.0.0.1:8000@evil.example/credentials/{award}",
            BASE + "/credentials/{award}/",
            BASE + "/credentials/{award}?x=1",
            BASE + "/credentials/00000000-0000-4000-8000-000000000000",
            BASE + "/credentials/not-a-uuid",
            BASE + "/status/{award}",
            BASE + "/",
            BASE,
        ],
    )
    def test_answer_nothing_else(self, award, url):
        assert documents.answer(url.format(award=award.uuid)) is None

    @pytest.mark.parametrize("path", ["/credentials/", "/ob3/credentials/", "/ob2/assertions/"])
    def test_are_hidden_while_the_award_is_private(self, award, path):
        awarding.change_visibility(award=award, visibility=Visibility.PRIVATE, by=None, now=NOW)

        assert documents.answer(f"{BASE}{path}{award.uuid}") is None

    @pytest.mark.parametrize("path", ["/credentials/", "/ob3/credentials/", "/ob2/assertions/"])
    def test_are_gone_when_the_award_is_revoked_and_say_why(self, award, path):
        awarding.revoke(award=award, reason="By mistake.", by=None, now=LATER)

        with pytest.raises(errors.GoneError) as caught:
            documents.answer(f"{BASE}{path}{award.uuid}")

        left = json.loads(caught.value.body)
        assert (left["revoked"], left["revocationReason"]) == (True, "By mistake.")
        assert "recipient" not in left

    def test_publish_the_keys_of_an_issuer_known_by_its_address(self, cast, settings):
        settings.PUBLIC_URL = "https://badges.example.org"
        award = stage.award(cast, stage.add_course(cast, "web", NOW), NOW)
        issuing.issue(awards=[award], now=NOW)
        cast.issuer.refresh_from_db()

        for path in (f"/issuers/{cast.issuer.uuid}/did.json", "/.well-known/did.json"):
            assert json.loads(documents.answer(settings.PUBLIC_URL + path))["id"] == cast.issuer.did


class TestVerify:
    @pytest.mark.parametrize("kind", ["png", "svg", "json"])
    def test_says_that_ours_are_genuine_without_any_network(self, credential, kind, monkeypatch):
        monkeypatch.setattr(safe_fetch.Fetcher, "load", lambda *_: pytest.fail("asked the network"))

        report = checker.verify(files.content(credential, kind), now=LATER)

        assert report.verdict is Verdict.VERIFIED
        assert report.version == "3.0"

    def test_knows_whose_it_is(self, credential):
        data = files.png(credential)

        assert checker.verify(data, now=LATER, recipient="leo@example.org")
        assert not checker.verify(data, now=LATER, recipient="eve@example.org")

    def test_refuses_a_revoked_one(self, award, credential):
        data = files.json(credential)
        awarding.revoke(award=award, reason="By mistake.", by=None, now=LATER)
        issuing.publish_revocation(awards=[award], now=LATER)

        report = checker.verify(data, now=LATER)

        assert report.verdict is Verdict.REFUSED
        assert report.find("status").outcome is Outcome.FAILED

    def test_refuses_one_with_a_changed_byte(self, credential):
        data = files.json(credential).replace(b"Knots", b"Nodes")

        assert checker.verify(data, now=LATER).verdict is Verdict.REFUSED

    @pytest.mark.parametrize("old", ["https://badges.example.org", "http://127.0.0.1:8000"])
    def test_knows_ours_again_after_the_installation_moved(self, cast, settings, monkeypatch, old):
        monkeypatch.setattr(safe_fetch.Fetcher, "load", lambda *_: pytest.fail("asked the network"))
        settings.PUBLIC_URL = old
        award = stage.award(cast, stage.add_course(cast, "moved", NOW), NOW)
        issuing.issue(awards=[award], now=NOW)

        settings.PUBLIC_URL = "https://new.example.org"

        assert checker.verify(files.json(queries.live_credential(award)), now=LATER)

    def test_takes_no_strange_address_for_a_former_one_of_ours(self, credential):
        listed = credential.award.status.status_list
        for url in (
            f"https://evil.example/status/{listed.uuid}",
            f"{BASE}.evil.example/status/{listed.uuid}",
            f"{BASE}@evil.example/status/{listed.uuid}",
        ):
            assert not documents.is_ours(url)

    def test_believes_the_newer_half_of_a_file_whose_award_went_back_to_private(self, award, credential):
        data = files.png(credential)
        awarding.change_visibility(award=award, visibility=Visibility.PRIVATE, by=None, now=NOW)

        report = checker.verify(data, now=LATER)

        assert report.verdict is Verdict.VERIFIED
        assert report.find("hosted").outcome is Outcome.INCONCLUSIVE

    def test_never_raises_for_what_a_file_holds(self, db):
        for data in (b"", b"{}", b"\x89PNG\r\n\x1a\n", b"[]", b"<svg/>", b"\xff" * 100):
            assert checker.verify(data, now=NOW).verdict is not Verdict.VERIFIED
