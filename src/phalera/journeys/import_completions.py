"""How completions come in a file: looked through, said what they would do, then recorded, a few at a time.

file ──► rows and what is wrong ──► completions ──► awards ──► credentials
learning.importing                   learning       awarding       jobs, issuing
"""

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from phalera.accounts import policies as accounts
from phalera.accounts.models import Person
from phalera.awarding.models import Award
from phalera.common import audit, errors
from phalera.issuing.models import Credential
from phalera.jobs import actions as jobs
from phalera.journeys import earn_a_badge
from phalera.learning import actions as learning
from phalera.learning import importing, tables
from phalera.learning.models import CompletionImport

# Rows of one transaction: few enough that others can write between two of them.
CHUNK = 100
# So many problems are kept to be read; how many there are is counted.
MOST_PROBLEMS = 200
# A file that was looked through and never recorded holds addresses for nothing.
FORGOTTEN = timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of some rows."""

    recorded: int
    known: int
    awards: int
    problems: tuple[importing.Problem, ...]


@transaction.atomic
def look(*, name: str, content: bytes, by: Person, now: datetime) -> CompletionImport:
    """An administrator hands in a file and sees what it would do; InvalidError when it cannot be read."""
    accounts.check_is_administrator(by)
    lines = tables.read(content)
    rows, problems = importing.check(lines, now=now)
    CompletionImport.objects.filter(begun_at=None, created_at__lt=now - FORGOTTEN).delete()
    return CompletionImport.objects.create(
        name=name[:160],
        lines=[dataclasses.astuple(line) for line in sorted(lines, key=_when)],
        by=by,
        total=len(lines),
        created_at=now,
        recorded=sum(not row.known for row in rows),
        known=sum(row.known for row in rows),
        problems=_named(problems),
    )


@transaction.atomic
def begin(*, of: CompletionImport, by: Person, now: datetime) -> None:
    """An administrator lets the file be recorded, by the worker; ConflictError when that was begun before."""
    accounts.check_is_administrator(by)
    if not CompletionImport.objects.filter(pk=of.pk, begun_at=None).update(
        begun_at=now, recorded=0, known=0, problems=[]
    ):
        raise errors.ConflictError(_("This file is recorded already."))
    audit.record(by=by, action="completions.imported", target=of, details={"rows": of.total}, now=now)
    jobs.enqueue(
        kind="import_completions",
        payload={"import": str(of.uuid)},
        dedupe_key=f"import:{of.uuid}",
        total=of.total,
        now=now,
    )


@transaction.atomic
def go_on(*, of: CompletionImport, now: datetime) -> int:
    """The worker records the next rows, and gives how many are left; counted in the transaction that records them."""
    of = CompletionImport.objects.select_for_update(of=("self",)).select_related("by").get(pk=of.pk)
    chosen = [
        tables.Line(number=number, email=email, learning_object=what, completed_at=at, success=success)
        for number, email, what, at, success in of.lines[of.done : of.done + CHUNK]
    ]
    came = record(chosen, by=of.by, now=now)
    of.done += len(chosen)
    of.recorded += came.recorded
    of.known += came.known
    of.awards += came.awards
    of.problems += _named(came.problems[: MOST_PROBLEMS - len(of.problems)])
    # The lines are written again only to empty them: they may be megabytes.
    changed = ["done", "recorded", "known", "awards", "problems"]
    left = len(of.lines) - of.done
    if of.lines and left <= 0:
        of.finished_at, of.lines = now, []
        changed += ["finished_at", "lines"]
    of.save(update_fields=changed)
    return max(left, 0)


def record_all(lines: Sequence[tables.Line], *, dry_run: bool, now: datetime) -> Came:
    """An operator records a whole file, or only hears what it would do."""
    if dry_run:
        rows, problems = importing.check(lines, now=now)
        known = sum(row.known for row in rows)
        return Came(recorded=len(rows) - known, known=known, awards=0, problems=tuple(problems))
    ordered = sorted(lines, key=_when)
    came = [record(ordered[at : at + CHUNK], by=None, now=now) for at in range(0, len(ordered), CHUNK)]
    return Came(
        recorded=sum(each.recorded for each in came),
        known=sum(each.known for each in came),
        awards=sum(each.awards for each in came),
        problems=tuple(problem for each in came for problem in each.problems),
    )


@transaction.atomic
def record(lines: Sequence[tables.Line], *, by: Person | None, now: datetime) -> Came:
    """Some rows are recorded, each once however often it is told, and earn what they earn."""
    rows, problems = importing.check(lines, now=now)
    awards: dict[int, Award] = {}
    fresh = [row for row in rows if not row.known]
    for row in fresh:
        completion = learning.mark_complete(
            learner=row.learner,
            instance=row.instance,
            completed_at=row.completed_at,
            success=row.success,
            by=by,
            now=now,
        )
        awards |= {each.pk: each for each in earn_a_badge.decide(completion=completion, by=by, now=now)}
    # Deciding gives what was earned before, too.
    signed = set(Credential.objects.filter(award__in=awards).values_list("award", flat=True))
    unsigned = [str(each.uuid) for key, each in awards.items() if key not in signed]
    if unsigned:
        jobs.enqueue(kind="issue", payload={"awards": unsigned}, total=len(unsigned), now=now)
    return Came(
        recorded=len(fresh), known=len(rows) - len(fresh), awards=len(unsigned), problems=tuple(problems)
    )


def _named(problems: Sequence[importing.Problem]) -> list[tuple[object, ...]]:
    return [dataclasses.astuple(problem) for problem in problems[:MOST_PROBLEMS]]


def _when(line: tables.Line) -> tuple[str, int]:
    # ISO days sort as they come; renewals of one certification count on the ones before.
    return line.completed_at, line.number
