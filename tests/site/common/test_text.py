"""Words that people give come out trimmed and signable, or are refused with the field that holds them."""

import pytest

from phalera.common import errors, text


class TestLine:
    def test_is_trimmed_and_composed(self):
        assert text.line("  Ame\u0301lie ", field="name", longest=20) == "Am\u00e9lie"

    @pytest.mark.parametrize("name", ["Zoë", "محمد", "李小龍", "ไพลิน", "👩‍🏫 Ada", "अनन्या"])
    def test_may_be_in_any_script(self, name):
        assert text.line(name, field="name", longest=20) == name

    @pytest.mark.parametrize(
        "wrong",
        ["", "   ", "two\nlines", "a\ttab", "nul\0", "x\x85y", "\ud800", "\ufdd0", "\uffff", "\U0001ffff"],
    )
    def test_refuses_what_is_no_line_of_words(self, wrong):
        with pytest.raises(errors.InvalidError) as caught:
            text.line(wrong, field="title", longest=20)

        assert caught.value.field == "title"

    def test_refuses_one_character_too_many(self):
        assert text.line("x" * 20, field="name", longest=20)
        with pytest.raises(errors.InvalidError, match="21"):
            text.line("x" * 21, field="name", longest=20)


class TestParagraphs:
    def test_have_plain_line_ends(self):
        assert text.paragraphs("a\r\nb\rc\td", field="body", longest=20) == "a\nb\nc\td"

    def test_may_be_empty_where_nothing_is_required(self):
        assert text.paragraphs(" \n", field="body", longest=20, required=False) == ""
