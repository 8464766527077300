"""Verifying hosted Open Badges 2.0: what the issuer publishes counts, never what the file says."""

import datetime as dt
import json

import pytest

from factories import credentials
from factories.credentials import changed
from phalera_core import errors
from phalera_core.verifying import report, sources, verifier
from phalera_core.verifying.report import Outcome

ASSERTION = "https://academy.example.org/ob2/assertions/5b1d4e0e7c6f4d0f9a3b2c1d0e9f8a7b"


class Gone(sources.StaticLoader):
    """Answers 410 for one address."""

    def __init__(self, documents, gone, body=b""):
        super().__init__(documents)
        self._gone, self._body = gone, body

    def load(self, url):
        if url == self._gone:
            raise errors.GoneError("gone", url=url, body=self._body)
        return super().load(url)


def verify_with(loader, given):
    return verifier.verify(
        credentials.dump(given) if isinstance(given, dict) else given,
        now=credentials.NOW,
        resolver=sources.LoadingResolver(loader),
        load=loader,
    )


def refused_by(found, check_id):
    assert found.verdict is report.Verdict.REFUSED
    assert found.decisive.id == check_id, found.decisive
    return found.decisive.message


def undecided_by(found, check_id):
    assert found.verdict is report.Verdict.UNDECIDED
    assert found.decisive.id == check_id, found.decisive
    return found.decisive.message


class TestGenuine:
    @pytest.mark.parametrize("kind", ["json", "png", "svg"])
    def test_is_verified(self, verify, academy, kind):
        data = credentials.dump(academy.assertion())

        found = verify(data if kind == "json" else credentials.baked(kind, v2=data))

        assert found
        assert (found.version, found.packed_as) == ("2.0", kind)
        assert found.issuer.origin == "academy.example.org"
        assert found.find("proof").outcome is Outcome.NOT_APPLICABLE

    def test_shows_what_is_published(self, verify, academy):
        found = verify(academy.assertion())

        assert found.credential["badge"]["name"] == "First Aid at Work"
        assert found.credential["badge"]["issuer"]["name"] == "Northlight Academy"

    def test_may_be_an_address_alone(self, verify):
        assert verify(credentials.baked("png", v2=ASSERTION.encode()))

    def test_may_use_the_older_words(self, verify, academy):
        older = academy.assertion()
        older["verify"] = {"type": "hosted"}
        del older["verification"]

        assert verify(older, documents=academy.published(assertion=older))

    def test_may_include_its_badge_class(self, verify, academy):
        full = academy.assertion() | {"badge": academy.badge_class()}

        assert verify(full)

    def test_belongs_to_its_recipient(self, verify, academy):
        assert verify(academy.assertion(), recipient=credentials.LEO)
        assert not verify(academy.assertion(), recipient="eve@example.org")


class TestPointer:
    def test_that_cannot_be_followed_leaves_it_open(self, verify, academy):
        assert "could not ask the issuer" in undecided_by(verify(academy.assertion(), documents={}), "hosted")

    @pytest.mark.parametrize("missing", ["ob2/badges/1", "ob2/issuers/1"])
    def test_whose_parts_cannot_be_followed_leaves_it_open(self, verify, academy, published, missing):
        documents = {url: body for url, body in published.items() if not url.endswith(missing)}

        undecided_by(verify(academy.assertion(), documents=documents), "hosted")

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("recipient.identity", "eve@example.org"),
            ("recipient.hashed", False),
            ("badge", "https://academy.example.org/ob2/badges/2"),
            ("issuedOn", "2020-01-01T00:00:00Z"),
            ("expires", "2099-01-01T00:00:00Z"),
            ("narrative", "With distinction."),
            ("evidence", "https://evil.test/"),
        ],
    )
    def test_that_says_something_else_was_changed(self, verify, academy, path, value):
        message = refused_by(verify(changed(academy.assertion(), path, value)), "hosted")

        assert message.startswith("This file was changed")

    def test_to_another_badge_is_refused(self, verify, academy):
        other = academy.assertion() | {"id": "https://academy.example.org/ob2/assertions/other"}

        refused_by(verify(academy.assertion(), documents=academy.published(assertion=other)), "hosted")

    @pytest.mark.parametrize(
        "url", ["urn:uuid:1", "ftp://example.org/1", "https://a@b.org/1", "//x", 7, None, "", {}]
    )
    def test_to_nowhere_is_refused(self, verify, academy, url):
        assert verify(academy.assertion() | {"id": url}).verdict is report.Verdict.REFUSED

    def test_of_the_signed_kind_is_refused_without_a_good_signature(self, verify, academy):
        signed = academy.assertion() | {"verification": {"type": "SignedBadge"}}

        refused_by(verify(signed), "hosted")
        refused_by(verify(credentials.baked("png", v2=b"eyJhbGciOiJ.eyJpZCI6MX0.c2lnbmF0")), "well_formed")


