"""What is asked before a household or a sensitive fact is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from solar_cms.base.models import today
from solar_cms.base.problems import Problem
from solar_cms.registry.models import Consent, Household, HouseholdMember, Person
from solar_cms.registry.states import SENSITIVE_LISTS, HouseholdRole, SensitiveKind
from solar_cms.registry.terms import problems_with_codes


def problems_with_moving_in(
    household: Household, person: Person, role: str, since: date
) -> list[Problem]:
    """What keeps a person from living in a household from a day on."""
    found = []
    if since > today():
        found.append(Problem("household.later", _("The day must not be in the future."), "since"))
    if person.died_on and since > person.died_on:
        found.append(Problem("person.dead", _("This person has died."), "person"))
    there = HouseholdMember.objects.filter(person=person)
    if there.filter(valid_to=None, household=household).exists():
        found.append(
            Problem("household.member", _("This person lives in this household already."), "person")
        )
    elif there.filter(valid_from__gte=since).exists():
        found.append(
            Problem(
                "household.moved_after",
                _("This person moved into a household on that day or later; choose a later day."),
                "since",
            )
        )
    if role == HouseholdRole.HEAD:
        heads = HouseholdMember.objects.filter(household=household, role=role).on(since)
        if heads.exclude(person=person).exists():
            found.append(
                Problem(
                    "household.second_head",
                    _("This household has another head at that time."),
                    "role",
                )
            )
    return found


def problems_with_moving_out(member: HouseholdMember, on: date) -> list[Problem]:
    """What keeps a stay in a household from ending on a day."""
    if member.valid_to is not None:
        return [Problem("household.left_before", _("This person has already moved out."), "on")]
    if on < member.valid_from:
        return [Problem("household.left_early", _("The last day is before the first."), "on")]
    if on > today():
        return [Problem("household.later", _("The day must not be in the future."), "on")]
    return []


def problems_with_role(member: HouseholdMember, role: str, on: date) -> list[Problem]:
    """What keeps a member from having another role from a day on."""
    if role == member.role:
        return [Problem("household.same_role", _("The member has this role already."), "role")]
    if member.valid_to is not None:
        return [Problem("household.left_before", _("This person has already moved out."), "on")]
    if on <= member.valid_from or on > today():
        return [
            Problem(
                "household.role_day",
                _("The new role must begin after the present one, and not in the future."),
                "on",
            )
        ]
    heads = HouseholdMember.objects.filter(household=member.household_id, role=HouseholdRole.HEAD)
    if role == HouseholdRole.HEAD and heads.exclude(person=member.person_id).on(on).exists():
        message = _("This household has another head at that time.")
        return [Problem("household.second_head", message, "role")]
    return []


def consent_for(person: Person, kind: str) -> Consent | None:
    """The consent in force under which a fact of this kind may be kept."""
    return (
        Consent.objects.filter(person=person, text__purpose=kind, withdrawn_on=None)
        .order_by("-given_on", "-id")
        .first()
    )


def problems_with_sensitive(person: Person, kind: str, codes: Sequence[str]) -> list[Problem]:
    """Law No. 25/NA (2017): specific data need the consent of the person, given for them."""
    found = problems_with_codes(SENSITIVE_LISTS[SensitiveKind(kind)], codes, "codes")
    if not codes:
        found.append(Problem("sensitive.empty", _("Choose at least one."), "codes"))
    if consent_for(person, kind) is None:
        found.append(
            Problem(
                "sensitive.no_consent",
                _("The person has not agreed that this is kept; record their consent first."),
            )
        )
    return found
