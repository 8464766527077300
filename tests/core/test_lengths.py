"""What is said of how long something will be is how long it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalera_core.baking import png
from phalera_core.documents import v2, v3
from phalera_core.keys import multibase
from phalera_core.linkeddata import forms, template

SOURCE = (
    b'{"id":"slot:\\u001fid","name":"Kn\xc3\xb6tchen","until":"slot:\\u001fvalid_until",'
    b'"again":["slot:\\u001fid","slot:\\u001fsalt"]}'
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SLOTS = st.fixed_dictionaries({"id": TEXT, "salt": TEXT, "valid_until": st.none() | TEXT})


class TestLengths:
    @given(SLOTS)
    def test_are_of_what_comes_out_the_same_without_a_form(self, slots):
        assert forms.filled(SOURCE, slots) == forms.Form(SOURCE).fill(slots)

    @given(st.binary(max_size=64) | st.binary(max_size=8).map(lambda end: bytes(56) + end))
    def test_are_those_of_base58(self, data):
        assert multibase.length(data) == len(multibase.encode(data))

    @pytest.mark.parametrize(("v3", "v2"), [(b"{}", b"{}"), (b'{"a":1}', b'{"bb":22}')])
    def test_are_those_of_a_baked_picture(self, v3, v2):
        prepared = png.PreparedPng(before=b"before", after=b"behind it")

        assert prepared.length(v3=len(v3), v2=len(v2)) == len(prepared.bake(v3=v3, v2=v2))


class TestFormsOfAFormat:
    """Lengths are told from the format alone: with other slots, or other names for those left out, it must be another."""

    def test_have_the_slots_that_it_is_known_for(self):
        achievement = v3.Achievement(
            id="urn:a", name="A", description="A", criteria=v3.Criteria(narrative="A")
        )
        made = (
            v3.credential_template(achievement=achievement, issuer="urn:i"),
            v2.assertion_template(badge="urn:b"),
        )

        marks = [[part.split(b'"')[0] for part in form.split(b"slot:\\u001f")[1:]] for form in made]
        without_end = [len(form) - len(forms.without(form, forms.OPTIONAL)) for form in made]

        assert template.FORMAT == 1
        assert [b" ".join(sorted(names)).decode() for names in marks] == [
            "awarded_date id identity_hash salt status_id status_index status_list subject_id valid_from valid_until",
            "awarded_date id identity_hash image salt valid_until",
        ]
        assert without_end == [
            len(',"validUntil":"slot:\\u001fvalid_until"'),
            len(',"expires":"slot:\\u001fvalid_until"'),
        ]
