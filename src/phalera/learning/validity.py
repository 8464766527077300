"""How long a certification holds: the end of a day, counted from the first date (design, section 6)."""

import calendar
import dataclasses
import datetime as dt
import enum

from django.utils.translation import gettext as _

from phalera.common import errors


class Unit(enum.StrEnum):
    """What a validity is counted in."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """A length of time that people agree on: 90 days, 18 months, 3 years."""

    count: int
    unit: Unit


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """The days that one completion holds; `counted_from` is the first day of the first of a chain of renewals."""

    counted_from: dt.date
    last_day: dt.date


def last_day(validity: Validity, *, first: dt.date, cycle: int = 0) -> dt.date:
    """Give the last day that holds, for the n-th cycle counted from `first`; InvalidError beyond the year 9999.

    Months clamp to the month's last day, and each cycle counts from the first date, so that January 31st is followed
    by February 28th and then by March 31st, not by March 28th.
    """
    count = validity.count * (cycle + 1)
    try:
        match validity.unit:
            case Unit.DAYS:
                last = first + dt.timedelta(days=count)
            case Unit.MONTHS:
                last = _months_later(first, count)
            case Unit.YEARS:
                last = _months_later(first, 12 * count)
    except (ValueError, OverflowError):
        last = dt.date.max
    if last.year == dt.MAXYEAR:
        raise errors.InvalidError(
            _("A certification cannot hold until the year 9999."), field="validity_count"
        )
    return last


def first_term(validity: Validity, *, day: dt.date) -> Term:
    """Give what a completion on `day` holds when none before it counts."""
    return Term(counted_from=day, last_day=last_day(validity, first=day))


def next_term(validity: Validity, *, before: Term, day: dt.date, renew_from_days: int) -> Term | None:
    """Give what a completion on `day` holds after another one; None when it comes too early to renew.

    Within the days before the end it counts from the old end, so that nobody loses by being early: the chain goes on
    from its first date. Later than the end a new chain begins, and so does one from the old end where the length was
    changed meanwhile.
    """
    if day > before.last_day:
        return first_term(validity, day=day)
    if day < opens_on(validity, term=before, renew_from_days=renew_from_days):
        return None
    cycle = _cycles_before(validity, before)
    if last_day(validity, first=before.counted_from, cycle=cycle) != before.last_day:
        return first_term(validity, day=before.last_day)
    following = last_day(validity, first=before.counted_from, cycle=cycle + 1)
    return Term(counted_from=before.counted_from, last_day=following)


def opens_on(validity: Validity, *, term: Term, renew_from_days: int) -> dt.date:
    """Give the day from which a completion renews a term: so many days before its end, but never before it begins.

    Otherwise a window longer than the validity would let people pile up terms, one a day.
    """
    cycle = _cycles_before(validity, term)
    begins = (
        last_day(validity, first=term.counted_from, cycle=cycle - 1) if cycle else term.counted_from
    ) + dt.timedelta(days=1)
    if (term.last_day - begins).days <= renew_from_days:
        return begins
    return term.last_day - dt.timedelta(days=renew_from_days)


def end_of_day(day: dt.date, *, zone: dt.tzinfo) -> dt.datetime:
    """Give the last whole second of a day in a zone, in UTC, also where the clocks change at midnight."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=zone)
    # A midnight that the clocks skip is read as the moment they jump; fold=0 is the earlier of two midnights.
    return midnight.astimezone(dt.UTC) - dt.timedelta(seconds=1)


def _cycles_before(validity: Validity, term: Term) -> int:
    """Give how many cycles of the chain end before the term does."""
    cycle = 0
    while last_day(validity, first=term.counted_from, cycle=cycle) < term.last_day:
        cycle += 1
    return cycle


def _months_later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
