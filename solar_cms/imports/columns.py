"""The page on which the columns of a file are named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from solar_cms.base.forms import Form
from solar_cms.imports.models import Batch, StagedRow

SAMPLES = 3


@dataclass(frozen=True)
class FileColumn:
    """A column of the file: its heading, texts from its first rows, what it is taken for and why."""

    position: int
    heading: str
    samples: list[str]
    name: str
    why: str  # "", remembered or chosen

    @property
    def field(self) -> str:
        return f"column-{self.position}"

    @property
    def said(self) -> str:
        """The heading, or which column it is."""
        return self.heading or _("Column %(n)s") % {"n": self.position + 1}


def columns_of(batch: Batch) -> list[FileColumn]:
    """Columns that have a heading or any text in the first rows."""
    rows = StagedRow.objects.filter(batch=batch).order_by("number").values_list("cells", flat=True)
    first = list(rows[:50])
    found = []
    for at, (heading, name) in enumerate(batch.headers):
        texts = [str(cells[at]) for cells in first if at < len(cells) and cells[at]]
        if heading or texts:
            why = batch.matched_by.get(str(at), "")
            found.append(FileColumn(at, heading, texts[:SAMPLES], name, why))
    return found


class ColumnsForm(Form):
    """One choice a column."""

    def __init__(self, *args: Any, batch: Batch, rows: list[FileColumn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = [(column.name, column.label) for column in batch.importer.columns]
        self._rows = rows
        for row in rows:
            self.fields[row.field] = forms.ChoiceField(
                label=row.said, choices=[("", _("left alone")), *ours], required=False,
                initial=row.name,
            )  # fmt: skip

    def names(self) -> dict[int, str]:
        """Position → our column, "" for none."""
        return {row.position: self.cleaned_data[row.field] for row in self._rows}
