"""What text may be signed, and how moments are written."""

import datetime as dt

import pytest

from phalera_core import errors
from phalera_core.documents import text


class TestText:
    @pytest.mark.parametrize(
        "value", ["", "a\tb\nc\r\n", "é 網絡 😀👩\u200d🚀", "\u202eعرب", "\u2028", "\ue000"]
    )
    def test_may_be_in_any_script_with_tabs_and_line_ends(self, value):
        assert text.check_text(value, "name") == value

    @pytest.mark.parametrize(
        "character",
        [
            "\x00",
            "\x08",
            "\x0b",
            "\x1f",
            "\x7f",
            "\x85",
            "\x9f",
            "\ud83d",
            "\ufdd0",
            "\ufffe",
            "\uffff",
            "\U0001ffff",
        ],
    )
    def test_is_refused_with_its_field_and_the_character(self, character):
        with pytest.raises(errors.ValueRefusedError) as refused:
            text.check_text(f"Net\n{character}works", "achievement.name")

        assert refused.value.field == "achievement.name"
        assert f"U+{ord(character):04X} at position 5" in refused.value.message

    @pytest.mark.parametrize(
        ("value", "field"),
        [
            ({"a": {"b": ["x", {"c": "\x00"}]}}, "a.b.c"),
            ({"a": [["\x00"]]}, "a"),
            ({"a\x00": 1}, "a name in the document"),
            ("\x00", "the text"),
        ],
    )
    def test_is_found_wherever_it_stands(self, value, field):
        with pytest.raises(errors.ValueRefusedError) as refused:
            text.check_all(value)

        assert refused.value.field == field

    def test_is_fine_when_there_is_none(self):
        text.check_all({"a": [1, None, True, 2.5, {"b": "fine"}]})


class TestAMoment:
    def test_is_written_in_utc_and_whole_seconds(self):
        moment = dt.datetime(2026, 11, 24, 1, 2, 3, 999_999, tzinfo=dt.timezone(dt.timedelta(hours=2)))

        assert text.timestamp(moment) == "2026-11-23T23:02:03Z"

    def test_needs_a_time_zone(self):
        with pytest.raises(errors.ValueRefusedError):
            text.timestamp(dt.datetime(2026, 11, 24))  # noqa: DTZ001 - on purpose
