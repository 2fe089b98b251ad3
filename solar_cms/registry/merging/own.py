"""How the registry's own rows go from one person to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import Joined, MergeRule, merge_rules
from solar_cms.base.problems import Problem
from solar_cms.registry.merging.periods import joined_period, overlap, overlapping
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


def lives_elsewhere(gone: Any, stays: Any) -> list[Any]:
    """A person lives in one household at a time: that of the record kept."""
    ours, theirs = (
        HouseholdMember.objects.filter(person=pk).order_by("valid_from") for pk in (stays, gone)
    )
    return overlapping(theirs, ours)


def join_households(row: Any, stays: Any) -> Joined:
    """In the same household the periods become one; of two households that of the record kept holds."""
    ours = list(HouseholdMember.objects.filter(person=stays).order_by("valid_from"))
    at_that_time = [one for one in ours if overlap(one, row)]
    if all(one.household_id == row.household_id for one in at_that_time):
        return joined_period(row, ours)
    return Joined(at_that_time[0])


def sensitive_twice(gone: Any, stays: Any) -> list[Problem]:
    """Sensitive facts are never kept with a merge: of two, one is erased first."""
    kinds = SensitiveFact.objects.filter(person=stays).values("kind")
    return [
        Problem(
            "merge.sensitive_twice",
            format_lazy(
                _(
                    "Both records hold a sensitive fact of the kind {kind}; erase one of them first."
                ),
                kind=one.get_kind_display(),
            ),
        )
        for one in SensitiveFact.objects.filter(person=gone, kind__in=kinds)
    ]


merge_rules.add("registry.HouseholdMember.person", MergeRule(lives_elsewhere, join_households))
merge_rules.add("registry.SensitiveFact.person", MergeRule(problems=sensitive_twice))
merge_rules.add(
    "registry.GroupMembership.person", MergeRule(memberships_that_overlap, join_memberships)
)
merge_rules.add("registry.IdDocument.person", MergeRule(pending_twice, join_pending))
merge_rules.add("registry.Consent.person", MergeRule(consents_twice, join_consents))
