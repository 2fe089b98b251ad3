"""Where two records of one person lived, when they are merged."""

from datetime import date

import pytest

from solar_cms.audit.acts import SYSTEM
from solar_cms.registry import operations
from solar_cms.registry.merging.operations import merge_people
from solar_cms.registry.models import HouseholdMember, Person
from solar_cms.registry.tests.factories import (
    make_household,
    make_person,
)

pytestmark = pytest.mark.django_db
WHY = "the village chief knows both"


def lives(home, person, since, until=None):
    member = operations.join_household(home, person, by=SYSTEM, role="other", since=since)
    if until:
        operations.leave_household(member, by=SYSTEM, on=until)


def test_stays_in_one_household_are_joined_and_others_follow():
    keep, other = make_person(), make_person()
    home, former = make_household(), make_household()
    lives(former, other, date(2020, 1, 1), date(2021, 1, 1))
    lives(home, other, date(2022, 1, 1))
    lives(home, keep, date(2023, 1, 1))
    merge_people(keep, other, by=SYSTEM, reason=WHY)
    stays = HouseholdMember.objects.filter(person=keep).order_by("valid_from")
    assert [(s.household, s.valid_from, s.valid_to) for s in stays] == [
        (former, date(2020, 1, 1), date(2021, 1, 1)),
        (home, date(2022, 1, 1), None),
    ]
    assert Person.objects.get(pk=keep.pk).household == home


def test_the_household_of_the_other_record_comes_with_it():
    keep, other, home = make_person(), make_person(), make_household()
    lives(home, other, date(2022, 1, 1))
    merge_people(keep, other, by=SYSTEM, reason=WHY)
    assert Person.objects.get(pk=keep.pk).household == home
    assert HouseholdMember.objects.get(person=keep, valid_to=None).household == home
