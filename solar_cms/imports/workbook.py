"""Workbooks to take away: the empty form of a kind of file, and the rows that were not imported."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from solar_cms.base.hooks import Importer
from solar_cms.base.texts import text_in
from solar_cms.imports.models import Batch, StagedRow
from solar_cms.imports.states import Outcome

NOT_IMPORTED = (Outcome.MEND, Outcome.SAME, Outcome.UNCHECKED)
OPTIONS = {
    "constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False,
    "strings_to_urls": False,
}  # fmt: skip


def error_rows(batch: Batch) -> Iterator[list[str]]:
    """Heading and rows as they stand on the desk, the reasons in the last column.

    The file can be mended and read again: headings are those it came with, cells are text.
    """
    columns = batch.columns()
    added = sorted(
        {
            column
            for row in StagedRow.objects.filter(batch=batch).exclude(mended={}).only("mended")
            for column in row.mended
            if column not in columns
        }
    )
    labels = {column.name: column.headers[0] for column in batch.importer.columns}
    headings = [heading for heading, _name in batch.headers]
    yield [*headings, *(labels[name] for name in added), _("Reasons")]
    rows = StagedRow.objects.filter(batch=batch, outcome__in=list(NOT_IMPORTED))
    for row in rows.order_by("number").iterator(chunk_size=2000):
        cells = [*row.cells, *[""] * (len(columns) - len(row.cells))][: len(columns)]
        for at, name in enumerate(columns):
            if name and name in row.mended:
                cells[at] = row.mended[name]
        yield [*cells, *(row.mended.get(name, "") for name in added), reasons(row)]


def reasons(row: StagedRow) -> str:
    """Why the row was not imported, in one text."""
    found = [
        text_in(problem["texts"]) for problem in row.problems if problem["severity"] == "error"
    ]
    if row.outcome == Outcome.SAME:
        found.append(_("This may be somebody who is already registered; decide it on the page."))
    return " ".join(found)


def write_errors(batch: Batch, out: IO[bytes]) -> None:
    """The rows not imported as XLSX, every cell as text."""
    _write(out, error_rows(batch), f"{batch.importer.label}")


def stream_errors(batch: Batch) -> Iterator[str]:
    """The same as CSV, line by line."""
    for number, row in enumerate(error_rows(batch)):
        line = io.StringIO()
        csv.writer(line).writerow(row)
        yield ("\ufeff" if number == 0 else "") + line.getvalue()


def write_form(importer: Importer, out: IO[bytes]) -> None:
    """An empty form with headings and one example row, to be overwritten."""
    asked = [column for column in importer.columns if column.example]
    rows = [[column.headers[0] for column in asked], [column.example for column in asked]]
    _write(out, iter(rows), str(importer.label))


def _write(out: IO[bytes], rows: Iterator[list[str]], title: str) -> None:
    import xlsxwriter  # half a second at start, for the few who take a workbook

    book = xlsxwriter.Workbook(out, {**OPTIONS, "in_memory": False})
    sheet = book.add_worksheet()
    text: Any = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    bold: Any = book.add_format({"num_format": "@", "bold": True, "bottom": 1})
    sheet.set_column(0, 40, 18, text)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for at, cell in enumerate(row):
            sheet.write_string(number, at, cell, text if number else bold)
    book.set_properties({"title": title})
    book.close()
