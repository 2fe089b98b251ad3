"""Quarters, open or locked."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.base.models import Record


class Period(Record):
    """A quarter, "2023Q2". Locked once: its figures are frozen and never unlocked."""

    code = models.CharField(_("Quarter"), max_length=6, unique=True)
    starts_on = models.DateField(_("First day"))
    ends_on = models.DateField(_("Last day"))
    locked_at = models.DateTimeField(_("Locked"), null=True, blank=True)
    locked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("Period")
        verbose_name_plural = _("Periods")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{4}Q[1-4]$"),
                name="period_code",
                violation_error_message=_("A quarter is written like 2023Q2."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="period_dates",
                violation_error_message=_("The end date must not be before the start date."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    @property
    def year(self) -> int:
        return int(self.code[:4])

    @property
    def quarter(self) -> int:
        return int(self.code[5])
