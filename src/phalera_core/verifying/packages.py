"""Verify everything in a file: a ZIP of badges or a PDF of many records has a report for each."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from phalera_core import errors, reading
from phalera_core.keys import dids
from phalera_core.verifying import report, sources, verifier


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The report of one badge, and its name inside the file that was given; none for a file that is one badge."""

    name: str
    report: report.Report

    def to_json(self) -> dict[str, object]:
        """Write the report as `phalera verify --json` promises it, with the name before it."""
        return {"name": self.name, **self.report.to_json()}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Found":
        """Read what `to_json` wrote, which was only by us."""
        return cls(name=said["name"], report=report.Report.from_json(said))


def verify_all(
    data: bytes,
    *,
    now: dt.datetime,
    resolver: dids.Resolver,
    load: sources.Loader,
    recipient: str | None = None,
    name: str = "",
) -> tuple[Found, ...]:
    """Verify each badge in a ZIP or PDF, or the one in any other file; never raises for what the file holds.

    A file that is no badge at all has one report that says so.
    """
    members = reading.read_all(data, name=name)
    return verify_each(members, now=now, resolver=resolver, load=load, recipient=recipient)


def verify_each(
    members: Iterable[reading.Member],
    *,
    now: dt.datetime,
    resolver: dids.Resolver,
    load: sources.Loader,
    recipient: str | None = None,
) -> tuple[Found, ...]:
    """Verify badges that were read; what could not be read is refused and says why."""

    def judge(packed: reading.Packed | errors.CoreError) -> report.Report:
        if isinstance(packed, errors.CoreError):
            return verifier.unreadable(packed)
        return verifier.verify(packed, now=now, resolver=resolver, load=load, recipient=recipient)

    return tuple(Found(name=member.name, report=judge(member.packed)) for member in members)


def verdict_of(reports: Sequence[report.Report]) -> report.Verdict:
    """Give one verdict for all: one that is refused refuses, one that is open leaves it open."""
    verdicts = {each.verdict for each in reports}
    if report.Verdict.REFUSED in verdicts:
        return report.Verdict.REFUSED
    return report.Verdict.VERIFIED if verdicts == {report.Verdict.VERIFIED} else report.Verdict.UNDECIDED


def to_json(found: Sequence[Found]) -> dict[str, object]:
    """Write the reports of many badges, with one verdict for all before them."""
    verdict = verdict_of([one.report for one in found])
    return {"verdict": verdict.value, "badges": [one.to_json() for one in found]}
