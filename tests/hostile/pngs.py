"""PNG files that are broken as pictures."""

import random
import struct
import zlib

from hostile.registry import broken
from phalera_core import errors

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY = (1, 1, 8, 0, 0, 0, 0)


def chunk(kind, data=b"", *, length=None, crc=None):
    """Give one chunk, its length and checksum true unless told otherwise."""
    crc = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data) if length is None else length) + kind + data + struct.pack(">I", crc)


def header(*fields):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", *(fields or GREY)))


def data(raw=b"\0\x80"):
    return chunk(b"IDAT", zlib.compress(raw))


END = chunk(b"IEND")


def picture(*between, head=None, after=b""):
    """Give a picture of one grey pixel with chunks before and after its pixels."""
    return b"".join([SIGNATURE, head if head is not None else header(), *between, data(), after, END])


# The signature (section 5.2): each byte is there to notice one kind of damage.


@broken("png")
def signature_alone():
    return SIGNATURE


@broken("png")
def signature_twice():
    return SIGNATURE + picture()


@broken("png", variants=range(8))
def signature_with_one_wrong_byte(place):
    return picture()[:place] + b"?" + picture()[place + 1 :]


@broken("png")
def line_ends_turned_into_line_feeds():
    return picture().replace(b"\r\n", b"\n")


@broken("png")
def line_feeds_turned_into_line_ends():
    return picture().replace(b"\n", b"\r\n")


@broken("png")
def high_bits_lost():
    return bytes(byte & 0x7F for byte in picture())


@broken("png")
def read_as_text_and_saved_as_utf_8():
    return picture().decode("latin-1").encode("utf-8")


@broken("png", variants=range(6))
def noise_behind_the_signature(seed):
    return SIGNATURE + random.Random(seed).randbytes(4_000)


@broken("png")
def zeros_behind_the_signature():
    return SIGNATURE + bytes(1_000_000)


# The header (section 11.2.1).


@broken("png")
def header_missing():
    return SIGNATURE + data() + END


@broken("png")
def header_behind_a_text():
    return SIGNATURE + chunk(b"tEXt", b"a\0b") + header() + data() + END


@broken("png")
def header_twice():
    return picture(header())


@broken("png", variants=[0, 12, 14, 1_000])
def header_of_wrong_length(length):
    return picture(head=chunk(b"IHDR", struct.pack(">IIBBBBB", *GREY).ljust(length, b"\0")[:length]))


@broken("png")
def header_checksum_wrong():
    return picture(head=header()[:-1] + b"\0")


@broken("png", variants=["width", "height", "both"])
def side_of_zero(which):
    return picture(head=header(which == "height", which == "width", *GREY[2:]))


@broken("png", variants=[4_097, 65_536, 2**31 - 1, 2**31, 2**32 - 1], error=errors.TooLargeError)
def side_too_long(side):
    return picture(head=header(side, 1, *GREY[2:]))


@broken("png", variants=[5_000, 2**31 - 1], error=errors.TooLargeError)
def sides_of_a_pixel_bomb(side):
    return picture(head=header(side, side, *GREY[2:]))


@broken(
    "png", variants=["0/0", "3/0", "32/0", "4/2", "16/3", "2/4", "4/6", "8/1", "8/5", "8/7", "8/255", "255/0"]
)
def depth_and_colour_that_do_not_go_together(form):
    depth, colour = map(int, form.split("/"))
    return picture(head=header(1, 1, depth, colour, 0, 0, 0))


@broken("png", variants=[1, 255])
def compression_unknown(method):
    return picture(head=header(1, 1, 8, 0, method, 0, 0))


@broken("png", variants=[1, 64])
def filtering_unknown(method):
    return picture(head=header(1, 1, 8, 0, 0, method, 0))


@broken("png", variants=[2, 255])
def interlacing_unknown(method):
    return picture(head=header(1, 1, 8, 0, 0, 0, method))


# The palette (section 11.2.2).

INDEXED = header(1, 1, 8, 3, 0, 0, 0)


@broken("png")
def palette_missing():
    return picture(head=INDEXED)


@broken("png", variants=[0, 1, 4, 767, 771, 3_000])
def palette_of_wrong_length(length):
    return picture(chunk(b"PLTE", bytes(length)), head=INDEXED)


