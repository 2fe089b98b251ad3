"""Contributions in their three money states, and their remittances to the LSSO."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from enrollment.models.memberships import Membership
from enrollment.models.promoters import Promoter
from enrollment.models.schemes import Scheme
from enrollment.states import ContributionState, Payer
from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record
from solar_cms.places.models import District


class Basis(Record):
    """The dated values a contribution was computed with, frozen with what they counted for then.

    values: [{"key", "value", "unit", "status", "source", "valid_from"}, …] by key. Contributions
    computed alike share one row; `digest` is the SHA-256 of the values.
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT)
    values: Any = models.JSONField(_("Values"))
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("Basis of a contribution")
        verbose_name_plural = _("Bases of contributions")

    def __str__(self) -> str:
        return self.digest[:12]


class RemittanceQuerySet(ScopedQuerySet):
    view_right = "enrollment.view"

    def with_sums(self) -> RemittanceQuerySet:
        """`total` (minor units) and `items` of each; never stored beside their parts."""
        return self.annotate(
            total=Sum("contributions__amount"), items=models.Count("contributions")
        )


class Remittance(Record):
    """A batch of contributions handed over to the LSSO; confirmed by its receipt."""

    number = models.CharField(_("Number"), max_length=40, unique=True)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name=_("Scheme"))
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    remitted_on = models.DateField(_("Remitted on"))
    remitted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Remitted by"),
    )
    receipt_number = models.CharField(_("Receipt number of the LSSO"), max_length=60, blank=True)
    confirmed_on = models.DateField(_("Confirmed on"), null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = RemittanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Remittance")
        verbose_name_plural = _("Remittances")
        constraints = [
            models.CheckConstraint(
                condition=Q(receipt_number="", confirmed_on__isnull=True)
                | (~Q(receipt_number="") & Q(confirmed_on__isnull=False)),
                name="remittance_confirmed_has_receipt",
                violation_error_message=_(
                    "A confirmation has the receipt number of the LSSO and its date."
                ),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on__isnull=True) | Q(confirmed_on__gte=F("remitted_on")),
                name="remittance_dates",
                violation_error_message=_("The LSSO cannot confirm before the money was remitted."),
            ),
            models.UniqueConstraint(
                fields=["receipt_number"],
                condition=~Q(receipt_number=""),
                name="remittance_receipt_once",
                violation_error_message=_(
                    "This receipt number already confirms another remittance."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-remitted_on", "-id"], name="remittance_district"),
            models.Index(fields=["-remitted_on", "-id"], name="remittance_order"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_confirmed(self) -> bool:
        return bool(self.receipt_number)


class ContributionQuerySet(ScopedQuerySet):
    view_right = "enrollment.view"


class Contribution(Record):
    """A member's money for one month: collected, remitted, confirmed.

    `month` is its first day; amounts are integer minor units; `rate` is the percentage used, or
    empty where it was unknown and the amount was given.
    """

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="contributions", verbose_name=_("Member")
    )
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    month = models.DateField(_("Month"))
    amount = models.BigIntegerField(_("Amount"))
    insured_earnings = models.BigIntegerField(_("Insured earnings a month"))
    rate = models.DecimalField(_("Rate"), max_digits=7, decimal_places=4, null=True, blank=True)
    basis = models.ForeignKey(
        Basis, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    state = models.CharField(
        _("State"),
        max_length=10,
        choices=ContributionState.choices,
        default=ContributionState.COLLECTED,
    )
    payer = models.CharField(_("Paid by"), max_length=14, choices=Payer.choices, default=Payer.SELF)
    slip_number = models.CharField(_("Slip number"), max_length=40, unique=True)
    collected_on = models.DateField(_("Collected on"))
    collected_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Collected by"),
    )
    promoter = models.ForeignKey(
        Promoter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Collected by the promoter"),
    )
    remittance = models.ForeignKey(
        Remittance,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("Remittance"),
    )
    is_back_entered = models.BooleanField(_("Entered afterwards"), default=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Contribution")
        verbose_name_plural = _("Contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "month"],
                name="contribution_once_a_month",
                violation_error_message=_("A contribution for this month is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="contribution_month_first_day",
                violation_error_message=_("A month is kept as its first day."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, insured_earnings__gt=0),
                name="contribution_amounts_positive",
                violation_error_message=_(
                    "The amount and the insured earnings must be more than nothing."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state="collected", remittance__isnull=True)
                | Q(state__in=["remitted", "confirmed"], remittance__isnull=False),
                name="contribution_remitted_has_batch",
                violation_error_message=_(
                    "A remitted contribution belongs to a remittance, a collected one to none."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-collected_on", "-id"], name="contribution_district"),
            models.Index(fields=["-collected_on", "-id"], name="contribution_order"),
            models.Index(fields=["district", "month", "state"], name="contribution_month"),
            models.Index(
                fields=["district", "collected_on", "id"],
                name="contribution_to_remit",
                condition=Q(state="collected"),
            ),
        ]

    def __str__(self) -> str:
        return self.slip_number
