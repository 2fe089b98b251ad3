"""A file that was brought in, and its rows while they are mended."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.hooks import Importer, importers
from solar_cms.base.models import Record
from solar_cms.imports.states import ALIVE, BatchState, Outcome
from solar_cms.places.models import District


class BatchQuerySet(ScopedQuerySet):
    view_right = "imports.view"

    def visible_to(self, user: User, right: str = "") -> BatchQuerySet:
        """Imports of one's districts, and one's own."""
        own = self.filter(uploaded_by=user)
        return super().visible_to(user, right) | own  # type: ignore[return-value]


class Batch(Record):
    """One file as it was read: every row of it is in exactly one of the counts.

    headers: [[heading in the file, name of our column or ""], …]. context: what the importer's
    `prepare` gave. context_key: the part of it that makes two imports of one file the same.
    """

    kind = models.CharField(_("Kind"), max_length=40)
    file_name = models.CharField(_("File"), max_length=200)
    sha256 = models.CharField(max_length=64)
    headers: Any = models.JSONField(default=list)
    read_as = models.CharField(max_length=120, blank=True)
    context: Any = models.JSONField(default=dict)
    context_key = models.CharField(max_length=64)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("District")
    )
    uploaded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("Read"), default=timezone.now)
    imported_at = models.DateTimeField(_("Imported"), null=True, blank=True)
    undone_at = models.DateTimeField(_("Undone"), null=True, blank=True)
    state = models.CharField(
        _("State"), max_length=12, choices=BatchState.choices, default=BatchState.CHECKING
    )
    job_id = models.UUIDField(null=True, blank=True)
    rows = models.PositiveIntegerField(_("Rows"), default=0)
    ready = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)  # to mend or to decide
    here = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    linked = models.PositiveIntegerField(default=0)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("Import")
        verbose_name_plural = _("Imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=BatchState.CHECKING)
                | Q(
                    rows=F("ready")
                    + F("rejected")
                    + F("here")
                    + F("left_out")
                    + F("created")
                    + F("updated")
                    + F("linked")
                ),
                name="import_rows_add_up",
                violation_error_message=_("The counts of the import do not add up to its rows."),
            ),
            models.CheckConstraint(
                condition=~Q(state=BatchState.IMPORTED) | Q(imported_at__isnull=False),
                name="import_done_means_dated",
                violation_error_message=_("An import that is done has its time."),
            ),
            models.CheckConstraint(
                condition=~Q(state=BatchState.UNDONE)
                | Q(undone_at__isnull=False, created=0, updated=0, linked=0),
                name="import_undone_means_dated",
                violation_error_message=_("An import that is undone has its time."),
            ),
            models.UniqueConstraint(
                fields=["kind", "sha256", "context_key"],
                condition=Q(state__in=sorted(ALIVE)),
                name="import_file_once",
                violation_error_message=_("This file has already been read for this purpose."),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-uploaded_at", "-id"], name="import_district"),
            models.Index(fields=["uploaded_by", "-uploaded_at", "-id"], name="import_own"),
            models.Index(fields=["-uploaded_at", "-id"], name="import_recent"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def importer(self) -> Importer:
        return importers[self.kind]

    @property
    def title(self) -> str:
        """What the file belongs to, in words."""
        return str(self.context.get("title", ""))

    @property
    def done(self) -> int:
        return self.created + self.updated + self.linked

    def columns(self) -> list[str]:
        """Names of our columns in the file's order, "" where a heading is not ours."""
        return [name for _heading, name in self.headers]


class StagedRow(models.Model):
    """A row of the file on the desk. Not audited: the batch and what it imports are.

    cells: texts in the file's order. marks: {position: why the cell cannot be taken}. mended:
    {column: text} put there on the desk. suggestions and candidates: see base.hooks.CheckedRow.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="staged")
    number = models.PositiveIntegerField()
    cells: Any = models.JSONField(default=list)
    marks: Any = models.JSONField(default=dict)
    mended: Any = models.JSONField(default=dict)
    decision = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.UNCHECKED)
    effect = models.CharField(max_length=8, blank=True)
    cleaned: Any = models.JSONField(default=dict)
    problems: Any = models.JSONField(default=list)
    suggestions: Any = models.JSONField(default=dict)
    candidates: Any = models.JSONField(default=list)
    keys: Any = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="staged_row_once"),
        ]
        indexes = [
            models.Index(fields=["batch", "outcome", "number"], name="staged_row_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.number}"

    def texts(self, columns: list[str]) -> dict[str, str]:
        """Column → text, with what was mended in its place."""
        found = {
            name: str(text)
            for name, text in zip(columns, self.cells, strict=False)
            if name and text != ""
        }
        return {**found, **{k: v for k, v in self.mended.items() if v is not None}}
