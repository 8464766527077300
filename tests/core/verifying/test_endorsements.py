"""Endorsements: composed, verified inside a badge and alone, and never more than somebody's word."""

import datetime as dt

import pytest

from factories import credentials
from factories.credentials import changed
from phalera_core.documents import endorsement
from phalera_core.linkeddata import contexts
from phalera_core.signing import vc_jwt
from phalera_core.verifying import endorsements, report

ACADEMY = credentials.Academy()
STATE = credentials.with_key(secret=b"s" * 32)
PASSED, INCONCLUSIVE, NOT_APPLICABLE = (
    report.Outcome.PASSED,
    report.Outcome.INCONCLUSIVE,
    report.Outcome.NOT_APPLICABLE,
)
BADGE = ACADEMY.unsigned()["id"]


def endorse(of=BADGE, *, until=None, by=STATE, number=1, **more):
    unsigned = endorsement.compose(
        id_=f"urn:uuid:8e7d1f0e-3c52-4ac4-9d0c-0d4bd0f7c11{number}",
        of=of,
        issuer=by.issuer_id,
        valid_from=credentials.ISSUED,
        valid_until=until,
        comment="In *good* standing",
        name="An endorsement",
    )
    return by.sign(unsigned | more)


def endorsed(found, verify, *, of="badge", documents=None):
    def add(document):
        subject = document["credentialSubject"]["achievement"]
        holder = {"badge": document, "achievement": subject, "issuer": document["issuer"]}[of]
        holder["endorsement"] = found if isinstance(found, list) else [found]

    more = {} if documents is None else {"documents": documents}
    return verify(ACADEMY.credential(add), **more)


class TestABadge:
    @pytest.mark.parametrize("of", ["badge", "achievement", "issuer"])
    def test_tells_who_endorses_it(self, verify, of):
        unsigned = ACADEMY.unsigned()
        ids = {
            "badge": BADGE,
            "achievement": unsigned["credentialSubject"]["achievement"]["id"],
            "issuer": ACADEMY.issuer_id,
        }

        found = endorsed(endorse(ids[of]), verify, of=of)

        assert found, found.decisive
        assert found.find("endorsements").outcome is PASSED
        assert STATE.issuer_id[:30] in found.find("endorsements").message

    def test_may_leave_out_the_contexts_of_its_endorsements(self, verify):
        inside = {name: value for name, value in endorse().items() if name != "@context"}

        assert endorsed(inside, verify).find("endorsements").outcome is PASSED

    def test_without_any_says_so(self, verify, genuine):
        assert verify(genuine).find("endorsements").outcome is NOT_APPLICABLE

    def test_keeps_its_verdict_when_one_does_not_count(self, verify):
        wrong = [
            changed(endorse(), "credentialSubject.endorsementComment", "In bad standing"),
            endorse("urn:uuid:something-else"),
            endorse(until=credentials.ISSUED + dt.timedelta(seconds=1)),
            {name: value for name, value in endorse().items() if name != "proof"},
            {name: value for name, value in endorse().items() if name != "credentialSubject"},
            endorse(by=credentials.Academy(issuer_id="did:web:nowhere.test")),
            endorse(issuer=ACADEMY.issuer_id),
        ]
        for one in wrong:
            found = endorsed(one, verify)

            assert found, found.decisive
            assert found.find("endorsements").outcome is INCONCLUSIVE
            assert "does not count" in found.find("endorsements").message

    def test_tells_of_good_ones_beside_bad_ones(self, verify):
        found = endorsed([endorse(), endorse("urn:uuid:x", number=2)], verify)

        assert "endorses the badge" in found.find("endorsements").message
        assert "does not count" in found.find("endorsements").message

    def test_looks_at_eight_at_most(self, verify):
        found = endorsed([endorse(number=number) for number in range(9)], verify)

        assert found
        assert "more than 8" in found.find("endorsements").message

    def test_never_takes_the_name_that_an_endorser_gives_itself(self, verify):
        boast = endorse(issuer={"id": STATE.issuer_id, "type": ["Profile"], "name": "Harvard"})

        assert "Harvard" not in endorsed(boast, verify).find("endorsements").message


class TestAnEndorsementAsAToken:
    def told(self, token, verify):
        badge = ACADEMY.credential(lambda document: document.update(endorsementJwt=[token]))
        found = verify(badge)

        assert found, found.decisive
        return found.find("endorsements")

    def test_is_verified_inside_a_badge(self, verify):
        unsigned = {name: value for name, value in endorse().items() if name != "proof"}
        token = vc_jwt.sign(unsigned, STATE.signer).decode()

        assert self.told(token, verify).outcome is PASSED
        assert self.told(token[:-8] + "AAAAAAAA", verify).outcome is INCONCLUSIVE

    @pytest.mark.parametrize("text", ["", "x", "a.b.c", "é.é.é"])
    def test_that_is_none_does_not_count(self, verify, text):
        assert self.told(text, verify).outcome is INCONCLUSIVE


class TestAnEndorsementAlone:
    def test_verifies(self, verify):
        found = verify(endorse())

        assert found, found.decisive
        assert found.sentence == "This endorsement is genuine and in date."

    def test_needs_something_that_it_speaks_of(self, verify):
        broken = endorse(credentialSubject={"type": ["EndorsementSubject"]})

        assert verify(broken).decisive.id == "schema"

    def test_that_also_says_it_is_a_badge_must_be_one(self, verify):
        both = endorse(type=["VerifiableCredential", "EndorsementCredential", "OpenBadgeCredential"])

        assert verify(both).decisive.id == "schema"

    def test_is_written_in_the_words_of_the_standard(self):
        assert endorse()["@context"] == [contexts.VC2, contexts.OB3]
        assert endorse()["type"] == ["VerifiableCredential", "EndorsementCredential"]


def test_those_of_open_badges_2_are_named():
    found = endorsements.named_in_assertion(
        {"endorsement": "https://a.test/1", "badge": {"endorsement": [1, 2]}}
    )

    assert found.outcome is NOT_APPLICABLE
    assert "3 endorsements" in found.message
