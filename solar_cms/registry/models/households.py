"""Who lives in a household, from a day to a day."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import (
    Dated,
    DatedQuerySet,
    DateRange,
    Record,
    dates_in_order,
    no_overlap,
)
from solar_cms.registry.models.people import Household, Person
from solar_cms.registry.states import HouseholdRole


class HouseholdMemberQuerySet(ScopedQuerySet, DatedQuerySet):
    view_right = "people.view"
    district_path = "household__district"


class HouseholdMember(Record, Dated):
    """A person in a household, in one role. `Person.household` is where they live today: the verbs
    keep both alike."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="household_memberships"
    )
    role = models.CharField(
        _("Role"), max_length=20, choices=HouseholdRole.choices, default=HouseholdRole.OTHER
    )

    objects = HouseholdMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("Member of a household")
        verbose_name_plural = _("Members of households")
        constraints = [
            dates_in_order("household_member_dates"),
            no_overlap(
                "household_member_once",
                "person",
                message=_("This person lives in another household at that time."),
            ),
            ExclusionConstraint(
                name="household_one_head",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(role=HouseholdRole.HEAD),
                violation_error_message=_("This household has another head at that time."),
            ),
        ]
        indexes = [models.Index(fields=["household", "valid_from"], name="household_member")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"
