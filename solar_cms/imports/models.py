"""A file that was brought in, and its rows while they are mended."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import Office, User
from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.hooks import Importer, importers
from solar_cms.base.models import Dated, DatedQuerySet, Record, dates_in_order, no_overlap
from solar_cms.imports.states import ALIVE, BatchState, Outcome, RequestState
from solar_cms.places.models import District


class BatchQuerySet(ScopedQuerySet):
    view_right = "imports.view"

    def visible_to(self, user: User, right: str = "") -> BatchQuerySet:
        """Imports of one's districts, and one's own."""
        own = self.filter(uploaded_by=user)
        return super().visible_to(user, right) | own  # type: ignore[return-value]


class Batch(Record):
    """One file as it was read: every row of it is in exactly one of the counts.

    headers: [[heading in the file, name of our column or ""], …]. matched_by: {position: remembered |
    chosen} for columns that were not told by their heading. context: what the importer's
    `prepare` gave. context_key: the part of it that makes two imports of one file the same.
    heading_row: number of the last row of headings. refusal: why a file taken in could not be read to
    its end, as problems of rows are kept.
    """

    kind = models.CharField(_("Kind"), max_length=40)
    file_name = models.CharField(_("File"), max_length=200)
    sha256 = models.CharField(max_length=64)
    headers: Any = models.JSONField(default=list)
    matched_by: Any = models.JSONField(default=dict, blank=True)
    other_sheets: Any = models.JSONField(default=list, blank=True)
    read_as = models.CharField(max_length=120, blank=True)
    sheet = models.CharField(max_length=120, blank=True)  # the one asked for
    heading_row = models.PositiveIntegerField(default=0)
    refusal: Any = models.JSONField(default=list, blank=True)
    context: Any = models.JSONField(default=dict)
    context_key = models.CharField(max_length=64)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("District")
    )
    uploaded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("Read"), default=timezone.now)
    # Who asked for the import, and who agreed, where the office wants two persons.
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    carried_at = models.DateTimeField(null=True, blank=True)  # when rows were last written
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
            models.CheckConstraint(
                condition=~Q(state=BatchState.WAITING) | Q(asked_at__isnull=False),
                name="import_waiting_means_asked",
                violation_error_message=_("An import that waits was asked for by somebody."),
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True)
                | Q(asked_by__isnull=True)
                | ~Q(agreed_by=F("asked_by")),
                name="import_two_persons",
                violation_error_message=_("The second person must be another than the first."),
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

    # Both indexes below begin with it.
    batch = models.ForeignKey(
        Batch, on_delete=models.CASCADE, related_name="staged", db_index=False
    )
    number = models.PositiveIntegerField()
    cells: Any = models.JSONField(default=list)
    marks: Any = models.JSONField(default=dict)
    mended: Any = models.JSONField(default=dict)
    decision = models.CharField(max_length=200, blank=True)
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


class ColumnMemory(Record):
    """What an office once said a heading means in files of one kind; "" when it means nothing."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    heading = models.CharField(max_length=200)  # folded, without spaces
    column = models.CharField(max_length=60, blank=True)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Remembered column")
        verbose_name_plural = _("Remembered columns")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "heading"],
                name="column_memory_once",
                violation_error_message=_("This heading is remembered already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading} = {self.column}"


class TwoPersonLimit(Record, Dated):
    """From this many rows on an import of the office needs two persons. Offices below it that set no
    number of their own go by it; the central office's is for the command line too."""

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    rows = models.PositiveIntegerField(_("More rows than"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Number for two persons")
        verbose_name_plural = _("Numbers for two persons")
        constraints = [
            dates_in_order("two_person_limit_dates"),
            no_overlap(
                "two_person_limit_no_overlap",
                "office",
                message=_("The office has another number at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.rows}"


class LinkRequestQuerySet(ScopedQuerySet):
    view_right = "imports.answer"


class LinkRequest(Record):
    """A person of a file is perhaps one whom another office keeps: that office is asked.

    record: the id of whom it keeps, of the importer's kind of record. told: what the file says,
    for the office to compare: {language: [[label, text], …]}.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="link_requests")
    number = models.PositiveIntegerField(_("Row"))
    record = models.UUIDField()
    district = models.ForeignKey(District, on_delete=models.PROTECT, verbose_name=_("District"))
    told: Any = models.JSONField(default=dict)
    state = models.CharField(
        _("State"), max_length=8, choices=RequestState.choices, default=RequestState.ASKED
    )
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("Asked"), default=timezone.now)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)

    objects = LinkRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Question to another office")
        verbose_name_plural = _("Questions to other offices")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number", "record"],
                name="link_request_once",
                violation_error_message=_("That office has been asked about this row already."),
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.ASKED, answered_at__isnull=True)
                | (~Q(state=RequestState.ASKED) & Q(answered_at__isnull=False)),
                name="link_request_answered_means_dated",
                violation_error_message=_("An answer has its time."),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-asked_at", "-id"], name="link_request_district"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.number}"
