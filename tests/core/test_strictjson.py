"""Strict JSON: one reading only, within bounds of size, depth and numbers."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalera_core import errors, strictjson

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=30,
)


class TestLoads:
    @given(values)
    def test_reads_what_dumps_wrote(self, value):
        assert strictjson.loads(strictjson.dumps(value)) == value

    @given(st.binary(max_size=60))
    def test_agrees_with_the_standard_library_or_refuses(self, data):
        try:
            value = strictjson.loads(data)
        except errors.CoreError:
            return
        assert value == json.loads(data)

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "not JSON"),
            ("{", "not JSON"),
            ("[1,]", "not JSON"),
            ("{}{}", "not JSON"),
            ("{'a': 1}", "not JSON"),
            ("[01]", "not JSON"),
            ("[1\u0661]", "not JSON"),
            ('["\t"]', "not JSON"),
            ("\u00a0{}", "not JSON"),
            ("\ufeff{}", "byte order mark"),
            ('{"a": 1, "b": {"c": 1, "c": 2}}', "'c' stands twice"),
            ('{"a": 1, "\\u0061": 1}', "'a' stands twice"),
            ("[NaN]", "NaN"),
            ("[Infinity]", "Infinity"),
            ("[-Infinity]", "Infinity"),
            ("[1e999]", "too large"),
            ("[-1e999]", "too large"),
            ("[9007199254740993]", "2\\^53"),
            ("[-9007199254740993]", "2\\^53"),
            ("9" * 100_000, "2\\^53"),
            ('["\\ud800"]', "U\\+D800"),
            ('["\\udc00\\ud800"]', "U\\+DC00"),
            ('{"\\udfff": 1}', "U\\+DFFF"),
            ('{"a": ["b", {"c": "\\u0000"}]}', "U\\+0000"),
        ],
    )
    def test_refuses_what_two_readers_could_read_differently(self, text, reason):
        with pytest.raises(errors.JsonError, match=reason):
            strictjson.loads(text.encode())

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
    def test_refuses_another_encoding(self, encoding):
        with pytest.raises(errors.JsonError):
            strictjson.loads('{"a": "é"}'.encode(encoding))

    def test_says_where_the_encoding_is_wrong(self):
        with pytest.raises(errors.JsonError, match="byte 6 belongs to no character"):
            strictjson.loads('{"a":"é"}'.encode("latin-1"))

    @pytest.mark.parametrize("raw", [b'["\xed\xa0\x80"]', b'["\xc0\x80"]', b'["\xf4\x90\x80\x80"]', b"\xff"])
    def test_refuses_bytes_that_only_look_like_utf_8(self, raw):
        with pytest.raises(errors.JsonError, match="not UTF-8"):
            strictjson.loads(raw)

    def test_keeps_a_surrogate_pair_together(self):
        assert strictjson.loads(b'["\\ud834\\udd1e"]') == ["𝄞"]

    def test_accepts_the_largest_integers(self):
        assert strictjson.loads(b"[9007199254740992, -9007199254740992]") == [2**53, -(2**53)]

    def test_accepts_thirty_two_levels_and_no_more(self):
        assert strictjson.loads(b"[" * 32 + b"]" * 32)
        assert strictjson.loads(b'{"a":' * 32 + b"1" + b"}" * 32)
        for text in (b"[" * 33 + b"]" * 33, b'{"a":' * 33 + b"1" + b"}" * 33):
            with pytest.raises(errors.JsonError, match="32 levels"):
                strictjson.loads(text)

    @pytest.mark.parametrize("text", [b"[" * 100_000, b'{"a":' * 100_000, b"[" * 100_000 + b"]" * 100_000])
    def test_survives_any_depth(self, text):
        with pytest.raises(errors.JsonError, match="32 levels"):
            strictjson.loads(text)

    def test_accepts_twenty_thousand_values_and_no_more(self):
        assert strictjson.loads(b"[" + b"0," * 19_998 + b"0]")
        with pytest.raises(errors.JsonError, match="20,000 values"):
            strictjson.loads(b"[" + b"0," * 19_999 + b"0]")

    @pytest.mark.timeout(5)
    def test_finds_a_repeated_key_among_a_hundred_thousand(self):
        keys = ",".join(f'"{number}":0' for number in range(100_000))

        with pytest.raises(errors.JsonError, match="'99999' stands twice"):
            strictjson.loads(f'{{{keys},"99999":1}}'.encode(), max_bytes=2_000_000)

    def test_measures_before_it_reads(self):
        with pytest.raises(errors.TooLargeError, match="1,000,000 are the limit") as caught:
            strictjson.loads(b"\xff" * 1_000_001)
        assert caught.value.limit == 1_000_000

    def test_takes_another_limit(self):
        with pytest.raises(errors.TooLargeError):
            strictjson.loads(b"[1]", max_bytes=2)

    def test_does_not_repeat_a_long_key(self):
        with pytest.raises(errors.JsonError) as caught:
            strictjson.loads(b'{"%s":1,"%s":2}' % (b"k" * 10_000, b"k" * 10_000))
        assert len(str(caught.value)) < 200


class TestDumps:
    def test_is_compact_and_keeps_order_and_letters(self):
        assert (
            strictjson.dumps({"b": [1, 2.5, None, True], "a": "é\n𝄞"})
            == '{"b":[1,2.5,null,true],"a":"é\\n𝄞"}'.encode()
        )

    @pytest.mark.parametrize("value", [math.nan, math.inf, "\ud800", {"\udfff": 1}])
    def test_refuses_what_json_cannot_say(self, value):
        with pytest.raises(errors.JsonError):
            strictjson.dumps(value)

    def test_refuses_a_value_that_contains_itself(self):
        value = []
        value.append(value)

        with pytest.raises(errors.JsonError):
            strictjson.dumps(value)
