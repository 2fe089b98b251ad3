"""How the registry's own rows go from one person to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import Joined, MergeRule, merge_rules
from solar_cms.base.problems import Problem
from solar_cms.registry.merging.periods import joined_period, overlapping
from solar_cms.registry.models import (
    Consent,
    GroupMembership,
    HouseholdMember,
    IdDocument,
    SensitiveFact,
)


def memberships_that_overlap(gone: Any, stays: Any) -> list[Any]:
    ours, theirs = (
        GroupMembership.objects.filter(person=pk).order_by("valid_from") for pk in (stays, gone)
    )
    return overlapping(theirs, ours, "group_id")


def join_memberships(row: Any, stays: Any) -> Joined:
    """Membership from the first day of either to the last; the role is that of the record kept."""
    rows = GroupMembership.objects.filter(person=stays, group=row.group_id).order_by("valid_from")
    return joined_period(row, list(rows))


def pending_twice(gone: Any, stays: Any) -> Sequence[Any]:
    same = IdDocument.objects.filter(person=stays, is_pending=True, kind=OuterRef("kind"))
    return list(IdDocument.objects.filter(Exists(same), person=gone, is_pending=True))


def join_pending(row: Any, stays: Any) -> Joined:
    return Joined(IdDocument.objects.get(person=stays, is_pending=True, kind=row.kind))


def consents_twice(gone: Any, stays: Any) -> Sequence[Any]:
    same = Consent.objects.filter(person=stays, withdrawn_on=None, text=OuterRef("text"))
    return list(Consent.objects.filter(Exists(same), person=gone, withdrawn_on=None))


def join_consents(row: Any, stays: Any) -> Joined:
    return Joined(Consent.objects.get(person=stays, withdrawn_on=None, text=row.text_id))


merge_rules.add(
    "registry.GroupMembership.person", MergeRule(memberships_that_overlap, join_memberships)
)
merge_rules.add("registry.IdDocument.person", MergeRule(pending_twice, join_pending))
merge_rules.add("registry.Consent.person", MergeRule(consents_twice, join_consents))


# --- households and sensitive facts ----------------------------------------------------------------


def two_homes(gone: Any, stays: Any) -> list[Problem]:
    """Who lives in two households today must move out of one before."""
    homes = HouseholdMember.objects.filter(person__in=[gone, stays], valid_to=None)
    if len(set(homes.values_list("household", flat=True))) < 2:
        return []
    message = _("They live in two households today; let one of them move out first.")
    return [Problem("merge.two_households", message, "household")]


def stays_that_overlap(gone: Any, stays: Any) -> list[Any]:
    ours, theirs = (
        HouseholdMember.objects.filter(person=pk).order_by("valid_from") for pk in (stays, gone)
    )
    return overlapping(theirs, ours)


def join_stays(row: Any, stays: Any) -> Joined:
    """In one household, from the first day of either to the last; of two households the record kept
    says where the person lived."""
    rows = list(HouseholdMember.objects.filter(person=stays).order_by("valid_from"))
    same = [one for one in rows if one.household_id == row.household_id]
    if overlapping([row], same):
        return joined_period(row, same)
    return Joined(next(one for one in rows if overlapping([row], [one])))


def facts_twice(gone: Any, stays: Any) -> Sequence[Any]:
    same = SensitiveFact.objects.filter(person=stays, kind=OuterRef("kind"))
    return list(SensitiveFact.objects.filter(Exists(same), person=gone))


def join_facts(row: Any, stays: Any) -> Joined:
    return Joined(SensitiveFact.objects.get(person=stays, kind=row.kind))


merge_rules.add(
    "registry.HouseholdMember.person", MergeRule(stays_that_overlap, join_stays, two_homes)
)
merge_rules.add("registry.SensitiveFact.person", MergeRule(facts_twice, join_facts))
