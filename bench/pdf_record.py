"""Badge records beside WeasyPrint: single ones with QR code, picture and attachment, and a file of a thousand.

Single ones in processor time, of our process and of the one that typesets, and the peer is given its QR codes and
rosettes ready-made. The file by the clock, as somebody waits for it: from the rows of a learner who holds a thousand
badges, each earned on another day, to the bytes; in each round it is another learner's. Beside it a thousand learners of
one badge, from what their pages say, which is the most that there can be to set.
"""

import base64
import html
import importlib.metadata
import io
import itertools
import os
import resource
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import measuring, reporting
from conformance import install, judging, samples

HERE = Path(__file__).resolve().parent
ROUNDS = 5
SINGLES = 60
PEERS = 6
SET = 1_000
BADGES = 40
EARNED = datetime(2026, 4, 7, 9, 30, tzinfo=UTC)
OURS = "Phalera, single records, one core"
MANY = f"Phalera, one file of a learner's {SET:,} records, by the clock"
CLASS = f"Phalera, one file for {SET:,} learners, by the clock"
COST = "the same file of a learner's, in processor time of all cores"
PEER = "WeasyPrint, single records, one core"
CSS = """
@page { size: 297mm 210mm; margin: 0 }
body { font: 11pt/1.45 "Source Serif 4", "Noto Serif", serif; color: #14201E; margin: 0 }
.rose { position: absolute; left: -22mm; top: 34mm; width: 142mm }
.badge { position: absolute; left: 9mm; top: 65mm; width: 80mm }
.say { position: absolute; left: 124mm; top: 36mm; width: 151mm }
h1 { font-size: 33pt; font-weight: 500; line-height: 1.1; margin: 2mm 0 5mm } h2 { font-size: 19pt; color: #7B4E14 }
.foot { position: absolute; left: 124mm; top: 160mm; width: 151mm; border-top: .3mm solid #D6DCD9; font-size: 8.5pt }
.foot img { width: 25mm; float: left; margin: 6mm 6mm 0 0 }
"""


