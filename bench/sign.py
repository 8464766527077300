"""Signing eddsa-rdfc-2022: the template path beside Digital Bazaar's library, PyLD, and the bare signature.

All sign the same document for different recipients, each at another second. The peers get documents that are parsed
already and contexts that are resolved already, and end with an object in memory; ours ends with the bytes of the whole
signed document. Only the signature is stored, so what it alone takes stands beside it, against the bare signature.
"""

import dataclasses
import datetime as dt
import importlib.metadata
import json
import os

from bench import measuring, reporting
from bench import signing_peers as peers
from conformance import digitalbazaar, install, judging, samples
from phalera_core.documents import v3
from phalera_core.signing import proof

ROUNDS = 7
OURS = 3_000  # in a round; a quarter of a second
THEIRS = 60  # in a round; a third of a second
BARE = 10_000
TIMES_PEERS = 40
OF_BARE = 0.25

OURS_SIGNED = "template path, slots to signature"
OURS_COMPOSED = "template path, slots to document"
DIGITAL_BAZAAR = "Digital Bazaar (Node)"
PYLD = "PyLD"
BARE_SIGNATURE = "bare Ed25519"
FULL = "full achievement, template path"
FULL_PYLD = "full achievement, PyLD"
WITH_EVIDENCE = "full achievement with evidence of its own, general path"

# Four alignments, three kinds of result, and two of them on one scale.
FULL_ACHIEVEMENT = dataclasses.replace(
    samples.ACHIEVEMENT,
    alignment=tuple(
        v3.Alignment(
            target_name=f"Fruit growing {number}",
            target_url=f"https://skills.example.org/{number}",
            target_code=f"F-{number}",
            target_framework="Skills of Example",
        )
        for number in range(4)
    ),
    result_description=(
        v3.ResultDescription(
            id="urn:uuid:1", name="Written", result_type="LetterGrade", allowed_value=("A", "B", "C")
        ),
        v3.ResultDescription(
            id="urn:uuid:2", name="Practice", result_type="LetterGrade", allowed_value=("A", "B", "C")
        ),
        v3.ResultDescription(id="urn:uuid:3", name="Points", result_type="Percent", value_max="100"),
    ),
)
EVIDENCE = {"evidence": [{"type": ["Evidence"], "id": "https://example.org/tree", "narrative": "It grew."}]}


def run() -> reporting.Result:
    template = samples.template()
    slots = [samples.slots(number) for number in range(OURS)]
    moments = [samples.NOW - dt.timedelta(days=1, seconds=number) for number in range(OURS)]
    documents = [json.loads(template.fill(slots[number])) for number in range(THEIRS)]
    full = samples.template(achievement=FULL_ACHIEVEMENT)
    full_documents = [json.loads(full.fill(slots[number])) for number in range(THEIRS)]
    few = slots[:THEIRS]
    versions = {name: importlib.metadata.version(name) for name in ("pyld", "cryptography")}
    folder = install.node()
    with peers.NoNode() if folder is None else digitalbazaar.start(folder) as judge:
        contenders: dict[str, measuring.Turn] = {
            OURS_SIGNED: lambda _: (OURS, measuring.timed(lambda: _sign(template, slots, moments))),
            OURS_COMPOSED: lambda _: (OURS, measuring.timed(lambda: _compose(template, slots, moments))),
            PYLD: lambda _: (THEIRS, measuring.timed(lambda: peers.pyld(documents, moments))),
            FULL: lambda _: (OURS, measuring.timed(lambda: _compose(full, slots, moments))),
            FULL_PYLD: lambda _: (THEIRS, measuring.timed(lambda: peers.pyld(full_documents, moments))),
            WITH_EVIDENCE: lambda _: (
                THEIRS,
                measuring.timed(lambda: _compose(full, few, moments[:THEIRS], EVIDENCE)),
            ),
            BARE_SIGNATURE: lambda _: (BARE, measuring.timed(_bare)),
        }
        if folder is not None:
            peers.prepare_digital_bazaar(judge, documents, moments)
            contenders[DIGITAL_BAZAAR] = lambda _: peers.digital_bazaar(judge, THEIRS)
            versions |= judge.versions
        for warm in contenders.values():
            warm(0)
        rates = measuring.alternate(contenders, rounds=ROUNDS)
        verified = _verify(judge, template, slots, moments, documents, node=folder is not None)
    others = [name for name in (DIGITAL_BAZAAR, PYLD) if name in rates]
    bars = [
        reporting.Bar(
            name=f"beside {peer}", found=measuring.ratio(rates[OURS_COMPOSED], rates[peer]), bar=TIMES_PEERS
        )
        for peer in others
    ]
    bars.append(
        reporting.Bar(
            name=f"{FULL}, beside {PYLD}",
            found=measuring.ratio(rates[FULL], rates[FULL_PYLD]),
            bar=TIMES_PEERS,
        )
    )
    share = measuring.ratio(rates[OURS_SIGNED], rates[BARE_SIGNATURE])
    bars.append(reporting.Bar(name="of the bare signature's rate", found=share, bar=OF_BARE))
    size = len(_compose(template, slots[:1], moments[:1])[0])
    missing = "" if folder is not None else f" ({install.missing_node()}: Digital Bazaar left out)"
    return reporting.Result(
        about=f"eddsa-rdfc-2022 over {size:,} bytes, one core{missing}",
        rows=reporting.rows(rates, "per second of one core"),
        bars=tuple(bars),
        versions=versions,
        verified=verified,
    )


def _sign(template, slots, moments) -> list[bytes]:
    return [
        proof.sign_template(template, filled, samples.KEY, created=created).signature
        for filled, created in zip(slots, moments, strict=True)
    ]


def _compose(template, slots, moments, extra=None) -> list[bytes]:
    made = []
    for filled, created in zip(slots, moments, strict=True):
        signed = proof.sign_template(template, filled, samples.KEY, created=created, extra=extra)
        made.append(
            proof.compose(
                template,
                filled,
                signature=signed.signature,
                key_id=samples.KEY.key_id,
                created=created,
                extra=extra,
            )
        )
    return made


def _bare() -> None:
    data = os.urandom(64)
    for _ in range(BARE):
        samples.KEY.sign(data)


def _verify(judge: judging.Judge, template, slots, moments, documents, *, node: bool) -> tuple[str, ...]:
    """Let each judge the other's last document: what was fast must also have been right."""
    ours = json.loads(_compose(template, slots[-1:], moments[-1:])[0])
    by_pyld = peers.pyld(documents[-1:], moments[-1:])[0]
    proof.verify_proof(ours, samples.PUBLIC)
    proof.verify_proof(by_pyld, samples.PUBLIC)
    if not node:
        return ("ours and PyLD's by our verifier",)
    theirs = judge.ask("bench", **{"from": 0, "count": 1})["signed"]
    proof.verify_proof(theirs, samples.PUBLIC)
    for document in (ours, by_pyld):
        unlisted = {name: value for name, value in document.items() if name != "proof"}
        if judge.ask("canonize", documents=[unlisted]) != [peers.canonize(unlisted)]:
            raise AssertionError("Digital Bazaar canonicalises the document otherwise")
        found = judge.ask(
            "verify",
            credential=document,
            documents={samples.STATUS_LIST: json.loads(samples.status_list(revoked=[]))},
            now=samples.NOW.isoformat(),
        )
        if not found["verified"]:
            raise AssertionError(found["reasons"])
    return (
        "ours and PyLD's by Digital Bazaar's verifier",
        "Digital Bazaar's and PyLD's by our verifier",
    )
