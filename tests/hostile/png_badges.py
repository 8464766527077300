"""PNG files that are fine as pictures, but whose badge is broken, ambiguous or a trap."""

import gzip
import zlib

from factories import credentials
from hostile import ordeal
from hostile.pngs import chunk, picture
from hostile.registry import badge_broken, refused
from phalera_core import errors

V3, V2 = b"openbadgecredential", b"openbadges"
_PLAIN = b"\0\0\0\0\0"
_PACKED = b"\0\x01\0\0\0"


def itxt(keyword, text, *, flags=_PLAIN):
    return chunk(b"iTXt", keyword + flags + text)


def genuine():
    return credentials.dump(ordeal.genuine())


@badge_broken("png", variants=["v2", "v3"])
def badge_twice(kind):
    return picture(itxt(V2 if kind == "v2" else V3, b"{}") * 2)


@badge_broken("png")
def badge_twice_around_the_pixels():
    return picture(itxt(V3, genuine()), after=itxt(V3, b"{}"))


@badge_broken("png")
def badge_twice_in_two_kinds_of_chunk():
    return picture(itxt(V2, b"{}"), chunk(b"tEXt", V2 + b"\0https://example.org/1"))


@badge_broken("png")
def badge_twice_packed_and_plain():
    return picture(itxt(V3, genuine()), itxt(V3, zlib.compress(genuine()), flags=_PACKED))


@badge_broken("png")
def badge_nine_hundred_times():
    return picture(itxt(V3, b"{}") * 900)


@badge_broken("png", variants=[2_000_000, 50_000_000, 200_000_000], error=errors.TooLargeError)
def bomb_of_zeros(size):
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)]
    return picture(itxt(V3, b"".join([*parts, packer.flush()]), flags=_PACKED))


@badge_broken("png", error=errors.TooLargeError)
def bomb_of_json():
    return picture(itxt(V3, zlib.compress(b"[" + b"{}," * 9_000_000 + b"0]"), flags=_PACKED))


@badge_broken("png")
def bomb_within_a_bomb_that_is_no_text():
    inner = zlib.compress(bytes(50_000_000), 9)
    return picture(itxt(V3, zlib.compress(inner)[:-1], flags=_PACKED))


@badge_broken("png", variants=[0, 1, 2, 10])
def packed_text_cut(length):
    return picture(itxt(V3, zlib.compress(genuine())[:length], flags=_PACKED))


@badge_broken("png")
def packed_text_without_its_last_byte():
    return picture(itxt(V3, zlib.compress(genuine())[:-1], flags=_PACKED))


@badge_broken("png")
def packed_text_with_more_behind():
    return picture(itxt(V3, zlib.compress(genuine()) + b"{}", flags=_PACKED))


@badge_broken("png")
def packed_text_checksum_wrong():
    return picture(itxt(V3, zlib.compress(genuine())[:-1] + b"\0", flags=_PACKED))


@badge_broken("png")
def packed_text_is_plain():
    return picture(itxt(V3, genuine(), flags=_PACKED))


@badge_broken("png")
def packed_text_is_gzip():
    return picture(itxt(V3, gzip.compress(genuine(), mtime=0), flags=_PACKED))


@badge_broken("png")
def packed_text_needs_a_dictionary():
    packer = zlib.compressobj(zdict=b"https://www.w3.org/ns/credentials/v2")
    return picture(itxt(V3, packer.compress(genuine()) + packer.flush(), flags=_PACKED))


@badge_broken("png")
def packed_text_is_empty():
    return picture(itxt(V3, zlib.compress(b""), flags=_PACKED))


@badge_broken("png", variants=[2, 128, 255])
def packing_flag_unknown(flag):
    return picture(itxt(V3, b"{}", flags=bytes([0, flag, 0, 0, 0])))


@badge_broken("png", variants=[1, 255])
def packing_method_unknown(method):
    return picture(itxt(V3, zlib.compress(b"{}"), flags=bytes([0, 1, method, 0, 0])))


@badge_broken("png", variants=[0, 1, 2, 3, 4])
def badge_chunk_ends_in_its_fields(length):
    return picture(chunk(b"iTXt", V3 + _PLAIN[:length]))


@badge_broken("png")
def badge_text_is_empty():
    return picture(itxt(V3, b""))


@badge_broken("png")
def badge_language_never_ends():
    return picture(chunk(b"iTXt", V3 + b"\0\0\0" + b"e" * 1_000))


@badge_broken("png")
def badge_checksum_wrong():
    return picture(itxt(V3, genuine())[:-1] + b"\0")


@badge_broken("png")
def badge_with_one_changed_byte():
    return picture(itxt(V3, genuine()).replace(b"First Aid", b"Fires Aid"))


@badge_broken("png")
def old_badge_without_text():
    return picture(chunk(b"tEXt", V2))


@badge_broken("png", error=errors.TooLargeError)
def badge_over_one_megabyte():
    return picture(itxt(V3, genuine().ljust(1_000_001)))


# The picture and the place are fine from here on; what stands there is not.


@refused("png", "well_formed", variants=["latin-1", "utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def badge_in_another_encoding(encoding):
    return picture(itxt(V3, '{"name": "Łuk"}'.replace("Ł", "É").encode(encoding)))


@refused("png", "well_formed")
def badge_with_nul_behind_it():
    return picture(itxt(V3, genuine() + b"\0"))


@refused("png", "well_formed", variants=["html", "xml", "text", "python", "yaml"])
def badge_is_no_json(kind):
    text = {
        "html": b"<!doctype html><title>Not found</title>",
        "xml": b"<credential/>",
        "text": b"This person knows first aid.",
        "python": b"{'id': None}",
        "yaml": b"id: urn:1\n",
    }[kind]
    return picture(itxt(V3, text))


@refused("png", "well_formed", variants=["[]", "1", "null", '""', "true"])
def badge_is_no_object(text):
    return picture(itxt(V3, text.encode()))


@refused("png", "well_formed")
def badge_is_an_address():
    return picture(itxt(V3, b"https://academy.example.org/ob3/credentials/1"))


@refused("png", "well_formed", variants=[1, 100, 1_000])
def badge_cut_short_by(count):
    return picture(itxt(V3, genuine()[:-count]))


@refused("png", "well_formed")
def badge_of_two_documents():
    return picture(itxt(V3, genuine() + genuine()))


@refused("png", "well_formed")
def badge_nested_a_hundred_thousand_deep():
    return picture(itxt(V3, b"[" * 100_000))


@refused("png", "context")
def badge_of_version_2_in_the_place_of_version_3():
    return picture(itxt(V3, credentials.dump(ordeal.academy().assertion())))


@refused("png", "context")
def badge_of_version_3_in_the_place_of_version_2():
    return picture(itxt(V2, genuine()))


@refused("png", "same_award")
def two_badges_of_different_awards():
    other = credentials.changed(ordeal.academy().assertion(), "issuedOn", "2020-01-01T00:00:00Z") | {
        "id": "https://evil.example/ob2/assertions/1",
        "badge": "https://evil.example/ob2/badges/1",
    }
    return picture(itxt(V2, credentials.dump(other)), itxt(V3, genuine()))


@refused("png", "well_formed")
def badge_is_a_token_without_a_signature():
    return picture(itxt(V3, b"eyJhbGciOiJub25lIn0.e30."))


@refused("png", "context")
def badge_is_a_token_of_nothing():
    return picture(itxt(V3, b"eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl"))


@refused("png", "proof")
def badge_of_somebody_else_renamed():
    return picture(itxt(V3, genuine().replace(b"First Aid at Work", b"Heart Surgery 101")))
