"""Throw broken files at the verifier for a while: `make fuzz`, or `python -m tests.fuzz --seconds 60 --seed 7 --kind zip`.

Every file begins as a genuine PNG, SVG, JSON, JWT, PDF or ZIP. Half of them are cut, doubled, flipped and spliced with the
others as they are; in the other half it is what they hold that is broken, and the container around it is sound, so
that the damage comes through to the verifier.
No exception may escape, none may take longer than `MAX_SECONDS` of processor time, the process may not grow by more
than `MAX_GROWTH`, and what was changed may not come out verified unless it still says the same.
"""

import argparse
import base64
import copy
import json
import logging
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from core import test_pdf
from factories import credentials
from hostile import ordeal
from phalera_core.keys import base64url
from phalera_core.linkeddata import canonical
from phalera_core.signing import vc_jwt
from phalera_core.verifying import packages, sources

MAX_SECONDS = 3.0  # of processor time for one file, on a machine that does other things too
MAX_GROWTH = 300_000  # kilobytes
MAX_MEMORY = (
    3_000_000_000  # bytes of address space: whoever asks for more ends with a MemoryError, which is told
)
ACADEMY = credentials.Academy()
GENUINE = ACADEMY.credential()
WRITTEN = credentials.dump(GENUINE)
ASSERTION = credentials.dump(ACADEMY.assertion())
UNSIGNED = {name: value for name, value in GENUINE.items() if name != "proof"}
TOKEN = vc_jwt.sign(UNSIGNED, ACADEMY.signer)
SAID = canonical.to_nquads(UNSIGNED)
LOADER = sources.StaticLoader(ACADEMY.published())
RESOLVER = sources.LoadingResolver(LOADER)
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


def main() -> int:
    """Run until the time is over or something breaks; 1 when it did, with what makes it happen again."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--seed", type=int, default=20_261_124)
    asked.add_argument("--kind", choices=KINDS, help="only this one")
    given = asked.parse_args()
    kinds = [given.kind] if given.kind else sorted(KINDS)
    chance, told = random.Random(given.seed), Counter()
    # It says of each broken PDF how it is broken.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    files = {name: pack(WRITTEN) for name, pack in KINDS.items()}
    others = list(files.values())
    for name in kinds:
        if not all(verify(files[name])):
            return _broken("the genuine one is not verified", name, files[name])
        print(f"{name}: {len(files[name]):,} bytes")
    before, end = _memory(), time.monotonic() + given.seconds
    slowest = 0.0
    while time.monotonic() < end:
        name = chance.choice(kinds)
        as_it_is = chance.randrange(2)
        data = mutated(files[name], chance, others) if as_it_is else KINDS[name](spoilt(chance, others))
        began = time.process_time()
        wrong = _try(name, data, told)
        slowest = max(slowest, time.process_time() - began)
        if wrong:
            return _broken(wrong, name, data)
    growth = _memory() - before
    print(
        f"seed {given.seed}: {sum(told.values()):,} badges, slowest {slowest:.2f} s, grown by {growth:,} kB"
    )
    for line, count in sorted(told.items()):
        print(f"  {line}: {count:,}")
    return _broken(f"it grew by {growth:,} kB", "all", b"") if growth > MAX_GROWTH else 0


def _try(name: str, data: bytes, told: Counter) -> str:
    """Verify one file, count what came of it, and say what should not have; nothing when all is well."""
    try:
        with ordeal.bounded(MAX_SECONDS):
            found = verify(data)
    except ordeal.TooSlow as error:
        return f"it took {error}"
    except Exception as error:  # noqa: BLE001 - this is what it looks for.
        return f"{type(error).__name__} escaped: {error}"
    for report in found:
        told[f"{name} {report.verdict.value}"] += 1
        if report and report.version == "3.0" and not _says_the_same(report.credential):
            return "something else came out verified"
        # Whoever asked must be told something that can be written down.
        json.dumps(report.to_json())
    return ""


def _token(document: bytes) -> bytes:
    """Give a token that holds what there is under the signature of the genuine one."""
    header, payload, signature = TOKEN.split(b".")
    if document != WRITTEN:
        payload = base64url.encode(document).encode()
    return b".".join((header, payload, signature))


def _png(document: bytes) -> bytes:
    """Bake what there is, as text: baking refuses anything else."""
    text = document.decode(errors="replace").replace("\0", "0").strip().encode() or b"{}"
    return credentials.baked("png", v3=text, v2=ASSERTION)


def _svg(document: bytes) -> bytes:
    """Put whatever there is where the badge stands; baking itself would refuse what is no UTF-8."""
    baked = credentials.baked("svg", v3=b'{"at":"here"}', v2=ASSERTION)
    return baked.replace(b'{"at":"here"}', document.replace(b"]]>", b"]] >"))


# How each kind of file is made around the text of a credential.
KINDS: dict[str, Callable[[bytes], bytes]] = {
    "json": lambda document: document,
    "jwt": _token,
    "png": _png,
    "svg": _svg,
    "pdf": lambda document: test_pdf.pdf_of(("badge.json", document)),
    "zip": lambda document: test_pdf.zip_of(
        ("a.json", document), ("b.png", credentials.baked("png", v3=WRITTEN))
    ),
}


def spoilt(chance: random.Random, others: list[bytes]) -> bytes:
    """Give a credential of which some members are others, or whose text is broken, for a sound container."""
    if chance.randrange(3) == 0:
        return mutated(WRITTEN, chance, others)
    document = json.loads(WRITTEN)
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
            _change(holder, name, chance)
            break
    return json.dumps(document, ensure_ascii=bool(chance.randrange(2))).encode(errors="surrogatepass")


def _change(holder: dict | list, name: str | int, chance: random.Random) -> None:
    match chance.randrange(5):
        case 0:
            del holder[name]
        case 1:
            holder[name] = [holder[name], holder[name]]
        case 2 if isinstance(holder, dict):
            holder[str(chance.choice(VALUES))] = holder.pop(name)
        case 3:
            holder[name] = json.loads(WRITTEN)
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


def verify(data: bytes) -> list:
    """Verify what a person might have dropped on the page: one badge or a file of many."""
    found = packages.verify_all(data, now=credentials.NOW, resolver=RESOLVER, load=LOADER)
    return [each.report for each in found]


def _says_the_same(credential: dict) -> bool:
    """Compare by what is signed: a member told twice, or a list of one for its item, says the same."""
    proofless = {name: value for name, value in credential.items() if name != "proof"}
    return canonical.to_nquads(proofless) == SAID


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _broken(what: str, name: str, data: bytes) -> int:
    print(json.dumps({"broken": what, "kind": name, "file": base64.b64encode(data).decode()}))
    return 1


if __name__ == "__main__":
    sys.exit(main())
