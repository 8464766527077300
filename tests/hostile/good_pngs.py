"""PNG files in every good form there is: none may be refused as a picture, and genuine badges in them are verified."""

import struct
import zlib

from factories import credentials
from hostile import ordeal
from hostile.png_badges import V2, V3, itxt
from hostile.png_badges import genuine as genuine_badge
from hostile.pngs import END, INDEXED, SIGNATURE, chunk, data, header, picture
from hostile.registry import bare, genuine

_BITS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_FORMS = [
    "0/1",
    "0/2",
    "0/4",
    "0/8",
    "0/16",
    "2/8",
    "2/16",
    "3/1",
    "3/2",
    "3/4",
    "3/8",
    "4/8",
    "4/16",
    "6/8",
    "6/16",
]


@bare("png", variants=_FORMS)
def colour_and_depth(form):
    colour, depth = map(int, form.split("/"))
    palette = chunk(b"PLTE", bytes(6)) if colour == 3 else b""
    row = b"\0" + bytes((_BITS[colour] * depth * 5 + 7) // 8)
    return SIGNATURE + header(5, 3, depth, colour, 0, 0, 0) + palette + data(row * 3) + END


@bare("png")
def interlaced():
    return SIGNATURE + header(1, 1, 8, 0, 0, 0, 1) + data() + END


@bare("png")
def longest_side():
    return SIGNATURE + header(4_096, 1, 8, 0, 0, 0, 0) + data(bytes(4_097)) + END


@bare("png")
def pixels_in_chunks_of_one_byte():
    raw = zlib.compress(b"\0\x80")
    return SIGNATURE + header() + b"".join(chunk(b"IDAT", raw[at : at + 1]) for at in range(len(raw))) + END


@bare("png")
def pixels_with_empty_chunks_between():
    return picture(chunk(b"IDAT"), data()[:0]).replace(END, chunk(b"IDAT") + END)


@bare("png")
def animation():
    control = chunk(b"acTL", struct.pack(">II", 2, 0))
    first = chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 1, 1, 0, 0, 1, 10, 0, 0))
    second = chunk(b"fcTL", struct.pack(">IIIIIHHBB", 1, 1, 1, 0, 0, 1, 10, 0, 0))
    frame = chunk(b"fdAT", struct.pack(">I", 2) + zlib.compress(b"\0\x40"))
    return picture(control, first, after=second + frame)


@bare(
    "png", variants=["gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "hIST", "pHYs", "tIME", "eXIf", "iCCP", "cICP"]
)
def ancillary_chunk_of_any_content(kind):
    return picture(chunk(kind.encode(), b"\xff" * 9))


@bare("png")
def ancillary_checksum_wrong():
    return picture(chunk(b"tIME", bytes(7), crc=0))


@bare("png")
def ancillary_kind_unknown():
    return picture(chunk(b"prVt", b"private"))


@bare("png", variants=["tEXt", "zTXt", "iTXt"])
def text_about_something_else(kind):
    return picture(chunk(kind.encode(), b"Comment\0\0\0\0openbadges\0{}"))


@bare("png")
def palette_with_transparency():
    return picture(chunk(b"PLTE", bytes(3)), chunk(b"tRNS", b"\x80"), head=INDEXED)


@bare("png")
def palette_suggested_for_true_colour():
    return SIGNATURE + header(1, 1, 8, 2, 0, 0, 0) + chunk(b"PLTE", bytes(3)) + data(bytes(4)) + END


@bare("png")
def as_many_chunks_as_allowed():
    return picture(chunk(b"tEXt", b"a\0b") * 997)


@bare("png", variants=["zip", "zeros", "picture"])
def bytes_behind_the_end(kind):
    return picture() + {"zip": b"PK\x05\x06" + bytes(18), "zeros": bytes(99), "picture": picture()}[kind]


@genuine("png")
def badge_before_the_pixels():
    return picture(itxt(V3, genuine_badge()))


@genuine("png")
def badge_behind_the_pixels():
    return picture(after=itxt(V3, genuine_badge()))


@genuine("png")
def badge_with_language_and_translated_keyword():
    return picture(itxt(V3, genuine_badge(), flags=b"\0\0\0en-GB\0Abzeichen\0"))


@genuine("png", variants=[0, 1, 9])
def badge_packed(level):
    return picture(itxt(V3, zlib.compress(genuine_badge(), level), flags=b"\0\x01\0\0\0"))


@genuine("png")
def badge_beside_other_texts():
    return picture(
        chunk(b"tEXt", b"Title\0openbadges"), itxt(b"XML:com.adobe.xmp", b"<x/>"), itxt(V3, genuine_badge())
    )


@genuine("png")
def badge_of_both_versions():
    assertion = credentials.dump(ordeal.academy().assertion())
    return picture(itxt(V2, assertion), itxt(V3, genuine_badge()))


@genuine("png")
def badge_of_version_2():
    return picture(itxt(V2, credentials.dump(ordeal.academy().assertion())))


@genuine("png")
def badge_of_version_2_as_an_address():
    return picture(itxt(V2, ordeal.academy().assertion_url.encode()))


@genuine("png")
def badge_of_version_2_in_an_old_text_chunk():
    return picture(chunk(b"tEXt", V2 + b"\0" + ordeal.academy().assertion_url.encode()))


@genuine("png")
def badge_with_white_space_around():
    return picture(itxt(V3, b"\n\t " + genuine_badge() + b"\r\n"))
