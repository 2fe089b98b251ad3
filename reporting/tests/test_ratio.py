"""Medians, ratios with dates of their own, reported denominators, weights: as counted by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import pytest
from django.db.models.functions import ExtractYear
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting import counting, figures, overview, tallies
from reporting.models import IndicatorVersion, Period
from reporting.operations import open_quarters, report_figure
from reporting.tests.factories import MEMBERS, known, make_indicator, make_people
from solar_cms.accounts.tests.factories import make_places, make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import Dataset, Dimension, Measure
from solar_cms.registry.models import GroupMembership, ProducerGroup

LETTER = b"%PDF-1.4\n%%EOF\n"
DISTRICTS = ["1604", "1603", "1407"]
PEOPLE = Dataset(
    name="try_joined",
    label="Members",
    queryset=lambda: GroupMembership.objects.annotate(year=ExtractYear("group__founded_on")),
    visible=lambda user: GroupMembership.objects.visible_to(user),
    dates={"joined": "valid_from", "left": "valid_to"},
    district="group__district",
    dimensions={"role": Dimension("Role", "role"), "sex": Dimension("Sex", "person__sex")},
    measures={
        "rows": Measure("Rows", "count"),
        "years": Measure("Median year", "median", "person__birth_year"),
        "groups": Measure("Groups", "distinct", "group_id"),
        "weighed": Measure("Years of groups", "distinct", "group_id", weight="year"),
    },
    record=lambda row: (str(row.pk), "/"),
    columns={},
)

# (group, person, joined: days from 2026-01-01, role)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 5), st.integers(0, 9), st.integers(0, 360),
        st.sampled_from(["leader", "member"]),
    ),
    max_size=14,
    unique_by=lambda row: (row[0], row[1]),
)  # fmt: skip


@pytest.fixture
def ground(db: Any) -> Any:
    make_places()
    with act("test.arranged", by=SYSTEM):
        groups = [
            ProducerGroup.objects.create(name_local=f"ກຸ່ມ {n}", district_id=DISTRICTS[n % 3])
            for n in range(6)
        ]
    people = make_people(5, "1604", "F") + make_people(5, "1407", "M")
    with act("test.arranged", by=SYSTEM):
        for n, person in enumerate(people):
            person.birth_year = 1950 + 7 * n if n else None
            person.save(update_fields=["birth_year"])
    open_quarters("2026Q1", "2026Q4", by=SYSTEM)
    with known(MEMBERS, PEOPLE):
        yield groups, people, list(Period.objects.order_by("code"))


def joined(groups: list[Any], people: list[Any], rows: list[Any]) -> None:
    with act("test.arranged", by=SYSTEM):
        GroupMembership.objects.all().delete()
        GroupMembership.objects.bulk_create(
            GroupMembership(
                group=groups[g], person=people[p], role=role,
                valid_from=date(2026, 1, 1) + timedelta(days=n),
            )
            for g, p, n, role in rows
        )  # fmt: skip


def indicator(key: str, **fields: Any) -> IndicatorVersion:
    there = IndicatorVersion.objects.filter(indicator__key=key).first()
    return there or make_indicator(
        key, **{"dataset": "try_joined", "accumulation": "period", "disaggregations": [], **fields}
    )


@given(rows=ROWS)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_median_is_the_median_in_every_place_and_cell(ground, rows):
    groups, people, periods = ground
    joined(groups, people, rows)
    wanted = indicator("middle", measure="years", disaggregations=["role"])
    found = counting.count(wanted, periods)
    for period in periods:
        hand: dict[Any, list[int]] = {}
        for g, p, n, role in rows:
            day, born = date(2026, 1, 1) + timedelta(days=n), people[p].birth_year
            if period.starts_on <= day <= period.ends_on and born is not None:
                district = DISTRICTS[g % 3]
                for place in ("", district[:2], district):
                    hand.setdefault((place, ""), []).append(born)
                    hand.setdefault((place, role), []).append(born)
        for place in ["", "16", "14", *DISTRICTS]:
            value = found.get((period.code, place), tallies.Value(None))
            ours = hand.get((place, ""))
            assert value.number == (Decimal(str(median(ours))) if ours else None)
            assert value.records == len(ours or [])
            for role in ("leader", "member"):
                one = hand.get((place, role))
                assert value.breakdown.get("role", {}).get(role) == (median(one) if one else None)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30))
def test_the_median_of_how_often_each_value_is_there(values):
    often = Counter(Decimal(value) for value in values)
    assert tallies.median(often) == Decimal(str(median(values)))


def test_no_rows_have_no_median_and_no_ratio_but_a_true_count_of_nothing(ground):
    _groups, _people, periods = ground
    medians = indicator("middle", measure="years")
    ratio = indicator(
        "ratio", measure="rows", denominator_dataset="try_joined", denominator_measure="groups"
    )
    plain = indicator("plain", measure="rows")
    numbers = [
        counting.count(one, periods[:1])["2026Q1", ""].number for one in (medians, ratio, plain)
    ]
    assert numbers == [None, None, 0]


def test_a_denominator_counts_by_dates_of_its_own(ground):
    """Two joined in the second quarter, of three groups that stood on its last day."""
    groups, people, periods = ground
    joined(
        groups, people,
        [(0, 0, 10, "member"), (1, 1, 100, "member"), (2, 2, 110, "leader"), (2, 3, 300, "member")],
    )  # fmt: skip
    wanted = indicator(
        "per-group", measure="rows", unit="ratio", per=1, denominator_dataset="try_joined",
        denominator_measure="groups", denominator_date="joined",
        denominator_accumulation="standing",
    )  # fmt: skip
    value = counting.count(wanted, periods)["2026Q2", ""]
    assert (value.numerator, value.denominator, value.number) == (2, 3, Decimal("0.67"))


def test_a_reported_denominator_is_the_newest_up_to_the_period_and_never_guessed(ground):
    groups, people, periods = ground
    joined(groups, people, [(0, 0, 10, "member"), (1, 1, 100, "member"), (2, 2, 190, "member")])
    base = make_indicator("employed", kind="reported", accumulation="standing")
    wanted = indicator("rate", measure="rows", per=10000, denominator_reported="employed")
    assert counting.count(wanted, periods)["2026Q2", ""].number is None
    reporter = make_user("head", ["1604"])
    for code, value in (("2026Q2", 4000), ("2026Q3", 8000)):
        report_figure(
            indicator=base.indicator, period=Period.objects.get(code=code), province=None,
            value=Decimal(value), source="Survey", source_date=date(2026, 4, 1),
            upload=LETTER, upload_name="letter.pdf", by=reporter,
        )  # fmt: skip
    found = counting.count(wanted, periods)
    assert found["2026Q1", ""].number is None
    assert found["2026Q2", ""].number == Decimal("2.5")
    assert found["2026Q3", ""].number == Decimal("1.25")
    assert found["2026Q4", ""].number == 0
    assert ("2026Q2", "16") not in found or found["2026Q2", "16"].number is None


def test_a_subject_weighs_once_wherever_it_is_met_again(ground):
    groups, people, periods = ground
    with act("test.arranged", by=SYSTEM):
        for n, group in enumerate(groups[:2]):
            group.founded_on = date(2000 + n, 1, 1)
            group.save(update_fields=["founded_on"])
    joined(groups, people, [(0, 0, 1, "member"), (0, 1, 2, "leader"), (1, 2, 3, "member")])
    value = counting.count(indicator("weighed", measure="weighed"), periods)["2026Q1", ""]
    assert value.number == 4001
    assert value.breakdown["district"] == {"1604": 2000, "1603": 2001}


def test_a_place_without_rows_of_a_ratio_is_not_known(ground):
    groups, people, periods = ground
    joined(groups, people, [(0, 0, 10, "member")])
    ratio = indicator(
        "ratio", measure="rows", denominator_dataset="try_joined", denominator_measure="groups"
    )
    shown = figures.figures_for(periods[:1], keys=[ratio.indicator.key])
    whole = shown[ratio.indicator.key, "2026Q1", ""]
    assert figures.narrowed(whole, "1603").number is None
    rows = overview.place_rows(whole, "district", ["1604", "1603"])
    assert [(row["code"], row["value"]) for row in rows] == [("1604", 100), ("1603", None)]
