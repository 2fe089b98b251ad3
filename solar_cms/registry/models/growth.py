"""How a group came to be and what it saves."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from solar_cms.base.models import Record
from solar_cms.registry.models.groups import ProducerGroup
from solar_cms.registry.models.trade import GroupScoped
from solar_cms.registry.states import SavingsKind


class FoundingStep(Record):
    """A step of founding that a group has taken; which steps there are says the pack
    (lists/founding_steps.csv, by kind of group)."""

    group = models.ForeignKey(ProducerGroup, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(_("Step"), max_length=60)
    done_on = models.DateField(_("Done on"))
    reference = models.CharField(_("Number or place of the paper"), max_length=120, blank=True)

    objects = GroupScoped.as_manager()

    class Meta:
        verbose_name = _("Founding step")
        verbose_name_plural = _("Founding steps")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "step"],
                name="founding_step_once",
                violation_error_message=_("This step is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return self.step


class SavingsCount(Record):
    """What a group's savings fund held on a day, in minor units of the country's currency."""

    group = models.ForeignKey(ProducerGroup, on_delete=models.PROTECT, related_name="savings")
    fund = models.CharField(
        _("Fund"), max_length=20, choices=SavingsKind.choices, default=SavingsKind.OWN
    )
    counted_on = models.DateField(_("Counted on"))
    savers_women = models.PositiveIntegerField(_("Women who save"))
    savers_men = models.PositiveIntegerField(_("Men who save"))
    balance = models.PositiveBigIntegerField(_("Amount saved"))
    lent = models.PositiveBigIntegerField(_("Lent out"), default=0)

    objects = GroupScoped.as_manager()

    class Meta:
        verbose_name = _("Savings of a group")
        verbose_name_plural = _("Savings of groups")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "fund", "counted_on"],
                name="savings_once_a_day",
                violation_error_message=_("This fund was already counted on that day."),
            )
        ]
        ordering = ["-counted_on", "-id"]

    def __str__(self) -> str:
        return f"{self.group} {self.counted_on}"

    @property
    def savers(self) -> int:
        return self.savers_women + self.savers_men
