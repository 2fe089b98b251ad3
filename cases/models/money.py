"""The ledger of a case: every charge and every payment is a row, balances are sums of rows."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.sanction import Respondent, Sanction
from cases.money_states import OWED, TAKEN_AWAY, Beneficiary, EntryKind
from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record, dates_in_order
from solar_cms.places.models import District


class LedgerQuerySet(ScopedQuerySet):
    view_right = "cases.view"

    def visible_to(self, user: User, right: str = "") -> LedgerQuerySet:
        return cast(LedgerQuerySet, super().visible_to(user, right))

    def balance(self) -> int:
        """What is owed after all these rows, minor units; below nothing is a credit."""
        return self.aggregate(sum=Sum("amount"))["sum"] or 0


class LedgerEntry(Record):
    """One row: what is owed is positive, what takes away from it negative. Never changed: a wrong
    row is reversed by another."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    sanction = models.ForeignKey(
        Sanction, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    respondent = models.ForeignKey(
        Respondent, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    kind = models.CharField(_("Kind"), max_length=16, choices=EntryKind.choices)
    beneficiary = models.CharField(_("For"), max_length=10, choices=Beneficiary.choices)
    worker = models.CharField(_("Worker"), max_length=160, blank=True)
    amount = models.BigIntegerField(_("Amount"))
    on = models.DateField(_("Day"))
    receipt = models.CharField(_("Receipt number"), max_length=60, blank=True)
    note = models.TextField(_("Note"), blank=True)
    authority = models.CharField(_("By whose authority"), max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("Row of the ledger")
        verbose_name_plural = _("Rows of the ledger")
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind__in=OWED) & Q(amount__gt=0))
                | (Q(kind__in=TAKEN_AWAY) & Q(amount__lt=0))
                | (Q(kind__in=(EntryKind.CHANGE, EntryKind.REVERSAL)) & ~Q(amount=0)),
                name="entry_sign",
                violation_error_message=_(
                    "What is owed adds to the balance, what is paid takes from it; no row is 0."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(kind=EntryKind.REVERSAL) & Q(reverses__isnull=False))
                | (~Q(kind=EntryKind.REVERSAL) & Q(reverses__isnull=True)),
                name="entry_reversal_of_one",
                violation_error_message=_("A reversal says which row it takes back."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=(EntryKind.WRITE_OFF, EntryKind.REVERSAL)) | ~Q(note=""),
                name="entry_reasoned",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.WRITE_OFF) | ~Q(authority=""),
                name="entry_write_off_authorised",
                violation_error_message=_("Say by whose authority the debt is written off."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.RECEIPT) | ~Q(receipt=""),
                name="entry_receipt_numbered",
                violation_error_message=_("A payment has the number of its receipt."),
            ),
            models.CheckConstraint(
                condition=~Q(beneficiary=Beneficiary.WORKER) | ~Q(worker=""),
                name="entry_worker_named",
                violation_error_message=_("Say which worker the money is for."),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "on", "id"], name="entry_case"),
            models.Index(fields=["district", "-on", "-id"], name="entry_district"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.on}"


class Instalment(Record):
    """One part of an agreed plan of payment. A new plan ends the rows of the one before it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="instalments")
    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField(_("Number"))
    due_on = models.DateField(_("Due on"))
    amount = models.BigIntegerField(_("Amount"))
    agreed_on = models.DateField(_("Agreed on"))
    ended_on = models.DateField(_("Replaced on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Instalment")
        verbose_name_plural = _("Instalments")
        constraints = [
            models.UniqueConstraint(
                fields=["sanction", "number"],
                condition=Q(ended_on__isnull=True),
                name="instalment_once",
                violation_error_message=_("Each instalment of a plan has its own number."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="instalment_positive",
                violation_error_message=_("An instalment is more than nothing."),
            ),
            dates_in_order("instalment_dates", "agreed_on", "due_on"),
        ]

    def __str__(self) -> str:
        return f"{self.sanction} {self.number}"
