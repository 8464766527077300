"""Forms: JSON with blanks."""

import json

import pytest

from phalera_core import errors
from phalera_core.linkeddata import forms


def form(document):
    return forms.Form(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())


class TestAForm:
    def test_is_filled_in_place(self):
        blank = form({"id": forms.slot("id"), "words": "a, b", "salt": forms.slot("salt")})

        filled = blank.fill({"id": "urn:x", "salt": 'say "hi"\n\\é😀'})

        assert filled.decode() == '{"id":"urn:x","words":"a, b","salt":"say \\"hi\\"\\n\\\\é😀"}'
        assert blank.slots == {"id", "salt"}

    def test_leaves_out_the_member_of_an_optional_slot_without_a_value(self):
        blank = form({"id": forms.slot("id"), "validUntil": forms.slot("valid_until"), "z": 1})

        assert blank.fill({"id": "a", "valid_until": None}) == b'{"id":"a","z":1}'
        assert blank.fill({"id": "a"}) == b'{"id":"a","z":1}'
        assert blank.fill({"id": "a", "valid_until": "b"}) == b'{"id":"a","validUntil":"b","z":1}'

    @pytest.mark.parametrize("slots", [{}, {"id": None}, {"salt": "x"}])
    def test_wants_every_other_slot(self, slots):
        with pytest.raises(errors.DocumentError) as refused:
            form({"id": forms.slot("id")}).fill(slots)

        assert refused.value.field == "id"

    @pytest.mark.parametrize("slots", [{}, {"id": None}, {"salt": "x"}])
    def test_wants_every_other_slot_for_one_use_too(self, slots):
        with pytest.raises(errors.DocumentError) as refused:
            forms.filled(form({"id": forms.slot("id")}).source, slots)

        assert refused.value.field == "id"

    @pytest.mark.parametrize(
        "words",
        [
            "slot:id",
            "slot:\\u001fid",
            '"slot:\\u001fid"',
            '","a":"slot:\\u001fid',
            "\\",
            '\\"slot:\\u001fid\\"',
        ],
    )
    def test_takes_no_words_for_a_slot(self, words):
        blank = form({"id": forms.slot("id"), "words": words})

        assert blank.slots == {"id"}
        assert json.loads(blank.fill({"id": "x"})) == {"id": "x", "words": words}

    def test_refuses_a_slot_it_does_not_know(self):
        with pytest.raises(errors.DocumentError):
            forms.Form(b'{"a":"slot:\\u001fsurprise"}')
        with pytest.raises(ValueError, match="surprise"):
            forms.slot("surprise")

    @pytest.mark.parametrize(
        "document",
        [{"validUntil": forms.slot("valid_until")}, {"a": 1, "b": [forms.slot("valid_until")]}],
    )
    def test_refuses_an_optional_slot_that_could_not_go(self, document):
        with pytest.raises(errors.DocumentError) as refused:
            form(document)

        assert refused.value.field == "valid_until"

    def test_refuses_half_a_character(self):
        with pytest.raises(errors.ValueRefusedError):
            form({"id": forms.slot("id")}).fill({"id": "\ud800"})