@broken("png")
def palette_twice():
    return picture(chunk(b"PLTE", bytes(3)) * 2, head=INDEXED)


@broken("png")
def palette_behind_the_pixels():
    return picture(head=INDEXED, after=chunk(b"PLTE", bytes(3)))


@broken("png", variants=[0, 4])
def palette_where_none_may_be(colour):
    return picture(chunk(b"PLTE", bytes(3)), head=header(1, 1, 8, colour, 0, 0, 0))


@broken("png")
def palette_checksum_wrong():
    return picture(chunk(b"PLTE", bytes(3), crc=0), head=INDEXED)


# Pixels and end.


@broken("png")
def pixels_missing():
    return SIGNATURE + header() + END


@broken("png")
def pixels_interrupted():
    return picture(data(), chunk(b"tEXt", b"a\0b"))


@broken("png")
def pixels_checksum_wrong():
    return picture(chunk(b"IDAT", zlib.compress(b"\0\x80"), crc=1))


@broken("png")
def pixels_with_one_changed_bit():
    image = bytearray(picture())
    image[image.index(b"IDAT") + 8] ^= 1
    return bytes(image)


@broken("png")
def end_missing():
    return picture()[: -len(END)]


@broken("png")
def end_with_data():
    return picture()[: -len(END)] + chunk(b"IEND", b"more")


@broken("png")
def end_checksum_wrong():
    return picture()[:-1] + b"\0"


@broken("png")
def end_before_the_pixels():
    return SIGNATURE + header() + END + data()


# Chunks (section 5.3).


@broken("png", variants=[8, 10, 12, 16, 20, 29, 32, 33, 35, 41, 46, 53, 60, 66])
def cut_at_byte(place):
    return picture()[:place]


@broken("png", variants=[1, 2, 3, 4, 11])
def cut_before_the_end_by(count):
    return picture()[:-count]


@broken("png", variants=[2**31 - 1, 2**31, 2**32 - 1, 2**32 - 12, 100_000])
def length_beyond_the_file(length):
    return picture(chunk(b"tEXt", b"a\0b", length=length))


@broken("png")
def length_that_swallows_the_pixels():
    return picture(chunk(b"tEXt", b"a\0b", length=3 + 12 + len(data()) - 12 + 12))


@broken("png", variants=[0, 1, 2])
def length_too_short(length):
    return picture(chunk(b"tEXt", b"a\0b", length=length))


@broken("png")
def length_one_too_long():
    return picture(chunk(b"tEXt", b"a\0b", length=4))


@broken("png", variants=[b"1234", b"\0\0\0\0", b"tE t", b"\xc4\xd6\xdc\xe4", b"tEX\n", b"    "])
def kind_that_is_no_name(kind):
    return picture(chunk(kind, b"data"))


@broken("png", variants=["ABCD", "IDAX", "Plte", "CgBI"])
def kind_that_readers_must_know(kind):
    return picture(chunk(kind.encode(), b"data"))


@broken("png")
def chunk_without_checksum():
    return SIGNATURE + header()[:-4] + data() + END


@broken("png", variants=[1, 3])
def bytes_between_chunks(count):
    return picture(bytes(count))


@broken("png", variants=[1_003, 20_000, 80_000], error=errors.TooLargeError)
def too_many_chunks(count):
    return picture(chunk(b"tEXt") * count)


@broken("png", error=errors.TooLargeError)
def too_many_empty_pixel_chunks():
    return picture(chunk(b"IDAT") * 80_000)


@broken("png", error=errors.TooLargeError)
def file_too_large():
    return picture(chunk(b"teXt", bytes(7_200_000)))


@broken("png", variants=["gif", "jpeg", "webp", "bmp", "zip", "pdf", "gzip", "elf"])
def other_file_named_png(kind):
    return {
        "gif": b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;",
        "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9",
        "webp": b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0",
        "bmp": b"BM" + bytes(64),
        "zip": b"PK\x03\x04" + bytes(64),
        "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "gzip": b"\x1f\x8b\x08" + bytes(64),
        "elf": b"\x7fELF" + bytes(64),
    }[kind]


@broken("png")
def jng_instead():
    return picture().replace(b"\x89PNG", b"\x8bJNG")
