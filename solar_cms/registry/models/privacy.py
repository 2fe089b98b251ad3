"""What people ask of the data kept about them, and the proof that data were let go in time."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record, SourceStatus, dates_in_order
from solar_cms.registry.models.people import Person
from solar_cms.registry.states import CorrectionState


class CorrectionQuerySet(ScopedQuerySet):
    view_right = "people.subject_access"
    district_path = "person__district"

    def open(self) -> CorrectionQuerySet:
        return self.filter(state=CorrectionState.OPEN)


class CorrectionRequest(Record):
    """A person asks to have their data corrected; done, or refused with the reason.
    Law on Electronic Data Protection No. 25/NA (2017). `due_on` is empty while no period is known."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("Person")
    )
    asked_on = models.DateField(_("Asked on"))
    asks = models.TextField(_("What is asked"))
    state = models.CharField(
        _("State"), max_length=10, choices=CorrectionState.choices, default=CorrectionState.OPEN
    )
    due_on = models.DateField(_("To be answered by"), null=True, blank=True)
    decided_on = models.DateField(_("Answered on"), null=True, blank=True)
    reason = models.CharField(_("Answer"), max_length=500, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Request for correction")
        verbose_name_plural = _("Requests for correction")
        constraints = [
            dates_in_order("correction_dates", "asked_on", "decided_on"),
            models.CheckConstraint(
                condition=Q(state="open", decided_on__isnull=True)
                | (~Q(state="open") & Q(decided_on__isnull=False)),
                name="correction_answered_is_dated",
                violation_error_message=_("An answered request has the day of its answer."),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="correction_refused_with_reason",
                violation_error_message=_("A refusal needs its reason."),
            ),
        ]
        indexes = [
            models.Index(fields=["-asked_on", "-id"], name="correction_order"),
            models.Index(fields=["person", "-asked_on"], name="correction_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.asked_on}"

    @property
    def district_id(self) -> str:
        return self.person.district_id


class RetentionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> RetentionQuerySet:
        """All runs, for holders of `retention.view`."""
        return self if user.scope.may("retention.view") else self.none()


class RetentionRun(Record):
    """One rule looked at once: how many rows were over their time, and what was done with them.

    rows: keys of the rows, as text; digest: SHA-256 of them, so that the list can be proved whole.
    `carried_out` is false for a dry run and where the period is not confirmed.
    """

    step = models.CharField(_("Step"), max_length=80)
    rule = models.CharField(_("Rule"), max_length=40)
    period: Any = models.JSONField(_("Period"), default=dict, blank=True)
    status = models.CharField(_("Status"), max_length=20, choices=SourceStatus.choices)
    before = models.DateField(_("Over before"), null=True, blank=True)
    at = models.DateTimeField(_("When"), default=timezone.now)
    dry = models.BooleanField(_("Dry run"), default=False)
    carried_out = models.BooleanField(_("Carried out"), default=False)
    counted = models.PositiveIntegerField(_("Over their time"), default=0)
    done = models.PositiveIntegerField(_("Let go"), default=0)
    rows: Any = models.JSONField(default=list, blank=True)
    digest = models.CharField(_("Fingerprint"), max_length=64)

    objects = RetentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Run of a retention rule")
        verbose_name_plural = _("Runs of retention rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(carried_out=True) | Q(done=0),
                name="retention_done_when_carried_out",
                violation_error_message=_("A dry run lets nothing go."),
            ),
            models.CheckConstraint(
                condition=Q(done__lte=F("counted")),
                name="retention_done_of_counted",
                violation_error_message=_("More rows were let go than were counted."),
            ),
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="retention_order")]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d}"
