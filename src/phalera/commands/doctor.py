"""`phalera doctor`: what is wrong with this installation, and what to do about it."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from phalera.commands import exits, installation

if TYPE_CHECKING:
    from phalera.commands.checkup.finding import Finding


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of `phalera doctor`."""
    parser = subparsers.add_parser(
        "doctor",
        help="say what is wrong here, and what to do",
        description="Look at everything an installation needs. Exit code 0: it works; 1: something does not.",
    )
    parser.add_argument("--json", action="store_true", help="print a list of findings")
    installation.add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Print the findings; gives 1 when one of them is a failure."""
    data = installation.folder(args.data)
    installation.open_at(data)
    findings = _look(data)
    if args.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))  # noqa: T201
    else:
        for finding in findings:
            print(f"{finding.level:5} {finding.subject}: {finding.message}")  # noqa: T201
            if finding.remedy:
                print(f"      {finding.remedy}")  # noqa: T201
    return exits.NO if any(finding.level == "fail" for finding in findings) else exits.FINE


def _look(data: Path) -> "list[Finding]":
    from phalera.commands.checkup import database, files, identity, records

    findings = [files.folder(data), files.keys(data), files.disk(data), records.scripts(data)]
    findings += database.all_of(data)
    # Without tables there is nobody to look at.
    if not any(
        finding.level == "fail" and finding.subject in ("database", "migrations") for finding in findings
    ):
        findings += identity.all_of(data)
    return findings
