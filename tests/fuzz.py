"""Throw broken files at the verifier for a while: `make fuzz`, or `python -m tests.fuzz --seconds 60 --seed 7`.

Every file begins as a genuine PNG, SVG, JSON, JWT or PDF and is then cut, doubled, flipped and spliced with the others.
No exception may escape, none may take longer than `MAX_SECONDS` of processor time, the process may not grow by more
than `MAX_GROWTH`, and what was changed may not come out verified unless it still says the same.
"""

import argparse
import base64
import json
import logging
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from core import test_pdf
from factories import credentials
from phalera_core.signing import vc_jwt
from phalera_core.verifying import packages, sources

MAX_SECONDS = 3.0  # of processor time for one file, on a machine that does other things too
MAX_GROWTH = 300_000  # kilobytes
ACADEMY = credentials.Academy()
GENUINE = ACADEMY.credential()
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
)


def main() -> int:
    """Run until the time is over or something breaks; 1 when it did, with what makes it happen again."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--seed", type=int, default=20_261_124)
    given = asked.parse_args()
    chance, files, told = random.Random(given.seed), genuine(), Counter()
    # It says of each broken PDF how it is broken.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    loader = sources.StaticLoader(ACADEMY.published())
    resolver = sources.LoadingResolver(loader)
    for name, data in files.items():
        verify(data, loader, resolver)
        print(f"{name}: {len(data):,} bytes")
    before, end = _memory(), time.monotonic() + given.seconds
    slowest = 0.0
    while time.monotonic() < end:
        name = chance.choice(sorted(files))
        data = mutated(files[name], chance, list(files.values()))
        began = time.process_time()
        try:
            found = verify(data, loader, resolver)
        except Exception as error:  # noqa: BLE001 - this is what it looks for.
            return _broken(f"{type(error).__name__} escaped: {error}", name, data)
        took = time.process_time() - began
        slowest = max(slowest, took)
        if took > MAX_SECONDS:
            return _broken(f"it took {took:.1f} s", name, data)
        for report in found:
            told[f"{name} {report.verdict.value}"] += 1
            if report and report.version == "3.0" and not _says_the_same(report.credential):
                return _broken("something else came out verified", name, data)
    growth = _memory() - before
    print(
        f"seed {given.seed}: {sum(told.values()):,} badges, slowest {slowest:.2f} s, grown by {growth:,} kB"
    )
    for line, count in sorted(told.items()):
        print(f"  {line}: {count:,}")
    if growth > MAX_GROWTH:
        return _broken(f"it grew by {growth:,} kB", "all", b"")
    return 0


def genuine() -> dict[str, bytes]:
    """Give one good file of each kind."""
    written = credentials.dump(GENUINE)
    unsigned = {name: value for name, value in GENUINE.items() if name != "proof"}
    return {
        "json": written,
        "jwt": vc_jwt.sign(unsigned, ACADEMY.signer),
        "png": credentials.baked("png", v3=GENUINE, v2=ACADEMY.assertion()),
        "svg": credentials.baked("svg", v3=GENUINE, v2=ACADEMY.assertion()),
        "pdf": test_pdf.pdf_of(("badge.json", written)),
    }


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


def verify(data: bytes, loader: sources.Loader, resolver: sources.LoadingResolver) -> list:
    """Verify what a person might have dropped on the page: one badge or a file of many."""
    found = packages.verify_all(data, now=credentials.NOW, resolver=resolver, load=loader)
    return [each.report for each in found]


def _says_the_same(credential: object) -> bool:
    proofless = {name: value for name, value in dict(credential or {}).items() if name != "proof"}
    return proofless == {name: value for name, value in GENUINE.items() if name != "proof"}


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _broken(what: str, name: str, data: bytes) -> int:
    print(json.dumps({"broken": what, "kind": name, "file": base64.b64encode(data).decode()}))
    return 1


if __name__ == "__main__":
    sys.exit(main())
