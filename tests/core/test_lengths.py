"""What is said of how long something will be is how long it is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalera_core.baking import png
from phalera_core.keys import multibase
from phalera_core.linkeddata import forms
from phalera_core.signing import proof

SOURCE = (
    b'{"id":"slot:\\u001fid","name":"Kn\xc3\xb6tchen","until":"slot:\\u001fvalid_until",'
    b'"again":["slot:\\u001fid","slot:\\u001fsalt"]}'
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SLOTS = st.fixed_dictionaries({"id": TEXT, "salt": TEXT, "valid_until": st.none() | TEXT})


class TestLengths:
    @given(SLOTS)
    def test_are_those_of_a_filled_form(self, slots):
        rest, names = forms.blank(SOURCE, [name for name, value in slots.items() if value is None])

        in_slots = sum(forms.quoted_length(slots[name]) for name in names)

        assert rest + in_slots == len(forms.Form(SOURCE).fill(slots))

    @given(SLOTS)
    def test_are_of_what_comes_out_the_same_without_a_form(self, slots):
        assert forms.filled(SOURCE, slots) == forms.Form(SOURCE).fill(slots)

    @given(st.binary(max_size=64) | st.binary(max_size=8).map(lambda end: bytes(56) + end))
    def test_are_those_of_base58(self, data):
        assert multibase.length(data) == len(multibase.encode(data))

    @given(SLOTS, st.binary(min_size=64, max_size=64), st.integers(0, 10**9))
    def test_are_those_of_a_signed_credential(self, slots, signature, seconds):
        values = {
            "signature": signature,
            "key_id": "did:web:example.org#key",
            "created": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds),
        }

        unsigned = forms.Form(SOURCE).fill(slots)
        longer = proof.attached_length(signature=signature, key_id=values["key_id"])

        assert len(unsigned) + longer == len(proof.compose(forms.Form(SOURCE), slots, **values))

    @pytest.mark.parametrize(("v3", "v2"), [(b"{}", b"{}"), (b'{"a":1}', b'{"bb":22}')])
    def test_are_those_of_a_baked_picture(self, v3, v2):
        prepared = png.PreparedPng(before=b"before", after=b"behind it")

        assert prepared.length(v3=len(v3), v2=len(v2)) == len(prepared.bake(v3=v3, v2=v2))
