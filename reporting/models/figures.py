"""Frozen figures, the records behind them, restatements; figures reported with a document."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reporting.models.logframe import Indicator, IndicatorVersion
from reporting.models.periods import Period
from solar_cms.accounts.models import User
from solar_cms.base.models import Record
from solar_cms.documents.models import Attachment
from solar_cms.places.models import Province

REPORTED_FIGURE = "reporting.reported_figure"  # owner kind of its documents


class ReportedFigureQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> ReportedFigureQuerySet:
        """Sums are for everybody who reads figures; the document goes by province (hooks.py)."""
        return self if user.may("figures.view") else self.none()


class ReportedFigure(Record):
    """What no record here can give: a value with its document, reporter and verifier.

    Never added to computed figures; marked wherever it is shown. The province empty: the whole country.
    """

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="reported_figures"
    )
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reported_figures")
    province = models.ForeignKey(
        Province,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Province"),
    )
    value = models.DecimalField(_("Value"), max_digits=18, decimal_places=2)
    source = models.CharField(_("Document"), max_length=200)
    source_date = models.DateField(_("Date of the document"))
    document = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_on = models.DateField(_("Reported on"))
    verified_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_on = models.DateField(_("Verified on"), null=True, blank=True)

    objects = ReportedFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("Reported figure")
        verbose_name_plural = _("Reported figures")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period", "province"],
                name="reported_figure_once",
                nulls_distinct=False,
                violation_error_message=_(
                    "This indicator already has a reported figure for that period and place."
                ),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="reported_figure_not_negative",
                violation_error_message=_("A figure is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_on__isnull=True)
                | (
                    Q(verified_by__isnull=False, verified_on__isnull=False)
                    & ~Q(verified_by=F("reported_by"))
                ),
                name="reported_figure_two_people",
                violation_error_message=_(
                    "A reported figure is verified by somebody else than its reporter."
                ),
            ),
        ]
        indexes = [models.Index(fields=["-reported_on", "-id"], name="reported_figure_list")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period}"


class Figure(Record):
    """An indicator's value for a locked period and place (province empty: the whole country).

    breakdown: {"sex": {"F": 171, "M": 147}, "district": {…}, "channel|sex": {"mobile": {"F": 70}}}.
    hash: sha256 over definition, period, place, value, breakdown and the ids behind it.
    """

    definition = models.ForeignKey(
        IndicatorVersion, on_delete=models.PROTECT, related_name="figures"
    )
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="figures")
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    value = models.DecimalField(_("Value"), max_digits=18, decimal_places=2, null=True, blank=True)
    numerator = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    records = models.PositiveIntegerField(_("Records"), default=0)
    breakdown = models.JSONField(default=dict)
    reported = models.JSONField(null=True, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("Figure")
        verbose_name_plural = _("Figures")
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "period", "province"],
                name="figure_once",
                nulls_distinct=False,
                violation_error_message=_("This figure is already frozen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.definition} {self.period} {self.province_id or ''}"


class FrozenRecords(models.Model):
    """The ids of the records behind a frozen figure of one province, in order.

    Left out of the field history (see audit/triggers.py): written once with the figure, whose
    hash covers them.
    """

    figure = models.OneToOneField(
        Figure, on_delete=models.PROTECT, primary_key=True, related_name="ids"
    )
    ids = ArrayField(models.UUIDField())

    class Meta:
        verbose_name = _("Records behind a figure")
        verbose_name_plural = _("Records behind figures")

    def __str__(self) -> str:
        return str(self.figure_id)


class Restatement(Record):
    """A later change of the records behind a frozen figure: when it was noticed, what it is now."""

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="restatements")
    noticed_on = models.DateField(_("Noticed on"))
    value = models.DecimalField(_("Value"), max_digits=18, decimal_places=2, null=True, blank=True)
    added = models.PositiveIntegerField(_("Records added"))
    gone = models.PositiveIntegerField(_("Records gone"))

    class Meta:
        verbose_name = _("Restatement")
        verbose_name_plural = _("Restatements")
        indexes = [models.Index(fields=["figure", "-noticed_on", "-id"], name="restatement_figure")]

    def __str__(self) -> str:
        return f"{self.figure} → {self.value}"
