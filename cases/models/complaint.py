"""Complaints, and the sealed identity of who made them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.states import Channel
from solar_cms.accounts.models import Office, User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record
from solar_cms.places.models import District, Village
from solar_cms.registry.models import Workplace


class ComplaintQuerySet(ScopedQuerySet):
    view_right = "complaints.view"


class Complaint(Record):
    """What somebody reported. Its id is random: one that told the time could betray them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("Number"), max_length=40, unique=True)
    received_on = models.DateField(_("Received on"))
    channel = models.CharField(_("How it came"), max_length=20, choices=Channel.choices)
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    village = models.ForeignKey(
        Village, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Village")
    )
    workplace = models.ForeignKey(
        Workplace, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Workplace")
    )
    workplace_said = models.CharField(_("Workplace as named"), max_length=200, blank=True)
    facts = models.TextField(_("What happened"))
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_demo = models.BooleanField(default=False, editable=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("Complaint")
        verbose_name_plural = _("Complaints")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(workplace__isnull=False) | ~models.Q(workplace_said=""),
                name="complaint_names_workplace",
                violation_error_message=_("Say which workplace the complaint is about."),
            )
        ]
        indexes = [
            models.Index(fields=["district", "-received_on", "-id"], name="complaint_district")
        ]

    def __str__(self) -> str:
        return self.number


class Complainant(Record):
    """Who complained. Read only through `reveal_complainant`, which records who read and why; on
    no list, print or export. An anonymous complaint has no such row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.OneToOneField(
        Complaint, on_delete=models.PROTECT, related_name="sealed_complainant"
    )
    name = models.CharField(_("Name"), max_length=160)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    address = models.CharField(_("Address"), max_length=300, blank=True)
    may_be_contacted = models.BooleanField(_("May be contacted"), default=True)

    class Meta:
        verbose_name = _("Complainant")
        verbose_name_plural = _("Complainants")

    def __str__(self) -> str:
        return str(_("sealed"))