def run() -> reporting.Result:
    with tempfile.TemporaryDirectory(prefix="phalera-bench-") as folder:
        os.environ["PHALERA_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "phalera.config.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        return _run(_learners())


def _run(learners: Sequence[Any]) -> reporting.Result:
    from phalera.delivering.records import workshop

    turn = iter(range(10**9))

    def singles(_: int) -> tuple[int, float]:
        pages = [_record(next(turn)) for _ in range(SINGLES)]
        return SINGLES, _seconds(lambda: [_typeset([page]) for page in pages])

    def many(number: int) -> tuple[int, float]:
        took, spent = _clocked(lambda: _file(learners[number]))
        costs.append(SET / spent)
        return SET, took

    def a_class(_: int) -> tuple[int, float]:
        pages = [_record(next(turn)) for _ in range(SET)]
        return SET, _clocked(lambda: _typeset(pages))[0]

    costs: list[float] = []
    contenders: dict[str, measuring.Turn] = {OURS: singles, MANY: many, CLASS: a_class}
    with _peer() as peer:
        peer.ask("prepare", pages=[_for_peer(_record(number)) for number in range(PEERS)])
        contenders[PEER] = lambda _: (PEERS, peer.ask("run"))
        for warm in (OURS, PEER):
            contenders[warm](0)
        rates = measuring.alternate(contenders, rounds=ROUNDS)
        theirs = base64.b64decode(peer.ask("last"))
        versions = peer.ask("versions")
    verified = (
        _checked("ours", _typeset([_record(1)])),
        _checked("theirs", theirs),
        _checked_file(_file(learners[0])),
    )
    workshop.close()
    names = ("phalera", "typst", "zxing-cpp")
    return reporting.Result(
        about="a page with QR code, picture and the signed credential attached",
        rows=reporting.rows({**rates, COST: costs}, "records/s"),
        bars=(
            reporting.Bar(name="beside WeasyPrint", found=measuring.ratio(rates[OURS], rates[PEER]), bar=6),
            # The typesetter works beside us, so this bar wants a machine with two cores to spare: the best round counts.
            reporting.Bar(name=f"one file of {SET:,}", found=max(rates[MANY]), bar=600, unit="records/s"),
        ),
        versions={**{name: importlib.metadata.version(name) for name in names}, **versions},
        verified=verified,
    )


def _learners() -> list[Any]:
    """Fill the database: for each round somebody who holds a thousand badges of forty kinds, each from another day."""
    from factories import many
    from phalera.accounts import actions as accounts
    from phalera.authoring import actions as authoring
    from phalera.authoring import pictures
    from phalera.demo.art import designs, drawing

    issuer = authoring.add_issuer(
        name="Northlight Academy",
        url="https://academy.example",
        email="badges@academy.example",
        description="",
        by=None,
        now=EARNED,
    )
    badges = [
        authoring.add_badge(
            name=f"First Aid at Work {number}",
            description="Can recognize and act on cardiac arrest, choking, bleeding and shock, and hand over to a crew.",
            alt="A white cross",
            tags=["bench"],
            picture=pictures.keep(pictures.draw(drawing.draw(design).encode()), now=EARNED),
            language="en",
            by=None,
            now=EARNED,
        )
        for number, design in enumerate(itertools.islice(designs.DESIGNS.values(), BADGES))
    ]
    learners = []
    for number in range(ROUNDS):
        learner = accounts.add_person(
            name=f"Ngozi Adéyẹmí-Brandão {number}", email=f"ngozi{number}@example.org", by=None, now=EARNED
        )
        many.hold(
            learner=learner,
            issuer=issuer,
            badges=badges,
            number=SET,
            now=EARNED,
            apart=timedelta(days=1),
            name=f"round-{number}",
        )
        learners.append(learner)
    return learners


def _file(learner: Any) -> bytes:
    """Make the file that a learner downloads."""
    from phalera.delivering import queries, records

    delivered = records.pdf(queries.badges_of(learner))
    if delivered.left_out:
        raise AssertionError(delivered.left_out[0].message)
    return delivered.content


def _typeset(pages: list[Any]) -> bytes:
    from phalera.delivering.records import page, typesetting

    sheet = page.Sheet(title="Badge records", author="Northlight Academy")
    return typesetting.typeset(pages, sheet=sheet, timestamp=1_775_554_200)


def _record(number: int) -> Any:
    from phalera.common import rosette
    from phalera.delivering.records import page

    seed = number.to_bytes(64, "big")
    return page.Record(
        language="en",
        opening="Northlight Academy awarded this badge to",
        learner=f"Ngozi Adéyẹmí-Brandão {number}",
        badge="First Aid at Work",
        what="Can recognize and act on cardiac arrest, choking, bleeding and shock, and hand over to a crew.",
        badge_language="en",
        issuer="Northlight Academy",
        facts=(
            ("Awarded", "April 7, 2026"),
            ("Valid until", "April 7, 2029"),
            ("Rosette", rosette.mark(seed)),
        ),
        genuine="Is it genuine?",
        explained=(
            "Scan the code, or give this file to any verifier of Open Badges.",
            "The signed credential is attached to this file. The printed page itself is not signed.",
        ),
        qr_alt="QR code with the address at which this badge can be verified",
        verify_url=f"https://badges.example.org/credentials/00000000-0000-4000-8000-{number:012}",
        seed=seed,
        picture=_picture(),
        alt="A white cross",
        credential=_credential(),
        credential_name=f"{number}.json",
        credential_description="The signed Open Badges 3.0 credential of this page",
    )


_MADE: dict[str, Any] = {}


def _picture() -> Any:
    from phalera.delivering.records import page
    from phalera.demo.art import designs, drawing

    if "picture" not in _MADE:
        drawn = drawing.draw(next(iter(designs.DESIGNS.values())))
        _MADE["picture"] = page.Image(content=drawn.encode(), extension="svg")
    return _MADE["picture"]


def _credential() -> bytes:
    if "credential" not in _MADE:
        _MADE["credential"] = samples.hosted(samples.SITE, 1)[2] + b" " * 2_500
    credential: bytes = _MADE["credential"]
    return credential


def _for_peer(record: Any) -> dict[str, str]:
    from phalera.common import rosette
    from phalera.delivering.records import qr

    def inline(svg: str | bytes) -> str:
        data = svg if isinstance(svg, bytes) else svg.encode()
        return f"data:image/svg+xml;base64,{base64.b64encode(data).decode()}"

    facts = "".join(f"<td>{html.escape(label)}<br>{html.escape(value)}</td>" for label, value in record.facts)
    text = (
        f"<!doctype html><html lang=en><title>Badge record</title><style>{CSS}</style>"
        f"<img class=rose alt='' src='{inline(rosette.svg(record.seed, color='#DFC5A6'))}'>"
        f"<img class=badge alt='{record.alt}' src='{inline(record.picture.content)}'>"
        f"<div class=say><p>{record.opening}</p><h1>{record.learner}</h1><h2>{record.badge}</h2>"
        f"<p>{record.what}</p><table><tr>{facts}</tr></table></div>"
        f"<div class=foot><img alt='{record.qr_alt}' src='{inline(qr.svg(record.verify_url))}'>"
        f"<p>{record.genuine}</p><p>{'</p><p>'.join(record.explained)}</p>"
        f"<a href='{record.verify_url}'>{record.verify_url}</a></div>"
    )
    return {"html": text, "credential": record.credential.decode()}


def _clocked(work: Any) -> tuple[float, float]:
    """Give the seconds that pass, and the processor time of all that works on it."""
    began = time.perf_counter()
    spent = _seconds(work)
    return time.perf_counter() - began, spent


def _seconds(work: Any) -> float:
    """Give the processor time of a piece of work, here and in the process that typesets."""
    before = _child()
    here = measuring.timed(work)
    return here + max(0.0, _child() - before)


def _child() -> float:
    """Give the processor time of all that typeset so far: those that have ended, and the one at work."""
    from phalera.delivering.records import workshop

    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = ended.ru_utime + ended.ru_stime
    for worker in workshop._workers:  # noqa: SLF001
        process = worker._process.pid  # noqa: SLF001
        stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
        numbers = stat.rpartition(")")[2].split()
        seconds += (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def _peer() -> judging.Judge:
    python = install.python("weasyprint")
    return judging.Judge(
        [python, "-I", "-X", "utf8", HERE / "peers" / "weasyprint_record.py"], cwd=HERE, environment={}
    )


def _checked(whose: str, made: bytes) -> str:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(made))
    [name] = reader.attachments
    if (
        reader.attachments[name] != [_credential()]
        or "First Aid at Work" not in reader.pages[0].extract_text()
    ):
        raise AssertionError(f"{whose} does not say or hold what it should")
    return f"{whose} says the name and holds the credential, by pypdf"


def _checked_file(made: bytes) -> str:
    import pypdf

    from phalera.verifying import checker

    reader = pypdf.PdfReader(io.BytesIO(made))
    attached = reader.attachments
    [last] = attached[max(attached)]
    if len(reader.pages) != SET or len(attached) != SET or not checker.verify(last, now=datetime.now(UTC)):
        raise AssertionError(
            "the file does not have all pages, or not all credentials, or one is not genuine"
        )
    return f"the file of {SET:,} has as many pages and credentials, and one out of it is genuine"
