"""Throw broken files at the verifier for a while: `make fuzz`, or `python -m tests.fuzz --seconds 60 --seed 7 --kind zip`.

Every file begins as a genuine PNG, SVG, JSON, JWT, PDF or ZIP. Half of them are cut, doubled, flipped and spliced with the
others as they are; in the other half it is what they hold that is broken, and the container around it is sound, so
that the damage comes through to the verifier. What an issuer publishes (keys, status lists, hosted documents) is broken
just so, while a genuine badge that needs it is verified.
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
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from core import test_pdf
from factories import breaking, credentials
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
DOCUMENTS = ACADEMY.published()
LOADER = sources.StaticLoader(DOCUMENTS)
_LIST = {name: value for name, value in ACADEMY.status_list().items() if name != "proof"}
TOKEN_OF_LIST = vc_jwt.sign(
    _LIST | {"credentialSubject": {**_LIST["credentialSubject"], "id": "urn:x"}}, ACADEMY.signer
)
PUBLISHED = "published"


def main() -> int:
    """Run until the time is over or something breaks; 1 when it did, with what makes it happen again."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--seed", type=int, default=20_261_124)
    asked.add_argument("--kind", choices=ALL, help="only this one")
    given = asked.parse_args()
    kinds = [given.kind] if given.kind else list(ALL)
    chance, told = random.Random(given.seed), Counter()
    # It says of each broken PDF how it is broken.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    for name in KINDS:
        if not all(verify(FILES[name])):
            return _broken("the genuine one is not verified", name, FILES[name])
    print(f"fuzzing {', '.join(kinds)} for {given.seconds:g} s")
    before, end = _memory(), time.monotonic() + given.seconds
    slowest = 0.0
    while time.monotonic() < end:
        kind = chance.choice(kinds)
        data, ask = _published(chance) if kind == PUBLISHED else _file(kind, chance)
        began = time.process_time()
        wrong = _try(kind, ask, told)
        slowest = max(slowest, time.process_time() - began)
        if wrong:
            return _broken(wrong, kind, data)
    growth = _memory() - before
    print(
        f"seed {given.seed}: {sum(told.values()):,} badges, slowest {slowest:.2f} s, grown by {growth:,} kB"
    )
    for line, count in sorted(told.items()):
        print(f"  {line}: {count:,}")
    return _broken(f"it grew by {growth:,} kB", "all", b"") if growth > MAX_GROWTH else 0


def _file(kind: str, chance: random.Random) -> tuple[bytes, Callable[[], list]]:
    """Break a file, as it is or inside, and give it with what verifies it."""
    others = list(FILES.values())
    data = (
        breaking.mutated(FILES[kind], chance, others)
        if chance.randrange(2)
        else KINDS[kind](breaking.spoilt(WRITTEN, chance, others))
    )
    return data, lambda: verify(data)


def _published(chance: random.Random) -> tuple[bytes, Callable[[], list]]:
    """Break what the issuer publishes, and give it with what verifies a genuine badge that needs it."""
    url = chance.choice(sorted(DOCUMENTS))
    genuine = TOKEN_OF_LIST if chance.randrange(8) == 0 else DOCUMENTS[url]
    others = list(DOCUMENTS.values())
    if genuine is TOKEN_OF_LIST or chance.randrange(2):
        data = breaking.mutated(genuine, chance, others)
    else:
        data = breaking.spoilt(genuine, chance, others)
    loader = sources.StaticLoader(DOCUMENTS | {url: data})
    name = chance.choice(("json", "jwt", "png", "v2"))
    file = ASSERTION if name == "v2" else FILES[name]
    return data, lambda: verify(file, loader)


def _try(name: str, ask: Callable[[], list], told: Counter) -> str:
    """Verify one file, count what came of it, and say what should not have; nothing when all is well."""
    try:
        with ordeal.bounded(MAX_SECONDS):
            found = ask()
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
FILES = {name: pack(WRITTEN) for name, pack in KINDS.items()}
ALL = (*KINDS, PUBLISHED)


def verify(data: bytes, loader: sources.Loader | None = None) -> list:
    """Verify what a person might have dropped on the page: one badge or a file of many."""
    load = loader or LOADER
    resolver = sources.LoadingResolver(load)
    found = packages.verify_all(data, now=credentials.NOW, resolver=resolver, load=load)
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
