"""Files and documents broken by chance: cut, doubled, flipped, spliced, and with other members than they had."""

import copy
import json
import random

BLOCKS = (
    b"\0",
    b"\xff" * 8,
    b"}",
    b"{",
    b"[" * 50,
    b'"',
    b"\\u0000",
    b"1e999",
    b"IDAT",
    b"]]>",
    b"\n%%EOF",
    b".",
    b"PK\x05\x06",
)
# What a member of a credential may have become: every kind of JSON, and texts that mean something elsewhere.
VALUES = (
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    1e300,
    "",
    " ",
    "\u0000",
    "\ud800",
    "_:b0",
    "@id",
    "did:key:z6Mk",
    "did:web:%",
    "did:jwk:e30",
    "https://[::1",
    "https://academy.example.org:99999/",
    "urn:uuid:",
    "data:,",
    "9999-12-31T23:59:60+14:00",
    "0000-00-00T00:00:00Z",
    "sha256$",
    "z" * 5_000,
    [],
    {},
    [[]],
    [None],
    {"@value": 1},
    {"@context": {}},
    {"@id": "x", "@type": "@json", "@graph": []},
    {"id": "x", "type": []},
)


def spoilt(written: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Give a document of which some members are others, or whose text is broken."""
    if chance.randrange(3) == 0:
        return mutated(written, chance, others)
    document = json.loads(written)
    for _ in range(chance.randint(1, 3)):
        holder = document
        while True:
            names = list(holder) if isinstance(holder, dict) else range(len(holder))
            if not names:
                break
            name = chance.choice(names)
            if isinstance(holder[name], dict | list) and chance.randrange(4):
                holder = holder[name]
                continue
            _change(holder, name, written, chance)
            break
    return json.dumps(document, ensure_ascii=bool(chance.randrange(2))).encode(errors="surrogatepass")


def _change(holder: dict | list, name: str | int, written: bytes, chance: random.Random) -> None:
    match chance.randrange(5):
        case 0:
            del holder[name]
        case 1:
            holder[name] = [holder[name], holder[name]]
        case 2 if isinstance(holder, dict):
            holder[str(chance.choice(VALUES))] = holder.pop(name)
        case 3:
            holder[name] = json.loads(written)
        case _:
            holder[name] = copy.deepcopy(chance.choice(VALUES))


def mutated(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Break a file in one to six places."""
    broken = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(broken) + 1)
        length = chance.choice((1, 2, 4, 64, 1_000))
        match chance.randrange(7):
            case 0 if place < len(broken):
                broken[place] ^= 1 << chance.randrange(8)
            case 1:
                del broken[place : place + length]
            case 2:
                broken[place:place] = chance.choice(BLOCKS)
            case 3:
                broken[place:place] = broken[place : place + length]
            case 4:
                broken[place : place + length] = chance.randbytes(length)
            case 5:
                other = chance.choice(others)
                start = chance.randrange(len(other))
                broken[place:place] = other[start : start + length]
            case _:
                del broken[place:]
    return bytes(broken)
