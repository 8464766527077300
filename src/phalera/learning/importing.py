"""Completions that come in a file: what is wrong, row by row, and what would be recorded."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.utils import dateparse, timezone
from django.utils.translation import gettext as _

from phalera.accounts.models import Address, Person
from phalera.common import errors
from phalera.learning import actions, models, tables

LONGEST = 500  # characters of one value
AT_ONCE = 500  # rows that are looked up together
EARLIEST = dt.date(1970, 1, 1)  # before this nobody finished anything online: a mistyped year
YES = frozenset({"", "1", "true", "yes", "y", "passed", "success"})
NO = frozenset({"0", "false", "no", "n", "failed"})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a row."""

    number: int
    field: str
    message: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that can be recorded; `known` was recorded before."""

    number: int
    learner: Person
    instance: models.Instance
    completed_at: dt.datetime
    success: bool
    known: bool


def check(lines: Sequence[tables.Line], *, now: dt.datetime) -> tuple[list[Row], list[Problem]]:
    """Give the rows that can be recorded, the earliest first, and what is wrong with the others; few queries a 500."""
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for start in range(0, len(lines), AT_ONCE):
        chosen = lines[start : start + AT_ONCE]
        people, instances = _people(chosen), _instances(chosen)
        found = []
        for line in chosen:
            try:
                found.append(_row(line, people, instances, now))
            except errors.InvalidError as error:
                problems.append(Problem(number=line.number, field=error.field or "", message=error.message))
        rows += _with_known(found, seen)
    return sorted(rows, key=lambda row: (row.completed_at, row.number)), problems


def _people(lines: Sequence[tables.Line]) -> dict[str, Person]:
    wanted = {line.email.casefold() for line in lines}
    found = {each.email: each for each in Person.objects.filter(email__in=wanted)}
    for address in Address.objects.filter(folded__in=wanted).select_related("person"):
        found[address.folded] = address.person
    return found


def _instances(lines: Sequence[tables.Line]) -> dict[str, list[models.Instance]]:
    """Give default instances by slug, id and title, as the file may name any of them."""
    words = {line.learning_object for line in lines}
    keys = [key for key in map(_uuid, words) if key is not None]
    found: dict[str, list[models.Instance]] = {}
    for instance in models.Instance.objects.filter(
        Q(learning_object__slug__in=words)
        | Q(learning_object__title__in=words)
        | Q(learning_object__uuid__in=keys),
        is_default=True,
        learning_object__retired_at=None,
    ).select_related("learning_object"):
        own = instance.learning_object
        for word in {own.slug, str(own.uuid), own.title}:
            found.setdefault(word, []).append(instance)
    return found


def _row(
    line: tables.Line,
    people: dict[str, Person],
    instances: dict[str, list[models.Instance]],
    now: dt.datetime,
) -> Row:
    for field in tables.COLUMNS:
        if len(getattr(line, field)) > LONGEST:
            raise errors.InvalidError(_("This is too long."), field=field)
    learner = people.get(line.email.casefold())
    if learner is None or not learner.is_active:
        raise errors.InvalidError(
            _("Nobody has the address “%(word)s”.") % {"word": line.email}, field="email"
        )
    named = instances.get(line.learning_object, [])
    exact = [each for each in named if each.learning_object.slug == line.learning_object] or named
    if not exact:
        raise errors.InvalidError(
            _("There is no learning “%(word)s”.") % {"word": line.learning_object}, field="learning_object"
        )
    if len(exact) > 1:
        raise errors.InvalidError(
            _("There are several called “%(word)s”: write the address of one.")
            % {"word": line.learning_object},
            field="learning_object",
        )
    word = line.success.casefold()
    if word not in YES | NO:
        raise errors.InvalidError(
            _("“%(word)s” is neither yes nor no.") % {"word": line.success}, field="success"
        )
    return Row(
        number=line.number,
        learner=learner,
        instance=exact[0],
        completed_at=_moment(line.completed_at, now),
        success=word in YES,
        known=False,
    )


def _moment(word: str, now: dt.datetime) -> dt.datetime:
    """Give the moment that is meant: a day is over when it ends in the organisation's zone, and today is now."""
    try:
        day = dateparse.parse_date(word)
        moment = None if day else dateparse.parse_datetime(word)
    except ValueError:
        day = moment = None
    if day is None and moment is None:
        raise errors.InvalidError(
            _("“%(word)s” is not a day. Write it as year-month-day, such as 2026-11-24.") % {"word": word},
            field="completed_at",
        )
    written = day or (moment.date() if moment else EARLIEST)
    if written < EARLIEST or written.year == dt.MAXYEAR:
        raise errors.InvalidError(_("Look for a typing mistake in the year."), field="completed_at")
    if day is not None and day == timezone.localdate(now, timezone.get_default_timezone()):
        return now
    found = _aware(moment or dt.datetime.combine(written, dt.time(23, 59, 59)))
    if found > now:
        raise errors.InvalidError(_("That is still to come."), field="completed_at")
    return found


def _aware(moment: dt.datetime) -> dt.datetime:
    if timezone.is_naive(moment):
        moment = moment.replace(tzinfo=timezone.get_default_timezone())
    return moment.astimezone(dt.UTC)


def _with_known(rows: Sequence[Row], seen: set[str]) -> list[Row]:
    """Say which were recorded before, or stand in the file before."""
    told = set(
        models.Completion.objects.filter(
            source=actions.ADMINISTRATOR, external_id__in=[_told_as(row) for row in rows]
        ).values_list("external_id", flat=True)
    )
    finished = set(
        models.Completion.objects.filter(
            learner__in={row.learner.pk for row in rows},
            instance__learning_object__in={row.instance.learning_object_id for row in rows},
            success=True,
        ).values_list("learner", "instance__learning_object")
    )
    checked = []
    for row in rows:
        key = _told_as(row)
        once = row.success and row.instance.learning_object.validity is None
        known = (
            key in told
            or key in seen
            or (once and (row.learner.pk, row.instance.learning_object_id) in finished)
        )
        seen.add(key)
        checked.append(dataclasses.replace(row, known=known))
    return checked


def _told_as(row: Row) -> str:
    return actions.told_as(
        learner=row.learner, instance=row.instance, completed_at=row.completed_at, success=row.success
    )


def _uuid(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None
