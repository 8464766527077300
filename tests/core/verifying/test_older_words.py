"""Badges in the words of Verifiable Credentials 1.1, and those of Open Badges 1.x."""

import datetime as dt
import json

import pytest

from factories import credentials
from phalera_core.linkeddata import contexts
from phalera_core.verifying import report

ACADEMY = credentials.Academy()
DATA_INTEGRITY = [contexts.DATA_INTEGRITY_1, contexts.DATA_INTEGRITY_2]
OB3 = [contexts.OB3_0, contexts.OB3_1, contexts.OB3_2, contexts.OB3_3]


def older(*, ob3=contexts.OB3_3, integrity=contexts.DATA_INTEGRITY_2, **more):
    document = ACADEMY.unsigned()
    document["@context"] = [contexts.VC1, ob3, integrity]
    document["issuanceDate"] = document.pop("validFrom")
    document["expirationDate"] = document.pop("validUntil")
    del document["credentialStatus"]  # of a kind that version 2 alone has words for
    if ob3 in {contexts.OB3_0, contexts.OB3_2}:
        # which have no word for it
        del document["awardedDate"]
    return ACADEMY.sign(document | more)


class TestABadgeOfVerifiableCredentials1:
    @pytest.mark.parametrize("integrity", DATA_INTEGRITY)
    @pytest.mark.parametrize("ob3", OB3)
    def test_is_verified(self, verify, ob3, integrity):
        found = verify(older(ob3=ob3, integrity=integrity))

        assert found, found.decisive
        assert "1.1" in found.find("context").message

    def test_alone_goes_together_with_the_first_open_badges_3(self, verify):
        both_newer = credentials.changed(ACADEMY.credential(), "@context.1", contexts.OB3_0)

        found = verify(both_newer)

        assert found.verdict is report.Verdict.UNDECIDED
        assert found.decisive.id == "context"
        assert "contradict" in found.decisive.message
        assert contexts.OB3 in found.decisive.remedy

    @pytest.mark.parametrize(
        ("now", "words"),
        [
            (dt.datetime(2026, 4, 7, 9, 29, 59, tzinfo=dt.UTC), "not valid yet"),
            (dt.datetime(2029, 4, 7, 22, tzinfo=dt.UTC), "expired"),
        ],
    )
    def test_is_refused_out_of_its_dates(self, verify, now, words):
        found = verify(older(), now=now)

        assert found.decisive.id == "dates"
        assert words in found.decisive.message

    def test_is_held_to_the_newer_words_for_dates_too(self, verify):
        found = verify(older(validUntil="2026-04-08T00:00:00Z"))

        assert found.decisive.id == "dates"

    def test_must_say_when_it_was_issued(self, verify):
        document = older()
        del document["issuanceDate"]

        assert verify(document).decisive.id == "schema"

    def test_is_refused_when_changed(self, verify):
        assert verify(older() | {"expirationDate": "2039-04-07T22:00:00Z"}).decisive.id == "proof"

    def test_may_not_name_both_versions(self, verify):
        document = older()
        document["@context"].append(contexts.VC2)

        assert verify(document).verdict is not report.Verdict.VERIFIED

    def test_of_version_2_may_not_use_the_older_words(self, verify, academy):
        document = academy.unsigned() | {"expirationDate": "2029-04-07T22:00:00Z"}

        found = verify(document | {"proof": academy.credential()["proof"]})

        assert found.decisive.id == "proof"
        assert "expirationDate" in found.decisive.message


class TestABadgeOfOpenBadges1:
    @pytest.mark.parametrize(
        "badge",
        [
            {"uid": "1", "recipient": {}, "badge": "https://x.org/b", "verify": {}},
            {"@context": "https://w3id.org/openbadges/v1", "type": "Assertion"},
        ],
    )
    def test_is_recognised_and_explained(self, verify, badge):
        for given in (badge, credentials.baked("png", v2=json.dumps(badge).encode())):
            found = verify(given)

            assert not found
            assert "1.x" in found.decisive.message
            assert "2.0 or 3.0" in found.decisive.remedy
