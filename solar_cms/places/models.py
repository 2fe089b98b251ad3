"""Provinces, districts and villages, keyed by their official code.

Codes are those of the Lao Statistics Bureau: 16 province, 1604 district, 1604012 village; another
country brings its own, two levels of office and a settlement. A code is never changed: a place
that ends has `valid_to` and a successor. Spellings vary, codes decide.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from solar_cms.base.models import Record
from solar_cms.places.states import RoadState, Uxo


class SearchKey(Func):
    """solar_search_key(local, latin, aliases): names folded for search."""

    function = "solar_search_key"
    output_field = models.TextField()


class PlaceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> PlaceQuerySet:
        """All places, to everybody signed in."""
        return self if user.is_authenticated else self.none()

    def named(self, words: str) -> PlaceQuerySet:
        """Places whose code begins with the words or whose name sounds like them."""
        words = words.strip()
        folded = Func(Value(words), function="solar_fold", output_field=models.TextField())
        return self.filter(Q(code__startswith=words) | Q(search_key__contains=folded))


class Place(models.Model):
    name_local = models.CharField(_("Name"), max_length=120, db_collation="lo-x-icu")
    name_latin = models.CharField(_("Latin name"), max_length=120)
    aliases = ArrayField(
        models.CharField(max_length=120),
        default=list,
        blank=True,
        verbose_name=_("Other spellings"),
    )
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    # Raised by a trigger (audit/triggers.py), as of every record.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the reader's script."""
        return self.name_latin if get_language() == "en" else self.name_local

    def __str__(self) -> str:
        return f"{self.name} {self.code}"  # type: ignore[attr-defined]


def key_field() -> models.GeneratedField:
    return models.GeneratedField(
        expression=Func(
            F("name_local"),
            F("name_latin"),
            Func(F("aliases"), function="solar_joined", output_field=models.TextField()),
            function="solar_search_key",
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )


class Province(Place):
    code = models.CharField(_("Code"), max_length=8, primary_key=True, db_collation="C")
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    search_key = key_field()

    class Meta(Place.Meta):
        verbose_name = _("Province")
        verbose_name_plural = _("Provinces")


class District(Place):
    code = models.CharField(_("Code"), max_length=8, primary_key=True, db_collation="C")
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="districts", verbose_name=_("Province")
    )
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    search_key = key_field()

    class Meta(Place.Meta):
        verbose_name = _("District")
        verbose_name_plural = _("Districts")


class Village(Place):
    code = models.CharField(_("Code"), max_length=12, primary_key=True, db_collation="C")
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="villages", verbose_name=_("District")
    )
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    uxo = models.CharField(
        _("Unexploded ordnance (UXO)"),
        max_length=10,
        choices=Uxo.choices,
        default=Uxo.UNKNOWN,
        db_default=Uxo.UNKNOWN,
    )
    uxo_on = models.DateField(_("UXO: as of"), null=True, blank=True)
    uxo_source = models.CharField(
        _("UXO: source"), max_length=200, blank=True, default="", db_default=""
    )
    is_demo = models.BooleanField(default=False, editable=False)
    search_key = key_field()

    class Meta(Place.Meta):
        verbose_name = _("Village")
        verbose_name_plural = _("Villages")
        indexes = [
            models.Index(fields=["district", "name_local", "code"], name="village_in_district"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="village_search"),
            models.Index(fields=["name_local", "code"], name="village_name"),
        ]


class VillagePopulation(Record):
    """How many people lived in a village in a year, and of them of working age."""

    village = models.ForeignKey(Village, on_delete=models.PROTECT, related_name="populations")
    year = models.PositiveSmallIntegerField(_("Year"))
    women = models.PositiveIntegerField(_("Women"))
    men = models.PositiveIntegerField(_("Men"))
    working_women = models.PositiveIntegerField(_("Women of working age"), null=True, blank=True)
    working_men = models.PositiveIntegerField(_("Men of working age"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=200)

    class Meta:
        verbose_name = _("Population of a village")
        verbose_name_plural = _("Populations of villages")
        constraints = [
            models.UniqueConstraint(
                fields=["village", "year"],
                name="village_population_once",
                violation_error_message=_("The population of that year is recorded already."),
            ),
            models.CheckConstraint(
                condition=(Q(working_women=None) | Q(working_women__lte=F("women")))
                & (Q(working_men=None) | Q(working_men__lte=F("men"))),
                name="village_working_age_within",
                violation_error_message=_("There cannot be more of working age than in all."),
            ),
            models.CheckConstraint(
                condition=Q(year__range=(1990, 2100)),
                name="village_population_year",
                violation_error_message=_("The year must be between 1990 and this year."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village} {self.year}"

    @property
    def total(self) -> int:
        return self.women + self.men

    @property
    def working(self) -> int | None:
        if self.working_women is None or self.working_men is None:
            return None
        return self.working_women + self.working_men


class VillageRoad(Record):
    """How a village can be reached in one month of an ordinary year."""

    village = models.ForeignKey(Village, on_delete=models.PROTECT, related_name="roads")
    month = models.PositiveSmallIntegerField(_("Month"))
    state = models.CharField(_("Road"), max_length=12, choices=RoadState.choices)

    class Meta:
        verbose_name = _("Road to a village")
        verbose_name_plural = _("Roads to villages")
        constraints = [
            models.UniqueConstraint(
                fields=["village", "month"],
                name="village_road_once",
                violation_error_message=_("The road of that month is recorded already."),
            ),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12)),
                name="village_road_month",
                violation_error_message=_("A month is a number from 1 to 12."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village} {self.month}"
