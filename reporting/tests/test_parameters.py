"""What is off track, and the bands of age, are dated data of the pack."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from reporting import overview
from reporting.pack_sections import check_indicators
from reporting.tests.factories import make_period
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.law.models import Parameter
from solar_cms.law.parameters import load_parameters, parameter
from solar_cms.law.reading import read_file
from solar_cms.registry import ages
from solar_cms.registry.models import Person
from solar_cms.registry.tests.factories import make_person

LAOS = Path(settings.PACKS_DIR) / "laos" / "indicators.toml"
D = Decimal


def row(key: str, value: Any, first: date = date(2022, 1, 1), **fields: Any) -> dict[str, Any]:
    return {"key": key, "names": {"en": key, "lo": key}, "value": value, "valid_from": first,
            "status": "assumed", "source": "test", **fields}  # fmt: skip


def load(*rows: dict[str, Any]) -> None:
    with act("test.arranged", by=SYSTEM):
        load_parameters(rows)


def faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "indicators.toml"
    path.write_text('first_quarter = "2022Q1"\n' + text, encoding="utf-8")
    return [p.code for p in check_indicators(read_file(path, path.name), path)]


TABLE = """[[parameter]]
key = "{key}"
names = {{ en = "x", lo = "x" }}
value = {value}
valid_from = 2022-01-01
status = "assumed"
"""


@pytest.mark.parametrize(
    ("key", "value", "wrong"),
    [
        ("off_track_below", "0.75", []),
        ("off_track_below", "75", ["parameter.value"]),
        ("off_track_below", '"much"', ["parameter.value"]),
        ("age_bands", "[15, 25, 60]", []),
        ("age_bands", "[25, 15]", ["parameter.value"]),
        ("age_bands", "[]", ["parameter.value"]),
        ("age_bands", '["old"]', ["parameter.value"]),
        ("shoe_size", "42", ["pack.wrong_value"]),
    ],
)
def test_a_wrong_value_is_refused_with_its_line(tmp_path, key, value, wrong):
    assert faults(tmp_path, TABLE.format(key=key, value=value)) == wrong


def test_the_lao_pack_gives_both_and_calls_them_assumed():
    rows = {r["key"]: r for r in read_file(LAOS, "indicators.toml")["parameter"]}
    assert set(rows) == {"off_track_below", "age_bands"}
    assert {r["status"] for r in rows.values()} == {"assumed"}
    assert all(r["asks"]["lo"] for r in rows.values())


def test_a_later_value_ends_the_one_before(db):
    load(row("off_track_below", 0.75), row("off_track_below", 0.8, date(2027, 1, 1)))
    assert parameter("off_track_below", date(2026, 12, 31)).value == 0.75  # type: ignore[union-attr]
    assert parameter("off_track_below", date(2027, 1, 1)).value == 0.8  # type: ignore[union-attr]
    load(row("off_track_below", 0.75))
    assert Parameter.objects.get().valid_to is None


@pytest.mark.parametrize(
    ("value", "target", "below", "fewer", "state"),
    [
        (74, 100, "0.75", False, "off"),
        (75, 100, "0.75", False, "behind"),
        (100, 100, "0.75", False, "reached"),
        (10, 100, None, False, "behind"),
        (200, 100, "0.75", True, "off"),
        (120, 100, "0.75", True, "behind"),
        (None, 100, "0.75", False, "none"),
    ],
)
def test_how_a_value_stands_to_its_target(value, target, below, fewer, state):
    bound = D(below) if below else None
    found = overview.standing(
        D(value) if value is not None else None, D(target), bound, fewer=fewer
    )
    assert found == state


def test_the_bound_of_a_quarter_is_that_of_its_last_day(db):
    load(row("off_track_below", 0.75), row("off_track_below", 0.8, date(2026, 4, 1)))
    assert overview.off_track_of(make_period("2026Q1"))[0] == D("0.75")
    assert overview.off_track_of(make_period("2026Q2"))[0] == D("0.8")


def bands(*years: int | None) -> list[str]:
    for n, year in enumerate(years):
        make_person(f"ຄົນ{n}", birth_year=year)
    rows = Person.objects.annotate(band=ages.band("birth_year", 2026)).order_by("given_name")
    return list(rows.values_list("band", flat=True))


def test_ages_fall_into_the_packs_bands(db):
    load(row("age_bands", [15, 25, 36, 60]))
    assert bands(2012, 2011, 2001, 1966, None) == ["0-14", "15-24", "25-35", "60+", ""]
    assert ages.words(["15-24", ""])["15-24"] == "15–24"


def test_without_bands_no_age_is_made_up(db):
    assert bands(1980) == [""]
