"""Download All Badges: a ZIP of 2,000 badges of 200 KB, from the rows to the last byte, in this process.

Beside it what the machine could do at all with as many bytes: copying them, and summing them up (CRC-32), which a ZIP
needs of every byte that it was not told of before.
"""

import functools
import importlib.metadata
import io
import os
import random
import resource
import statistics
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import measuring, reporting

BADGES = 2_000
PICTURES = 40  # different ones; more than any academy's learner would meet among 2,000
SIDE = 260  # noise does not compress, so the side says the size: 200 KB
ROUNDS = 5
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OURS = f"Phalera, {BADGES:,} badges in one ZIP"
COLD = "the same, by a process that read none of the pictures yet"
COPY = "the limit: copying as many bytes"
CRC = "the limit: CRC-32 of as many bytes"


def run() -> reporting.Result:
    with tempfile.TemporaryDirectory(prefix="phalera-bench-") as folder:
        os.environ["PHALERA_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "phalera.config.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        return _run(_learner())


def _run(learner: Any) -> reporting.Result:
    length = sum(map(len, _archive(learner)))  # warm, as a worker of the web is after its first ZIP
    before = _resident()
    block = random.Random(1).randbytes(length // BADGES)
    contenders: dict[str, measuring.Turn] = {
        OURS: lambda _: (length, measuring.timed(lambda: _drain(_archive(learner)))),
        COLD: lambda _: (length, measuring.timed(lambda: _drain(_archive(learner, cold=True)))),
        COPY: lambda _: (length, measuring.timed(lambda: [bytes(memoryview(block)) for _ in range(BADGES)])),
        CRC: lambda _: (length, measuring.timed(lambda: [zlib.crc32(block) for _ in range(BADGES)])),
    }
    rates = {
        name: [each / 1e9 for each in found]
        for name, found in measuring.alternate(contenders, rounds=ROUNDS).items()
    }
    grown = max(_peak_of_growth(learner), _resident() - before)
    first = sorted(_first_byte(learner) for _ in range(ROUNDS))
    first_cold = sorted(_first_byte(learner, cold=True) for _ in range(ROUNDS))
    return reporting.Result(
        about=f"{BADGES:,} badges with {PICTURES} pictures, {length / 1e6:,.0f} MB, queries included",
        rows=(
            *reporting.rows(rates, "GB/s"),
            *reporting.rows(
                {
                    "until the first byte": [each * 1000 for each in first],
                    "until the first byte, no picture read yet": [each * 1000 for each in first_cold],
                },
                "ms",
            ),
        ),
        bars=(
            reporting.Bar(name="throughput", found=statistics.median(rates[OURS]), bar=1.2, unit="GB/s"),
            *(
                reporting.Bar(
                    name=name, found=statistics.median(found) * 1000, bar=100, at_most=True, unit="ms"
                )
                for name, found in (("first byte", first), ("first byte, no picture read yet", first_cold))
            ),
            reporting.Bar(name="memory, grown by", found=grown, bar=64, at_most=True, unit="MB"),
        ),
        versions={name: importlib.metadata.version(name) for name in ("phalera", "django")},
        verified=(_checked(learner),),
    )


def _archive(learner: Any, *, cold: bool = False) -> Iterator[bytes]:
    """Begin an archive; of the 2,000 versions nothing is kept from one to the next, of the pictures everything."""
    from phalera.delivering import files, queries, zips

    if cold:
        for kept in ("_prepared_png", "_crc_after", "_png_length"):
            getattr(files, kept).cache_clear()
    return zips.badges(queries.packed(learner), now=NOW).content


def _drain(content: Iterator[bytes]) -> None:
    for _piece in content:
        pass


def _first_byte(learner: Any, *, cold: bool = False) -> float:
    began = time.process_time()
    content = _archive(learner, cold=cold)
    next(content)
    return time.process_time() - began


def _peak_of_growth(learner: Any) -> float:
    """Give by how many megabytes the process grew while one archive went out, looked at after each badge."""
    before = peak = _resident()
    for number, _piece in enumerate(_archive(learner)):
        if number % 64 == 0:
            peak = max(peak, _resident())
    return peak - before


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def _checked(learner: Any) -> str:
    """Raise unless the archive is sound and a badge out of it genuine."""
    from phalera.delivering import queries, zips
    from phalera.verifying import checker

    zipped = zips.badges(queries.packed(learner), now=NOW)
    opened = zipfile.ZipFile(io.BytesIO(b"".join(zipped.content)))
    names = [name for name in opened.namelist() if name.endswith(".png")]
    if opened.testzip() is not None or len(names) != BADGES or opened.start_dir == 0:
        raise AssertionError("the archive is not sound")
    if not checker.verify(opened.read(names[-1]), now=datetime.now(UTC)):
        raise AssertionError("a badge out of the archive is not genuine")
    return f"zipfile finds all {BADGES:,} sound, and one is genuine"


def _learner() -> Any:
    """Fill the database: somebody who holds 2,000 badges, each earned at a course of its own."""
    from factories import many
    from phalera.accounts import actions as accounts
    from phalera.authoring import actions as authoring
    from phalera.authoring import pictures

    learner = accounts.add_person(name="Ngozi", email="ngozi@example.org", by=None, now=NOW)
    issuer = authoring.add_issuer(
        name="Academy",
        url="https://academy.example",
        email="badges@academy.example",
        description="",
        by=None,
        now=NOW,
    )
    badges = [
        authoring.add_badge(
            name=f"Badge {number}",
            description="Can do what is asked, every time.",
            alt="Noise",
            tags=["bench"],
            picture=pictures.keep(_picture(number), now=NOW),
            language="en",
            by=None,
            now=NOW,
        )
        for number in range(PICTURES)
    ]
    many.hold(learner=learner, issuer=issuer, badges=badges, number=BADGES, now=NOW)
    return learner


def _picture(number: int) -> Any:
    from phalera.authoring import pictures

    return pictures.Drawn(png=_noise(number), previews=(b"", b""))


@functools.cache
def _noise(number: int) -> bytes:
    from PIL import Image

    noise = random.Random(number).randbytes(SIDE * SIDE * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (SIDE, SIDE), noise).save(out, "PNG")
    return out.getvalue()
