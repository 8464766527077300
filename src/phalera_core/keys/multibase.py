"""Multibase base58btc (Data Integrity 1.0, section 2.4), written ten digits at a time.

The library's encoder divides once per digit, which costs more than an Ed25519 signature; the test holds ours to it.
"""

import bisect

import base58

_DIGITS = base58.BITCOIN_ALPHABET.decode("ascii")
_PAIRS = tuple(one + other for one in _DIGITS for other in _DIGITS)
_DIGIT = len(_DIGITS)
_THREE_DIGITS = _DIGIT**3
_FIVE_DIGITS = _DIGIT**5
_TEN_DIGITS = _DIGIT**10
# The smallest numbers of so many digits; more than a signature of 64 bytes needs.
_SMALLEST = tuple(_DIGIT**digits for digits in range(90))


def encode(data: bytes) -> str:
    """Give `z` and the base58btc text of bytes."""
    number, parts = int.from_bytes(data, "big"), []
    while number:
        number, rest = divmod(number, _TEN_DIGITS)
        # Numbers of five digits fit where Python counts fastest.
        high, low = divmod(rest, _FIVE_DIGITS)
        parts.append(
            f"{_PAIRS[high // _THREE_DIGITS]}{_PAIRS[high % _THREE_DIGITS // _DIGIT]}{_DIGITS[high % _DIGIT]}"
            f"{_PAIRS[low // _THREE_DIGITS]}{_PAIRS[low % _THREE_DIGITS // _DIGIT]}{_DIGITS[low % _DIGIT]}"
        )
    # Leading zeros of the number mean nothing; each leading zero byte is one `1`.
    digits = "".join(reversed(parts)).lstrip(_DIGITS[0])
    return "z" + _DIGITS[0] * (len(data) - len(data.lstrip(b"\0"))) + digits


def length(data: bytes) -> int:
    """Give how long `encode(data)` is, for what has at most 64 bytes."""
    zeros = len(data) - len(data.lstrip(b"\0"))
    return 1 + zeros + bisect.bisect_right(_SMALLEST, int.from_bytes(data, "big"))
