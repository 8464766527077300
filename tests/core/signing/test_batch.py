"""A batch is what one after the other would have been; what cannot be signed, or does not verify, is told."""

import datetime as dt
import json

import pytest

from core.signing import random_credentials
from phalera_core import errors, issue_many
from phalera_core.keys import signer
from phalera_core.linkeddata import template
from phalera_core.signing import batch, proof

SEED = 20_261_130
CREATED = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
KEY = signer.Ed25519Signer(bytes(range(32)), "did:web:example.org#one")
OTHER = signer.Ed25519Signer(bytes(range(1, 33)), "did:web:example.org#other")
EXTRA = {"narrative": "By hand.", "evidence": [{"type": ["Evidence"], "narrative": "It grew."}]}


class Forgetful:
    """Signs with its own key, until from a certain signature on it signs with another's."""

    key_id = KEY.key_id
    public = KEY.public

    def __init__(self, good: int) -> None:
        self.good = good

    def sign(self, data: bytes) -> bytes:
        self.good -= 1
        return (KEY if self.good >= 0 else OTHER).sign(data)


@pytest.fixture(scope="module")
def rows():
    """Credentials of several achievements and two keys, some of which say more than others."""
    source = random_credentials.Source(SEED)
    made = []
    for number in range(6):
        compiled = template.compile_template(source.template())
        made += [
            batch.Prepared(
                compiled,
                source.slots(compiled.form.slots),
                (KEY, OTHER)[turn % 2],
                CREATED + dt.timedelta(seconds=turn),
                EXTRA if (number, turn) == (3, 2) else None,
            )
            for turn in range(5)
        ]
    return made


def spoilt(row):
    return row._replace(slots={**row.slots, "salt": "a\x00b"})


class TestABatch:
    def test_equals_one_by_one(self, rows):
        issued = issue_many(rows)

        for row, one in zip(rows, issued, strict=True):
            alone = proof.sign_template(
                row.template, row.slots, row.signer, created=row.created, extra=row.extra
            )
            assert (one.signature, one.fast) == (alone.signature, alone.fast)
            assert one.document == proof.compose(
                row.template,
                row.slots,
                signature=alone.signature,
                key_id=row.signer.key_id,
                created=row.created,
                extra=row.extra,
            )
        assert {one.fast for one in issued} == {True, False}

    def test_equals_the_general_path(self, rows):
        for row, one in zip(rows[:15], issue_many(rows[:15]), strict=True):
            document = json.loads(one.document)
            unsigned = {name: value for name, value in document.items() if name != "proof"}
            assert document == proof.sign(unsigned, row.signer, created=row.created)

    def test_says_what_only_one_award_says(self, rows):
        documents = [json.loads(one.document) for one in issue_many(rows)]

        said = [place for place, each in enumerate(documents) if each["credentialSubject"].get("narrative")]
        assert said == [place for place, row in enumerate(rows) if row.extra]
        proof.verify_proof(documents[said[0]], rows[said[0]].signer.public)

    def test_may_be_empty(self):
        assert issue_many([]) == []

    def test_may_come_as_it_is_made(self, rows):
        assert issue_many(iter(rows)) == issue_many(rows)


class TestWhatCannotBeSigned:
    @pytest.mark.parametrize("place", [0, 7, 29])
    def test_is_named_and_keeps_no_other_waiting(self, rows, place):
        good = issue_many(rows)

        found = issue_many([*rows[:place], spoilt(rows[place]), *rows[place + 1 :]])

        refused = found[place]
        assert isinstance(refused, batch.Refused)
        assert refused.place == place
        assert refused.error.field == "salt"
        assert [*found[:place], *found[place + 1 :]] == [*good[:place], *good[place + 1 :]]

    def test_is_named_when_a_slot_is_empty(self, rows):
        [refused] = issue_many([rows[0]._replace(slots={**rows[0].slots, "id": None})])

        assert isinstance(refused.error, errors.DocumentError)
        assert refused.error.field == "id"

    def test_is_named_when_an_award_cannot_say_it(self, rows):
        [refused] = issue_many([rows[0]._replace(extra={"achievement": {}})])

        assert refused.error.field == "achievement"

    def test_may_be_all_of_them(self, rows):
        assert [one.place for one in issue_many(map(spoilt, rows[:3]))] == [0, 1, 2]


class TestWhatWasSigned:
    @pytest.mark.parametrize("good", [0, 4, 9])
    def test_is_refused_when_a_signature_is_wrong(self, rows, good):
        suspect = Forgetful(good)
        wrong = [row._replace(signer=suspect, extra=None) for row in rows[:10]]

        with pytest.raises(errors.ProofError):
            issue_many(wrong, sample=1)

    def test_is_refused_when_the_key_never_fits(self, rows):
        with pytest.raises(errors.ProofError):
            issue_many([row._replace(signer=Forgetful(0)) for row in rows])

    def test_is_looked_at_first_last_now_and_then_and_where_the_general_path_made_it(self, rows):
        looked = []
        batch_of = [
            rows[0],
            spoilt(rows[1]),
            *[row._replace(extra=None) for row in rows[:5]],
            spoilt(rows[1]),
        ]
        fast = [one for one in issue_many(batch_of) if isinstance(one, batch.Issued)]
        assert all(one.fast for one in fast), "this test is about those of the fast path"

        issue_many(batch_of, check=lambda place, one: looked.append(place), sample=4)

        # Of the places 0, 2, 3, 4, 5 and 6, which were signed: the first, the fifth and the last.
        assert looked == [0, 5, 6]

    def test_is_looked_at_wherever_the_general_path_made_it(self, rows):
        looked = []

        issued = issue_many(rows, check=lambda place, one: looked.append(place), sample=len(rows))

        slow = {place for place, one in enumerate(issued) if not one.fast}
        assert slow
        assert looked == sorted({0, len(rows) - 1} | slow)
