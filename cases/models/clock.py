"""Running clocks of cases, what changed them, and what the calendar told of them."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Step
from cases.models.finding import Finding
from cases.models.notice import Notice
from cases.states import About, ClockBasis, ClockEvent, ClockUnit, Ring
from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record, SourceStatus, dates_in_order
from solar_cms.places.models import District


class ClockQuerySet(ScopedQuerySet):
    view_right = "cases.view"

    def visible_to(self, user: User, right: str = "") -> ClockQuerySet:
        return cast(ClockQuerySet, super().visible_to(user, right))

    def running(self) -> ClockQuerySet:
        """Not ended, not standing still, with a day on which they ring."""
        return self.filter(ended_on__isnull=True, paused_on__isnull=True, due_on__isnull=False)


class ClockRun(Record):
    """One run of a clock that the pack names (`kind`), about a case or one thing of it.

    The start day is not counted. A clock whose length nobody knows has no due date: it is shown as
    unknown, never computed. started_at, due_at: the moments, of a clock in hours only; its days are
    those of the moments where the office is. While paused, due_on is the day it would have been.
    expired_on: it ran out and what the pack says follows was carried out. to_working_day: a last day
    that is free gives way to the next working day.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Clock"), max_length=40)
    subject_kind = models.CharField(
        _("About"), max_length=10, choices=About.choices, default=About.CASE
    )
    # The id of the notice, finding, sanction or appeal; null of the case itself.
    subject_id = models.UUIDField(null=True, blank=True)
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="clocks"
    )
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="clocks"
    )
    basis = models.CharField(_("Length"), max_length=10, choices=ClockBasis.choices)
    status = models.CharField(_("Status"), max_length=12, choices=SourceStatus.choices)
    source = models.CharField(_("Source"), max_length=300, blank=True)
    length = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=10, choices=ClockUnit.choices, blank=True)
    to_working_day = models.BooleanField(_("Ends on a working day"), default=False)
    started_on = models.DateField(_("Started on"))
    started_at = models.DateTimeField(_("Started at"), null=True, blank=True)
    due_on = models.DateField(_("Due on"), null=True, blank=True)
    due_at = models.DateTimeField(_("Due at"), null=True, blank=True)
    paused_on = models.DateField(_("Paused on"), null=True, blank=True)
    expired_on = models.DateField(_("Ran out on"), null=True, blank=True)
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("Clock")
        verbose_name_plural = _("Clocks")
        constraints = [
            dates_in_order("clock_dates", "started_on", "due_on"),
            dates_in_order("clock_end", "started_on", "ended_on"),
            dates_in_order("clock_paused", "started_on", "paused_on"),
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
            models.CheckConstraint(
                condition=Q(unit=ClockUnit.HOURS, started_at__isnull=False, due_at__isnull=False)
                | (~Q(unit=ClockUnit.HOURS) & Q(started_at__isnull=True, due_at__isnull=True)),
                name="clock_moments_of_hours",
                violation_error_message=_("A clock in hours has the moments it runs between."),
            ),
            models.CheckConstraint(
                condition=Q(subject_kind=About.CASE, subject_id__isnull=True)
                | (~Q(subject_kind=About.CASE) & Q(subject_id__isnull=False)),
                name="clock_about_something",
                violation_error_message=_("A clock is about the case or one thing of it."),
            ),
            models.CheckConstraint(
                condition=Q(expired_on__isnull=True)
                | Q(due_on__isnull=False, expired_on__gte=models.F("due_on")),
                name="clock_expired_when_due",
                violation_error_message=_("A clock does not run out before its due date."),
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "subject_id"],
                condition=Q(ended_on__isnull=True),
                nulls_distinct=False,
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
            models.Index(
                fields=["due_on", "id"],
                name="clock_due",
                condition=Q(ended_on__isnull=True, due_on__isnull=False),
            ),
            models.Index(fields=["case"], name="clock_case"),
            models.Index(
                fields=["case", "due_on"],
                name="clock_case_running",
                condition=Q(ended_on__isnull=True, paused_on__isnull=True, due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"

    @property
    def is_late(self) -> bool:
        return self.expired_on is not None and self.ended_on is None


class ClockChange(Record):
    """What changed a run after its start, with the end it had before and after.

    on, at: the day (of a clock in hours: the moment) from which it counts. length, unit: of an
    extension. step: the step of the procedure that did it; else the reason says why.
    """

    run = models.ForeignKey(ClockRun, on_delete=models.PROTECT, related_name="changes")
    event = models.CharField(_("What"), max_length=12, choices=ClockEvent.choices)
    on = models.DateField(_("Day"))
    at = models.DateTimeField(_("Time"), null=True, blank=True)
    length = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=10, choices=ClockUnit.choices, blank=True)
    from_on = models.DateField(_("Due before"), null=True, blank=True)
    to_on = models.DateField(_("Due after"), null=True, blank=True)
    from_at = models.DateTimeField(null=True, blank=True)
    to_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=500, blank=True)
    step = models.ForeignKey(
        Step, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("Change of a clock")
        verbose_name_plural = _("Changes of clocks")
        constraints = [
            models.CheckConstraint(
                condition=Q(event=ClockEvent.EXTENDED, length__gte=1) & ~Q(unit="")
                | (~Q(event=ClockEvent.EXTENDED) & Q(length__isnull=True, unit="")),
                name="clock_extended_by",
                violation_error_message=_("An extension has a length and a unit."),
            ),
            models.CheckConstraint(
                condition=~Q(event__in=[ClockEvent.EXTENDED, ClockEvent.RECOMPUTED])
                | ~Q(reason=""),
                name="clock_change_reasoned",
                violation_error_message=_("Say why the clock has another end."),
            ),
        ]
        indexes = [models.Index(fields=["run", "id"], name="clock_change_run")]

    def __str__(self) -> str:
        return f"{self.event} {self.on}"


class ClockRing(Record):
    """A reminder or escalation that was given, for the end the run had then: once each."""

    run = models.ForeignKey(ClockRun, on_delete=models.PROTECT, related_name="rings")
    kind = models.CharField(max_length=10, choices=Ring.choices)
    days = models.PositiveSmallIntegerField()  # working days before or after the end
    due_on = models.DateField(_("Due on"))

    class Meta:
        verbose_name = _("Reminder of a clock")
        verbose_name_plural = _("Reminders of clocks")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "kind", "days", "due_on"],
                name="clock_ring_once",
                violation_error_message=_("This reminder was given already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.days} {self.due_on}"
