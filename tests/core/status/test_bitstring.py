"""Bitstring status lists: the bits, how they are packed, and what a hostile list may cost."""

import base64
import gzip
from typing import ClassVar

import hypothesis
import pytest
from hypothesis import strategies

from phalera_core import errors
from phalera_core.errors import StatusErrorKind
from phalera_core.status import bitstring

INDEX = strategies.integers(0, bitstring.LENGTH - 1)


def packed(data):
    return "u" + base64.urlsafe_b64encode(gzip.compress(data, mtime=0)).decode().rstrip("=")


def entry(**instead):
    return {"statusPurpose": "revocation", "statusListIndex": "5"} | instead


def published(encoded, **instead):
    return {"credentialSubject": {"statusPurpose": "revocation", "encodedList": encoded} | instead}


class TestBitstring:
    def test_counts_from_the_highest_bit_of_the_first_byte(self):
        bits = bitstring.Bitstring()
        for index in (0, 7, 8):
            bits.set(index, True)

        assert bytes(bits)[:3] == b"\x81\x80\x00"

    @hypothesis.given(indexes=strategies.sets(INDEX, max_size=20), probe=INDEX)
    def test_says_what_was_set(self, indexes, probe):
        bits = bitstring.Bitstring()
        for index in indexes:
            bits.set(index, True)

        assert bits.get(probe) is (probe in indexes)

    def test_takes_back(self):
        bits = bitstring.Bitstring()
        bits.set(9, True)
        bits.set(9, False)

        assert bytes(bits) == bytes(bitstring.Bitstring())

    @pytest.mark.parametrize("index", [-1, bitstring.LENGTH, 2**64])
    def test_has_no_other_entries(self, index):
        with pytest.raises(errors.StatusError) as caught:
            bitstring.Bitstring().get(index)

        assert caught.value.kind is StatusErrorKind.RANGE_ERROR


class TestEncoding:
    @hypothesis.given(indexes=strategies.sets(INDEX, max_size=20))
    def test_is_undone_by_decoding(self, indexes):
        bits = bitstring.Bitstring()
        for index in indexes:
            bits.set(index, True)

        assert bytes(bitstring.decode(bitstring.encode(bits))) == bytes(bits)

    def test_gives_the_same_text_for_the_same_bits(self):
        # The compressed form of an empty list is fixed here, so that a change of it is noticed.
        assert bitstring.encode(bitstring.Bitstring()) == bitstring.encode(bitstring.Bitstring())
        assert bitstring.encode(bitstring.Bitstring()).startswith("uH4sIAAAAAAAC_-3BMQEAAADCoPVP")

    @pytest.mark.parametrize(
        ("encoded", "kind"),
        [
            ("", StatusErrorKind.MALFORMED_VALUE_ERROR),
            ("H4sI", StatusErrorKind.MALFORMED_VALUE_ERROR),
            ("uH4sI", StatusErrorKind.MALFORMED_VALUE_ERROR),
            ("u====", StatusErrorKind.MALFORMED_VALUE_ERROR),
            ("u+/+/", StatusErrorKind.MALFORMED_VALUE_ERROR),
            ("uA", StatusErrorKind.MALFORMED_VALUE_ERROR),
            (packed(b"\0" * 16_384)[:-9], StatusErrorKind.MALFORMED_VALUE_ERROR),
            (packed(b"\0" * 16_383), StatusErrorKind.STATUS_LIST_LENGTH_ERROR),
            (packed(b""), StatusErrorKind.STATUS_LIST_LENGTH_ERROR),
            (packed(b"\0" * 20_000_000), StatusErrorKind.MALFORMED_VALUE_ERROR),
            ("u" + "A" * 3_000_000, StatusErrorKind.MALFORMED_VALUE_ERROR),
        ],
        ids=range(11),
    )
    def test_refuses_what_is_broken_or_a_bomb(self, encoded, kind):
        with pytest.raises(errors.StatusError) as caught:
            bitstring.decode(encoded)

        assert caught.value.kind is kind


class TestReadStatus:
    def test_gives_the_bit(self):
        bits = bitstring.Bitstring()
        bits.set(5, True)

        assert bitstring.read_status(entry(), published(bitstring.encode(bits))) == 1
        assert bitstring.read_status(entry(statusListIndex="6"), published(bitstring.encode(bits))) == 0

    @pytest.mark.parametrize(
        ("given", "listed", "kind"),
        [
            ({"statusPurpose": "suspension"}, {}, StatusErrorKind.STATUS_VERIFICATION_ERROR),
            ({}, {"statusPurpose": ["message"]}, StatusErrorKind.STATUS_VERIFICATION_ERROR),
            ({"statusListIndex": 5}, {}, StatusErrorKind.MALFORMED_VALUE_ERROR),
            ({"statusListIndex": "-5"}, {}, StatusErrorKind.MALFORMED_VALUE_ERROR),
            ({"statusListIndex": "05"}, {}, StatusErrorKind.MALFORMED_VALUE_ERROR),
            ({"statusListIndex": "131072"}, {}, StatusErrorKind.RANGE_ERROR),
            ({"statusSize": 2}, {}, StatusErrorKind.STATUS_LIST_LENGTH_ERROR),
            ({"statusSize": 2}, {"statusSize": 4}, StatusErrorKind.MALFORMED_VALUE_ERROR),
            ({"statusSize": 0}, {}, StatusErrorKind.MALFORMED_VALUE_ERROR),
            ({"statusSize": True}, {}, StatusErrorKind.MALFORMED_VALUE_ERROR),
            ({"statusSize": 17}, {}, StatusErrorKind.MALFORMED_VALUE_ERROR),
            ({}, {"encodedList": None}, StatusErrorKind.MALFORMED_VALUE_ERROR),
        ],
    )
    def test_refuses_what_does_not_fit(self, given, listed, kind):
        with pytest.raises(errors.StatusError) as caught:
            bitstring.read_status(
                entry(**given), published(bitstring.encode(bitstring.Bitstring()), **listed)
            )

        assert caught.value.kind is kind

    @pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 11, 16])
    def test_gives_the_value_of_entries_of_any_size(self, size):
        total = bitstring.LENGTH * size
        values = {0: 1, 1: (1 << size) - 1, 7: 1, bitstring.LENGTH - 1: (1 << size) - 1}
        number = 0
        for index, value in values.items():
            number |= value << (total - (index + 1) * size)
        listed = published(bitstring.encode(bitstring.Bitstring(number.to_bytes(total // 8, "big"))))

        for index in (*values, 2, 8):
            given = entry(statusListIndex=str(index), statusSize=size)
            assert bitstring.read_status(given, listed) == values.get(index, 0)


class TestMessageOf:
    ENTRY: ClassVar = {
        "statusMessage": [{"status": "0x0", "message": "open"}, {"status": "0xA", "message": 7}, 3]
    }

    def test_gives_what_the_entry_says(self):
        assert bitstring.message_of(self.ENTRY, 0) == "open"

    @pytest.mark.parametrize("value", [1, 10])
    def test_gives_nothing_where_nothing_is_said(self, value):
        assert bitstring.message_of(self.ENTRY, value) is None
        assert bitstring.message_of({}, value) is None
