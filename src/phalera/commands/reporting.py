"""The table that `phalera verify --report` writes: a row for each file, what came of it, why, and what to do."""

import csv
import dataclasses
import io
import re
from collections.abc import Sequence

from phalera.commands import files, printing
from phalera_core.verifying import packages, report

# What a spreadsheet would take for a formula at the start of a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Where semicolons separate cells, a spreadsheet reads this table so that a cell begins behind each of them.
_AFTER_SEMICOLON = re.compile(r"(;\s*)(?=[=+\-@＝＋－＠])")
_LONGEST = 2_000  # characters of a cell: whole addresses, and no more than one can look at
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
LEFT_OUT = "left_out"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A file or row that was not verified, and why."""

    name: str
    why: str
    remedy: str


def write(
    name: str, found: Sequence[packages.Found], left_out: Sequence[LeftOut] = (), *, of: str = ""
) -> None:
    """Write the table; CommandError when it cannot be written. `of` is what a badge that is a file itself is called."""
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, fieldnames=FIELDS, quoting=csv.QUOTE_ALL, restval="")
    writer.writeheader()
    writer.writerows(_row(each, each.name or of) for each in found)
    for each in left_out:
        said = {"file": each.name, "verdict": LEFT_OUT, "why": each.why, "remedy": each.remedy}
        writer.writerow({field: _cell(value) for field, value in said.items()})
    # The mark at the beginning lets spreadsheets see that it is UTF-8.
    files.write(name, ("\ufeff" + table.getvalue()).encode())


def _row(found: packages.Found, name: str) -> dict[str, str]:
    told = printing.facts(found.report.credential or {})
    issuer = found.report.issuer
    decisive = found.report.decisive
    why = found.report.sentence
    if decisive is not None and found.report.verdict is report.Verdict.UNDECIDED:
        why = f"{why} {decisive.message}"
    values = (
        name,
        found.report.verdict.value,
        why,
        told["name"],
        # Only what was verified: what a refused badge says of its issuer is a claim.
        (issuer.origin or issuer.id) if issuer else "",
        issuer.name if issuer else "",
        told["awarded"],
        told["until"],
        found.report.version,
        found.report.packed_as,
        decisive.remedy if decisive else "",
    )
    return {field: _cell(value) for field, value in zip(FIELDS, values, strict=True)}


def _cell(value: object) -> str:
    text = printing.clean(value if value is not None else "", longest=_LONGEST)
    return _AFTER_SEMICOLON.sub(r"\1'", f"'{text}" if text.startswith(_FORMULA) else text)
