"""Periods counted on the fingers: over years of random holidays, worked Saturdays and pauses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.clocks.counting import Pause, Period, due_of
from cases.states import ClockUnit
from solar_cms.work.calendar import Calendar

DAY = timedelta(days=1)
FIRST = date(2026, 1, 1)
YEAR = [FIRST + timedelta(days=n) for n in range(366)]
WEEK = frozenset({6, 7})
PLAIN = Calendar({}, WEEK)

days = st.sampled_from(YEAR)
# Holidays (False) anywhere, Saturdays and Sundays that are worked (True) now and then.
calendars = st.builds(
    lambda free, worked: Calendar(
        {day: False for day in free} | {day: True for day in worked if day.isoweekday() in WEEK},
        WEEK,
    ),
    st.sets(days, max_size=40),
    st.sets(days, max_size=40),
)
pauses = st.lists(
    st.builds(
        lambda start, length: Pause(start, start + timedelta(days=length)), days, st.integers(0, 40)
    ),
    max_size=4,
)


def stands_still(day: date, breaks: list[Pause]) -> bool:
    return any(one.start < day and (one.end is None or day <= one.end) for one in breaks)


def on_fingers(
    start: date, n: int, unit: str, calendar: Calendar, breaks: list[Pause]
) -> date | None:
    """Day by day; None when it is not over after ten years."""
    day = start
    for _step in range(3660):
        day += DAY
        counts = unit == ClockUnit.CALENDAR or calendar.is_working_day(day)
        n -= counts and not stands_still(day, breaks)
        if n == 0:
            return day
    return None


@settings(max_examples=300, deadline=None)
@given(
    start=days,
    n=st.integers(1, 90),
    unit=st.sampled_from([ClockUnit.WORKING, ClockUnit.CALENDAR]),
    calendar=calendars,
    breaks=pauses,
)
def test_days_are_counted_as_one_would_on_fingers(start, n, unit, calendar, breaks) -> None:
    found = due_of(start, Period(n, unit), calendar, pauses=breaks)
    assert found == on_fingers(start, n, unit, calendar, breaks)


@settings(max_examples=200, deadline=None)
@given(
    start=days,
    n=st.integers(1, 12),
    unit=st.sampled_from([ClockUnit.CALENDAR, ClockUnit.MONTHS, ClockUnit.WORKING]),
    calendar=calendars,
    breaks=pauses,
)
def test_a_last_day_that_is_free_gives_way_to_the_next_working_day(
    start, n, unit, calendar, breaks
) -> None:
    plain = due_of(start, Period(n, unit), calendar, pauses=breaks)
    found = due_of(start, Period(n, unit), calendar, pauses=breaks, to_working_day=True)
    assert plain is not None
    assert found is not None
    assert calendar.is_working_day(found)
    between = [plain + DAY * k for k in range((found - plain).days)]
    assert not any(calendar.is_working_day(day) for day in between)


@settings(max_examples=100, deadline=None)
@given(start=days, n=st.integers(1, 40), calendar=calendars, since=days)
def test_a_pause_that_is_still_open_holds_the_end_up(start, n, calendar, since) -> None:
    breaks = [Pause(since)]
    found = due_of(start, Period(n, ClockUnit.WORKING), calendar, pauses=breaks)
    assert found == on_fingers(start, n, ClockUnit.WORKING, calendar, breaks)


@settings(max_examples=100, deadline=None)
@given(start=days, n=st.integers(1, 30), more=st.integers(1, 30), calendar=calendars, breaks=pauses)
def test_an_extension_in_the_same_unit_is_a_longer_period(start, n, more, calendar, breaks) -> None:
    longer = due_of(start, Period(n + more, ClockUnit.WORKING), calendar, pauses=breaks)
    extended = due_of(
        start, Period(n, ClockUnit.WORKING), calendar,
        pauses=breaks, extensions=[Period(more, ClockUnit.WORKING)],
    )  # fmt: skip
    assert extended == longer


def months_on_fingers(start: date, months: int) -> date:
    day = start
    while months:
        day += DAY
        is_last = (day + DAY).month != day.month
        months -= day.day == start.day or (is_last and day.day < start.day)
    return day


@settings(max_examples=100, deadline=None)
@given(start=days, months=st.integers(1, 40))
def test_months_end_on_the_same_number_or_the_months_last(start, months) -> None:
    assert due_of(start, Period(months, ClockUnit.MONTHS), PLAIN) == months_on_fingers(
        start, months
    )


@settings(max_examples=100, deadline=None)
@given(start=days, years=st.integers(1, 3), since=days, length=st.integers(0, 60))
def test_a_pause_makes_months_later_by_its_days(start, years, since, length) -> None:
    whole = months_on_fingers(start, 12 * years)
    pause = Pause(since, since + timedelta(days=length))
    stood = sum(stands_still(start + timedelta(days=n), [pause]) for n in range(1, 2000))
    found = due_of(start, Period(years, ClockUnit.YEARS), PLAIN, pauses=[pause])
    expected = whole + timedelta(days=stood) if since < whole else whole
    assert found == expected


@settings(max_examples=100, deadline=None)
@given(n=st.integers(1, 96), since=st.integers(0, 120), length=st.integers(0, 48))
def test_hours_are_counted_in_moments(n, since, length) -> None:
    start = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)
    pause = Pause(start + timedelta(hours=since), start + timedelta(hours=since + length))
    end, left = start, n
    while left:
        end += timedelta(hours=1)
        left -= not (pause.start < end and end <= pause.end)  # type: ignore[operator]
    assert due_of(start, Period(n, ClockUnit.HOURS), PLAIN, pauses=[pause]) == end


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        (date(2026, 1, 31), Period(1, "months"), date(2026, 2, 28)),
        (date(2028, 2, 29), Period(1, "years"), date(2029, 2, 28)),
        (date(2026, 11, 30), Period(3, "months"), date(2027, 2, 28)),
        (date(2026, 6, 5), Period(1, "working"), date(2026, 6, 8)),  # Friday, Monday
        (date(2026, 6, 5), Period(1, "calendar"), date(2026, 6, 6)),
    ],
)
def test_known_days(start, period, end) -> None:
    assert due_of(start, period, PLAIN) == end


def test_an_extension_in_months_of_months_is_counted_from_the_start() -> None:
    end = due_of(date(2026, 5, 31), Period(9, "months"), PLAIN, extensions=[Period(3, "months")])
    assert end == date(2027, 5, 31)  # not 28 February and three months more


def test_an_extension_in_another_unit_follows_at_the_end() -> None:
    end = due_of(date(2026, 6, 1), Period(1, "months"), PLAIN, extensions=[Period(2, "working")])
    assert end == date(2026, 7, 3)


def test_a_pause_of_no_days_changes_nothing() -> None:
    day = date(2026, 6, 3)
    end = due_of(date(2026, 6, 1), Period(5, "working"), PLAIN, pauses=[Pause(day, day)])
    assert end == date(2026, 6, 8)
