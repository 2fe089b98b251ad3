"""A figure is what somebody counting the records by hand would get."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting import counting, figures
from reporting.models import Period
from reporting.operations import open_quarters
from reporting.states import Accumulation
from reporting.tallies import Value
from reporting.tests.factories import MEMBERS, known, make_indicator, make_people
from solar_cms.accounts.tests.factories import make_places
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.registry.models import GroupMembership, ProducerGroup

DISTRICTS = ["1604", "1603", "1407", "1504"]
START = date(2025, 12, 1)

# (group, person, days from the start, length in days or None, role)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(0, 7),
        st.integers(0, 300),
        st.none() | st.integers(0, 200),
        st.sampled_from(["leader", "member"]),
    ),
    max_size=14,
    unique_by=lambda row: (row[0], row[1]),
)


@pytest.fixture
def ground(db: Any) -> Any:
    """Six groups in four districts, eight people; the quarters of a year."""
    make_places()
    with act("test.arranged", by=SYSTEM):
        groups = [
            ProducerGroup.objects.create(name_local=f"ກຸ່ມ {n}", district_id=DISTRICTS[n % 4])
            for n in range(6)
        ]
    people = make_people(4, "1604", "F") + make_people(4, "1407", "M")
    open_quarters("2026Q1", "2026Q4", by=SYSTEM)
    with known(MEMBERS):
        yield groups, people, list(Period.objects.order_by("code"))


def by_hand(rows: list[Any], people: list[Any], period: Period, how: str, role: str | None) -> Any:
    """(place, sex or "") → set of people, counted one row after the other."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for group, person, begin, length, has in rows:
        first = START + timedelta(days=begin)
        last = None if length is None else first + timedelta(days=length)
        inside = {
            Accumulation.PERIOD: period.starts_on <= first <= period.ends_on,
            Accumulation.CUMULATIVE: date(2026, 1, 1) <= first <= period.ends_on,
            Accumulation.STANDING: first <= period.ends_on and (not last or last >= period.ends_on),
        }[Accumulation(how)]
        if not inside or (role and has != role):
            continue
        district = DISTRICTS[group % 4]
        for place in ("", district[:2], district):
            for sex in ("", people[person].sex):
                found[place, sex].add(person)
    return found


@given(rows=ROWS, how=st.sampled_from(Accumulation.values), role=st.sampled_from([None, "leader"]))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_place_period_and_cell_equals_the_count_by_hand(ground, rows, how, role):
    groups, people, periods = ground
    with act("test.arranged", by=SYSTEM):
        GroupMembership.objects.all().delete()
        GroupMembership.objects.bulk_create(
            GroupMembership(
                group=groups[g],
                person=people[p],
                role=r,
                valid_from=START + timedelta(days=b),
                valid_to=None if n is None else START + timedelta(days=b + n),
            )
            for g, p, b, n, r in rows
        )
    wanted = _definition(how, role)
    found = counting.count(wanted, periods)
    for period in periods:
        hand = by_hand(rows, people, period, how, role)
        for place in ["", "14", "15", "16", *DISTRICTS]:
            value = found.get((period.code, place), Value())
            assert value.number == len(hand[place, ""]), (period.code, place)
            for sex in "FM":
                assert value.breakdown.get("sex", {}).get(sex, 0) == len(hand[place, sex])


def _definition(how: str, role: str | None) -> Any:
    from reporting.models import IndicatorVersion

    key = f"m-{how}-{role or 'any'}"
    known_one = IndicatorVersion.objects.filter(indicator__key=key).first()
    return known_one or make_indicator(
        key,
        accumulation=how,
        since=date(2026, 1, 1) if how == Accumulation.CUMULATIVE else None,
        until_name="left" if how == Accumulation.STANDING else "",
        filter={"role": [role]} if role else {},
    )


def _join(group: ProducerGroup, person: Any, day: date, role: str = "member") -> GroupMembership:
    with act("test.arranged", by=SYSTEM):
        return GroupMembership.objects.create(group=group, person=person, valid_from=day, role=role)


