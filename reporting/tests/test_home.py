"""Cards of the home page: what is off track first; counted once for everybody of a place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache

from reporting import home, operations
from reporting.quarters import code_of
from reporting.summary import summary
from reporting.tests.factories import MEMBERS, known, make_indicator, make_people, make_period
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.places.models import Province
from solar_cms.registry.models import GroupMembership, ProducerGroup


@pytest.fixture
def ground(db: Any) -> Any:
    """Four women of Paksong in a group; one indicator in the quarter of today."""
    cache.clear()
    make_user("head", ["1604"])
    with act("test.arranged", by=SYSTEM):
        group = ProducerGroup.objects.create(name_local="ກຸ່ມ ກາເຟ", district_id="1604")
    join(group, 4)
    version = make_indicator("members")
    period = make_period(code_of(today()))
    with known(MEMBERS):
        yield group, version, period
    cache.clear()


def join(group: ProducerGroup, count: int) -> None:
    people = make_people(count, "1604")
    with act("test.arranged", by=SYSTEM):
        GroupMembership.objects.bulk_create(
            GroupMembership(group=group, person=p, valid_from=today()) for p in people
        )


def first(province: str) -> dict[str, Any]:
    (row,) = summary(home.current_period(), province)["rows"]  # type: ignore[arg-type]
    return row


def test_the_second_reader_of_a_place_counts_nothing(ground, django_assert_num_queries):
    _group, _version, period = ground
    assert summary(period, "16")["rows"][0]["value"] == 4
    with django_assert_num_queries(1):
        again = summary(period, "16")
    assert again["rows"][0]["districts"] == {"1604": 4}


def test_what_is_kept_for_one_place_is_not_anothers(ground):
    assert first("16")["value"] == 4
    assert first("14")["value"] == 0
    assert first("")["value"] == 4


def test_a_new_target_counts_anew_and_records_after_the_time_is_up(ground):
    group, version, period = ground
    assert first("16")["value"] == 4
    join(group, 2)
    assert first("16")["value"] == 4  # what was counted last, and the card says when
    province = Province.objects.get(code="16")
    operations.set_targets(period, province, {version: Decimal(20)}, by=make_user("head", ["1604"]))
    row = first("16")
    assert (row["value"], row["target"], row["state"]) == (6, 20, "behind")


def test_without_targets_the_card_asks_for_them(ground, client):
    client.force_login(make_user("head", ["1604"]))
    page = client.get("/").content.decode()
    assert "No target is set for this quarter" in page
    assert "/targets/16/" in page
    assert "counted" in page


def test_a_new_office_without_indicators_says_what_will_be_here(db, client):
    cache.clear()
    client.force_login(make_user("monitoring_officer", whole_country=True))
    page = client.get("/").content.decode()
    assert "No indicators yet" in page
    assert 'id="map-part"' not in page


def test_map_and_chart_show_the_province_of_the_head(ground, client):
    client.force_login(make_user("head", ["1604"]))
    page = client.get("/").content.decode()
    assert 'aria-label="Paksong: 4"' in page
    client.force_login(make_user("head", ["1407"]))
    page = client.get("/").content.decode()
    assert 'aria-label="Paksong: 4"' not in page


def test_quarters_over_and_figures_to_verify_are_for_those_who_may(ground):
    make_period("2026Q1")
    officer = make_user("monitoring_officer", whole_country=True)
    assert "Q1 2026" in home.reports_card(officer)["to_lock"]  # type: ignore[index]
    head = make_user("head", ["1604"])
    assert home.reports_card(head)["to_lock"] == []  # type: ignore[index]
