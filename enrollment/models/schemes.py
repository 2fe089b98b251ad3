"""Schemes and their dated values, channels and kinds of document: the pack's, not ours."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.states import Rounding
from solar_cms.base.models import Record, SourceStatus, dates_in_order, no_overlap, today
from solar_cms.base.texts import text_in


class Scheme(Record):
    """A social security scheme people can be members of."""

    key = models.CharField(max_length=60, unique=True)
    names = models.JSONField(_("Name"))
    takes_applications = models.BooleanField(_("Takes applications here"), default=False)
    rounding = models.CharField(
        _("Rounding"), max_length=10, choices=Rounding.choices, default=Rounding.HALF_UP
    )

    class Meta:
        verbose_name = _("Scheme")
        verbose_name_plural = _("Schemes")

    def __str__(self) -> str:
        return text_in(self.names)


class ParameterQuerySet(models.QuerySet):
    def on(self, day: date | None = None) -> ParameterQuerySet:
        """The values in force on a day (default today); one per scheme and key."""
        day = day or today()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class SchemeParameter(Record):
    """One dated value of a scheme: a rate, a floor, a period.

    `value` is a number in a unit (`units`: percent, LAK a month, years… by language); `text` holds what is no number
    ("57-60"). A first day that no source gives stays empty. `status` is what the source is; what
    it counts for on a day tells `status_on`: a value confirmed for one day or one year is
    secondary on every other.
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="parameters")
    key = models.CharField(_("Key"), max_length=60)
    names = models.JSONField(_("Name"), default=dict, blank=True)
    value = models.DecimalField(_("Value"), max_digits=16, decimal_places=4, null=True, blank=True)
    text = models.CharField(_("Value in words"), max_length=80, blank=True)
    units = models.JSONField(_("Unit"), default=dict, blank=True)
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=300, blank=True)
    status = models.CharField(_("Status"), max_length=20, choices=SourceStatus.choices)
    confirmed_on = models.DateField(_("Confirmed for the day"), null=True, blank=True)
    confirmed_year = models.PositiveSmallIntegerField(
        _("Confirmed for the year"), null=True, blank=True
    )

    objects = ParameterQuerySet.as_manager()

    class Meta:
        verbose_name = _("Dated value")
        verbose_name_plural = _("Dated values")
        constraints = [
            dates_in_order("scheme_parameter_dates"),
            no_overlap(
                "scheme_parameter_no_overlap",
                "scheme",
                "key",
                message=_("Another value of this kind is in force at that time."),
            ),
            models.CheckConstraint(
                condition=~Q(status=SourceStatus.UNKNOWN) | Q(value__isnull=True, text=""),
                name="scheme_parameter_unknown_is_empty",
                violation_error_message=_(
                    "An unknown value is left empty, so that nobody computes with it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status=SourceStatus.UNKNOWN) | Q(value__isnull=False) | ~Q(text=""),
                name="scheme_parameter_known_has_value",
                violation_error_message=_("Give the value, or mark it as unknown."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on__isnull=True, confirmed_year__isnull=True)
                | Q(status=SourceStatus.CONFIRMED),
                name="scheme_parameter_confirmed_when",
                violation_error_message=_(
                    "Only a confirmed value has the day or year it was confirmed for."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["scheme", "key", "valid_from"], name="scheme_parameter_key")
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.key} {self.value or self.text}"

    @property
    def name(self) -> str:
        return text_in(self.names) or self.key

    @property
    def unit(self) -> str:
        return text_in(self.units)

    def status_on(self, day: date) -> str:
        """What the value counts for on a day (design, section 2)."""
        if self.status != SourceStatus.CONFIRMED:
            return self.status
        if self.confirmed_on and self.confirmed_on != day:
            return SourceStatus.SECONDARY
        if self.confirmed_year and self.confirmed_year != day.year:
            return SourceStatus.SECONDARY
        return SourceStatus.CONFIRMED


class Channel(Record):
    """A way people reach the fund: an office, a promoter, a mobile service day."""

    key = models.CharField(max_length=60, unique=True)
    names = models.JSONField(_("Name"))
    order = models.PositiveSmallIntegerField(default=100)
    is_used = models.BooleanField(_("In use"), default=True)

    class Meta:
        verbose_name = _("Channel")
        verbose_name_plural = _("Channels")

    def __str__(self) -> str:
        return text_in(self.names)


class DocumentKind(Record):
    """A paper that an application asks for. Whether it is demanded is as sure as its status."""

    key = models.CharField(max_length=60, unique=True)
    names = models.JSONField(_("Name"))
    is_required = models.BooleanField(_("Demanded"), default=False)
    source = models.CharField(_("Source"), max_length=300, blank=True)
    status = models.CharField(_("Status"), max_length=20, choices=SourceStatus.choices)
    order = models.PositiveSmallIntegerField(default=100)
    is_used = models.BooleanField(_("In use"), default=True)

    class Meta:
        verbose_name = _("Kind of document")
        verbose_name_plural = _("Kinds of document")

    def __str__(self) -> str:
        return text_in(self.names)
