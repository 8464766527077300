"""Issuing in bulk: 2,000 badges of 200 KB signed, checked, baked and zipped, beside what others would be combined for it.

Ours go the way of the platform: `issue_many`, both versions of Open Badges baked into a prepared picture, and a streamed
archive. The peers sign and bake Open Badges 3.0 alone and need not check what they signed. Everybody's archive goes to
a place that only counts bytes. What the machine could do at all stands below: the bare signatures, and copying and
summing up (CRC-32) as many bytes, of which ours do neither.
"""

import base64
import datetime as dt
import hashlib
import importlib.metadata
import io
import json
import os
import statistics
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image, PngImagePlugin

from bench import bake_png, baking, measuring, reporting, sign, signing_peers
from conformance import digitalbazaar, install, judging, samples
from phalera.delivering import archive, crc
from phalera_core import errors
from phalera_core.baking import png
from phalera_core.documents import v2
from phalera_core.linkeddata import forms
from phalera_core.linkeddata import template as templates
from phalera_core.signing import batch, proof
from phalera_core.verifying import sources, verifier

ROUNDS = 7
BADGES = 2_000
THEIRS = 30  # in a round; a third of a second
SPECIAL = 60  # that say what only one award says; the general path signs them, and all of them are checked
PER_SECOND = 8_000
TIMES_PEERS = 60

OURS = "issue_many, baked and zipped"
FULL = "the same, full achievement"
WITH_RESULTS = "the same, each with evidence and results of its own (general path)"
PYTHON = "PyLD, cryptography, Pillow, zipfile"
NODE = "Digital Bazaar (Node), openbadges-bakery, zipfile"
BARE = "the limit: bare Ed25519"
COPY = "the limit: copying as many bytes"
CRC = "the limit: CRC-32 of as many bytes"

RESULTS = {
    **sign.EVIDENCE,
    "result": [
        {"type": ["Result"], "resultDescription": "urn:uuid:1", "value": "A"},
        {"type": ["Result"], "resultDescription": "urn:uuid:3", "value": "87"},
    ],
}
ASSERTION = forms.Form(v2.assertion_template(badge=f"{samples.SITE}/ob2/badges/3"))


def run() -> reporting.Result:
    picture = bake_png.make_picture()
    pictures = _Pictures(picture)
    plain, full = samples.template(), samples.template(achievement=sign.FULL_ACHIEVEMENT)
    rows, full_rows = _rows(plain), _rows(full)
    special = [row._replace(extra=RESULTS) for row in full_rows[:SPECIAL]]
    documents = [json.loads(plain.fill(row.slots)) for row in rows[:THEIRS]]
    moments = [row.created for row in rows[:THEIRS]]
    length = _count(_archive(rows, pictures)) // BADGES
    block = os.urandom(length)
    folder = install.node()
    with (
        signing_peers.NoNode() if folder is None else digitalbazaar.start(folder) as judge,
        baking.start_peer() as bakery,
    ):
        contenders: dict[str, measuring.Turn] = {
            OURS: lambda _: (BADGES, measuring.timed(lambda: _count(_archive(rows, pictures)))),
            FULL: lambda _: (BADGES, measuring.timed(lambda: _count(_archive(full_rows, pictures)))),
            WITH_RESULTS: lambda _: (SPECIAL, measuring.timed(lambda: _count(_archive(special, pictures)))),
            PYTHON: lambda _: (THEIRS, measuring.timed(lambda: _python(documents, moments, picture))),
            BARE: lambda _: (BADGES, measuring.timed(_bare)),
            COPY: lambda _: (
                BADGES,
                measuring.timed(lambda: [bytes(memoryview(block)) for _ in range(BADGES)]),
            ),
            CRC: lambda _: (BADGES, measuring.timed(lambda: [zlib.crc32(block) for _ in range(BADGES)])),
        }
        versions = {name: importlib.metadata.version(name) for name in ("pyld", "cryptography", "pillow")}
        if folder is not None:
            signing_peers.prepare_digital_bazaar(judge, documents, moments)
            _prepare_bakery(bakery, picture, judge)
            contenders[NODE] = lambda _: _node(judge, bakery)
            versions |= judge.versions | bakery.ask("versions")
        for warm in contenders.values():
            warm(0)
        rates = measuring.alternate(contenders, rounds=ROUNDS)
        verified = _checked(rows[:50] + special[:3], pictures, _python(documents[-1:], moments[-1:], picture))
    peers = [name for name in (PYTHON, NODE) if name in rates]
    shares = {
        f"{OURS}, of {limit}": [ours / theirs for ours, theirs in zip(rates[OURS], rates[limit], strict=True)]
        for limit in (BARE, COPY, CRC)
    }
    missing = "" if folder is not None else f" ({install.missing_node()}: Digital Bazaar left out)"
    return reporting.Result(
        about=f"{BADGES:,} badges of {length:,} bytes, one core{missing}",
        rows=(*reporting.rows(rates, "badges per second of one core"), *reporting.rows(shares, "×")),
        bars=(
            reporting.Bar(name=OURS, found=statistics.median(rates[OURS]), bar=PER_SECOND, unit="per second"),
            *(
                reporting.Bar(
                    name=f"beside {peer}", found=measuring.ratio(rates[OURS], rates[peer]), bar=TIMES_PEERS
                )
                for peer in peers
            ),
        ),
        versions=versions,
        verified=verified,
    )


