"""Places in status lists: each one given once, in an order that tells nothing; published signed and reproducible."""

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from factories import stage
from phalera.awarding import actions as awarding
from phalera.issuing import actions, identity, status
from phalera.issuing.models import StatusEntry, StatusList
from phalera_core.keys import multikey
from phalera_core.signing import proof
from phalera_core.status import bitstring

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class TestPlace:
    def test_is_given_once_over_the_whole_list(self):
        places = {status.place(b"seed" * 8, number) for number in range(bitstring.LENGTH)}

        assert places == set(range(bitstring.LENGTH))

    def test_depends_on_the_seed(self):
        first, second = (
            [status.place(seed, number) for number in range(100)] for seed in (b"a" * 32, b"b" * 32)
        )

        assert first != second

    def test_tells_nothing_of_the_order(self):
        places = [status.place(b"seed" * 8, number) for number in range(2_000)]
        rising = sum(one < next_one for one, next_one in itertools.pairwise(places))

        # A coin thrown 1,999 times; six standard deviations round the middle.
        assert 1000 - 134 < rising < 1000 + 134
        assert max(places) > bitstring.LENGTH * 0.99

    def test_is_the_same_for_ever(self):
        # Changing these numbers would hand out places again that are taken.
        assert [status.place(bytes(32), number) for number in range(4)] == [48488, 23159, 47251, 83284]


@pytest.mark.django_db
class TestAllocate:
    @pytest.fixture
    def cast(self):
        return stage.build(NOW)

    @pytest.fixture
    def course(self, cast):
        return stage.add_course(cast, "knots", NOW)

    def awards(self, cast, course, count):
        return [stage.award(cast, course, NOW, learner=stage.add_learner(f"L{n}", NOW)) for n in range(count)]

    def test_goes_on_in_a_new_list_when_one_is_full(self, cast, course):
        issuer = identity.ensure(issuer=cast.issuer, now=NOW)
        StatusList.objects.update(allocated=bitstring.LENGTH - 1)

        rows = actions.issue(awards=self.awards(cast, course, 3), now=NOW)

        lists = list(StatusList.objects.order_by("pk"))
        assert [each.allocated for each in lists] == [bitstring.LENGTH, 2]
        assert len(rows) == 3
        assert {each.issuer for each in lists} == {issuer}

    def test_gives_back_what_was_rolled_back_and_nothing_else(self, cast, course):
        issuer = identity.ensure(issuer=cast.issuer, now=NOW)
        one, two = self.awards(cast, course, 2)

        with transaction.atomic():
            status.allocate(awards=[one], issuer=issuer, now=NOW)
            transaction.set_rollback(True)
        [entry] = status.allocate(awards=[two], issuer=issuer, now=NOW)

        assert StatusList.objects.get().allocated == 1
        assert entry.index == status.place(bytes(StatusList.objects.get().seed), 0)

    def test_is_refused_twice_by_the_database(self, cast, course):
        one, two = self.awards(cast, course, 2)
        actions.issue(awards=[one], now=NOW)
        entry = StatusEntry.objects.get()

        for wrong in ({"award": two, "index": entry.index}, {"award": one, "index": entry.index ^ 1}):
            with pytest.raises(IntegrityError), transaction.atomic():
                StatusEntry.objects.create(status_list=entry.status_list, **wrong)


@pytest.mark.django_db
class TestPublishRevocation:
    @pytest.fixture
    def cast(self):
        return stage.build(NOW)

    @pytest.fixture
    def awards(self, cast):
        course = stage.add_course(cast, "knots", NOW)
        made = [stage.award(cast, course, NOW, learner=stage.add_learner(f"L{n}", NOW)) for n in range(3)]
        actions.issue(awards=made, now=NOW)
        return made

    def published(self):
        document = json.loads(bytes(StatusList.objects.get().document))
        bits = bitstring.decode(document["credentialSubject"]["encodedList"])
        return document, {entry.award_id for entry in StatusEntry.objects.all() if bits.get(entry.index)}

    def revoke(self, award, now):
        awarding.revoke(award=award, reason="By mistake.", by=None, now=now)
        return actions.publish_revocation(awards=[award], now=now)

    def test_sets_the_bit_of_the_award_alone(self, awards):
        assert self.published()[1] == set()

        assert self.revoke(awards[1], NOW + timedelta(minutes=1)) == 1

        assert self.published()[1] == {awards[1].pk}

    def test_never_takes_a_bit_back(self, awards):
        seen = set()
        for minute, award in enumerate(awards, start=1):
            self.revoke(award, NOW + timedelta(minutes=minute))
            now_set = self.published()[1]
            assert seen < now_set
            seen = now_set

    def test_signs_the_list_anew(self, awards):
        before = self.published()[0]

        self.revoke(awards[0], NOW + timedelta(minutes=1))

        document = self.published()[0]
        key = multikey.decode_public(document["proof"]["verificationMethod"].partition("#")[2])
        proof.verify_proof(document, key)
        assert document["validFrom"] == "2026-03-01T12:01:00Z"
        assert document["id"] == before["id"]

    def test_is_never_dated_before_the_last_one(self, awards):
        self.revoke(awards[0], NOW + timedelta(minutes=1))
        self.revoke(awards[1], NOW - timedelta(minutes=1))

        assert self.published()[0]["validFrom"] == "2026-03-01T12:01:00Z"

    def test_leaves_alone_what_was_not_revoked(self, awards):
        before = bytes(StatusList.objects.get().document)

        assert actions.publish_revocation(awards=awards, now=NOW + timedelta(minutes=1)) == 0

        assert bytes(StatusList.objects.get().document) == before

    def test_gives_the_same_bytes_for_the_same_bits(self, awards):
        status_list = StatusList.objects.get()
        bits = bitstring.Bitstring()

        status._sign(status_list, bits, NOW)
        first = bytes(status_list.document)
        status._sign(status_list, bits, NOW)

        assert bytes(status_list.document) == first
