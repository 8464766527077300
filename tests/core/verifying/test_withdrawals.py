"""A key that its issuer withdrew: what it signed counts only where the issuer's own record says when."""

import copy

import pytest

from factories import credentials
from phalera_core.keys import base64url
from phalera_core.signing import jws, vc_jwt
from phalera_core.signing.cryptosuites import members
from phalera_core.verifying.report import Verdict

SINCE = "2026-05-01T00:00:00Z"  # the genuine one says that it was signed on April 7
DID_DOCUMENT = "https://academy.example.org/.well-known/did.json"


@pytest.fixture
def badge(academy):
    # Without a status list, whose signature would be another matter.
    return academy.credential(lambda document: document.pop("credentialStatus"))


@pytest.fixture
def ask(verify, published, academy):
    """Verify while the issuer publishes its key so, and this record of a signature."""

    def asked(data, *, record=None, signature=b"", revoked=SINCE, listed=False, at="issued"):
        document = academy.did_document()
        document["verificationMethod"][0]["revoked"] = revoked
        if not listed:
            document["assertionMethod"] = []
        documents = published | {DID_DOCUMENT: credentials.dump(document)}
        if record is not None:
            url = f"https://academy.example.org/.well-known/{at}/{credentials.AWARD}/{base64url.encode(signature)}"
            said = {"id": url, "issuer": academy.issuer_id} | record
            documents[url] = credentials.dump(said)
        return verify(data, documents=documents)

    return asked


def signature_of(badge):
    return members.decode_signature(badge["proof"]["proofValue"])


def said(report):
    return report.find("issuer_key").message


@pytest.mark.parametrize("listed", [True, False], ids=["listed still", "listed no more"])
class TestWithTheIssuersRecord:
    def test_counts_what_was_signed_before(self, ask, badge, listed):
        record = {"signed": "2026-04-07T09:30:00Z"}

        report = ask(badge, record=record, signature=signature_of(badge), listed=listed)

        assert report.verdict is Verdict.VERIFIED
        assert "has on record that it signed this badge before" in said(report)

    def test_refuses_what_was_signed_since(self, ask, badge, listed):
        report = ask(badge, record={"signed": SINCE}, signature=signature_of(badge), listed=listed)

        assert report.verdict is Verdict.REFUSED
        assert "before the issuer signed this badge" in said(report)

    def test_refuses_what_the_issuer_never_signed_whatever_its_date(self, ask, badge, listed):
        report = ask(badge, record={"signed": None}, signature=signature_of(badge), listed=listed)

        assert report.verdict is Verdict.REFUSED
        assert "no record of having signed" in said(report)


class TestWithoutARecord:
    @pytest.mark.parametrize(
        "record",
        [
            None,
            {},
            {"signed": "soon"},
            {"signed": 7},
            {"id": "https://academy.example.org/other", "signed": "2026-04-07T09:30:00Z"},
            {"issuer": "did:web:evil.test", "signed": "2026-04-07T09:30:00Z"},
        ],
    )
    def test_leaves_open_what_says_that_it_was_signed_before(self, ask, badge, record):
        report = ask(badge, record=record, signature=signature_of(badge))

        assert report.verdict is Verdict.UNDECIDED
        assert report.decisive.id == "issuer_key"
        assert "whoever has the key could write that" in said(report)

    @pytest.mark.parametrize("revoked", ["2026-04-07T09:30:00Z", "2026-04-01T00:00:00Z"])
    def test_refuses_what_says_itself_that_it_was_signed_since(self, ask, badge, revoked):
        report = ask(badge, revoked=revoked)

        assert report.verdict is Verdict.REFUSED
        assert "before it was signed" in said(report)

    def test_refuses_what_does_not_say_when(self, ask, academy, badge):
        del badge["proof"]
        badge["proof"] = undated(academy, badge)

        assert ask(badge).verdict is Verdict.REFUSED

    def test_refuses_where_nobody_can_tell_since_when(self, ask, badge):
        assert ask(badge, revoked="soon").verdict is Verdict.REFUSED

    def test_takes_no_record_of_another_signature(self, ask, badge):
        record = {"signed": "2026-04-07T09:30:00Z"}

        assert ask(badge, record=record, signature=bytes(64)).verdict is Verdict.UNDECIDED


class TestATokenOfAWithdrawnKey:
    @pytest.fixture
    def token(self, academy, badge):
        return vc_jwt.sign({name: value for name, value in badge.items() if name != "proof"}, academy.signer)

    def test_counts_when_it_is_on_record(self, ask, token):
        signature = jws.read(token).signature

        assert ask(token, record={"signed": "2026-04-07T09:30:00Z"}, signature=signature)

    def test_is_left_open_otherwise(self, ask, token):
        assert ask(token).verdict is Verdict.UNDECIDED


class TestAKeyThatWillBeWithdrawn:
    def test_counts_until_then(self, ask, badge):
        assert ask(badge, revoked="2027-01-01T00:00:00Z", listed=True)

    def test_is_none_of_the_issuers_where_it_is_not_listed(self, ask, badge):
        report = ask(badge, revoked="2027-01-01T00:00:00Z", listed=False)

        assert report.verdict is Verdict.REFUSED
        assert "does not know" in said(report)


def undated(academy, document):
    """Sign without saying when, which the standard allows."""
    from phalera_core.signing import proof
    from phalera_core.signing.cryptosuites import eddsa_rdfc_2022

    options = proof.proof_options(key_id=academy.key_id, created=credentials.ISSUED)
    del options["created"]
    return eddsa_rdfc_2022.create(copy.deepcopy(document), options, academy.signer)
