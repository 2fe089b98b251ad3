"""Employers (who is liable) and workplaces (where work is done), apart."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.forms import say_phone
from solar_cms.base.models import Record
from solar_cms.places.models import District, Village
from solar_cms.registry.models.groups import ProducerGroup
from solar_cms.registry.models.people import Household
from solar_cms.registry.states import WorkplaceKind


def name_key() -> models.GeneratedField:
    return models.GeneratedField(
        expression=Func(
            F("name_local"),
            F("name_latin"),
            function="solar_search_key",
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )


class Closable(models.Model):
    """Closed on a day for a reason, and open again; its names are let go when their time is over."""

    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    closed_why = models.CharField(_("Why it was closed"), max_length=300, blank=True)
    # Names and phones of people were taken out on this day.
    emptied_on = models.DateField(_("Emptied on"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


def closed_with_reason(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(closed_on__isnull=True, closed_why="")
        | (Q(closed_on__isnull=False) & ~Q(closed_why="")),
        name=name,
        violation_error_message=_("Say why it is closed."),
    )


class EmployerQuerySet(ScopedQuerySet):
    """An employer is seen through its workplaces."""

    view_right = "employers.view"
    district_path = "workplaces__district"

    def visible_to(self, user, right: str = ""):  # type: ignore[no-untyped-def]
        found = super().visible_to(user, right)
        reach = user.scope.reach(right or self.view_right)
        return found if reach.whole_country else found.distinct()


class Employer(Record, Closable):
    """The legal entity or natural person that employs."""

    name_local = models.CharField(_("Name"), max_length=200, db_collation="lo-x-icu")
    name_latin = models.CharField(_("Latin name"), max_length=200, blank=True)
    registration_number = models.CharField(
        _("Enterprise registration number"), max_length=60, blank=True
    )
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    representative = models.CharField(_("Represented by"), max_length=160, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    search_key = name_key()

    objects = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = _("Employer")
        verbose_name_plural = _("Employers")
        constraints = [
            models.UniqueConstraint(
                fields=["registration_number"],
                condition=~Q(registration_number=""),
                name="employer_registration_once",
                violation_error_message=_(
                    "An employer with this registration number is already known."
                ),
            ),
            closed_with_reason("employer_closed_with_reason"),
        ]
        indexes = [
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="employer_search"),
            models.Index(fields=["name_local", "id"], name="employer_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return (self.name_latin if get_language() == "en" else "") or self.name_local

    @property
    def said_phone(self) -> str:
        """The phone as it is dialled here."""
        return say_phone(self.phone) if self.phone else ""


class WorkplaceQuerySet(ScopedQuerySet):
    view_right = "employers.view"


class Workplace(Record, Closable):
    """A site that can be inspected: a mill, a farm, a group's drying yard, a household plot."""

    employer = models.ForeignKey(
        Employer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="workplaces",
        verbose_name=_("Employer"),
    )
    group = models.ForeignKey(
        ProducerGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="workplaces",
        verbose_name=_("Producer group"),
    )
    household = models.ForeignKey(
        Household,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plots",
        verbose_name=_("Household"),
    )
    kind = models.CharField(_("Kind"), max_length=20, choices=WorkplaceKind.choices)
    name_local = models.CharField(_("Name"), max_length=200, db_collation="lo-x-icu")
    name_latin = models.CharField(_("Latin name"), max_length=200, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    village = models.ForeignKey(
        Village, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Village")
    )
    workers_women = models.PositiveIntegerField(_("Women working here"), null=True, blank=True)
    workers_men = models.PositiveIntegerField(_("Men working here"), null=True, blank=True)
    isic = models.CharField(_("Sector (ISIC rev. 4)"), max_length=6, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    search_key = name_key()

    objects = WorkplaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Workplace")
        verbose_name_plural = _("Workplaces")
        constraints = [closed_with_reason("workplace_closed_with_reason")]
        indexes = [
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="workplace_search"),
            models.Index(fields=["district", "name_local", "id"], name="workplace_district"),
            models.Index(fields=["name_local", "id"], name="workplace_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return (self.name_latin if get_language() == "en" else "") or self.name_local

    @property
    def workers(self) -> int | None:
        if self.workers_women is None and self.workers_men is None:
            return None
        return (self.workers_women or 0) + (self.workers_men or 0)
