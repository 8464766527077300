"""What baking into PNG and SVG have in common as benches: the peer, the turns, and the check of both outputs."""

import base64
import dataclasses
import importlib.metadata
import json
from pathlib import Path
from typing import Any

from bench import measuring, reporting
from conformance import install, judging, samples

HERE = Path(__file__).resolve().parent
ROUNDS = 7
PREPARED = "Phalera, picture cut once for the batch"
ANEW = "Phalera, picture met anew each time"
PEER = "openbadges-bakery, in memory"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """A picture, the module of ours that bakes into such, how many make a round, and the bar."""

    picture: bytes
    module: Any
    ours: int
    anew: int
    theirs: int
    bar: float


def run(contest: Contest) -> reporting.Result:
    """Bake the same hosted assertions of many recipients by us and by openbadges-bakery."""
    picture, module = contest.picture, contest.module
    assertions = [samples.hosted(samples.SITE, number)[2] for number in range(contest.ours)]
    with start_peer() as peer:
        peer.ask(
            "prepare",
            image=base64.b64encode(picture).decode(),
            credentials=[one.decode() for one in assertions[: contest.theirs]],
        )
        contenders: dict[str, measuring.Turn] = {
            PREPARED: lambda _: (
                contest.ours,
                measuring.timed(lambda: _batch(module.prepare(picture), assertions)),
            ),
            ANEW: lambda _: (
                contest.anew,
                measuring.timed(lambda: _anew(module, picture, assertions[: contest.anew])),
            ),
            PEER: lambda _: (contest.theirs, peer.ask("run")),
        }
        for warm in contenders.values():
            warm(0)
        rates = measuring.alternate(contenders, rounds=ROUNDS)
        _check(peer, module, picture, assertions[contest.theirs - 1])
        versions = peer.ask("versions")
    return reporting.Result(
        about=f"baking {len(assertions[0]):,} bytes of JSON into a picture of {len(picture):,} bytes, one core",
        rows=reporting.rows(rates, "per second of one core"),
        bars=(
            reporting.Bar(
                name="beside openbadges-bakery",
                found=measuring.ratio(rates[PREPARED], rates[PEER]),
                bar=contest.bar,
            ),
        ),
        versions={"phalera": importlib.metadata.version("phalera"), **versions},
        verified=("ours by openbadges-bakery's unbake", "theirs by our unbake"),
    )


def _batch(prepared: Any, assertions: list[bytes]) -> None:
    for assertion in assertions:
        prepared.bake(v2=assertion)


def _anew(module: Any, picture: bytes, assertions: list[bytes]) -> None:
    for assertion in assertions:
        module.bake(picture, v2=assertion)


def start_peer() -> judging.Judge:
    """Start openbadges-bakery in the environment of the Open Badges 2.0 judge."""
    python = install.python("openbadges")
    script = HERE / "peers" / "bakery.py"
    return judging.Judge([python, "-I", "-X", "utf8", script], cwd=HERE, environment={})


def _check(peer: judging.Judge, module: Any, picture: bytes, assertion: bytes) -> None:
    """Raise unless each side finds in the other's picture what went in."""
    theirs = base64.b64decode(peer.ask("last"))
    if json.loads(module.unbake(theirs).v2) != json.loads(assertion):
        raise AssertionError("what openbadges-bakery baked holds something else")
    ours = module.prepare(picture).bake(v2=assertion)
    found = peer.ask("unbake", image=base64.b64encode(ours).decode())
    # Out of an SVG it takes the address of a hosted assertion, out of a PNG the assertion.
    if found != json.loads(assertion)["id"] and json.loads(found) != json.loads(assertion):
        raise AssertionError("what we baked holds something else")
