"""Imports in the administration: what was brought in by file, and what still waits."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solar_cms.base.face import Tag
from solar_cms.base.hooks import importers
from solar_cms.imports.models import Batch
from solar_cms.imports.states import BatchState
from solar_cms.panel.attention import Attention, attention
from solar_cms.panel.records import RecordAdmin, register

TAGS = {
    BatchState.MATCHING: "waiting", BatchState.WAITING: "waiting",
    BatchState.READING: "under_way", BatchState.CHECKING: "under_way", BatchState.READY: "waiting", BatchState.IMPORTING: "under_way",
    BatchState.IMPORTED: "done", BatchState.UNDONE: "closed", BatchState.DROPPED: "closed",
}  # fmt: skip


@register(Batch)
class BatchAdmin(RecordAdmin):
    section, order = "people", 90
    about = _("Files that were brought in; they are mended at the repair desk")
    view_right = "imports.view"
    ordering = ("-uploaded_at", "-id")
    list_display = ("file_name", "what", "state_tag", "uploaded_by", "uploaded_at", "rows_said")
    labels = {
        "what": _("Kind"), "state_tag": _("State"), "uploaded_by": _("By"), "rows_said": _("Rows"),
    }  # fmt: skip
    classes = {"state_tag": "state", "rows_said": "num more"}
    joined = ("uploaded_by",)
    filters = ("district", "state")
    search_fields = ("file_name",)
    search_words = _("File")
    facts = (
        "file_name", "what", "state_tag", "district", "uploaded_by", "uploaded_at", "imported_at",
        "rows_said",
    )  # fmt: skip
    page = "import_batch"

    def what(self, batch: Batch) -> Any:
        importer = importers.get(batch.kind)
        return importer.label if importer else batch.kind

    def state_tag(self, batch: Batch) -> Tag:
        state = BatchState(batch.state)
        return Tag(TAGS[state], str(state.label))

    def rows_said(self, batch: Batch) -> int:
        return batch.rows


attention.add(
    "imports.waiting",
    Attention(
        _("Imports with rows to mend or to bring in"),
        "imports.view",
        lambda user: Batch.objects.visible_to(user).filter(state=BatchState.READY).count(),
        lambda: f"{reverse('admin:imports_batch_changelist')}?state=ready",
        order=40,
    ),
)
