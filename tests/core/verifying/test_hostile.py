"""Whatever comes in: a report, in bounded time, never a mistake of ours, and never green."""

import copy
import json
import random

import pytest

from factories import credentials
from phalera_core.verifying import report, sources, verifier

VALUES = [
    None,
    True,
    0,
    -1,
    1.5,
    2**53,
    "",
    "x",
    "\u202e",
    "_:b0",
    "https://example.org/",
    "did:key:z6Mk",
    "2026-04-07T09:30:00Z",
    [],
    [[]],
    [{}],
    {},
    {"id": "x"},
    {"@value": "x"},
    ["x", "x"],
    "z" * 500,
]
NAMES = [
    "id",
    "type",
    "@id",
    "@type",
    "@graph",
    "@context",
    "proof",
    "name",
    "Image",
    "",
    "x:y",
    "\u0000",
    "validUntil",
]


def places(value, path=()):
    """Every place of a document, as the way to it."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        yield from places(inner, (*path, name))


def mutate(document, random):
    document = copy.deepcopy(document)
    *parents, last = random.choice([path for path in places(document) if path])
    holder = document
    for name in parents:
        holder = holder[name]
    match random.randrange(4):
        case 0:
            holder[last] = copy.deepcopy(random.choice(VALUES))
        case 1:
            del holder[last]
        case 2 if isinstance(holder, dict):
            holder[random.choice(NAMES)] = copy.deepcopy(random.choice(VALUES))
        case _:
            holder[last] = [holder[last]]
    return document


def verify(data, documents):
    loader = sources.StaticLoader(documents)
    return verifier.verify(data, now=credentials.NOW, resolver=sources.LoadingResolver(loader), load=loader)


def assert_no_mistake_of_ours(found):
    for check in found.checks:
        assert "mistake in the verifier" not in check.message, check


class TestMutants:
    @pytest.mark.parametrize("seed", range(3))
    def test_of_a_credential_are_never_verified(self, seed, genuine, published):
        chance = random.Random(seed)
        for _ in range(150):
            mutant = mutate(genuine, chance)
            found = verify(json.dumps(mutant).encode(), published)
            assert_no_mistake_of_ours(found)
            # Only what says the very same may pass: a list of one, or an empty list that says nothing.
            assert not found or _says_the_same(mutant, genuine), mutant

    @pytest.mark.parametrize("seed", range(3))
    def test_of_an_assertion_end_in_a_report(self, seed, academy, published):
        chance = random.Random(seed)
        for _ in range(150):
            assert_no_mistake_of_ours(
                verify(json.dumps(mutate(academy.assertion(), chance)).encode(), published)
            )

    @pytest.mark.parametrize("part", ["status_list", "did_document", "badge_class", "profile", "assertion"])
    def test_of_what_is_published_end_in_a_report(self, part, academy, genuine):
        chance = random.Random(part)
        both = credentials.baked("png", v3=genuine, v2=academy.assertion())
        original = getattr(academy, part)()
        for _ in range(60):
            documents = academy.published(**{part: mutate(original, chance)})
            assert_no_mistake_of_ours(verify(both, documents))
            assert_no_mistake_of_ours(verify(credentials.dump(academy.assertion()), documents))

    @pytest.mark.parametrize("kind", ["json", "png", "svg"])
    def test_of_the_bytes_are_never_verified(self, kind, genuine, academy, published):
        chance = random.Random(kind)
        data = credentials.dump(genuine)
        whole = data if kind == "json" else credentials.baked(kind, v3=genuine, v2=academy.assertion())
        for _ in range(200):
            place, byte = chance.randrange(len(whole)), chance.randrange(256)
            found = verify(whole[:place] + bytes([byte]) + whole[place + 1 :], published)
            assert_no_mistake_of_ours(found)
            # A picture may lose its newer badge and still hold the genuine older one.
            assert not found or found.version == "2.0" or found.credential == genuine


def _says_the_same(mutant, genuine):
    def plain(value):
        if isinstance(value, dict):
            return {name: plain(inner) for name, inner in value.items() if inner not in ([], None)}
        if isinstance(value, list):
            return plain(value[0]) if len(value) == 1 else [plain(item) for item in value]
        return value

    return plain(mutant) == plain(genuine)


def nested(depth, inner):
    for _ in range(depth):
        inner = {"id": "urn:x", "type": ["Related"], "related": [inner]}
    return inner


def poison(count):
    """Blank nodes that all know one another."""
    people = [f"_:b{number}" for number in range(count)]
    return [
        {
            "id": one,
            "type": ["Achievement"],
            "related": [{"id": other, "type": ["Related"]} for other in people],
        }
        for one in people
    ]


class TestCost:
    """The test's own time-out ends what runs away; here the answer must be a plain no or not known."""

    @pytest.mark.timeout(60)
    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("evidence", [{"type": ["Evidence"], "name": "x"}] * 6_000),
            ("evidence", [{"type": ["Evidence"], "name": str(number)} for number in range(3_000)]),
            ("credentialSubject.achievement.tag", [str(number) for number in range(15_000)]),
            ("credentialSubject.achievement.related", [nested(25, {})]),
            ("endorsement", poison(8)),
            ("endorsement", [{"type": [f"x{number}"]} for number in range(5_000)]),
            ("type", ["VerifiableCredential", "OpenBadgeCredential", *(["Achievement"] * 15_000)]),
            ("@context", ["https://www.w3.org/ns/credentials/v2"] * 15_000),
            ("name", "x" * 900_000),
            ("name", "\\" * 400_000),
            ("issuer.id", "did:web:" + "a:" * 400_000),
            ("issuer.id", "did:key:z" + "1" * 900_000),
            ("proof.verificationMethod", "did:key:z6Mk" + "1" * 900_000),
            ("proof.proofValue", "z" + "1" * 900_000),
            ("proof", [{}] * 10_000),
            ("credentialStatus.statusListIndex", "9" * 900_000),
            ("validUntil", "2" * 900_000),
        ],
        ids=range(17),
    )
    def test_of_a_large_document_is_bounded(self, path, value, genuine, published):
        data = json.dumps(credentials.changed(genuine, path, value)).encode()
        assert len(data) < 1_000_000

        found = verify(data, published)

        assert not found
        assert_no_mistake_of_ours(found)

    @pytest.mark.timeout(60)
    @pytest.mark.parametrize(
        "data",
        [
            b"[" * 900_000,
            b'{"a":' * 150_000,
            b'{"@context":"https://www.w3.org/ns/credentials/v2","a":' + b"[" * 100_000,
            b'{"type":"VerifiableCredential","a":' + b"9" * 900_000 + b"}",
            b"<" * 900_000,
            b"<svg " * 180_000,
            b"<svg>" + b"<a>" * 200_000,
            b"<!--" + b"-" * 900_000,
            b"\x89PNG\r\n\x1a\n" * 100_000,
            b"eyJ." * 200_000,
            b" " * 900_000,
            b"\xff" * 900_000,
        ],
        ids=range(12),
    )
    def test_of_bytes_that_are_no_badge_is_bounded(self, data, published):
        found = verify(data, published)

        assert found.verdict is report.Verdict.REFUSED
        assert_no_mistake_of_ours(found)
