"""The learner's name in their badges: only where they chose it, and never in what was signed before."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from factories import stage
from phalera.accounts import actions as accounts
from phalera.issuing import actions, queries, updating
from phalera.issuing.models import Credential
from phalera.verifying import checker

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
NAME = {"type": "IdentityObject", "hashed": False, "identityHash": "Leo", "identityType": "name"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage.build(NOW)


@pytest.fixture
def award(cast):
    return stage.award(cast, stage.add_course(cast, "knots", NOW), NOW)


def choose(person, *, wanted):
    accounts.choose_signed_name(person=person, wanted=wanted, by=person, now=NOW)


def said(award):
    document = json.loads(queries.v3_document(queries.live_credential(award)))
    return document["credentialSubject"]["identifier"]


class TestTheName:
    def test_is_not_signed_unless_it_was_chosen(self, award):
        actions.issue(awards=[award], now=NOW)

        assert [each["identityType"] for each in said(award)] == ["emailAddress"]
        assert queries.live_credential(award).extra is None

    def test_stands_beside_the_address_once_it_was_chosen(self, cast, award):
        choose(cast.leo, wanted=True)

        actions.issue(awards=[award], now=NOW)

        assert said(award)[0]["identityType"] == "emailAddress"
        assert said(award)[1] == NAME

    def test_leaves_the_badge_genuine_and_its_holder_comparable(self, cast, award):
        choose(cast.leo, wanted=True)
        actions.issue(awards=[award], now=NOW)
        document = queries.v3_document(queries.live_credential(award))

        assert checker.verify(document, now=LATER, recipient="leo@example.org")
        assert not checker.verify(document, now=LATER, recipient="eve@example.org")
        # The name is no address: whoever types it has not proven anything.
        assert not checker.verify(document, now=LATER, recipient="Leo")

    def test_of_a_badge_that_was_issued_waits_for_its_update(self, cast, award):
        actions.issue(awards=[award], now=NOW)
        choose(cast.leo, wanted=True)
        before = said(award)

        updating.update(awards=[award], now=LATER)

        assert len(before) == 1
        assert said(award)[1] == NAME

    def test_leaves_with_the_next_update_when_it_is_wanted_no_more(self, cast, award):
        choose(cast.leo, wanted=True)
        actions.issue(awards=[award], now=NOW)
        choose(cast.leo, wanted=False)

        updating.update(awards=[award], now=LATER)

        assert len(said(award)) == 1

    def test_takes_nothing_from_what_else_only_this_award_says(self, cast, award):
        actions.issue(awards=[award], now=NOW)
        Credential.objects.update(extra='{"narrative":"Only here."}')
        choose(cast.leo, wanted=True)

        updating.update(awards=[award], now=LATER)

        assert queries.live_credential(award).extra == '{"name":"Leo","narrative":"Only here."}'
