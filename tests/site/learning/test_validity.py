"""How long a certification holds: laws over zones, leap days, clocks that change and midnights that are skipped."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalera.common import errors
from phalera.learning import validity
from phalera.learning.validity import Term, Unit, Validity

# Clocks that change at midnight (both ways), by half an hour, and a zone that skipped a whole day.
ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "America/Havana", "Asia/Beirut", "Africa/Cairo",
    "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "Asia/Kathmandu", "Atlantic/Azores",
)  # fmt: skip
SKIPPED = ("Pacific/Apia", dt.date(2011, 12, 30))
YEAR = Validity(count=1, unit=Unit.YEARS)

zones = st.sampled_from(ZONES)
days = st.dates(dt.date(1980, 1, 1), dt.date(2080, 1, 1))
lengths = st.builds(Validity, count=st.integers(1, 60), unit=st.sampled_from(Unit))
windows = st.integers(0, 400)


class TestTheEndOfADay:
    @given(day=days, name=zones)
    def test_is_its_last_second_in_the_zone(self, day, name):
        zone = zoneinfo.ZoneInfo(name)

        end = validity.end_of_day(day, zone=zone)

        if (name, day) == SKIPPED:
            return
        assert end.astimezone(zone).date() == day
        assert (end + dt.timedelta(seconds=1)).astimezone(zone).date() > day
        assert end.microsecond == 0

    @given(day=days, name=zones)
    def test_is_later_for_later_days(self, day, name):
        zone = zoneinfo.ZoneInfo(name)

        following = validity.end_of_day(day + dt.timedelta(days=1), zone=zone)

        assert following > validity.end_of_day(day, zone=zone) or (name, day) == (
            "Pacific/Apia",
            dt.date(2011, 12, 29),
        )

    @pytest.mark.parametrize(
        ("name", "day", "end"),
        [
            # The next midnight is skipped: at 24:00 it is 1:00.
            ("America/Sao_Paulo", dt.date(2018, 11, 3), "2018-11-04T02:59:59+00:00"),
            # The day has 25 hours, its last one twice.
            ("America/Sao_Paulo", dt.date(2019, 2, 16), "2019-02-17T02:59:59+00:00"),
            # The next midnight comes twice, and is the next day both times.
            ("America/Havana", dt.date(2025, 11, 1), "2025-11-02T03:59:59+00:00"),
            ("Europe/Berlin", dt.date(2026, 3, 29), "2026-03-29T21:59:59+00:00"),
        ],
    )
    def test_knows_clocks_that_change(self, name, day, end):
        assert validity.end_of_day(day, zone=zoneinfo.ZoneInfo(name)).isoformat() == end


class TestTheLastDay:
    @pytest.mark.parametrize(
        ("count", "unit", "first", "ends"),
        [
            (1, Unit.MONTHS, dt.date(2026, 1, 31), ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
            (1, Unit.MONTHS, dt.date(2024, 1, 31), ["2024-02-29", "2024-03-31"]),
            (1, Unit.YEARS, dt.date(2024, 2, 29), ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
            (90, Unit.DAYS, dt.date(2024, 1, 1), ["2024-03-31", "2024-06-29"]),
            (18, Unit.MONTHS, dt.date(2025, 8, 31), ["2027-02-28", "2028-08-31"]),
        ],
    )
    def test_clamps_to_the_month_and_counts_from_the_first_date(self, count, unit, first, ends):
        length = Validity(count=count, unit=unit)

        found = [validity.last_day(length, first=first, cycle=cycle) for cycle in range(len(ends))]

        assert [each.isoformat() for each in found] == ends

    @given(length=lengths, first=days, cycle=st.integers(0, 8))
    def test_comes_later_with_each_cycle_and_keeps_the_day(self, length, first, cycle):
        end = validity.last_day(length, first=first, cycle=cycle)

        assert end < validity.last_day(length, first=first, cycle=cycle + 1)
        if length.unit is Unit.DAYS:
            assert (end - first).days == length.count * (cycle + 1)
        else:
            assert end.day <= first.day
            tomorrow = end + dt.timedelta(days=1)
            assert end.day == first.day or tomorrow.day == 1

    @pytest.mark.parametrize("unit", Unit)
    def test_is_refused_beyond_what_calendars_know(self, unit):
        with pytest.raises(errors.InvalidError):
            validity.last_day(Validity(count=32_000, unit=unit), first=dt.date(9990, 1, 1))


class TestARenewal:
    @given(length=lengths, first=days, window=windows, late=st.integers(1, 4_000))
    def test_after_the_end_begins_a_new_chain(self, length, first, window, late):
        before = validity.first_term(length, day=first)
        day = before.last_day + dt.timedelta(days=late)

        after = validity.next_term(length, before=before, day=day, renew_from_days=window)

        assert after == validity.first_term(length, day=day)

    @given(length=lengths, first=days, window=windows, times=st.integers(1, 6), data=st.data())
    def test_within_the_window_counts_from_the_old_end_and_the_first_date(
        self, length, first, window, times, data
    ):
        term = validity.first_term(length, day=first)
        for _ in range(times):
            opens = validity.opens_on(length, term=term, renew_from_days=window)
            day = data.draw(st.dates(min(opens, term.last_day), term.last_day))
            if day < opens:
                return
            term = validity.next_term(length, before=term, day=day, renew_from_days=window)

        assert term.counted_from == first
        assert term.last_day == validity.last_day(length, first=first, cycle=times)

    @given(length=lengths, first=days, window=windows, early=st.integers(1, 900))
    def test_before_the_window_changes_nothing(self, length, first, window, early):
        term = validity.first_term(length, day=first)
        opens = validity.opens_on(length, term=term, renew_from_days=window)

        day = opens - dt.timedelta(days=early)

        assert validity.next_term(length, before=term, day=day, renew_from_days=window) is None

    @given(length=lengths, first=days, window=windows)
    def test_never_twice_on_one_day(self, length, first, window):
        term = validity.first_term(length, day=first)

        renewed = validity.next_term(length, before=term, day=term.last_day, renew_from_days=window)

        assert renewed is None or (
            validity.next_term(length, before=renewed, day=term.last_day, renew_from_days=window) is None
        )

    def test_cannot_be_piled_up_where_the_window_is_longer_than_the_term(self):
        month = Validity(count=1, unit=Unit.MONTHS)
        term = validity.first_term(month, day=dt.date(2026, 1, 10))

        same_day = validity.next_term(month, before=term, day=dt.date(2026, 1, 10), renew_from_days=90)

        assert same_day is None

    def test_counts_from_the_old_end_when_the_length_was_changed(self):
        before = validity.first_term(YEAR, day=dt.date(2024, 1, 31))
        longer = Validity(count=3, unit=Unit.YEARS)

        after = validity.next_term(longer, before=before, day=dt.date(2025, 1, 2), renew_from_days=90)

        assert after == Term(counted_from=dt.date(2025, 1, 31), last_day=dt.date(2028, 1, 31))
