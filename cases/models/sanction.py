"""Sanctions: against whom, for what, proposed and decided by different people; their appeals."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.finding import Finding
from cases.models.notice import Notice
from cases.money_states import AppealOutcome, Liability, SanctionState
from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record, dates_in_order
from solar_cms.places.models import District
from solar_cms.registry.models import Employer, Workplace


class MoneyQuerySet(ScopedQuerySet):
    view_right = "cases.view"


class Respondent(Record):
    """Who answers for the breaches of a case: an employer, a workplace or a named person."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="respondents")
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    workplace = models.ForeignKey(
        Workplace, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    named = models.CharField(_("Name"), max_length=200, blank=True)
    liability = models.CharField(
        _("Liability"), max_length=12, choices=Liability.choices, default=Liability.PRINCIPAL
    )
    is_organisation = models.BooleanField(_("An organisation"), null=True, blank=True)

    class Meta:
        verbose_name = _("Respondent")
        verbose_name_plural = _("Respondents")
        constraints = [
            models.CheckConstraint(
                condition=Q(employer__isnull=False) | Q(workplace__isnull=False) | ~Q(named=""),
                name="respondent_somebody",
                violation_error_message=_("Say who the respondent is."),
            ),
            models.UniqueConstraint(
                fields=["case", "employer"],
                name="respondent_employer_once",
                violation_error_message=_("This employer is a respondent of the case already."),
            ),
        ]

    def __str__(self) -> str:
        return self.named or str((self.employer or self.workplace).name)  # type: ignore[union-attr]

    @property
    def name(self) -> str:
        return str(self)


class Sanction(Record):
    """A measure of a kind that the pack names, for findings, against one respondent.

    amount and proposed_amount: minor units, None where the kind is no money. lines: how the calculator
    came to the proposal, frozen (see cases/fines/lines.py), each line {code, facts, source, status,
    amount}; empty where no rule gives an amount and `basis` says which law the officer went by. What is owed now
    is in the ledger. days: how long a measure that is no money lasts.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sanctions")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    respondent = models.ForeignKey(Respondent, on_delete=models.PROTECT, related_name="sanctions")
    findings = models.ManyToManyField(Finding, related_name="sanctions")
    kind = models.CharField(_("Kind"), max_length=40)
    number = models.CharField(_("Number"), max_length=40, unique=True)
    state = models.CharField(
        _("State"), max_length=10, choices=SanctionState.choices, default=SanctionState.PROPOSED
    )
    proposed_on = models.DateField(_("Proposed on"))
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_amount = models.BigIntegerField(_("Amount proposed"), null=True, blank=True)
    lines: Any = models.JSONField(_("Calculation"), default=list, blank=True)
    largest_item = models.BigIntegerField(default=0, editable=False)
    basis = models.TextField(_("Legal basis"), blank=True)
    reasons = models.TextField(_("Reasons"))
    proposed_days = models.PositiveSmallIntegerField(_("Days proposed"), null=True, blank=True)
    decided_on = models.DateField(_("Decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    amount = models.BigIntegerField(_("Amount decided"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("Days decided"), null=True, blank=True)
    decision = models.TextField(_("Reasons of the decision"), blank=True)
    final_on = models.DateField(_("Final since"), null=True, blank=True)
    annulled_on = models.DateField(_("Annulled on"), null=True, blank=True)

    objects = MoneyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Sanction")
        verbose_name_plural = _("Sanctions")
        constraints = [
            dates_in_order("sanction_dates", "proposed_on", "decided_on"),
            dates_in_order("sanction_final_after", "decided_on", "final_on"),
            dates_in_order("sanction_annulled_after", "proposed_on", "annulled_on"),
            models.CheckConstraint(
                condition=Q(state=SanctionState.PROPOSED, decided_on__isnull=True)
                | Q(state=SanctionState.DECIDED, decided_on__isnull=False)
                | Q(state=SanctionState.FINAL, decided_on__isnull=False, final_on__isnull=False)
                | Q(state=SanctionState.ANNULLED, annulled_on__isnull=False),
                name="sanction_state_dated",
                violation_error_message=_("Each state of a sanction has its day."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="sanction_two_people",
                violation_error_message=_("Who proposed a sanction does not decide it."),
            ),
            models.CheckConstraint(
                condition=(Q(proposed_amount__isnull=True) | Q(proposed_amount__gte=0))
                & (Q(amount__isnull=True) | Q(amount__gte=0)),
                name="sanction_amount_positive",
                violation_error_message=_("An amount is not below nothing."),
            ),
            models.CheckConstraint(
                condition=~Q(reasons=""),
                name="sanction_reasoned",
                violation_error_message=_("Give the reasons of the sanction."),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "proposed_on"], name="sanction_case"),
            models.Index(fields=["district", "-proposed_on", "-id"], name="sanction_district"),
            models.Index(fields=["-proposed_on", "-id"], name="sanction_proposed"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stands(self) -> bool:
        """Decided and neither annulled nor taken back."""
        return self.state in {SanctionState.DECIDED, SanctionState.FINAL}


class Appeal(Record):
    """An appeal against a sanction or a notice, at a level (an instance of the pack).

    bond: minor units deposited, where the pack demands one. first_decider and proposer are who made
    what is appealed: neither decides the appeal. amount_after: minor units, of a changed sanction.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appeals")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    sanction = models.ForeignKey(
        Sanction, on_delete=models.PROTECT, null=True, blank=True, related_name="appeals"
    )
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="appeals"
    )
    level = models.CharField(_("Level"), max_length=40, blank=True)
    filed_on = models.DateField(_("Filed on"))
    filed_by = models.CharField(_("Filed by"), max_length=160)
    grounds = models.TextField(_("Grounds"))
    bond = models.BigIntegerField(_("Bond"), null=True, blank=True)
    bond_receipt = models.CharField(_("Receipt of the bond"), max_length=60, blank=True)
    is_admitted = models.BooleanField(_("Admitted"), default=True)
    proposer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_decider = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(_("Decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(
        _("Outcome"), max_length=16, choices=AppealOutcome.choices, blank=True
    )
    amount_after = models.BigIntegerField(_("Amount afterwards"), null=True, blank=True)
    decision = models.TextField(_("Reasons of the decision"), blank=True)

    objects = MoneyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Appeal")
        verbose_name_plural = _("Appeals")
        constraints = [
            dates_in_order("appeal_dates", "filed_on", "decided_on"),
            models.CheckConstraint(
                condition=Q(sanction__isnull=False, notice__isnull=True)
                | Q(sanction__isnull=True, notice__isnull=False),
                name="appeal_of_one",
                violation_error_message=_("An appeal is against one sanction or one notice."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_on__isnull=True)
                | (~Q(outcome="") & Q(decided_on__isnull=False)),
                name="appeal_decided_dated",
                violation_error_message=_("A decided appeal has its day and its outcome."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (
                    (Q(proposer__isnull=True) | ~Q(decided_by=F("proposer")))
                    & (Q(first_decider__isnull=True) | ~Q(decided_by=F("first_decider")))
                ),
                name="appeal_other_person",
                violation_error_message=_(
                    "An appeal is decided by neither who proposed nor who decided."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(bond__isnull=True) | Q(bond__gt=0))
                & (Q(amount_after__isnull=True) | Q(amount_after__gte=0)),
                name="appeal_amount_positive",
                violation_error_message=_("An amount is not below nothing."),
            ),
            models.UniqueConstraint(
                fields=["sanction"],
                condition=Q(outcome=""),
                name="appeal_one_open",
                violation_error_message=_("An appeal against this sanction is open already."),
            ),
            models.UniqueConstraint(
                fields=["notice"],
                condition=Q(outcome=""),
                name="appeal_notice_one_open",
                violation_error_message=_("An appeal against this notice is open already."),
            ),
        ]
        indexes = [models.Index(fields=["case", "filed_on"], name="appeal_case")]

    def __str__(self) -> str:
        return f"{self.sanction or self.notice} {self.filed_on}"

    @property
    def is_open(self) -> bool:
        return not self.outcome