class TestScope:
    """Somebody publishes at their own place what they say a known issuer awarded."""

    def test_of_another_origin_is_refused(self, verify, academy, published):
        forged = academy.assertion() | {"id": "https://evil.test/1"}
        documents = published | {"https://evil.test/1": credentials.dump(forged)}

        message = refused_by(verify(forged, documents=documents), "hosted")

        assert "does not vouch for “https://evil.test/1”" in message

    @pytest.mark.parametrize(
        "url",
        [
            "https://academy.example.org.evil.test/1",
            "http://academy.example.org/1",
            "https://academy.example.org:8443/1",
            "https://academy.example.orgevil.test/1",
        ],
    )
    def test_is_not_fooled_by_a_likeness(self, verify, academy, published, url):
        forged = academy.assertion() | {"id": url}

        refused_by(verify(forged, documents=published | {url: credentials.dump(forged)}), "hosted")

    def test_of_a_badge_class_elsewhere_is_refused(self, verify, academy, published):
        badge = academy.badge_class() | {"id": "https://evil.test/badge"}
        forged = academy.assertion() | {"badge": "https://evil.test/badge"}
        documents = academy.published(assertion=forged) | {"https://evil.test/badge": credentials.dump(badge)}

        refused_by(verify(forged, documents=documents), "hosted")

    def test_is_never_taken_from_a_copy_inside_the_file(self, verify, academy, published):
        profile = academy.profile() | {"verification": {"allowedOrigins": ["evil.test"]}}
        forged = academy.assertion() | {
            "id": "https://evil.test/1",
            "badge": academy.badge_class() | {"issuer": profile},
        }

        refused_by(
            verify(forged, documents=published | {"https://evil.test/1": credentials.dump(forged)}), "hosted"
        )

    @pytest.mark.parametrize(
        ("rules", "good"),
        [
            ({"allowedOrigins": "badges.example.net"}, True),
            ({"allowedOrigins": ["x.test", "Badges.Example.net"]}, True),
            ({"allowedOrigins": ["example.net"]}, False),
            ({"startsWith": "https://badges.example.net/a"}, True),
            ({"startsWith": "https://badges.example.net/a/"}, True),
            ({"startsWith": "https://badges.example.net"}, True),
            ({"startsWith": "https://badges.example.net/b"}, False),
            ({"startsWith": "https://badges.example.ne"}, False),
            ({"startsWith": "https://"}, False),
            ({"startsWith": ""}, False),
            ({}, False),
            ("x", False),
        ],
    )
    def test_may_be_widened_by_the_issuer(self, verify, academy, rules, good):
        badge = academy.badge_class() | {"id": "https://badges.example.net/a/badge"}
        assertion = academy.assertion() | {"id": "https://badges.example.net/a/1", "badge": badge["id"]}
        documents = academy.published(profile=academy.profile() | {"verification": rules}) | {
            badge["id"]: credentials.dump(badge),
            assertion["id"]: credentials.dump(assertion),
        }

        assert bool(verify(assertion, documents=documents)) is good


