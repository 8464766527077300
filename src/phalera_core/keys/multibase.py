"""Multibase base58btc (Data Integrity 1.0, section 2.4), written ten digits at a time.

The library's encoder divides once per digit, which costs more than an Ed25519 signature; the test holds ours to it.
"""

import bisect

import base58

_DIGITS = base58.BITCOIN_ALPHABET.decode("ascii")
_PAIRS = tuple(one + other for one in _DIGITS for other in _DIGITS)
_PAIR = len(_PAIRS)
_TEN_DIGITS = _PAIR**5
# The smallest numbers of so many digits; more than a signature of 64 bytes needs.
_SMALLEST = tuple(len(_DIGITS) ** digits for digits in range(90))


def encode(data: bytes) -> str:
    """Give `z` and the base58btc text of bytes."""
    number, parts = int.from_bytes(data, "big"), []
    while number:
        number, rest = divmod(number, _TEN_DIGITS)
        rest, fifth = divmod(rest, _PAIR)
        rest, fourth = divmod(rest, _PAIR)
        rest, third = divmod(rest, _PAIR)
        first, second = divmod(rest, _PAIR)
        parts.append(_PAIRS[first] + _PAIRS[second] + _PAIRS[third] + _PAIRS[fourth] + _PAIRS[fifth])
    # Leading zeros of the number mean nothing; each leading zero byte is one `1`.
    digits = "".join(reversed(parts)).lstrip(_DIGITS[0])
    return "z" + _DIGITS[0] * (len(data) - len(data.lstrip(b"\0"))) + digits


def length(data: bytes) -> int:
    """Give how long `encode(data)` is, for what has at most 64 bytes."""
    zeros = len(data) - len(data.lstrip(b"\0"))
    return 1 + zeros + bisect.bisect_right(_SMALLEST, int.from_bytes(data, "big"))
