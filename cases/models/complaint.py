"""Complaints, and the sealed identity of who made them."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.states import Channel
from solar_cms.accounts.models import Office, User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record, dates_in_order
from solar_cms.law.models import PackVersion
from solar_cms.places.models import District, Village
from solar_cms.registry.models import Workplace


class ComplaintQuerySet(ScopedQuerySet):
    view_right = "complaints.view"

    def waiting(self) -> ComplaintQuerySet:
        """Those that no case was opened from and nothing was decided on."""
        decided = ComplaintDecision.objects.standing().filter(complaint=models.OuterRef("pk"))
        return cast(ComplaintQuerySet, self.filter(~models.Exists(decided), case__isnull=True))


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


class DecisionQuerySet(models.QuerySet):
    def standing(self) -> DecisionQuerySet:
        """Not taken back."""
        return self.filter(undone_on__isnull=True)


class ComplaintDecision(Record):
    """What was decided on a complaint instead of opening a case of its own: dismissed with a ground,
    referred, or joined to a case that is kept. Taken back with a reason, never changed.

    key: the step of that pack version's procedure; said: what its fields hold. kept: the case that
    goes on with the matter, where it was joined to one.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="decisions")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(_("Step"), max_length=60)
    kept = models.ForeignKey(
        "cases.Case",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="joined_complaints",
        verbose_name=_("Case that is kept"),
    )
    decided_on = models.DateField(_("Decided on"))
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    said: Any = models.JSONField(_("Details"), default=dict, blank=True)
    note = models.TextField(_("Note"), blank=True)
    undone_on = models.DateField(_("Taken back on"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undo_reason = models.CharField(_("Why it was taken back"), max_length=300, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Decision on a complaint")
        verbose_name_plural = _("Decisions on complaints")
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=Q(undone_on__isnull=True),
                name="complaint_decided_once",
                violation_error_message=_("This complaint was decided on already."),
            ),
            models.CheckConstraint(
                condition=Q(undone_on__isnull=True, undo_reason="")
                | (Q(undone_on__isnull=False) & ~Q(undo_reason="")),
                name="complaint_decision_undone_with_reason",
                violation_error_message=_("Say why the decision is taken back."),
            ),
            dates_in_order("complaint_decision_dates", "decided_on", "undone_on"),
        ]
        indexes = [models.Index(fields=["kept"], name="complaint_decision_kept")]

    def __str__(self) -> str:
        return f"{self.complaint} {self.key}"
