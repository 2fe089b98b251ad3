"""What was sent from a device and could not be applied, because the record had moved on."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.base.hooks.offline import SyncOperation, sync_operations
from solar_cms.base.models import Record
from solar_cms.exchange.states import ConflictState


class ConflictQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> ConflictQuerySet:
        """What one sent oneself; besides, of the records one sees and may do the same act on."""
        theirs = Q(sent_by=user)
        for name, operation in sync_operations.items():
            if user.may(operation.right):
                records = operation.visible(user).order_by().values("pk")
                theirs |= Q(act=name, record__in=records)
        return self.filter(theirs)


class Conflict(Record):
    """An act that was sent about a version of a record that is no longer the one that stands.

    act: name of the operation; record: id of what it is about. read_version: as the device had read
    it; stood_version: as it was when this arrived. happened_at: by the clock of the device, which
    may be wrong. data: what was sent, {field: text or list of texts}, kept whole.
    """

    key = models.UUIDField()  # made by the device
    act = models.CharField(max_length=60)
    record = models.UUIDField()
    title = models.CharField(_("Record"), max_length=200)
    read_version = models.PositiveIntegerField()
    stood_version = models.PositiveIntegerField()
    data: Any = models.JSONField(default=dict)
    happened_at = models.DateTimeField(_("Written"))
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(_("Arrived"))
    state = models.CharField(
        _("State"), max_length=8, choices=ConflictState.choices, default=ConflictState.OPEN
    )
    closed_at = models.DateTimeField(_("Settled"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("Why it is set aside"), max_length=300, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("Not applied")
        verbose_name_plural = _("Not applied")
        constraints = [
            models.UniqueConstraint(
                fields=["sent_by", "key"],
                name="conflict_once",
                violation_error_message=_("This is kept already."),
            ),
            models.CheckConstraint(
                condition=Q(state=ConflictState.OPEN, closed_at=None, closed_by=None)
                | (~Q(state=ConflictState.OPEN) & Q(closed_at__isnull=False)),
                name="conflict_settled_means_dated",
                violation_error_message=_("What is settled has the time at which it was."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ConflictState.ASIDE) | ~Q(reason=""),
                name="conflict_aside_has_reason",
                violation_error_message=_("Say why it is set aside."),
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="conflict_list"),
            models.Index(fields=["act", "record"], name="conflict_record"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == ConflictState.OPEN

    @property
    def operation(self) -> SyncOperation | None:
        """None where the app that took such acts is gone."""
        return sync_operations.get(self.act)
