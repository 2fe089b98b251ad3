"""Running clocks of cases."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.notice import Notice
from cases.states import ClockBasis, DayUnit
from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record, SourceStatus, dates_in_order
from solar_cms.places.models import District


class ClockQuerySet(ScopedQuerySet):
    view_right = "cases.view"

    def visible_to(self, user: User, right: str = "") -> ClockQuerySet:
        return cast(ClockQuerySet, super().visible_to(user, right))

    def running(self) -> ClockQuerySet:
        """Not ended, with a day on which they ring."""
        return self.filter(ended_on__isnull=True, due_on__isnull=False)


class ClockRun(Record):
    """One run of a clock that the pack names (`kind`). The start day is not counted.

    A clock whose length nobody knows has no due date: it is shown as unknown, never computed.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Clock"), max_length=40)
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="clocks"
    )
    basis = models.CharField(_("Length"), max_length=10, choices=ClockBasis.choices)
    status = models.CharField(_("Status"), max_length=12, choices=SourceStatus.choices)
    length = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=10, choices=DayUnit.choices, blank=True)
    started_on = models.DateField(_("Started on"))
    due_on = models.DateField(_("Due on"), null=True, blank=True)
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("Clock")
        verbose_name_plural = _("Clocks")
        constraints = [
            dates_in_order("clock_dates", "started_on", "due_on"),
            dates_in_order("clock_end", "started_on", "ended_on"),
            models.CheckConstraint(
                condition=Q(
                    basis=ClockBasis.UNKNOWN, due_on__isnull=True, length__isnull=True, unit=""
                )
                | (
                    ~Q(basis=ClockBasis.UNKNOWN)
                    & Q(due_on__isnull=False, length__isnull=False)
                    & ~Q(unit="")
                ),
                name="clock_due_when_known",
                violation_error_message=_(
                    "A clock has a due date when its length is known, and only then."
                ),
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(ended_on__isnull=True, notice__isnull=True),
                name="clock_once",
                violation_error_message=_("This clock is running already."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "due_on", "id"],
                name="clock_running",
                condition=Q(ended_on__isnull=True, due_on__isnull=False),
            ),
            models.Index(fields=["case"], name="clock_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"
