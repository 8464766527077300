"""RFC 8785, the JSON Canonicalization Scheme."""

import math

import pytest

from phalera_core import errors
from phalera_core.linkeddata import jcs


class TestTheCanonicalForm:
    def test_sorts_names_by_utf_16_code_units(self):
        assert jcs.encode({"ﬁ": 1, "😀": 2, "a": 3}) == '{"a":3,"😀":2,"ﬁ":1}'.encode()

    def test_writes_numbers_as_ecmascript_does(self):
        assert jcs.encode([1.0, 1e21, 0.000001, 1e-7, -0.0]) == b"[1,1e+21,0.000001,1e-7,0]"

    def test_escapes_as_little_as_possible(self):
        assert jcs.encode('\u0007\b\n"\\/é') == '"\\u0007\\b\\n\\"\\\\/é"'.encode()

    @pytest.mark.parametrize("value", [math.nan, math.inf, 2**60, "\ud800", {1: 2}, object()])
    def test_refuses_what_has_none(self, value):
        with pytest.raises(errors.ValueRefusedError):
            jcs.encode(value)
