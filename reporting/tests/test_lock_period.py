"""Locking freezes figures with the ids behind them; later changes show as restatements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from reporting import figures, operations
from reporting.models import Figure, FrozenRecords, Period, Restatement
from reporting.tests.factories import MEMBERS, known, make_indicator, make_people
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused
from solar_cms.registry.models import GroupMembership, ProducerGroup


@pytest.fixture
def ground(db: Any) -> Any:
    """Three members in Paksong and one in Laongam; the first two quarters of 2025, both over."""
    user = make_user("monitoring_officer", [], whole_country=True)
    with act("test.arranged", by=SYSTEM):
        groups = [
            ProducerGroup.objects.create(name_local=f"ກຸ່ມ {code}", district_id=code)
            for code in ("1604", "1407")
        ]
    people = make_people(3, "1604", "F") + make_people(2, "1407", "M")
    with act("test.arranged", by=SYSTEM):
        GroupMembership.objects.bulk_create(
            GroupMembership(group=groups[n // 3], person=person, valid_from=date(2025, 2, 1))
            for n, person in enumerate(people[:4])
        )
    make_indicator("members")
    operations.open_quarters("2025Q1", "2025Q2", by=SYSTEM)
    with known(MEMBERS):
        yield user, groups, people


def period(code: str = "2025Q1") -> Period:
    return Period.objects.get(code=code)


def shown(place: str, **more: Any) -> figures.Shown:
    return figures.figures_for([period()], province=place, **more)["members", "2025Q1", place]


def test_a_quarter_is_locked_after_its_end_once_and_in_order(ground):
    user, _groups, _people = ground
    with pytest.raises(Refused, match="Lock the earlier quarters first: Q1 2025"):
        operations.lock_period(period("2025Q2"), by=user)
    operations.open_quarters("2199Q1", "2199Q1", by=SYSTEM)
    with pytest.raises(Refused, match="not over yet"):
        operations.lock_period(period("2199Q1"), by=user)
    operations.lock_period(period(), by=user)
    with pytest.raises(Refused, match="already locked"):
        operations.lock_period(period(), by=user)


def test_a_figure_that_cannot_be_counted_keeps_the_quarter_open(ground):
    user, _groups, _people = ground
    make_indicator("broken", dataset="gone")
    with pytest.raises(Refused, match="gone"):
        operations.lock_period(period(), by=user)
    assert not period().is_locked
    assert not Figure.objects.exists()


def test_every_province_and_the_country_get_their_figure_with_its_ids(ground):
    user, _groups, _people = ground
    operations.lock_period(period(), by=user)
    values = dict(Figure.objects.values_list("province", "value"))
    assert values == {None: 4, "14": 1, "15": 0, "16": 3}
    champasak = Figure.objects.get(province="16")
    assert champasak.breakdown["sex"] == {"F": 3}
    assert champasak.breakdown["district"] == {"1604": 3}
    kept = set(FrozenRecords.objects.get(figure=champasak).ids)
    assert kept == set(
        GroupMembership.objects.filter(group__district="1604").values_list("pk", flat=True)
    )
    assert len({f.hash for f in Figure.objects.all()}) == 4


def test_a_later_change_leaves_the_frozen_figure_and_shows_the_difference(ground, client):
    user, groups, people = ground
    operations.lock_period(period(), by=user)
    with act("test.arranged", by=SYSTEM):
        late = GroupMembership.objects.create(
            group=groups[0], person=people[4], valid_from=date(2025, 3, 1)
        )
        GroupMembership.objects.filter(person=people[0]).delete()
        moved = GroupMembership.objects.get(person=people[1])
        moved.valid_from = date(2025, 4, 1)
        moved.save()
    assert shown("16").number == 3
    assert shown("16", live=True).number == 2
    frozen = shown("16").frozen
    assert frozen is not None
    change = figures.difference(frozen, period())
    assert list(change.added) == [late]
    assert list(change.gone) == [moved]
    assert (change.added_count, change.gone_count) == (1, 2)
    client.force_login(user)
    page = client.get(reverse("figure", args=["members", "2025Q1", "16"])).content.decode()
    assert "Counted again today: 2" in page
    assert "1 records came in and 2 dropped out" in page


def test_a_restatement_is_noted_once_until_the_figure_changes_again(ground):
    user, groups, people = ground
    operations.lock_period(period(), by=user)
    assert operations.note_restatements(by=SYSTEM) == 0
    with act("test.arranged", by=SYSTEM):
        GroupMembership.objects.create(
            group=groups[0], person=people[4], valid_from=date(2025, 3, 1)
        )
    assert operations.note_restatements(by=SYSTEM) == 2  # the province and the country
    assert operations.note_restatements(by=SYSTEM) == 0
    note = Restatement.objects.get(figure__province="16")
    assert (note.value, note.added, note.gone) == (Decimal(4), 1, 0)


def test_a_swap_that_leaves_the_number_is_a_change_of_the_records(ground):
    user, groups, people = ground
    operations.lock_period(period(), by=user)
    with act("test.arranged", by=SYSTEM):
        GroupMembership.objects.filter(person=people[0]).delete()
        GroupMembership.objects.create(
            group=groups[0], person=people[4], valid_from=date(2025, 3, 1)
        )
    frozen = shown("16").frozen
    assert frozen is not None
    change = figures.difference(frozen, period())
    assert (change.added_count, change.gone_count) == (1, 1)


def test_a_definition_that_comes_later_does_not_touch_locked_quarters(ground):
    user, _groups, _people = ground
    operations.lock_period(period(), by=user)
    make_indicator("newcomer")
    assert ("newcomer", "2025Q1", "16") not in figures.figures_for([period()], province="16")
