"""What is known about work at a workplace: how many, which hazards, unions and agreements."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Dated, DatedQuerySet, Record, dates_in_order, no_overlap
from solar_cms.registry.models.employers import Workplace
from solar_cms.registry.states import WorkerType


class AtWorkplace(ScopedQuerySet, DatedQuerySet):
    """Seen with the workplace."""

    view_right = "employers.view"
    district_path = "workplace__district"


class WorkforceCount(Record):
    """How many women and men of a type worked at a site on the day they were counted."""

    workplace = models.ForeignKey(Workplace, on_delete=models.PROTECT, related_name="counts")
    counted_on = models.DateField(_("Counted on"))
    type = models.CharField(
        pgettext_lazy("workers", "Type"), max_length=20, choices=WorkerType.choices
    )
    women = models.PositiveIntegerField(_("Women"))
    men = models.PositiveIntegerField(_("Men"))

    objects = AtWorkplace.as_manager()

    class Meta:
        verbose_name = _("Count of the workforce")
        verbose_name_plural = _("Counts of the workforce")
        constraints = [
            models.UniqueConstraint(
                fields=["workplace", "counted_on", "type"],
                name="workforce_once_a_day",
                violation_error_message=_("These workers were already counted on that day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.counted_on}"


class WorkplaceHazard(Record, Dated):
    """A hazard seen at a site (code of lists/hazards.csv), until it is removed."""

    workplace = models.ForeignKey(Workplace, on_delete=models.PROTECT, related_name="hazards")
    hazard = models.CharField(_("Hazard"), max_length=60)
    note = models.CharField(_("Where and how"), max_length=300, blank=True)

    objects = AtWorkplace.as_manager()

    class Meta:
        verbose_name = _("Hazard of a workplace")
        verbose_name_plural = _("Hazards of workplaces")
        constraints = [
            dates_in_order("workplace_hazard_dates"),
            no_overlap(
                "workplace_hazard_no_overlap",
                "workplace",
                "hazard",
                message=_("This hazard is recorded already."),
            ),
        ]

    def __str__(self) -> str:
        return self.hazard


class WorkplaceUnion(Record, Dated):
    """A trade union at a site, with its members on the day they were counted."""

    workplace = models.ForeignKey(Workplace, on_delete=models.PROTECT, related_name="unions")
    name = models.CharField(_("Name"), max_length=160, db_collation="lo-x-icu")
    counted_on = models.DateField(_("Counted on"), null=True, blank=True)
    members_women = models.PositiveIntegerField(_("Women"), null=True, blank=True)
    members_men = models.PositiveIntegerField(_("Men"), null=True, blank=True)

    objects = AtWorkplace.as_manager()

    class Meta:
        verbose_name = _("Trade union at a workplace")
        verbose_name_plural = _("Trade unions at workplaces")
        constraints = [
            dates_in_order("union_dates"),
            no_overlap(
                "union_no_overlap",
                "workplace",
                "name",
                message=_("This union is recorded already."),
            ),
            models.CheckConstraint(
                condition=Q(members_women__isnull=True, members_men__isnull=True)
                | Q(counted_on__isnull=False),
                name="union_members_dated",
                violation_error_message=_("Say on which day the members were counted."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CollectiveAgreement(Record, Dated):
    """A collective agreement at a site, in force from a day to a day."""

    workplace = models.ForeignKey(
        Workplace, on_delete=models.PROTECT, related_name="collective_agreements"
    )
    union = models.ForeignKey(
        WorkplaceUnion, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements"
    )
    title = models.CharField(_("Title"), max_length=200)
    signed_on = models.DateField(_("Signed on"))
    registration_number = models.CharField(_("Number of registration"), max_length=60, blank=True)
    covers_women = models.PositiveIntegerField(_("Women covered"), null=True, blank=True)
    covers_men = models.PositiveIntegerField(_("Men covered"), null=True, blank=True)
    # Recorded by mistake: it was never in force.
    withdrawn_on = models.DateField(_("Withdrawn on"), null=True, blank=True)
    withdrawn_why = models.CharField(_("Why it was withdrawn"), max_length=300, blank=True)

    objects = AtWorkplace.as_manager()

    class Meta:
        verbose_name = _("Collective agreement")
        verbose_name_plural = _("Collective agreements")
        constraints = [
            dates_in_order("collective_agreement_dates"),
            no_overlap(
                "collective_agreement_no_overlap",
                "workplace",
                "title",
                message=_("An agreement of this title is already in force at that time."),
                among=Q(withdrawn_on__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_why="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why="")),
                name="collective_agreement_withdrawn_with_reason",
                violation_error_message=_("Say why the agreement is withdrawn."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
