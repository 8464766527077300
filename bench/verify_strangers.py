"""Verifying strangers' Open Badges 3.0: every check of ours beside Digital Bazaar's library and openbadgeslib.

All start with the bytes of a badge and end with a verdict. The badges are known by their key alone and have no status
list, so that nothing but the badge is verified; no two are alike.
"""

import importlib.metadata
import json

from openbadgeslib.ob3 import OB3LdpVerifier

from bench import measuring, reporting, signing_peers
from conformance import digitalbazaar, install, judging, samples
from phalera_core.signing import proof
from phalera_core.verifying import sources, verifier

ROUNDS = 7
BADGES = 60
WARM = 4  # times all badges, for the peer's just-in-time compiler
TIMES_DIGITAL_BAZAAR = 1.5
TIMES_OPENBADGESLIB = 3.0

OURS = "all checks"
DIGITAL_BAZAAR = "Digital Bazaar (Node)"
OPENBADGESLIB = "openbadgeslib"


def run() -> reporting.Result:
    badges = [_badge(number) for number in range(BADGES)]
    versions = {name: importlib.metadata.version(name) for name in ("pyld", "openbadgeslib", "cryptography")}
    folder = install.node()
    with signing_peers.NoNode() if folder is None else digitalbazaar.start(folder) as judge:
        contenders: dict[str, measuring.Turn] = {
            OURS: lambda _: (BADGES, measuring.timed(lambda: _verify(badges))),
            OPENBADGESLIB: lambda _: (BADGES, measuring.timed(lambda: _openbadgeslib(badges))),
        }
        bars = {OPENBADGESLIB: TIMES_OPENBADGESLIB}
        if folder is not None:
            _digital_bazaar(judge, badges, times=WARM)
            contenders[DIGITAL_BAZAAR] = lambda _: _digital_bazaar(judge, badges, times=1)
            bars[DIGITAL_BAZAAR] = TIMES_DIGITAL_BAZAAR
            versions |= judge.versions
        for warm in contenders.values():
            warm(0)
        rates = measuring.alternate(contenders, rounds=ROUNDS)
    missing = "" if folder is not None else f" ({install.missing_node()}: Digital Bazaar left out)"
    return reporting.Result(
        about=f"Open Badges 3.0 of {len(badges[0]):,} bytes, one core{missing}",
        rows=reporting.rows(rates, "per second of one core"),
        bars=tuple(
            reporting.Bar(name=f"beside {peer}", found=measuring.ratio(rates[OURS], rates[peer]), bar=bar)
            for peer, bar in bars.items()
        ),
        versions=versions,
        verified=("every badge by everybody, in every round",),
    )


def _badge(number: int) -> bytes:
    unsigned = samples.award(number).document
    for member in ("proof", "credentialStatus"):
        del unsigned[member]
    signed = proof.sign(unsigned, samples.KEY, created=samples.NOW)
    return json.dumps(signed, ensure_ascii=False).encode()


def _verify(badges: list[bytes]) -> None:
    resolver, load = sources.StaticResolver(), sources.StaticLoader()
    for badge in badges:
        if not verifier.verify(badge, now=samples.NOW, resolver=resolver, load=load):
            raise AssertionError("a good badge did not verify")


def _openbadgeslib(badges: list[bytes]) -> None:
    # It raises for what does not verify.
    for badge in badges:
        OB3LdpVerifier.for_issuer_did(samples.DID).verify(badge)


def _digital_bazaar(judge: judging.Judge, badges: list[bytes], *, times: int) -> tuple[int, float]:
    found = judge.ask(
        "benchVerify",
        credentials=[badge.decode() for badge in badges],
        times=times,
        now=samples.NOW.isoformat(),
    )
    if found["verified"] != times * len(badges):
        raise AssertionError("Digital Bazaar's library did not verify a good badge")
    return times * len(badges), found["seconds"]
