"""Lists as workbooks: one kind of job for every list of every app (base.hooks.list_exports)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.base.exports import ListExport, list_exports, safe_cell
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, Refused
from solar_cms.documents import operations, store
from solar_cms.work.models import Job
from solar_cms.work.operations import start_job

KIND = "documents.list"
MOST_ROWS = 1_048_575  # of a worksheet, without the header
STEP = 500  # rows between two words of progress
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH, WIDEST = 10, 48


def ask_for_list(name: str, query: str, *, by: User) -> Job:
    """Start the job that makes a workbook of a list as the address filters it."""
    export = list_exports[name]
    return start_job(KIND, {"list": name, "query": query}, by=by, title=str(export.label))


def run(job: Any) -> dict[str, Any] | None:
    """Write the rows that this person may take out now; the file is theirs alone."""
    export, user = list_exports[job.params["list"]], job.created_by
    if user is None or not user.may(export.right):
        raise Refused([Problem("list.right", _("You may no longer take out this list."))])
    total, rows = export.rows(user, QueryDict(job.params["query"]))
    if total > MOST_ROWS:
        words = _("A workbook holds %(most)s rows at most. Filter the list, or take the CSV.")
        raise Refused([Problem("list.too_long", words % {"most": MOST_ROWS})])
    with tempfile.TemporaryFile() as out:
        write_workbook(out, str(export.label), rows, lambda n: job.progress(n, total, ""))
        out.seek(0)
        content = out.read()
    store.put(content)
    job.at_end(lambda: operations.keep_list(job, export_name(export, job), content, XLSX))
    return {"note": _("The file is yours alone and is kept for seven days.")}


def export_name(export: ListExport, job: Job) -> str:
    return f"{export.file_name}-{today():%Y-%m-%d}.xlsx"


def write_workbook(out: Any, title: str, rows: Iterable[Sequence[Any]], tell: Any) -> None:
    """The first row is the header. Text stays text: nothing in it runs as a formula."""
    import xlsxwriter  # half a second at start, for workers only

    book = xlsxwriter.Workbook(out, {"constant_memory": True, "remove_timezone": True})
    sheet = book.add_worksheet()
    bold: Any = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
        "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
    }
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        if number == 0:
            for at, heading in enumerate(row):
                sheet.set_column(at, at, min(max(len(str(heading)) + 4, WIDTH), WIDEST))
        for at, value in enumerate(row):
            _write(sheet, number, at, value, formats, bold)
        if number and number % STEP == 0:
            tell(number)
    book.set_properties({"title": title})
    book.close()


def _write(sheet: Any, row: int, column: int, value: Any, formats: Any, bold: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_string(row, column, str(safe_cell(value)))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(*value.timetuple()[:3]), formats["date"])  # noqa: DTZ001
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(safe_cell(str(value))), *([bold] if row == 0 else []))
