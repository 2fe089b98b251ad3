"""Working days, held against counting day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solar_cms.accounts.tests.factories import make_places
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused
from solar_cms.work import calendar
from solar_cms.work.calendar import Calendar
from solar_cms.work.models import Holiday

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
calendars = st.builds(
    Calendar, st.dictionaries(days, st.booleans(), max_size=40), st.just(frozenset({6, 7}))
)


def naive_working(cal: Calendar, day: date) -> bool:
    if day in cal.exceptions:
        return cal.exceptions[day]
    return day.weekday() < 5


@given(calendars, days, st.integers(1, 60))
def test_the_nth_working_day_is_the_nth(cal: Calendar, start: date, n: int) -> None:
    end = cal.add_working_days(start, n)
    span = [start + timedelta(days=d) for d in range(1, (end - start).days + 1)]
    assert sum(naive_working(cal, day) for day in span) == n
    assert naive_working(cal, end)


@given(calendars, days, st.integers(1, 60))
def test_backwards_mirrors_forwards(cal: Calendar, start: date, n: int) -> None:
    end = cal.add_working_days(start, -n)
    span = [end + timedelta(days=d) for d in range((start - end).days)]
    assert sum(naive_working(cal, day) for day in span) == n
    assert naive_working(cal, end)


@given(calendars, days, days)
def test_between_counts_what_adding_adds(cal: Calendar, a: date, b: date) -> None:
    n = cal.working_days_between(a, b)
    if a <= b:
        span = [a + timedelta(days=d) for d in range(1, (b - a).days + 1)]
        assert n == sum(naive_working(cal, day) for day in span)
    if naive_working(cal, b):
        assert n == 0 or cal.add_working_days(a, n) == b


def test_no_days_is_the_day_itself() -> None:
    saturday = date(2026, 11, 21)
    assert Calendar({}, frozenset({6, 7})).add_working_days(saturday, 0) == saturday


@pytest.fixture
def holidays(db: None) -> None:
    make_places()
    with act("test.arranged", by=SYSTEM):
        Holiday(day=date(2026, 12, 2), names={"en": "National Day"}).save_new()
        Holiday(day=date(2026, 12, 5), names={"en": "Worked"}, is_worked=True).save_new()
        Holiday(day=date(2026, 12, 8), names={"en": "Local"}, province_id="16").save_new()
        Holiday(
            day=date(2026, 12, 2), names={"en": "Works"}, province_id="14", is_worked=True
        ).save_new()


def test_the_country_has_holidays_and_worked_saturdays(holidays: None) -> None:
    assert not calendar.is_working_day(date(2026, 12, 2))
    assert calendar.is_working_day(date(2026, 12, 5))
    assert calendar.add_working_days(date(2026, 12, 1), 3) == date(2026, 12, 5)
    assert calendar.working_days_between(date(2026, 12, 1), date(2026, 12, 8)) == 5


def test_a_province_has_its_own_days_and_its_word_wins(holidays: None) -> None:
    assert not calendar.is_working_day(date(2026, 12, 8), province="16")
    assert calendar.is_working_day(date(2026, 12, 8))
    assert calendar.is_working_day(date(2026, 12, 2), province="14")
    assert not calendar.is_working_day(date(2026, 12, 2), province="16")


def test_a_day_stands_once_in_the_calendar(holidays: None) -> None:
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        Holiday(day=date(2026, 12, 2), names={"en": "Again"}).save_new()
    assert refused.value.problems[0].code == "holiday_once"
