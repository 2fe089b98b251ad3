"""The logframe: objectives, indicators, their dated definitions and targets."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reporting.models.periods import Period
from reporting.states import Accumulation, IndicatorKind, Unit
from solar_cms.base.models import (
    Dated,
    DatedQuerySet,
    Record,
    SourceStatus,
    dates_in_order,
    no_overlap,
)
from solar_cms.base.policy import RoleKind
from solar_cms.base.texts import text_in
from solar_cms.places.models import Province


class Objective(Record):
    """A specific objective of the logframe (SO1, SO2, …)."""

    key = models.CharField(_("Key"), max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    names = models.JSONField(_("Names"))
    # Activities (visits made, sessions held) are counted like indicators but have no target line.
    is_activities = models.BooleanField(_("Activities"), default=False)
    # Key figures of the field stand on the page of indicators, not in the project's reports.
    in_reports = models.BooleanField(_("In the quarterly reports"), default=True)

    class Meta:
        verbose_name = _("Objective")
        verbose_name_plural = _("Objectives")

    def __str__(self) -> str:
        return text_in(self.names)


class Indicator(Record):
    """What is watched under an objective; how it is counted stands in its dated definitions."""

    key = models.SlugField(_("Key"), max_length=60, unique=True, allow_unicode=False)
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="indicators")
    number = models.CharField(_("Number"), max_length=10)
    order = models.PositiveSmallIntegerField(default=0)
    names = models.JSONField(_("Names"))

    class Meta:
        verbose_name = _("Indicator")
        verbose_name_plural = _("Indicators")

    def __str__(self) -> str:
        return text_in(self.names)


class IndicatorVersion(Record, Dated):
    """How an indicator is counted, from a day to a day. A figure keeps the version it was made by.

    Computed: rows of `dataset` whose dimensions equal `filter` ({"role": ["leader", "deputy"]}),
    measured by `measure` (a name in the dataset), dated by `date_name`. With a denominator the
    value is numerator / denominator × `per` (100: per cent). The denominator goes by the same dates
    unless it has its own; `denominator_reported` names a reported indicator instead of a dataset.
    Both sides know the disaggregations. Reported: no dataset, a document.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("Definition"))
    kind = models.CharField(_("Kind"), max_length=10, choices=IndicatorKind.choices)
    definitions = models.JSONField(_("Definition"))
    unit = models.CharField(_("Unit"), max_length=12, choices=Unit.choices, default=Unit.PEOPLE)
    dataset = models.CharField(_("Dataset"), max_length=60, blank=True)
    filter = models.JSONField(_("Filter"), default=dict, blank=True)
    measure = models.CharField(_("Measure"), max_length=40, blank=True)
    denominator_dataset = models.CharField(_("Denominator dataset"), max_length=60, blank=True)
    denominator_filter = models.JSONField(_("Denominator filter"), default=dict, blank=True)
    denominator_measure = models.CharField(_("Denominator measure"), max_length=40, blank=True)
    denominator_date = models.CharField(_("Date of the denominator"), max_length=40, blank=True)
    denominator_until = models.CharField(
        _("End date of the denominator"), max_length=40, blank=True
    )
    denominator_accumulation = models.CharField(
        _("How the denominator is counted"),
        max_length=12,
        choices=Accumulation.choices,
        blank=True,
    )
    denominator_reported = models.CharField(_("Reported denominator"), max_length=60, blank=True)
    per = models.PositiveIntegerField(_("Per how many"), default=100)
    date_name = models.CharField(_("Date"), max_length=40, blank=True)
    until_name = models.CharField(_("End date"), max_length=40, blank=True)
    accumulation = models.CharField(
        _("Counted"), max_length=12, choices=Accumulation.choices, default=Accumulation.PERIOD
    )
    since = models.DateField(_("Cumulative since"), null=True, blank=True)
    disaggregations = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("Broken down by")
    )
    fewer_is_better = models.BooleanField(_("Fewer is better"), default=False)
    baseline = models.DecimalField(
        _("Baseline"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    verification = models.JSONField(_("Means of verification"), default=dict, blank=True)
    responsible = models.CharField(_("Responsible"), max_length=30, choices=RoleKind.choices)
    source = models.CharField(_("Source"), max_length=300)
    status = models.CharField(_("Status"), max_length=12, choices=SourceStatus.choices)
    pack_code = models.CharField(max_length=40, blank=True, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Indicator definition")
        verbose_name_plural = _("Indicator definitions")
        constraints = [
            dates_in_order("indicator_version_dates"),
            no_overlap(
                "indicator_version_no_overlap",
                "indicator",
                message=_("Another definition of this indicator is valid at that time."),
            ),
            models.UniqueConstraint(
                fields=["indicator", "number"],
                name="indicator_version_number",
                violation_error_message=_(
                    "This indicator already has a definition of this number."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind=IndicatorKind.REPORTED, dataset="")
                | (
                    Q(kind=IndicatorKind.COMPUTED)
                    & ~Q(dataset="")
                    & ~Q(measure="")
                    & ~Q(date_name="")
                ),
                name="indicator_version_computable",
                violation_error_message=_(
                    "A computed indicator names its dataset, measure and date; a reported one has none."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} ({self.number})"

    @property
    def is_reported(self) -> bool:
        return self.kind == IndicatorKind.REPORTED

    @property
    def is_share(self) -> bool:
        """Whether something is divided by something."""
        return bool(self.denominator_dataset or self.denominator_reported)


class Target(Record):
    """What an office means to reach by a period; the province empty: the whole country."""

    definition = models.ForeignKey(
        IndicatorVersion,
        on_delete=models.PROTECT,
        related_name="targets",
        verbose_name=_("Indicator definition"),
    )
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="targets")
    province = models.ForeignKey(
        Province,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Province"),
    )
    value = models.DecimalField(_("Target"), max_digits=18, decimal_places=2)
    set_on = models.DateField(_("Set on"))

    class Meta:
        verbose_name = _("Target")
        verbose_name_plural = _("Targets")
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "period", "province"],
                name="target_once",
                nulls_distinct=False,
                violation_error_message=_(
                    "This indicator already has a target for that period and place."
                ),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="target_not_negative",
                violation_error_message=_("A target is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition} {self.period}: {self.value}"