class TestRevoked:
    @pytest.mark.parametrize(
        "body", [b"", b"gone", b'{"revoked": true, "revocationReason": "Wrong person."}']
    )
    def test_by_410_is_refused(self, academy, published, body):
        found = verify_with(Gone(published, ASSERTION, body), academy.assertion())

        message = refused_by(found, "status")
        assert message.startswith("It was revoked by its issuer")
        assert ("Wrong person." in message) is (b"Wrong" in body)

    def test_by_its_document_is_refused(self, verify, academy):
        revoked = {"@context": "https://w3id.org/openbadges/v2", "id": ASSERTION, "revoked": True}

        refused_by(verify(academy.assertion(), documents=academy.published(assertion=revoked)), "status")

    def test_is_refused_when_the_file_itself_is_the_revoked_form(self, verify, academy):
        revoked = {
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Assertion",
            "id": ASSERTION,
            "revoked": True,
        }

        refused_by(verify(revoked, documents=academy.published(assertion=revoked)), "status")

    def test_badge_class_is_refused(self, academy, published):
        found = verify_with(Gone(published, "https://academy.example.org/ob2/badges/1"), academy.assertion())

        refused_by(found, "hosted")


class TestDates:
    def test_past_the_end_are_refused(self, verify, academy):
        found = verify(academy.assertion(), now=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))

        assert "expired on April 7, 2029" in refused_by(found, "dates")

    def test_in_the_future_are_refused(self, verify, academy):
        refused_by(verify(academy.assertion(), now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)), "dates")


