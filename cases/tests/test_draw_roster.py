"""Drawing the duty roster of a district: in turn, without who is away, once for each day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import operations as do
from cases.models import Duty
from cases.operations.roster import _in_turn
from cases.tests.factories import load_laos, make_head, make_inspector
from solar_cms.accounts.models import User
from solar_cms.accounts.operations import arrange_substitution
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.places.models import District
from solar_cms.work.models import Holiday

pytestmark = pytest.mark.django_db

MONDAY = today() + timedelta(days=7 - today().weekday())
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def district(db: None) -> District:
    load_laos()
    return District.objects.get(code="1604")


@pytest.fixture
def two(district: District) -> list[User]:
    return [make_inspector(username="first"), make_inspector(username="second")]


def draw(district: District, officers: list[User], first: date = MONDAY, last: date = FRIDAY):
    return do.draw_roster(district, first=first, last=last, officers=officers, by=make_head())


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(problem.code, problem.field) for problem in caught.value.problems]


def test_a_period_that_is_over_turned_round_or_too_long_is_refused(district, two) -> None:
    yesterday = today() - timedelta(days=1)
    for first, last, code in (
        (yesterday, FRIDAY, ("roster.over", "first")),
        (FRIDAY, MONDAY, ("roster.days_in_order", "last")),
        (MONDAY, MONDAY + timedelta(days=92), ("roster.too_long", "last")),
    ):
        with pytest.raises(Refused) as caught:
            draw(district, two, first, last)
        assert codes(caught) == [code]
    assert not Duty.objects.exists()


def test_an_officer_of_another_district_takes_no_turns(district, two) -> None:
    stranger = make_inspector("1407", username="stranger")
    with pytest.raises(Refused) as caught:
        draw(district, [*two, stranger])
    assert codes(caught) == [("duty.elsewhere", "officers")]


def test_somebody_must_take_turns(district) -> None:
    with pytest.raises(Refused) as caught:
        draw(district, [])
    assert codes(caught) == [("roster.nobody", "officers")]


def test_each_working_day_is_given_in_turn(district, two) -> None:
    drawn = draw(district, two, MONDAY, MONDAY + timedelta(days=13))
    days = [duty.day for duty in drawn]
    assert days == [MONDAY + timedelta(days=n) for n in range(12) if n % 7 < 5]
    assert Counter(duty.user for duty in drawn) == {two[0]: 5, two[1]: 5}
    assert all(one.user != other.user for one, other in pairwise(drawn))
    told = Act.objects.get(name="roster.drawn")
    assert (told.data["days"], told.data["open"], told.data["district"]) == (10, 0, "1604")


def test_a_holiday_is_nobodys(district, two) -> None:
    with act("test.arranged", by=SYSTEM):
        Holiday(day=MONDAY, names={"en": "New year"}).save_new()
    assert draw(district, two)[0].day == MONDAY + timedelta(days=1)


def test_leave_and_duty_elsewhere_are_left_out(district, two) -> None:
    away, here = two
    arrange_substitution(away, here, first=MONDAY, last=MONDAY + timedelta(days=2), by=make_head())
    other = District.objects.get(code="1603")
    with act("test.arranged", by=SYSTEM):
        Duty(district=other, day=FRIDAY, user=here).save_new()
    drawn = {duty.day: duty.user for duty in draw(district, two)}
    assert [drawn[MONDAY + timedelta(days=n)] for n in range(3)] == [here] * 3
    assert drawn[FRIDAY] == away


def test_a_day_on_which_nobody_is_free_stays_open(district, two) -> None:
    alone = two[0]
    arrange_substitution(alone, two[1], first=MONDAY, last=MONDAY, by=make_head())
    assert MONDAY not in {duty.day for duty in draw(district, [alone])}
    assert Act.objects.get(name="roster.drawn").data["open"] == 1


def test_drawn_again_nothing_is_given_twice(district, two) -> None:
    draw(district, two)
    with pytest.raises(Refused) as caught:
        draw(district, two)
    assert codes(caught) == [("roster.nothing", "")]
    assert Duty.objects.count() == 5


def test_who_had_more_days_waits(district, two) -> None:
    draw(district, two[:1])
    after = MONDAY + timedelta(days=7)
    drawn = draw(district, two, after, after + timedelta(days=4))
    assert {duty.user for duty in drawn} == {two[1]}


@given(st.integers(1, 6), st.integers(0, 40))
def test_turns_differ_by_one_at_most(officers: int, days: int) -> None:
    district = District(code="1604")
    people = [User(username=f"u{n}") for n in range(officers)]
    drawn = _in_turn(district, [MONDAY + timedelta(days=n) for n in range(days)], people)
    turns = Counter(duty.user_id for duty in drawn)
    assert len(drawn) == days
    assert not days or max(turns.values()) - min(turns.get(p.pk, 0) for p in people) <= 1
