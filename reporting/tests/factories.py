"""Datasets over the registry and indicators on them, so that figures can be tried without the
apps that own the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from reporting.models import Indicator, IndicatorVersion, Objective, Period
from reporting.operations import open_quarters
from reporting.states import Accumulation, IndicatorKind
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import Dataset, Dimension, Measure, datasets
from solar_cms.registry.models import GroupMembership, Person

MEMBERS = Dataset(
    name="try_members",
    label="Members",
    queryset=lambda: GroupMembership.objects.all(),
    visible=lambda user: GroupMembership.objects.visible_to(user),
    dates={"joined": "valid_from", "left": "valid_to"},
    district="group__district",
    dimensions={
        "sex": Dimension("Sex", "person__sex"),
        "role": Dimension("Role", "role", lambda values: {v: v.title() for v in values}),
        "district": Dimension("District", "group__district"),
    },
    measures={
        "rows": Measure("Memberships", "count"),
        "people": Measure("People", "distinct", "person"),
        "groups": Measure("Groups", "distinct", "group"),
        "birth_years": Measure("Years", "sum", "person__birth_year"),
        "names_added_up": Measure("A sum of words", "sum", "person__given_name"),
    },
    record=lambda row: (str(row.person), f"/registry/people/{row.person_id}/"),
    columns={"role": ("Role", "role"), "group": ("Group", "group__name_latin")},
    select_related=("person", "group"),
)


@contextmanager
def known(*sets: Dataset) -> Iterator[None]:
    """The datasets are there for the length of a test."""
    for dataset in sets:
        datasets._items[dataset.name] = dataset
    try:
        yield
    finally:
        for dataset in sets:
            datasets._items.pop(dataset.name, None)


def make_period(code: str = "2026Q2") -> Period:
    open_quarters(code, code, by=SYSTEM)
    return Period.objects.get(code=code)


def make_indicator(
    key: str = "members", *, objective: str = "SO1", **fields: Any
) -> IndicatorVersion:
    """An indicator with one definition: people in groups, by sex, cumulative."""
    reported = fields.get("kind") == IndicatorKind.REPORTED
    computed = (
        {} if reported else {"dataset": "try_members", "measure": "people", "date_name": "joined"}
    )
    with act("test.arranged", by=SYSTEM):
        goal, _ = Objective.objects.get_or_create(
            key=objective,
            defaults={"names": {"en": f"Objective {objective}", "lo": f"ຈຸດປະສົງ {objective}"}},
        )
        indicator, _ = Indicator.objects.get_or_create(
            key=key,
            defaults={
                "objective": goal,
                "number": "1.1",
                "names": {"en": f"Indicator {key}", "lo": f"ຕົວຊີ້ວັດ {key}"},
            },
        )
        return IndicatorVersion(
            **{
                "indicator": indicator,
                "number": indicator.versions.count() + 1,
                "kind": IndicatorKind.COMPUTED,
                "definitions": {"en": "People in groups.", "lo": "ຄົນໃນກຸ່ມ."},
                "accumulation": Accumulation.CUMULATIVE,
                "disaggregations": [] if reported else ["sex"],
                "responsible": "monitoring_officer",
                "source": "test",
                "status": "assumed",
                "valid_from": date(2020, 1, 1),
                **computed,
                **fields,
            }
        ).save_new()


def make_people(count: int, district: str, sex: str = "F") -> list[Person]:
    with act("test.arranged", by=SYSTEM):
        return Person.objects.bulk_create(
            Person(given_name=f"ຄົນ {n}", sex=sex, birth_year=1980, district_id=district)
            for n in range(count)
        )