class _Pictures:
    """The picture, cut once, and what is known of its larger part."""

    def __init__(self, picture: bytes) -> None:
        self.prepared = png.prepare(picture)
        self.crc_after = zlib.crc32(self.prepared.after)


def _rows(template: templates.Template) -> list[batch.Prepared]:
    """Give a batch, signed at one moment as the platform does, of what was awarded at another second each."""
    return [
        batch.Prepared(template, samples.slots(number), samples.KEY, samples.NOW - dt.timedelta(days=1))
        for number in range(BADGES)
    ]


def _archive(rows: Sequence[batch.Prepared], pictures: _Pictures) -> Iterator[bytes]:
    return archive.stream(_members(batch.issue_many(rows), pictures), modified=samples.NOW)


def _members(issued: Sequence[batch.Issued | batch.Refused], pictures: _Pictures) -> Iterator[archive.Member]:
    for number, one in enumerate(issued):
        if isinstance(one, batch.Refused):
            raise one.error
        slots = one.prepared.slots
        assertion = ASSERTION.fill({**slots, "image": f"{slots['id']}/image.png"})
        before, baked, after = pictures.prepared.pieces(v3=one.document, v2=assertion)
        first = before + baked
        yield archive.Member(
            name=f"badge-{number}.png",
            parts=(first, after),
            crc=crc.combine(zlib.crc32(first), pictures.crc_after, len(after)),
            size=len(first) + len(after),
        )


def _count(content: Iterator[bytes]) -> int:
    return sum(map(len, content))


class _Counting(io.RawIOBase):
    """Where the peers write: what comes is counted and let go, as ours are."""

    def __init__(self) -> None:
        self.length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.length += len(data)
        return len(data)


def _python(documents: Sequence[dict], moments: Sequence[dt.datetime], picture: bytes) -> bytes:
    """Sign by PyLD, write the picture with another text by Pillow, and zip; give the last picture."""
    opened = Image.open(io.BytesIO(picture))
    opened.load()
    baked = b""
    with zipfile.ZipFile(_Counting(), "w", zipfile.ZIP_STORED) as zipped:
        for number, signed in enumerate(signing_peers.pyld(documents, moments)):
            info = PngImagePlugin.PngInfo()
            info.add_itxt("openbadgecredential", json.dumps(signed, ensure_ascii=False))
            out = io.BytesIO()
            opened.save(out, "PNG", pnginfo=info)
            baked = out.getvalue()
            zipped.writestr(f"badge-{number}.png", baked)
    return baked


def _prepare_bakery(bakery: judging.Judge, picture: bytes, judge: judging.Judge) -> None:
    signed = judge.ask("bench", **{"from": 0, "count": 1})["signed"]
    credentials = [json.dumps(signed, ensure_ascii=False)] * THEIRS
    bakery.ask("prepare", image=base64.b64encode(picture).decode(), credentials=credentials)
    bakery.ask("run")


def _node(judge: judging.Judge, bakery: judging.Judge) -> tuple[int, float]:
    """Add up what each takes for its part: as fast as if nothing had to be handed from one to the next."""
    _made, signing = signing_peers.digital_bazaar(judge, THEIRS)
    bakes = bakery.ask("run")
    baked = base64.b64decode(bakery.ask("last"))
    return THEIRS, signing + bakes + measuring.timed(lambda: _zip(baked))


def _zip(baked: bytes) -> None:
    with zipfile.ZipFile(_Counting(), "w", zipfile.ZIP_STORED) as zipped:
        for number in range(THEIRS):
            zipped.writestr(f"badge-{number}.png", baked)


def _bare() -> None:
    data = hashlib.sha512(b"two hashes").digest()
    for _ in range(BADGES):
        samples.KEY.sign(data)


def _checked(rows: Sequence[batch.Prepared], pictures: _Pictures, theirs: bytes) -> tuple[str, ...]:
    """Raise unless the archive is sound, each badge out of it genuine, the peer's too, and a wrong signature refused."""
    opened = zipfile.ZipFile(io.BytesIO(b"".join(_archive(rows, pictures))))
    if opened.testzip() is not None or len(opened.namelist()) != len(rows):
        raise AssertionError("the archive is not sound")
    published = {samples.STATUS_LIST: samples.status_list(revoked=[])}
    for name in opened.namelist():
        report = verifier.verify(
            opened.read(name),
            now=samples.NOW,
            resolver=sources.StaticResolver(),
            load=sources.StaticLoader(published),
        )
        if not report:
            raise AssertionError(f"{name} is not genuine: {report.sentence}")
    proof.verify_proof(json.loads(png.unbake(theirs).v3 or b""), samples.PUBLIC)
    try:
        batch.issue_many([row._replace(signer=_Wrong()) for row in rows])
    except errors.ProofError:
        pass
    else:
        raise AssertionError("a wrong signature was let out")
    return (
        f"{len(rows)} out of the archive by all checks, PyLD's by ours",
        "signatures of another key are let out by nobody",
    )


class _Wrong:
    """Signs with another key than it says."""

    key_id = samples.KEY.key_id
    public = bytes(32)

    def sign(self, data: bytes) -> bytes:
        return samples.KEY.sign(data)
