"""That two records were found to be one person, with all that is needed to take them apart again."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.scope import ScopedQuerySet
from solar_cms.base.models import Record
from solar_cms.registry.models.people import Person


class MergeQuerySet(ScopedQuerySet):
    view_right = "people.view"
    district_path = "keep__district"

    def standing(self) -> MergeQuerySet:
        return self.filter(undone_at__isnull=True)


class Merge(Record):
    """One record (`other`) became part of another (`keep`) of the same person.

    facts: {choice: {"taken": "keep" | "other", "before": {column: value}, "after": {…}, "left": {…}}}
        for each fact in which the two differed; `left` is what was not taken.
    names: names of the other record put among the other names of the one kept.
    steps: what was done, in order: {"of": relation, "from", "to", "rows": [ids]} rows moved;
        {"joined": model, "row": {…}, "into": id, "changes": [{"pk", "before", "after"}]} two rows made
        one. stayed: after an undo, what did not go back, and why.
    """

    keep = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="merges", verbose_name=_("Record kept")
    )
    other = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="merged_as", verbose_name=_("Record merged")
    )
    merged_at = models.DateTimeField(_("Merged"), default=timezone.now)
    reason = models.CharField(_("Reason"), max_length=300)
    facts: Any = models.JSONField(default=dict, editable=False)
    names: Any = models.JSONField(default=list, editable=False)
    steps: Any = models.JSONField(default=list, editable=False)
    undone_at = models.DateTimeField(_("Undone"), null=True, blank=True)
    undo_reason = models.CharField(_("Reason of the undoing"), max_length=300, blank=True)
    stayed: Any = models.JSONField(default=list, editable=False)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Merge of two records")
        verbose_name_plural = _("Merges of records")
        constraints = [
            models.UniqueConstraint(
                fields=["other"],
                condition=Q(undone_at__isnull=True),
                name="merge_once",
                violation_error_message=_("This record is already merged into another."),
            ),
            models.CheckConstraint(
                condition=~Q(keep=F("other")),
                name="merge_of_two",
                violation_error_message=_("A record cannot be merged with itself."),
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(undo_reason=""),
                name="merge_undone_with_reason",
                violation_error_message=_("Say why the merge is undone."),
            ),
        ]
        indexes = [models.Index(fields=["keep", "-merged_at", "-id"], name="merge_of_kept")]

    def __str__(self) -> str:
        return f"{self.other} → {self.keep}"

    @property
    def district_id(self) -> str:
        return self.keep.district_id
