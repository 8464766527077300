"""JSON files whose text is broken or could be read in two ways."""

import json
import random

from factories import credentials
from hostile import ordeal
from hostile.registry import refused


def genuine():
    """Give a genuine badge as text, to be spoiled."""
    return credentials.dump(ordeal.genuine()).decode()


def with_member(text):
    """Give a genuine badge with one more member, written as `text`."""
    return ("{" + text + "," + genuine()[1:]).encode()


def unreadable(**options):
    """Enter texts that are refused before anybody asks what they say."""
    return refused("json", "container", **options)


@unreadable(variants=["", " ", "\n" * 1_000, "\ufeff", "\x00", "\x00" * 1_000])
def nothing(text):
    return text.encode()


@unreadable(variants=range(6))
def noise(seed):
    return random.Random(seed).randbytes(3_000)


@unreadable(variants=range(4))
def noise_behind_a_brace(seed):
    return b"{" + random.Random(seed).randbytes(3_000)


@unreadable(variants=[1, 2, 30, 400, 1_500, 2_000])
def cut_short_by(count):
    return genuine()[:-count].encode()


@unreadable(variants=["utf-16", "utf-16-le", "utf-32", "cp037"])
def encoding_of_another_kind(encoding):
    return genuine().encode(encoding)


@unreadable(variants=["utf-8-sig"])
def encoding_with_a_byte_order_mark(encoding):
    return genuine().encode(encoding)


@unreadable(variants=["latin-1", "cp1252", "mac-roman"])
def encoding_of_one_byte(encoding):
    return genuine().replace("First Aid", "Première Aide").encode(encoding)


@unreadable(variants=[b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80"])
def encoding_broken(sequence):
    return genuine().encode().replace(b"First", b"F" + sequence)


@unreadable(variants=["[", '{"a":', '{"a":[', "[[", '[{"":'])
def nested_without_end(opening):
    return (opening * 100_000).encode()


@unreadable(variants=[33, 1_000, 20_000])
def nested_too_deep(depth):
    return with_member(f'"x":{"[" * depth}{"]" * depth}')


@unreadable(variants=["0", '""', "[]", "{}", "null", "1e5"])
def values_without_number(value):
    return with_member(f'"x":[{",".join([value] * 150_000)}]')


@unreadable()
def members_without_number():
    return with_member(",".join(f'"m{n}":0' for n in range(80_000)))


@unreadable(variants=["id", "name", "proof", "credentialSubject", "@context", "\\u0069d"])
def key_twice(key):
    return with_member(f'"{key}":"x"')


@unreadable()
def key_twice_deep_inside():
    return genuine().replace('"achievementType":', '"name":"x","achievementType":').encode()


@unreadable()
def key_twice_among_sixty_thousand():
    return with_member(",".join(f'"m{n}":0' for n in range(60_000)) + ',"m59999":0')


@unreadable(variants=["NaN", "Infinity", "-Infinity", "1e999", "-1e400", "1E+9999"])
def number_that_is_none(number):
    return with_member(f'"x":{number}')


@unreadable(variants=["9007199254740993", "-9007199254740993", "1" * 400, "9" * 400_000])
def number_too_large(number):
    return with_member(f'"x":{number}')


@unreadable(variants=["01", "+1", ".5", "1.", "0x10", "1e", "--1", "1_000", "\u0661", "\uff11", "1,5"])
def number_spelled_wrongly(number):
    return with_member(f'"x":{number}')


@unreadable(variants=["\\ud800", "\\udc00", "\\ud800\\u0041", "\\udc00\\ud800", "\\uD83C", "\\ud800\\ud800"])
def surrogate_alone(escape):
    return with_member(f'"x":"{escape}"')


@unreadable(variants=["\\u0000", "a\\u0000b"])
def nul_escaped(escape):
    return with_member(f'"x":"{escape}"')


@unreadable()
def nul_escaped_in_a_key():
    return with_member('"x\\u0000":1')


@unreadable(variants=["\x00", "\x01", "\t", "\n", "\x1f"])
def control_character_in_a_string(character):
    return with_member(f'"x":"{character}"')


@unreadable(variants=["\\x41", "\\u12", "\\u00g0", "\\'", "\\", "\\U0001F333", "\\0"])
def escape_unknown(escape):
    return with_member(f'"x":"{escape}"')


@unreadable(
    variants=[
        "{'id':1}",
        "{id:1}",
        '{"a":1,}',
        "{,}",
        '{"a" 1}',
        '{"a":}',
        "{1:2}",
        '{"a":1 "b":2}',
        "{null:1}",
    ]
)
def object_spelled_wrongly(text):
    return text.encode()


@unreadable(variants=["[1,]", "[,1]", "[1 2]", "[1,,2]", "[1", "[]]"])
def list_spelled_wrongly(text):
    return ('{"x":' + text + "}").encode()


@unreadable(variants=["true", "false", "null", "0", '"text"', "[]", "[{}]", "True", "undefined", "nul"])
def value_that_is_no_object(text):
    return text.encode()


@unreadable(
    variants=["// note\n", "/* note */", "# note\n", "<!-- note -->", "\u00a0", "\u2028", "\x0c", "\x0b"]
)
def white_space_that_is_none(text):
    return ("{" + text + genuine()[1:]).encode()


@unreadable(variants=["{}", "]", "}", "x", ";", "\x00", ",", "null"])
def more_behind_the_end(text):
    return (genuine() + text).encode()


@unreadable()
def two_badges_in_a_list():
    return f"[{genuine()},{genuine()}]".encode()


@unreadable()
def one_badge_a_line():
    return f"{genuine()}\n{genuine()}".encode()


@unreadable()
def text_over_one_megabyte():
    return genuine().ljust(1_000_001).encode()


@unreadable()
def text_over_ten_megabytes():
    return genuine().ljust(10_000_001).encode()


@unreadable()
def string_within_a_string():
    return json.dumps(genuine()).encode()


@unreadable(variants=["html", "jsonp", "script", "csv", "token", "address", "base64", "pem", "mail"])
def other_file_named_json(kind):
    return {
        "html": b"<!doctype html><title>Sign in</title>",
        "jsonp": b"callback({});",
        "script": b"var badge = {};",
        "csv": b"id,name\n1,First Aid\n",
        "token": b"eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl",
        "address": b"https://academy.example.org/ob3/credentials/1",
        "base64": b"eyJpZCI6InVybjoxIn0=",
        "pem": b"-----BEGIN CERTIFICATE-----\n",
        "mail": b"From: ada@example.org\r\n\r\n{}",
    }[kind]
