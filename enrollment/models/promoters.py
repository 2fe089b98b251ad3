"""Promoters: the people in villages and groups who explain the scheme and help to join."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from enrollment.states import PromoterRole
from solar_cms.accounts.models import Organisation
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Dated, DatedQuerySet, Record, dates_in_order, no_overlap
from solar_cms.places.models import District
from solar_cms.registry.models import Person


class PromoterQuerySet(DatedQuerySet, ScopedQuerySet):
    view_right = "promoters.view"
    organisation_path = "organisation"


class Promoter(Record, Dated):
    """A person who promotes social protection, in one role, from a day to a day."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="promoter_roles", verbose_name=_("Person")
    )
    role = models.CharField(_("Role"), max_length=20, choices=PromoterRole.choices)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Partner organisation"),
    )
    # The district of the appointment; the person may move.
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    ended_because = models.CharField(_("Reason of the end"), max_length=200, blank=True)

    objects = PromoterQuerySet.as_manager()

    class Meta:
        verbose_name = _("Promoter")
        verbose_name_plural = _("Promoters")
        constraints = [
            dates_in_order("promoter_dates"),
            no_overlap(
                "promoter_no_overlap",
                "person",
                message=_("This person is already a promoter at that time."),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-valid_from", "-id"], name="promoter_district"),
            models.Index(fields=["-valid_from", "-id"], name="promoter_order"),
        ]

    def __str__(self) -> str:
        return str(self.person)
