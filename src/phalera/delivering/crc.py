"""CRC-32 of bytes that are joined, from the CRCs of their parts: the large part is read once per picture, not per badge."""

import functools

# The reversed polynomial of CRC-32 (ISO 3309), as zlib has it.
_POLYNOMIAL = 0xEDB8_8320
_ONE = 1 << 31  # x to the power of 0, bits reversed


def combine(first: int, second: int, second_length: int) -> int:
    """Give the CRC of two byte strings joined, from their CRCs and the length of the second in bytes."""
    for digit in _digits(second_length):
        second ^= digit[first & 15]
        first >>= 4
    return second


# Pictures are few beside the badges that show them, and so are their lengths.
@functools.lru_cache(maxsize=1024)
def _digits(length: int) -> tuple[tuple[int, ...], ...]:
    """Give what each hexadecimal digit of a CRC, the lowest first, becomes when so many bytes follow."""
    power = _shift(length)
    bits = [power]  # of the highest bit, which stands for 1, and downwards: each is one more power of x
    for _ in range(31):
        power = power >> 1 ^ _POLYNOMIAL if power & 1 else power >> 1
        bits.append(power)
    bits.reverse()
    return tuple(_sums(bits[place : place + 4]) for place in range(0, 32, 4))


def _sums(bits: list[int]) -> tuple[int, ...]:
    sums = [0]
    for bit in bits:
        sums += [each ^ bit for each in sums]
    return tuple(sums)


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
