"""Households and who lives in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import refuse_if
from solar_cms.places.models import Village
from solar_cms.registry import household_rules, rules
from solar_cms.registry.models import Household, HouseholdMember, Person
from solar_cms.registry.operations.people import nfc
from solar_cms.registry.states import HouseholdRole


def create_household(
    *,
    by: HasActor,
    district: str,
    village: Village | None = None,
    house_number: str = "",
    head: Person | None = None,
    people: Sequence[Person] = (),
    since: date | None = None,
) -> Household:
    """Make a household; its head and the people given move into it on a day (today)."""
    refuse_if(rules.problems_with_place(district, village))
    with act("household.registered", by=by) as a:
        household = Household(district_id=district, village=village, house_number=nfc(house_number))
        household.save_new()
        for person in [*([head] if head else []), *people]:
            role = HouseholdRole.HEAD if person is head else HouseholdRole.OTHER
            join_household(household, person, by=by, role=role, since=since or today())
        a.on(household)
    return household


def correct_household(household: Household, *, by: HasActor, **changes: Any) -> Household:
    """Change the village (a record or None) or the house number."""
    if unknown := changes.keys() - {"village", "house_number"}:
        raise TypeError(f"not correctable: {sorted(unknown)}")
    with act("household.corrected", by=by, on=household):
        household = Household.objects.select_for_update().get(pk=household.pk)
        for name, value in changes.items():
            setattr(household, name, nfc(value) if isinstance(value, str) else value)
        refuse_if(rules.problems_with_place(household.district_id, household.village))
        household.save()
    return household


def join_household(
    household: Household, person: Person, *, by: HasActor, role: str, since: date
) -> HouseholdMember:
    """A person moves in; where they lived before, their last day is the day before."""
    with act("household.joined", by=by, on=household, role=role):
        Household.objects.select_for_update().get(pk=household.pk)
        person = Person.objects.select_for_update().get(pk=person.pk)
        refuse_if(household_rules.problems_with_moving_in(household, person, role, since))
        HouseholdMember.objects.filter(person=person, valid_to=None).update(
            valid_to=since - timedelta(days=1)
        )
        member = HouseholdMember(household=household, person=person, role=role, valid_from=since)
        member.save_new()
        person.household = household
        person.save()
        return member


def leave_household(
    member: HouseholdMember, *, by: HasActor, on: date, reason: str = ""
) -> HouseholdMember:
    """The last day of a person in a household."""
    with act("household.left", by=by, on=member.household, reason=reason):
        member = HouseholdMember.objects.select_for_update().get(pk=member.pk)
        refuse_if(household_rules.problems_with_moving_out(member, on))
        member.valid_to = on
        member.save()
        Person.objects.filter(pk=member.person_id, household=member.household_id).update(
            household=None
        )
    return member


def change_household_role(
    member: HouseholdMember, *, by: HasActor, role: str, on: date
) -> HouseholdMember:
    """From a day on the person has another role there; a new head follows one who stepped back."""
    with act("household.role_changed", by=by, on=member.household, role=role):
        now = HouseholdMember.objects.select_for_update().get(pk=member.pk)
        refuse_if(household_rules.problems_with_role(now, role, on))
        now.valid_to = on - timedelta(days=1)
        now.save()
        return HouseholdMember(
            household=now.household, person=now.person, role=role, valid_from=on
        ).save_new()
