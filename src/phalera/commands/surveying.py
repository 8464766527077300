"""`phalera verify` of many: a folder, a ZIP, or a table of links; with progress, and a table of what was found."""

import argparse
import csv
import datetime as dt
import io
import os
import pathlib
import re
import sys
import time
from collections.abc import Iterator, Sequence

from phalera.commands import files, printing, problems, sources
from phalera_core import errors, reading
from phalera_core.verifying import packages, report
from phalera_core.verifying import sources as core_sources

# More than any personnel department keeps in one folder, and few enough to hold the answers in memory.
MOST = 20_000
LARGEST_TABLE = 20_000_000  # bytes
_BADGES = frozenset((".png", ".svg", ".json", ".pdf", ".jwt", ".zip"))
_LINK = re.compile(r"https?://[\x21-\x7e]+", re.IGNORECASE)
_SECONDS_BETWEEN = 0.2  # of two lines of progress: more often nobody reads them
_LINES_BETWEEN = 500  # badges, where nobody looks on
# What a spreadsheet would take for a formula at the start of a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
FIELDS = (
    "file",
    "verdict",
    "why",
    "badge",
    "issuer",
    "issuer_name",
    "awarded",
    "valid_until",
    "version",
    "packed_as",
    "remedy",
)


def is_many(target: str) -> bool:
    """Say whether a target is a folder or a table of links."""
    return target != files.STDIN and (
        os.path.isdir(target)  # noqa: PTH112  # a Path refuses what only looks like a name, such as a NUL
        or target.lower().endswith(".csv")
    )


def survey(
    args: argparse.Namespace, *, now: dt.datetime, at_hand: Sequence[core_sources.Loader]
) -> tuple[packages.Found, ...]:
    """Verify all that a folder holds or a table names, saying on standard error how far it is.

    CommandError when there is nothing to verify, or links would have to be fetched and must not be.
    """
    network = None if args.offline else sources.Shared(sources.network)
    load = sources.FirstOf([*at_hand, network or core_sources.StaticLoader()])
    resolver = core_sources.LoadingResolver(load)
    found: list[packages.Found] = []
    if pathlib.Path(args.target).is_dir():
        names = _files_in(pathlib.Path(args.target))
        named = ((str(name.relative_to(args.target)), name) for name in names)
        batches = ((name, _from_file(path, name)) for name, path in named)
        total = len(names)
    else:
        links = _links_in(args.target)
        if network is None:
            raise problems.CommandError(
                "Links can only be verified by fetching them, and --offline forbids that.",
                remedy="Leave out --offline, or download the badges and give their folder.",
            )
        batches = ((link, _from_link(link, network)) for link in links)
        total = len(links)
    progress = _Progress(total)
    for name, members in batches:
        for member in members:
            if network is not None:
                network.begin()
            whole = f"{name}: {member.name}" if member.name else name
            found += packages.verify_each(
                [reading.Member(name=whole, packed=member.packed)],
                now=now,
                resolver=resolver,
                load=load,
                recipient=args.recipient,
            )
        progress.one_more()
    progress.end()
    return tuple(found)


def write_report(name: str, found: Sequence[packages.Found]) -> None:
    """Write a table with a row for each badge; CommandError when it cannot be written."""
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, fieldnames=FIELDS, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(_row(each) for each in found)
    # The mark at the beginning lets spreadsheets see that it is UTF-8.
    files.write(name, ("\ufeff" + table.getvalue()).encode())


def _row(found: packages.Found) -> dict[str, str]:
    told = printing.facts(found.report.credential or {})
    issuer = found.report.issuer
    decisive = found.report.decisive
    values = (
        found.name,
        found.report.verdict.value,
        found.report.sentence,
        told["name"],
        # Only what was verified: what a refused badge says of its issuer is a claim.
        (issuer.origin or issuer.id) if issuer else "",
        issuer.name if issuer else "",
        told["awarded"],
        told["until"],
        found.report.version,
        found.report.packed_as,
        decisive.remedy if decisive and found.report.verdict is not report.Verdict.VERIFIED else "",
    )
    return {field: _cell(value) for field, value in zip(FIELDS, values, strict=True)}


def _cell(value: object) -> str:
    text = printing.clean(value if value is not None else "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def _files_in(folder: pathlib.Path) -> list[pathlib.Path]:
    found = []
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or path.suffix.lower() not in _BADGES or path.is_symlink() or not path.is_file():
            continue
        found.append(path)
        if len(found) > MOST:
            raise problems.CommandError(
                f"There are more than {MOST:,} badges in {files.shown(str(folder))}.",
                remedy="Verify its subfolders one by one.",
            )
    if not found:
        raise problems.CommandError(
            f"There is no badge in {files.shown(str(folder))}.",
            remedy="Badges are PNG, SVG, PDF and JSON files, and ZIPs of them.",
        )
    return found


def _from_file(path: pathlib.Path, name: str) -> Iterator[reading.Member]:
    try:
        data = files.read(str(path), max_bytes=reading.MAX_BYTES, max_package=reading.MAX_PACKAGE)
    except problems.CommandError as error:
        yield reading.Member(name="", packed=errors.InputError(error.message, remedy=error.remedy))
        return
    yield from reading.read_all(data, name=name)


def _links_in(name: str) -> list[str]:
    """Give the links of a table: in each row the first cell that is one."""
    data = files.read(name, max_bytes=LARGEST_TABLE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise problems.CommandError(
            f"{files.shown(name)} is not UTF-8 text.", remedy="Save the table as CSV in UTF-8."
        ) from error
    separator = max(",;\t", key=text.partition("\n")[0].count)
    links = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            links += [cell.strip() for cell in row if _LINK.fullmatch(cell.strip())][:1]
    except csv.Error as error:
        raise problems.CommandError(
            f"{files.shown(name)} is no sound CSV: {error}.", remedy="Save the table again as CSV."
        ) from error
    if not links or len(links) > MOST:
        raise problems.CommandError(
            f"There {'are more than ' + format(MOST, ',') if links else 'is no'} link{'s' if links else ''}"
            f" in {files.shown(name)}.",
            remedy="Give a table that has a link to a badge in each row.",
        )
    return links


def _from_link(url: str, network: sources.Shared) -> Iterator[reading.Member]:
    from phalera.common import safe_fetch

    network.begin()
    try:
        data = network.fetch(url, max_bytes=safe_fetch.MAX_BADGE)
    except errors.GoneError:
        # Gone is an answer: a hosted badge that was revoked. The verifier asks the same address and says so.
        yield reading.Member(name="", packed=reading.Packed(packed_as="json", v2=url.encode()))
    except errors.ResolutionError as error:
        yield reading.Member(name="", packed=error)
    else:
        yield from reading.read_all(data, name=url)


class _Progress:
    """How far it is: one line that changes where somebody looks on, else a line now and then."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._said = total, 0, 0.0
        self._looked_at = sys.stderr.isatty()

    def one_more(self) -> None:
        self._done += 1
        if self._looked_at and time.monotonic() - self._said >= _SECONDS_BETWEEN:
            self._said = time.monotonic()
            self._say("\r", "")
        elif not self._looked_at and self._done % _LINES_BETWEEN == 0:
            self._say("", "\n")

    def end(self) -> None:
        if self._looked_at:
            self._say("\r", "\n")

    def _say(self, before: str, after: str) -> None:
        sys.stderr.write(f"{before}{self._done:,} of {self._total:,} verified{after}")
        sys.stderr.flush()
