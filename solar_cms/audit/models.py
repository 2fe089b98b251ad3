"""Acts, the field changes they made, idempotency keys and the outbox. Append-only for the app.

Actor and office are kept as id and name, not as foreign keys: the audit stands below accounts,
and the name stays as it was on the day.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from solar_cms.base.ids import new_id


class Act(models.Model):
    """One verb carried out: who, for which office, through which channel, on what."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    office_id = models.UUIDField(null=True)
    office_name = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=20)
    request_id = models.CharField(max_length=64, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="inner")
    subject_table = models.CharField(max_length=63, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    # The version it left the subject at: who read an older one is told of this act.
    subject_version = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_table", "subject_id", "-at"], name="act_subject"),
            models.Index(fields=["actor_id", "-at"], name="act_actor"),
            models.Index(fields=["name", "-at"], name="act_name"),
            models.Index(fields=["-at", "-id"], name="act_when"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class Change(models.Model):
    """What one act did to one row; written by triggers only.

    operation: i(nsert), u(pdate), d(elete). `before` and `after` hold the changed fields.
    """

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="changes")
    table = models.CharField(max_length=63)
    row = models.CharField(max_length=64)
    operation = models.CharField(max_length=1)
    before: Any = models.JSONField(null=True)
    after: Any = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["table", "row", "id"], name="change_row")]

    def __str__(self) -> str:
        return f"{self.operation} {self.table} {self.row}"


class IdempotencyKey(models.Model):
    """A key its client chose, stored with the outcome in the transaction of the act itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    actor_id = models.UUIDField()
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    result: Any = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor_id", "key"], name="idempotency_key_once")
        ]

    def __str__(self) -> str:
        return self.key


class OutboxMessage(models.Model):
    """A task to start once the act is committed. The relay sends it, the sweeper repeats."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act = models.ForeignKey(Act, on_delete=models.PROTECT)
    task = models.CharField(max_length=120)
    payload: Any = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at"], name="outbox_open", condition=models.Q(done_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.task
