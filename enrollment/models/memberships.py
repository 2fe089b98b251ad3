"""Memberships and the earnings they insure, over time."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.applications import Application
from enrollment.models.promoters import Promoter
from enrollment.models.schemes import Channel, Scheme
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Dated, DatedQuerySet, Record, dates_in_order, no_overlap
from solar_cms.places.models import District
from solar_cms.registry.models import Person, ProducerGroup


class MembershipQuerySet(DatedQuerySet, ScopedQuerySet):
    view_right = "enrollment.view"


class Membership(Record, Dated):
    """A person in a scheme, under the number the LSSO gave, from a day to a day.

    `district` is where the membership was made; the person may have moved since.
    """

    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="scheme_memberships",
        verbose_name=_("Person"),
    )
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name=_("Scheme"))
    # Its format is not published: free text, unique in the country.
    member_number = models.CharField(_("Social security number"), max_length=40)
    accepted_on = models.DateField(_("Accepted on"))
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    group = models.ForeignKey(
        ProducerGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Producer group"),
    )
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, verbose_name=_("Channel"))
    promoter = models.ForeignKey(
        Promoter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Promoter"),
    )
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="membership"
    )
    ended_because = models.CharField(_("Reason of the end"), max_length=200, blank=True)
    is_back_entered = models.BooleanField(_("Entered afterwards"), default=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("Membership")
        verbose_name_plural = _("Memberships")
        constraints = [
            dates_in_order("membership_dates"),
            no_overlap(
                "membership_no_overlap",
                "person",
                "scheme",
                message=_("This person is already a member of this scheme at that time."),
            ),
            # Whoever joins again may keep the number; nobody else gets it.
            ExclusionConstraint(
                name="membership_number_one_person",
                expressions=[
                    ("member_number", RangeOperators.EQUAL),
                    ("person", RangeOperators.NOT_EQUAL),
                ],
                violation_error_message=_("This social security number belongs to another person."),
            ),
            models.CheckConstraint(
                condition=~Q(member_number=""),
                name="membership_has_number",
                violation_error_message=_("A membership has the number that the LSSO gave."),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-valid_from", "-id"], name="membership_district"),
            models.Index(fields=["-valid_from", "-id"], name="membership_order"),
            models.Index(fields=["member_number"], name="membership_number"),
            models.Index(fields=["group", "person"], name="membership_group"),
            models.Index(fields=["district", "accepted_on"], name="membership_accepted"),
        ]

    def __str__(self) -> str:
        return self.member_number


class EarningsQuerySet(DatedQuerySet, ScopedQuerySet):
    view_right = "enrollment.view"
    district_path = "membership__district"


class InsuredEarnings(Record, Dated):
    """What a member insures a month, from a day to a day; integer minor units."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="earnings")
    amount = models.BigIntegerField(_("Insured earnings a month"))

    objects = EarningsQuerySet.as_manager()

    class Meta:
        verbose_name = _("Insured earnings")
        verbose_name_plural = _("Insured earnings")
        constraints = [
            dates_in_order("insured_earnings_dates"),
            no_overlap(
                "insured_earnings_no_overlap",
                "membership",
                message=_("Other insured earnings are in force at that time."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="insured_earnings_positive",
                violation_error_message=_("Insured earnings must be more than nothing."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.amount)