def test_a_person_in_two_districts_counts_once_in_the_province_and_the_country(ground):
    groups, people, periods = ground
    for group in (groups[0], groups[1], groups[2]):  # 1604, 1603 and 1407
        _join(group, people[0], date(2026, 2, 1))
    shown = figures.figures_for(
        periods[:1],
        definitions=figures.definitions_on(
            periods[:1], [_definition("period", None).indicator.key]
        ),
    )
    by_place = {place: s for (_k, _c, place), s in shown.items()}
    assert by_place["16"].number == 1
    assert by_place["16"].breakdown["district"] == {"1603": 1, "1604": 1}
    assert by_place[""].number == 1
    assert by_place[""].breakdown["province"] == {"14": 1, "16": 1}
    assert by_place[""].breakdown["province|sex"] == {"14": {"F": 1}, "16": {"F": 1}}
    assert by_place["16"].records == 2


def test_a_share_divides_and_says_nothing_where_there_is_nothing_to_divide_by(ground):
    groups, people, periods = ground
    share = make_indicator(
        "share",
        accumulation="cumulative",
        unit="percent",
        measure="rows",
        filter={"role": ["leader"]},
        denominator_dataset="try_members",
        denominator_measure="rows",
    )
    _join(groups[0], people[0], date(2026, 2, 1), "leader")
    _join(groups[0], people[1], date(2026, 2, 1))
    _join(groups[0], people[4], date(2026, 5, 1))
    found = counting.count(share, periods)
    assert found["2026Q1", "16"].number == Decimal(50)
    assert found["2026Q2", ""].number == Decimal("33.3")
    assert found["2026Q2", ""].breakdown["sex"] == {"F": 50.0, "M": 0.0}
    assert counting.count(share, periods, province="15")["2026Q2", "15"].number is None


def test_sums_and_crossings_with_sex(ground):
    groups, people, periods = ground
    years = make_indicator("years", measure="birth_years", disaggregations=["role", "sex"])
    _join(groups[0], people[0], date(2026, 2, 1), "leader")
    _join(groups[4], people[5], date(2026, 2, 1))
    value = counting.count(years, periods[:1], province="16")["2026Q1", "16"]
    assert value.number == 3960
    assert value.breakdown["role"] == {"leader": 1980, "member": 1980}
    assert value.breakdown["role|sex"] == {"leader": {"F": 1980}, "member": {"M": 1980}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"dataset": "nowhere"}, "no dataset “nowhere”"),
        ({"measure": "wishes"}, "no measure “wishes”"),
        ({"filter": {"colour": ["red"]}}, "no dimension “colour”"),
        ({"disaggregations": ["shoe"]}, "no dimension “shoe”"),
        ({"date_name": "someday"}, "no date “someday”"),
    ],
)
def test_what_cannot_be_counted_is_an_error_that_names_the_fault_never_a_zero(
    ground, change, words
):
    _groups, _people, periods = ground
    broken = make_indicator("broken", **change)
    with pytest.raises(counting.FigureError, match=words):
        counting.count(broken, periods)
    shown = figures.figures_for(periods[:1])["broken", "2026Q1", ""]
    assert shown.number is None
    assert words in shown.error


def test_a_query_that_the_database_refuses_is_an_error_too(ground):
    _groups, _people, periods = ground
    odd = make_indicator("odd", measure="names_added_up")
    with pytest.raises(counting.FigureError, match="odd” cannot be counted"), transaction.atomic():
        counting.count(odd, periods)


def test_the_list_of_records_is_what_the_number_counts(ground):
    groups, people, periods = ground
    wanted = _definition("standing", "leader")
    _join(groups[0], people[0], date(2026, 2, 1), "leader")
    _join(groups[1], people[1], date(2026, 2, 1))
    _join(groups[2], people[4], date(2026, 3, 31), "leader")
    rows = figures.records_of(wanted, periods[0])
    assert rows.count() == counting.count(wanted, periods[:1])["2026Q1", ""].records == 2
    assert figures.records_of(wanted, periods[0], province="16").count() == 1
    assert figures.records_of(wanted, periods[0], also={"sex": "M"}).get().person == people[4]


def test_as_many_queries_for_many_quarters_and_places_as_for_one(ground, django_assert_num_queries):
    groups, people, periods = ground
    _definition("cumulative", None)
    _definition("period", None)
    for group in groups:
        for person in people[:3]:
            _join(group, person, date(2026, 2, 1))
    # indicators, definitions, districts, and one statement each for two indicators
    for asked in (periods[:1], periods):
        with django_assert_num_queries(5):
            figures.figures_for(asked)
