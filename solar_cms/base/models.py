"""Abstract bases: what every business record has."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.base.ids import new_id


def today() -> date:
    """The calendar day where the office is."""
    return timezone.localdate()


class Record(models.Model):
    """A business row: UUIDv7 id, a version raised by the database on every write."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Raised by a trigger (audit/triggers.py); the API's ETag and the forms' hidden field.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save_new(self) -> Any:
        """Insert after full validation of fields (constraints are left to the database)."""
        self.clean_fields()
        self.save(force_insert=True)
        return self


class DateRange(Func):
    """daterange(from, to, '[]'): both days included, an empty end is for ever."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self, start: str = "valid_from", end: str = "valid_to") -> None:
        super().__init__(
            F(start), F(end), RangeBoundary(inclusive_lower=True, inclusive_upper=True)
        )


class DatedQuerySet(models.QuerySet):
    def on(self, day: date | None = None) -> Self:
        """Rows valid on a day (default today)."""
        day = day or today()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class Dated(models.Model):
    """Valid from a day to a day, both included; an open end means until further notice."""

    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def dates_in_order(name: str, start: str = "valid_from", end: str = "valid_to") -> Any:
    """The end is not before the start."""
    return models.CheckConstraint(
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message=_("The end date must not be before the start date."),
    )


def no_overlap(
    name: str,
    *same: str,
    message: Any,
    start: str = "valid_from",
    end: str = "valid_to",
    among: Q | None = None,
) -> ExclusionConstraint:
    """Rows with the same `same` fields do not overlap in time; `among`: only these are looked at."""
    return ExclusionConstraint(
        name=name,
        condition=among,
        expressions=[
            *[(field, RangeOperators.EQUAL) for field in same],
            (DateRange(start, end), RangeOperators.OVERLAPS),
        ],
        violation_error_message=message,
    )


class SourceStatus(models.TextChoices):
    """How sure a dated value is. Confirmed rules refuse, unconfirmed ones warn."""

    CONFIRMED = "confirmed", _("confirmed")
    SECONDARY = "secondary", _("secondary source")
    INFERRED = "inferred", _("inferred")
    ASSUMED = "assumed", _("assumed")
    UNKNOWN = "unknown", _("unknown")


def uuid_or_none(value: Any) -> uuid.UUID | None:
    """A UUID from the outside world, or None when it is not one."""
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None
