"""Notices: numbered letters to the employer, with their period and service."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Step
from cases.models.finding import Finding
from cases.states import DEEMED, DayUnit
from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record, dates_in_order
from solar_cms.documents.models import Letter
from solar_cms.documents.states import ServiceMethod


class NoticeQuerySet(ScopedQuerySet):
    """Seen with the case."""

    view_right = "cases.view"
    district_path = "case__district"


METHODS = [*ServiceMethod.choices, DEEMED]


class Notice(Record):
    """A notice of a kind the pack names, about some findings. Its period runs from its service."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("Kind"), max_length=40)
    number = models.CharField(_("Number"), max_length=40, unique=True)
    issued_on = models.DateField(_("Date of the notice"))
    issued_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    findings = models.ManyToManyField(Finding, related_name="notices")
    # The sanctions it states: its service starts and ends their clocks.
    sanctions = models.ManyToManyField("cases.Sanction", related_name="notices", blank=True)
    # The step that wrote it: what its fields say is printed.
    step = models.ForeignKey(
        Step, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    length = models.PositiveSmallIntegerField(_("Period"), null=True, blank=True)
    unit = models.CharField(_("Days"), max_length=10, choices=DayUnit.choices, blank=True)
    served_on = models.DateField(_("Served on"), null=True, blank=True)
    method = models.CharField(
        _("How it was served"),
        max_length=10,
        choices=METHODS,
        blank=True,
    )
    received_by = models.CharField(_("Received by"), max_length=160, blank=True)
    due_on = models.DateField(_("Due on"), null=True, blank=True)
    # The copy that was served could not be read; a new one is to be served.
    unreadable_on = models.DateField(_("Found unreadable on"), null=True, blank=True)
    voided_on = models.DateField(_("Voided on"), null=True, blank=True)
    void_reason = models.CharField(_("Why it is void"), max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("In the place of"),
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Notice")
        verbose_name_plural = _("Notices")
        constraints = [
            dates_in_order("notice_dates", "issued_on", "served_on"),
            dates_in_order("notice_due_after_service", "served_on", "due_on"),
            models.CheckConstraint(
                condition=Q(served_on__isnull=True, method="", received_by="", due_on__isnull=True)
                | (Q(served_on__isnull=False) & ~Q(method="") & ~Q(received_by="")),
                name="notice_served_dated",
                violation_error_message=_(
                    "A served notice has the day, the way and the person who received it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(length__isnull=True, unit="")
                | (Q(length__gte=1, length__lte=730) & ~Q(unit="")),
                name="notice_period_whole",
                violation_error_message=_("The period is 1 to 730 days, working or calendar days."),
            ),
            models.CheckConstraint(
                condition=Q(voided_on__isnull=True, void_reason="")
                | (Q(voided_on__isnull=False) & ~Q(void_reason="")),
                name="notice_void_has_reason",
                violation_error_message=_("Say what is wrong with the notice."),
            ),
            models.CheckConstraint(
                condition=Q(unreadable_on__isnull=True) | Q(served_on__isnull=True),
                name="notice_unreadable_is_not_served",
                violation_error_message=_("A copy that could not be read is not served."),
            ),
        ]
        indexes = [models.Index(fields=["case", "issued_on"], name="notice_case")]

    def __str__(self) -> str:
        return self.number
