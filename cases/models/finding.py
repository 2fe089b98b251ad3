"""Findings, and the evidence that they are remedied."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.visit import Visit
from cases.states import FindingState, ProofOutcome, Remediation
from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record, dates_in_order
from solar_cms.law.models import Article
from solar_cms.places.models import District


class FindingQuerySet(ScopedQuerySet):
    """General lists leave restricted findings out; the case page asks per finding."""

    view_right = "cases.view"

    def visible_to(self, user: User, right: str = "") -> FindingQuerySet:
        found = cast(FindingQuerySet, super().visible_to(user, right))
        reach = user.scope.reach("cases.view_restricted")
        if reach.whole_country:
            return found
        return found.filter(Q(is_restricted=False) | Q(district__in=sorted(reach.districts)))

    def live(self) -> FindingQuerySet:
        """Drafts and confirmed ones."""
        return self.exclude(state=FindingState.DROPPED)


class Finding(Record):
    """A fact found at a visit, under an article: violation and severity are keys of the pack."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="findings")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField(_("Number"))
    violation = models.CharField(_("Violation"), max_length=60)
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Article")
    )
    fact = models.TextField(_("Fact"), blank=True)
    severity = models.CharField(_("Severity"), max_length=40)
    workers_affected = models.PositiveIntegerField(_("Workers affected"), null=True, blank=True)
    is_restricted = models.BooleanField(_("Restricted"), default=False)
    state = models.CharField(
        _("State"), max_length=12, choices=FindingState.choices, default=FindingState.DRAFT
    )
    confirmed_on = models.DateField(_("Confirmed on"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    drop_reason = models.CharField(_("Why it was dropped"), max_length=300, blank=True)
    remediation = models.CharField(
        _("Remediation"), max_length=12, choices=Remediation.choices, default=Remediation.OPEN
    )
    remedied_on = models.DateField(_("Remedied on"), null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Finding")
        verbose_name_plural = _("Findings")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"],
                name="finding_numbered_once",
                violation_error_message=_(
                    "Another finding got this number just now. Send it again."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state=FindingState.CONFIRMED)
                | (Q(confirmed_on__isnull=False) & ~Q(fact="")),
                name="finding_confirmed_dated_with_fact",
                violation_error_message=_("A confirmed finding says the fact and has its day."),
            ),
            models.CheckConstraint(
                condition=~Q(state=FindingState.DROPPED) | ~Q(drop_reason=""),
                name="finding_dropped_with_reason",
                violation_error_message=_("Say why the finding is dropped."),
            ),
            models.CheckConstraint(
                condition=Q(remediation=Remediation.REMEDIED, remedied_on__isnull=False)
                | (~Q(remediation=Remediation.REMEDIED) & Q(remedied_on__isnull=True)),
                name="finding_remedied_dated",
                violation_error_message=_(
                    "A remedied finding has the day on which it was verified."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-confirmed_on"], name="finding_district"),
            models.Index(
                fields=["case"],
                name="finding_evidence",
                condition=Q(remediation=Remediation.EVIDENCE),
            ),
            models.Index(
                fields=["case"], name="finding_draft", condition=Q(state=FindingState.DRAFT)
            ),
        ]

    def __str__(self) -> str:
        return self.mark

    @property
    def mark(self) -> str:
        """F1, F2 …: how papers and pages name it within its case."""
        return f"F{self.number}"


class Proof(Record):
    """Evidence that one finding is remedied, and what came of it. Its files are attachments."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="proofs")
    submitted_on = models.DateField(_("Handed in on"))
    submitted_by = models.CharField(_("Handed in by"), max_length=160)
    description = models.TextField(_("What was done"))
    outcome = models.CharField(
        _("Outcome"), max_length=12, choices=ProofOutcome.choices, default=ProofOutcome.WAITING
    )
    decided_on = models.DateField(_("Checked on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("Reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Evidence of remediation")
        verbose_name_plural = _("Evidence of remediation")
        constraints = [
            dates_in_order("proof_dates", "submitted_on", "decided_on"),
            models.CheckConstraint(
                condition=Q(outcome=ProofOutcome.WAITING, decided_on__isnull=True)
                | (~Q(outcome=ProofOutcome.WAITING) & Q(decided_on__isnull=False)),
                name="proof_decided_dated",
                violation_error_message=_("Checked evidence has the day on which it was checked."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ProofOutcome.REFUSED) | ~Q(reason=""),
                name="proof_refused_with_reason",
                violation_error_message=_("Say why the evidence is refused."),
            ),
            models.UniqueConstraint(
                fields=["finding"],
                condition=Q(outcome=ProofOutcome.WAITING),
                name="proof_one_waiting",
                violation_error_message=_(
                    "Evidence for this finding is waiting already: check that first."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding} {self.submitted_on}"
