"""A year of random days off and worked weekends, of the country and of provinces, kept, moved and taken
out one after the other: after each of them every clock ends where one would count on one's fingers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import ClockRun
from cases.operations.steps import record_step
from cases.tests import factories as make
from cases.tests.clock_packs import clock, load_with
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.models import today
from solar_cms.places.models import Province
from solar_cms.work.holidays import keep_holiday, remove_holiday

DAY = timedelta(days=1)
LENGTHS = (3, 15, 60, 180)
HERE, THERE = "16", "14"

# (day of the year from now, "" the country or a province, what is done with it)
CHANGES = st.lists(
    st.tuples(
        st.integers(-1, 363), st.sampled_from(["", HERE, THERE]), st.sampled_from(["keep", "move"])
    ),
    max_size=10,
    unique_by=lambda change: change[:2],
)
Days = dict[tuple[date, str], bool]


def on_fingers(start: date, n: int, days: Mapping[tuple[date, str], bool], province: str) -> date:
    day = start
    while n:
        day += DAY
        worked = days.get((day, province), days.get((day, "")))
        n -= day.isoweekday() < 6 if worked is None else worked
    return day


@pytest.fixture
def runs(db: Any) -> list[ClockRun]:
    """Four clocks of working days in a case of each of two provinces."""
    make.load_laos()
    load_with(
        "".join(
            clock(
                f"n{n}", f'starts = "hearing"\nends = ["charges"]\nlength = {n}\nunit = "working"\n'
            )
            for n in LENGTHS
        )
    )
    for district in ("1604", "1407"):
        case = make.make_visited(district, opened_on=make.days_ago(60))
        record_step(case, key="hearing", on=make.days_ago(2), by=SYSTEM)
    return list(ClockRun.objects.filter(kind__startswith="n").select_related("district"))


def check(runs: list[ClockRun], days: Days) -> None:
    for run in runs:
        run.refresh_from_db(fields=["due_on"])
        province = run.district.province_id
        assert run.due_on == on_fingers(run.started_on, int(run.kind[1:]), days, province), (
            run.kind, province, sorted(days),
        )  # fmt: skip


def a_year(runs: list[ClockRun], changes: list[tuple[int, str, str]]) -> None:
    by = make_user("head", username="keeper", whole_country=True)
    assert len(runs) == 2 * len(LENGTHS)
    days: Days = {}
    kept: dict[tuple[date, str], Any] = {}
    check(runs, days)
    for n, where, what in changes:
        day = today() + n * DAY
        province = Province.objects.get(pk=where) if where else None
        worked = day.isoweekday() > 5
        old = next(iter(kept), None) if what == "move" else None
        known = kept.pop(old) if old is not None else None
        if old is not None:
            days.pop(old)
        holiday = keep_holiday(
            known, day=day, names={"lo": "ວັນພັກ", "en": "Day off"}, province=province,
            is_worked=worked, source="Decree 1", by=by,
        )  # fmt: skip
        days[day, where] = worked
        kept[day, where] = holiday
        check(runs, days)
    for place, holiday in list(kept.items()):
        remove_holiday(holiday, by=by)
        days.pop(place)
        check(runs, days)


@given(changes=CHANGES)
@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_after_each_day_of_a_random_year_every_clock_ends_where_fingers_say(runs, changes) -> None:
    a_year(runs, changes)


@pytest.mark.long
@given(changes=CHANGES)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_many_random_years(runs, changes) -> None:
    a_year(runs, changes)
