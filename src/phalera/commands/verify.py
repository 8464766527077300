"""`phalera verify`: say whether a badge is genuine."""

import argparse
import datetime as dt
import json
import pathlib
import re
import sys
from typing import TYPE_CHECKING

from phalera.commands import exits, files, problems

if TYPE_CHECKING:
    from phalera.common import safe_fetch
    from phalera_core import errors, reading
    from phalera_core.verifying import packages
    from phalera_core.verifying import sources as core_sources

_URL = re.compile(r"https?://", re.IGNORECASE)
# A link without its beginning, as browsers show it.
_LINK = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::[0-9]+)?/[\x21-\x7e]*", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the words of the command."""
    parser = subparsers.add_parser(
        "verify",
        help="say whether a badge is genuine, and why not",
        description="Say whether a badge is genuine and in date, and why not.",
        epilog="Exit codes: 0 verified, 1 refused, 2 undecided, 3 wrong usage or unreadable input.",
    )
    parser.add_argument(
        "target",
        metavar="FILE|DIR|URL|-",
        help="a PNG, SVG, JSON, JWT or PDF badge, a ZIP or a folder of badges, a CSV of links, an address, or - for stdin",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--report", metavar="OUT.csv", help="write a table with a row for each badge")
    parser.add_argument("--offline", action="store_true", help="fetch nothing from the internet")
    parser.add_argument(
        "--document",
        metavar="URL=FILE",
        action="append",
        default=[],
        help="take the document at URL (DID document, status list, assertion) from FILE; may be repeated",
    )
    parser.add_argument(
        "--recipient", metavar="EMAIL", help="check that the badge was awarded to this address"
    )
    parser.add_argument(
        "--at", metavar="TIME", help="check as of this moment, for instance 2026-04-07T12:00:00Z"
    )
    parser.add_argument(
        "--data", metavar="DIR", help="take documents of the installation in DIR from its database"
    )


def run(args: argparse.Namespace) -> int:
    """Verify, print the report and return the exit code of its verdict; of many badges, the worst one."""
    from phalera.commands import printing, reporting, surveying
    from phalera_core.verifying import packages
    from phalera_core.verifying import report as reports

    now = _moment(args.at) if args.at else dt.datetime.now(dt.UTC)
    if args.report:
        files.check_writable(args.report)
    left_out: tuple[reporting.LeftOut, ...] = ()
    if surveying.is_many(args.target):
        survey = surveying.survey(args, now=now, at_hand=_at_hand(args))
        found, left_out = survey.found, survey.left_out
    else:
        found = _verify_one(args, now)
    if args.report:
        reporting.write(args.report, found, left_out, of=args.target)
    alone = found[0].report if len(found) == 1 and not found[0].name else None
    verdict = alone.verdict if alone is not None else packages.verdict_of([one.report for one in found])
    if args.json:
        # Escapes are the same JSON; only people prefer letters, where the terminal has them.
        escaped = sys.stdout.encoding.lower() != "utf-8"
        answer = alone.to_json() if alone is not None else packages.to_json(found)
        sys.stdout.write(json.dumps(answer, ensure_ascii=escaped, indent=2) + "\n")
    else:
        told = printing.verdict(alone) if alone is not None else printing.verdicts(found)
        if args.report and alone is None:
            told = f"{printing.counts(found)}\nEach of them is in {files.shown(args.report)}.\n"
        sys.stdout.write(told)
    match verdict:
        case reports.Verdict.VERIFIED:
            return exits.FINE
        case reports.Verdict.REFUSED:
            return exits.NO
        case reports.Verdict.UNDECIDED:
            return exits.UNDECIDED


def _verify_one(args: argparse.Namespace, now: dt.datetime) -> "tuple[packages.Found, ...]":
    """Verify one file or address, or all badges that are in it."""
    from phalera.commands import sources
    from phalera_core import errors
    from phalera_core.verifying import packages
    from phalera_core.verifying import sources as core_sources

    network = None if args.offline else sources.network()
    at_hand = _at_hand(args)
    load = sources.FirstOf([*at_hand, network or core_sources.StaticLoader()])
    data, members = _members(args.target, at_hand, network)
    for member in members:
        if isinstance(member.packed, errors.CoreError) and not member.name:
            return _behind_code(data, member.packed, args, now, load)
    return packages.verify_each(
        members,
        now=now,
        resolver=core_sources.LoadingResolver(load),
        load=load,
        recipient=args.recipient,
    )


def _at_hand(args: argparse.Namespace) -> "list[core_sources.Loader]":
    """Return what answers without the network: the files given, then the installation."""
    from phalera.commands import sources

    if args.data is None:
        return [sources.given(args.document), sources.LocalInstallation()]
    installation = sources.installation_documents(pathlib.Path(args.data).expanduser())
    if installation is None:
        raise problems.CommandError(
            f"There is no installation in {files.shown(args.data)}.",
            remedy="Give the folder that `phalera serve` was started with.",
        )
    return [sources.given(args.document), installation]


def _members(
    target: str, at_hand: "list[core_sources.Loader]", network: "safe_fetch.Fetcher | None"
) -> "tuple[bytes, list[reading.Member]]":
    """Return a file and the badges in it, of an address these alone; CommandError where there is none to be read."""
    from phalera_core import errors, reading

    try:
        if _URL.match(target):
            return b"", [reading.Member(name="", packed=_from_address(target, at_hand, network))]
        name = "" if target == files.STDIN else pathlib.Path(target).name
        data = files.read(target, max_bytes=reading.MAX_BYTES, max_package=reading.MAX_PACKAGE)
        return data, list(reading.read_all(data, name=name))
    except errors.CoreError as error:
        raise problems.CommandError(error.message, remedy=error.remedy) from error
    except problems.UnreadableError as error:
        if not _LINK.fullmatch(target):
            raise
        raise problems.UnreadableError(
            error.message, remedy=f"If it is a link, write https:// before it: https://{target}"
        ) from error


def _behind_code(
    data: bytes,
    error: "errors.CoreError",
    args: argparse.Namespace,
    now: dt.datetime,
    load: "core_sources.Loader",
) -> "tuple[packages.Found, ...]":
    """Verify the badge to which a QR code in a picture leads; CommandError, for that reason, where there is none."""
    from phalera_core import errors
    from phalera_core.verifying import report as reports

    if isinstance(error, errors.NoBadgeError):
        # Strangers' pictures are decoded in a process that may be killed.
        from phalera.verifying import apart

        name = "" if args.target == files.STDIN else pathlib.Path(args.target).name
        question = apart.Question(data=data, now=now, recipient=args.recipient, name=name)
        found = apart.verify_some(question, load).found
        container = found[0].report.find("container")
        if container is None or container.outcome is not reports.Outcome.FAILED:
            return found
        raise problems.CommandError(container.message, remedy=container.remedy)
    raise problems.CommandError(error.message, remedy=error.remedy) from error


def _from_address(
    url: str, at_hand: "list[core_sources.Loader]", network: "safe_fetch.Fetcher | None"
) -> "reading.Packed":
    from phalera.commands import sources
    from phalera.common import safe_fetch
    from phalera_core import errors, reading
    from phalera_core.verifying import sources as core_sources

    def fetch(url: str) -> bytes:
        if network is None:
            return core_sources.StaticLoader().load(url)
        # A picture may be bigger than the documents that a badge leads to.
        return network.fetch(url, max_bytes=safe_fetch.MAX_BADGE).body

    try:
        data = sources.badge_at(url, at_hand=at_hand, fetch=fetch)
    except errors.GoneError:
        # Gone is an answer: a hosted badge that was revoked. The verifier asks the same address and says so.
        return reading.Packed(packed_as="json", v2=url.encode())
    except errors.ResolutionError as error:
        raise problems.CommandError(f"{url} cannot be read. {error.message}", remedy=error.remedy) from error
    return reading.read(data, name=url)


def _moment(text: str) -> dt.datetime:
    from phalera_core.verifying import moments

    moment = moments.parse(f"{text}T00:00:00Z" if _DAY.fullmatch(text) else text)
    if moment is None:
        raise problems.CommandError(
            f"--at {text!r} is not a moment.", remedy="Write it like 2026-04-07 or 2026-04-07T12:00:00Z."
        )
    return moment
