"""Figures through the API: sums for all readers of figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reporting.tests.factories import MEMBERS, known, make_indicator, make_people, make_period
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.registry.models import GroupMembership, ProducerGroup


@pytest.fixture
def ground(db: Any, client: Any) -> Any:
    client.force_login(make_user("inspector", ["1407"]))
    with act("test.arranged", by=SYSTEM):
        group = ProducerGroup.objects.create(name_local="ກຸ່ມ", district_id="1604")
    for person in make_people(2, "1604"):
        with act("test.arranged", by=SYSTEM):
            GroupMembership.objects.create(group=group, person=person, valid_from=date(2026, 5, 1))
    make_indicator("members")
    make_period("2026Q2")
    with known(MEMBERS):
        yield client


def test_a_quarter_of_a_province(ground):
    body = ground.get("/api/v1/figures/?period=2026Q2&province=16").json()
    assert [(r["indicator"], r["value"], r["frozen"]) for r in body["results"]] == [
        ("members", "2.00", False)
    ]
    assert body["results"][0]["breakdown"]["district"] == {"1604": 2}
    assert body["results"][0]["page"] == "/reporting/figures/members/2026Q2/16/"


@pytest.mark.parametrize(
    ("query", "field"), [("period=2026", "period"), ("period=2026Q2&province=99", "province")]
)
def test_what_is_not_there_is_told_with_its_field(ground, query, field):
    answer = ground.get(f"/api/v1/figures/?{query}")
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["field"] == field


def test_what_cannot_be_counted_has_its_reason_and_no_value(ground):
    make_indicator("broken", dataset="gone")
    rows = ground.get("/api/v1/figures/?period=2026Q2").json()["results"]
    broken = next(r for r in rows if r["indicator"] == "broken")
    assert broken["value"] is None
    assert "gone" in broken["error"]
