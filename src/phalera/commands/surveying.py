"""`phalera verify` of many: a folder, or a table of links; with progress, and nothing left out in silence."""

import argparse
import dataclasses
import datetime as dt
import os
import pathlib
import sys
import time
from collections.abc import Iterator, Sequence

from phalera.commands import files, linktables, printing, problems, reporting, sources
from phalera_core import errors, reading
from phalera_core.verifying import packages
from phalera_core.verifying import sources as core_sources

# More than any personnel department keeps in one folder, and few enough to hold the answers in memory.
MOST = 20_000
_BADGES = frozenset((".png", ".svg", ".json", ".pdf", ".jwt", ".zip"))
_SECONDS_BETWEEN = 0.2  # of two lines of progress: more often nobody reads them
_LINES_BETWEEN = 500  # badges, where nobody looks on
_NAMED = 5  # of what was left out: enough to see what kind of files they are
_Batches = Iterator[tuple[str, Iterator[reading.Member]]]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What was found, and what was not looked at."""

    found: tuple[packages.Found, ...]
    left_out: tuple[reporting.LeftOut, ...]


def is_many(target: str) -> bool:
    """Say whether a target is a folder or a table of links."""
    return target != files.STDIN and (
        os.path.isdir(target)  # noqa: PTH112  # a Path refuses what only looks like a name, such as a NUL
        or target.lower().endswith(".csv")
    )


def survey(args: argparse.Namespace, *, now: dt.datetime, at_hand: Sequence[core_sources.Loader]) -> Survey:
    """Verify all that a folder holds or a table names, saying on standard error how far it is.

    CommandError when there is nothing to verify, or links would have to be fetched and must not be.
    """
    network = None if args.offline else sources.Shared(sources.network)
    load = sources.FirstOf([*at_hand, network or core_sources.StaticLoader()])
    resolver = core_sources.LoadingResolver(load)
    found: list[packages.Found] = []
    batches, total, left_out = (
        _in_folder(pathlib.Path(args.target))
        if pathlib.Path(args.target).is_dir()
        else _in_table(args.target, network, at_hand)
    )
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
    _tell_of(left_out, args.report)
    return Survey(found=tuple(found), left_out=tuple(left_out))


def _in_folder(folder: pathlib.Path) -> tuple[_Batches, int, list[reporting.LeftOut]]:
    names, left_out = _files_in(folder)
    if not names:
        raise problems.CommandError(
            f"There is no badge in {files.shown(str(folder))}.",
            remedy="Badges are PNG, SVG, PDF and JSON files, and ZIPs of them.",
        )
    return ((name, _from_file(folder / name, name)) for name in names), len(names), left_out


def _files_in(folder: pathlib.Path) -> tuple[list[str], list[reporting.LeftOut]]:
    """Give the names of what may be badges, and whatever else lies there but is not hidden."""
    names: list[str] = []
    left_out: list[reporting.LeftOut] = []

    def cannot_be_opened(error: OSError) -> None:
        name = os.path.relpath(error.filename, folder)
        left_out.append(_left_out(name, f"This folder cannot be opened: {files.reason(error)}."))

    for place, below, inside in os.walk(folder, onerror=cannot_be_opened):
        below[:] = sorted(name for name in below if not name.startswith("."))
        linked = [name for name in below if pathlib.Path(place, name).is_symlink()]
        for name in sorted([*inside, *linked]):
            path = pathlib.Path(place, name)
            shown = str(path.relative_to(folder))
            if name.startswith("."):
                continue
            if path.is_symlink():
                left_out.append(_left_out(shown, "It is a link to another place, and not a file."))
            elif not path.is_file():
                left_out.append(_left_out(shown, "It is not a file."))
            elif path.suffix.lower() not in _BADGES:
                endings = ", ".join(sorted(ending.removeprefix(".").upper() for ending in _BADGES))
                left_out.append(_left_out(shown, f"Its name is none of a badge file: {endings}."))
            else:
                names.append(shown)
        if len(names) + len(left_out) > MOST:
            raise problems.CommandError(
                f"There are more than {MOST:,} files in {files.shown(str(folder))}.",
                remedy="Verify its subfolders one by one.",
            )
    return names, left_out


def _left_out(name: str, why: str) -> reporting.LeftOut:
    return reporting.LeftOut(
        name=name, why=why, remedy="If a badge is in it, verify it on its own, or ask for the badge file."
    )


def _from_file(path: pathlib.Path, name: str) -> Iterator[reading.Member]:
    try:
        data = files.read(str(path), max_bytes=reading.MAX_BYTES, max_package=reading.MAX_PACKAGE)
    except problems.UnreadableError as error:
        # That it cannot be looked at says nothing about the badge.
        yield reading.Member(
            name="", packed=errors.ResolutionError(error.message, url=name, remedy=error.remedy)
        )
    except problems.CommandError as error:
        yield reading.Member(name="", packed=errors.InputError(error.message, remedy=error.remedy))
    else:
        yield from reading.read_all(data, name=name)


def _in_table(
    name: str, network: sources.Shared | None, at_hand: Sequence[core_sources.Loader]
) -> tuple[_Batches, int, list[reporting.LeftOut]]:
    rows = linktables.links_in(name)
    if network is None:
        raise problems.CommandError(
            "Links can only be verified by fetching them, and --offline forbids that.",
            remedy="Leave out --offline, or download the badges and give their folder.",
        )
    if len(rows) > MOST:
        raise problems.CommandError(
            f"There are more than {MOST:,} rows in {files.shown(name)}.", remedy="Split the table."
        )
    links = [link for _, link in rows if link]
    left_out = [
        reporting.LeftOut(
            name=f"row {number}",
            why="There is no link in this row.",
            remedy="Put the whole address of the badge, from https:// on, in a cell of its own.",
        )
        for number, link in rows
        if not link
    ]
    return ((link, _from_link(link, network, at_hand)) for link in links), len(links), left_out


def _from_link(
    url: str, network: sources.Shared, at_hand: Sequence[core_sources.Loader]
) -> Iterator[reading.Member]:
    from phalera.common import safe_fetch

    network.begin()
    try:
        data = sources.badge_at(
            url,
            at_hand=at_hand,
            fetch=lambda asked: network.fetch(asked, max_bytes=safe_fetch.MAX_BADGE),
        )
    except errors.GoneError:
        # Gone is an answer: a hosted badge that was revoked. The verifier asks the same address and says so.
        yield reading.Member(name="", packed=reading.Packed(packed_as="json", v2=url.encode()))
    except errors.ResolutionError as error:
        yield reading.Member(name="", packed=error)
    else:
        yield from reading.read_all(data, name=url)


def _tell_of(left_out: Sequence[reporting.LeftOut], report: str | None) -> None:
    """Say how many files or rows were not verified, so that nobody takes them for genuine."""
    if left_out:
        named = ", ".join(printing.clean(each.name) for each in left_out[:_NAMED])
        more = ", …" if len(left_out) > _NAMED else ""
        why = f"{files.shown(report)} says why" if report else "a --report says why"
        sys.stderr.write(f"{len(left_out):,} left out ({why}): {named}{more}\n")


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
        sys.stderr.write(f"{before}{self._done:,} of {self._total:,} checked{after}")
        sys.stderr.flush()
