"""Who has duty where on which day: the roster of an office."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record
from solar_cms.places.models import District


class DutyQuerySet(ScopedQuerySet):
    view_right = "cases.view"


class Duty(Record):
    """An inspector's day of duty in a district. What is over stays as it was."""

    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="+", verbose_name=_("District")
    )
    day = models.DateField(_("Day"))
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="duties", verbose_name=_("Inspector")
    )
    note = models.CharField(_("Note"), max_length=200, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Day of duty")
        verbose_name_plural = _("Duty roster")
        indexes = [models.Index(fields=["district", "day"], name="duty_of_the_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day"],
                name="duty_once_a_day",
                violation_error_message=_("This inspector has duty on that day already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.user}"
