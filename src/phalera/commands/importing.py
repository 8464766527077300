"""`phalera import`: record what comes in a file."""

import argparse
import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from phalera.commands import exits, installation, printing, problems

if TYPE_CHECKING:
    from phalera.journeys.import_completions import Came


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of `phalera import`."""
    parser = subparsers.add_parser(
        "import",
        help="record what comes in a file: who completed what",
        description=(
            "Record completions from a CSV file with the columns email, learning object, completed_at, success. "
            "Told twice, a completion is recorded once. Ends with 1 when rows were left out."
        ),
    )
    parser.add_argument("what", choices=["completions"], help="what the file holds")
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="only say what it would do")
    parser.add_argument("--json", action="store_true", help="answer for machines")
    installation.add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Record the file; gives 1 when rows were left out, 3 when it cannot be read."""
    try:
        content = args.file.read_bytes()
    except OSError as error:
        raise problems.CommandError(f"{args.file} cannot be read: {error.strerror}.") from error
    installation.open_at(installation.folder(args.data))
    installation.need_database()
    came = _record(content, dry_run=args.dry_run)
    if args.json:
        print(json.dumps({"dry_run": args.dry_run, **dataclasses.asdict(came)}, ensure_ascii=False))  # noqa: T201
    else:
        _tell(came, dry_run=args.dry_run)
    return exits.NO if came.problems else exits.FINE


def _record(content: bytes, *, dry_run: bool) -> "Came":
    from phalera.common import errors
    from phalera.journeys import import_completions
    from phalera.learning import tables

    try:
        lines = tables.read(content)
    except errors.InvalidError as error:
        raise problems.CommandError(error.message, remedy=error.remedy) from error
    return import_completions.record_all(lines, dry_run=dry_run, now=datetime.now(UTC))


def _tell(came: "Came", *, dry_run: bool) -> None:
    for problem in came.problems:
        print(f"Row {problem.number}, {problem.field}: {printing.clean(problem.message)}")  # noqa: T201
    word = "would be recorded" if dry_run else "recorded"
    awards = "" if dry_run else f" {came.awards} badges awarded."
    print(  # noqa: T201
        f"{came.recorded} {word}, {came.known} known before, {len(came.problems)} left out.{awards}"
    )
