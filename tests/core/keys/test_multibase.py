"""Base58btc as the library writes it, for all bytes."""

import base58
from hypothesis import example, given
from hypothesis import strategies as st

from phalera_core.keys import multibase


class TestEncode:
    @given(st.binary(max_size=80))
    @example(b"")
    @example(b"\0\0\0")
    @example(b"\0" + bytes([255]) * 64)
    def test_writes_what_the_library_writes(self, data):
        assert multibase.encode(data) == "z" + base58.b58encode(data).decode()
