"""What the registry has to do with people: asked before one is emptied."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import PersonUse, person_uses
from solar_cms.base.models import today
from solar_cms.base.problems import Problem
from solar_cms.registry.models import Consent, CorrectionRequest, GroupMembership, Person


def in_groups(person: Person) -> list[Problem]:
    rows = GroupMembership.objects.on(today()).filter(person=person).select_related("group")
    return [
        Problem(
            "erase.in_group",
            format_lazy(
                _("The person is in the group {group}; end the membership first."), group=row.group
            ),
        )
        for row in rows
    ]


def used_since(day: date) -> Any:
    """In a group, consented, or asked for a correction on or after the day."""
    member = Q(
        group_memberships__in=GroupMembership.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=day)
        )
    )
    consented = Q(consents__in=Consent.objects.filter(given_on__gte=day))
    asked = Q(corrections__in=CorrectionRequest.objects.filter(asked_on__gte=day))
    return Person.everyone.filter(member | consented | asked).values("pk")


person_uses.add("registry", PersonUse(in_groups, used_since))
