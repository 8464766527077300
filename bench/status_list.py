"""A status list of 131,072 entries: made and signed, and one entry of it looked up.

Looking up is what each badge costs once its list is verified; verifying the list itself stands beside it.
"""

import importlib.metadata
import json
import random

from bench import measuring, reporting
from conformance import samples
from phalera_core.signing import proof
from phalera_core.status import bitstring

ROUNDS = 7
TIMES = 20  # in a round
REVOKED = bitstring.LENGTH // 100
MADE_MS, CHECKED_MS = 20.0, 2.0

MADE = "made and signed"
CHECKED = "one entry looked up"
VERIFIED = "its signature verified"


def run() -> reporting.Result:
    bits = bitstring.Bitstring()
    for index in random.Random(1).sample(range(bitstring.LENGTH), REVOKED):
        bits.set(index)
    published = _make(bits)
    entry = {"statusPurpose": "revocation", "statusListIndex": "77777", "statusSize": 1}
    contenders: dict[str, measuring.Turn] = {
        MADE: lambda _: (TIMES, measuring.timed(lambda: [_make(bits) for _ in range(TIMES)])),
        CHECKED: lambda _: (
            TIMES,
            measuring.timed(lambda: [bitstring.read_status(entry, published) for _ in range(TIMES)]),
        ),
        VERIFIED: lambda _: (
            TIMES,
            measuring.timed(lambda: [proof.verify_proof(published, samples.PUBLIC) for _ in range(TIMES)]),
        ),
    }
    rates = measuring.alternate(contenders, rounds=ROUNDS)
    took = {name: [1_000 / rate for rate in found] for name, found in rates.items()}
    if bitstring.read_status(entry, published) != bits.get(77_777):
        raise AssertionError("the list says something else than was put into it")
    return reporting.Result(
        about=f"{bitstring.LENGTH:,} entries, {REVOKED:,} of them set, {len(json.dumps(published)):,} bytes",
        rows=reporting.rows(took, "ms of one core"),
        bars=(
            reporting.Bar(name=MADE, found=max(took[MADE]), bar=MADE_MS, at_most=True, unit="ms"),
            reporting.Bar(name=CHECKED, found=max(took[CHECKED]), bar=CHECKED_MS, at_most=True, unit="ms"),
        ),
        versions={"cryptography": importlib.metadata.version("cryptography")},
        verified=("what was put in is what is read out, after the list's proof was verified",),
    )


def _make(bits: bitstring.Bitstring) -> dict:
    unsigned = bitstring.list_credential(samples.STATUS_LIST, samples.DID, bits, samples.NOW)
    return proof.sign(unsigned, samples.KEY, created=samples.NOW)
