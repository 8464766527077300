"""CRC-32 of bytes that are joined, from the CRCs of their parts: the large part is read once per picture, not per badge."""

import functools

# The reversed polynomial of CRC-32 (ISO 3309), as zlib has it.
_POLYNOMIAL = 0xEDB8_8320
_ONE = 1 << 31  # x to the power of 0, bits reversed


def combine(first: int, second: int, second_length: int) -> int:
    """Give the CRC of two byte strings joined, from their CRCs and the length of the second in bytes."""
    return _multiply(_shift(second_length), first) ^ second


@functools.lru_cache(maxsize=256)
def _shift(length: int) -> int:
    """Give x to the power of 8 times `length`, modulo the polynomial, by squaring."""
    result, square, power = _ONE, 1 << 23, length  # 1 << 23 is x to the power of 8, which is one byte
    while power:
        if power & 1:
            result = _multiply(square, result)
        square = _multiply(square, square)
        power >>= 1
    return result


def _multiply(one: int, other: int) -> int:
    product, bit = 0, _ONE
    while one:
        if one & bit:
            product ^= other
            one ^= bit
        bit >>= 1
        other = other >> 1 ^ _POLYNOMIAL if other & 1 else other >> 1
    return product