class TestShape:
    @pytest.mark.parametrize(
        ("path", "value", "words"),
        [
            ("recipient", ..., "recipient"),
            ("recipient", "leo@example.org", "recipient"),
            ("recipient.identity", 7, "recipient"),
            ("badge", ..., "badge"),
            ("badge", 7, "badge"),
            ("issuedOn", ..., "issuedOn"),
            ("issuedOn", "yesterday", "issuedOn"),
            ("expires", "never", "expires"),
            ("verification", ..., "verification"),
            ("verification.type", "trust me", "verification"),
        ],
    )
    def test_that_is_incomplete_is_refused(self, verify, academy, path, value, words):
        assert words in refused_by(verify(changed(academy.assertion(), path, value)), "schema")

    @pytest.mark.parametrize(
        ("part", "change"),
        [
            ("badge_class", {"type": "Issuer"}),
            ("badge_class", {"id": "https://academy.example.org/x"}),
            ("badge_class", {"issuer": None}),
            ("badge_class", {"issuer": {"name": "x"}}),
            ("profile", {"type": "BadgeClass"}),
            ("profile", {"id": "https://known.example/issuer"}),
            ("assertion", {"type": "x"}),
            ("assertion", {"issuedOn": "x"}),
        ],
    )
    def test_of_what_is_published_is_checked_too(self, verify, academy, part, change):
        documents = academy.published(**{part: getattr(academy, part)() | change})

        refused_by(verify(academy.assertion(), documents=documents), "hosted")

    @pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{", b'{"a":1,"a":1}', b"\xff"])
    def test_of_what_cannot_be_read_leaves_it_open(self, verify, academy, published, body):
        undecided_by(verify(academy.assertion(), documents=published | {ASSERTION: body}), "hosted")

    def test_in_another_vocabulary_is_refused(self, verify, academy):
        other = academy.assertion() | {"@context": "https://example.org/x"}

        refused_by(verify(other), "context")


class TestBeside:
    """A file with both versions: 3.0 gives the verdict, 2.0 is listed."""

    @pytest.fixture
    def both(self, academy, genuine):
        return credentials.baked("png", v3=genuine, v2=academy.assertion())

    def test_is_verified_with_both(self, verify, both):
        found = verify(both)

        assert found
        assert found.version == "3.0"
        assert found.find("hosted").outcome is Outcome.PASSED
        assert found.find("same_award").outcome is Outcome.PASSED

    def test_does_not_need_the_hosted_one(self, verify, both, academy, published):
        alone = {url: published[url] for url in published if "/ob2/" not in url}

        found = verify(both, documents=alone)

        assert found
        assert found.find("hosted").outcome is Outcome.INCONCLUSIVE

    def test_is_refused_when_the_hosted_one_was_revoked(self, both, published):
        refused_by(verify_with(Gone(published, ASSERTION), both), "hosted")

    def test_is_not_lowered_when_the_hosted_one_is_newer(self, verify, both, academy):
        newer = academy.assertion() | {"badge": "https://academy.example.org/ob2/badges/2"}
        badge = academy.badge_class() | {"id": newer["badge"]}
        documents = academy.published(assertion=newer) | {newer["badge"]: credentials.dump(badge)}

        found = verify(both, documents=documents)

        assert found
        assert "brought up to date" in found.find("hosted").message

    def test_is_not_refused_because_the_publisher_of_the_hosted_one_moved(self, verify, both, academy):
        documents = academy.published()
        issuer = academy.badge_class()["issuer"]
        moved = json.loads(documents[issuer]) | {"id": issuer.replace("academy", "new")}

        found = verify(both, documents=documents | {issuer: credentials.dump(moved)})

        assert found
        assert found.find("hosted").outcome is Outcome.INCONCLUSIVE
        assert "does not hold any more" in found.find("hosted").message

    def test_lends_no_name_to_who_signed_a_copy_with_a_key_of_their_own(self, verify, academy, both):
        forger = credentials.with_key(secret=bytes(range(1, 33)))
        forged = forger.credential(lambda document: document.pop("credentialStatus"))

        found = verify(credentials.baked("png", v3=forged, v2=academy.assertion()))

        assert found.issuer.origin is None
        assert "by the file alone" in found.find("hosted").message
        assert "by the file alone" not in verify(both).find("hosted").message

    def test_does_not_replace_a_changed_one(self, verify, academy, genuine):
        both = credentials.baked("svg", v3=changed(genuine, "name", "x"), v2=academy.assertion())

        refused_by(verify(both), "proof")

    def test_may_be_an_address(self, verify, genuine):
        assert verify(credentials.baked("png", v3=genuine, v2=ASSERTION.encode()))

    @pytest.mark.parametrize(
        ("path", "value", "words"),
        [
            ("id", "https://academy.example.org/ob2/assertions/other", "two different awards"),
            ("id", "https://evil.test/5b1d4e0e7c6f4d0f9a3b2c1d0e9f8a7b", "different issuers"),
            ("recipient.identity", "sha256$" + "0" * 64, "different people"),
            ("badge", {"type": "BadgeClass", "name": "Master of Surgery"}, "different achievements"),
        ],
    )
    def test_of_another_award_is_refused(self, verify, academy, genuine, path, value, words):
        both = credentials.baked("png", v3=genuine, v2=changed(academy.assertion(), path, value))

        for documents in (academy.published(), _without_ob2(academy)):
            assert words in refused_by(verify(both, documents=documents), "same_award")

    def test_for_a_plain_address_is_compared(self, verify, academy, genuine):
        plain = academy.assertion() | {
            "recipient": {"type": "email", "hashed": False, "identity": "Leo@example.org"}
        }
        other = academy.assertion() | {
            "recipient": {"type": "email", "hashed": False, "identity": "eve@example.org"}
        }

        assert verify(credentials.baked("png", v3=genuine, v2=plain))
        refused_by(verify(credentials.baked("png", v3=genuine, v2=other)), "same_award")

    @pytest.mark.parametrize(
        "recipient",
        [
            {"type": "email", "hashed": True, "salt": "other", "identity": "sha256$" + "0" * 64},
            {"type": "url", "hashed": False, "identity": "https://leo.example.org/"},
        ],
    )
    def test_that_cannot_be_compared_leaves_it_open(self, verify, academy, genuine, recipient):
        both = credentials.baked("png", v3=genuine, v2=academy.assertion() | {"recipient": recipient})

        undecided_by(verify(both), "same_award")

    def test_that_cannot_be_read_is_refused(self, verify, genuine):
        refused_by(verify(credentials.baked("png", v3=genuine, v2=b"hello")), "same_award")

    def test_that_is_a_damaged_token_is_refused(self, verify, genuine):
        token = b"eyJhbGciOiJ.eyJpZCI6MX0.c2lnbmF0"

        refused_by(verify(credentials.baked("png", v3=genuine, v2=token)), "same_award")


def _without_ob2(academy):
    return {url: body for url, body in academy.published().items() if "/ob2/" not in url}
