"""Lists as files, exactly as filtered and permitted: never cut, safe in a spreadsheet.

CSV is streamed; a workbook is made by a job (solar_cms/documents/lists.py) from the same rows.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import QueryDict, StreamingHttpResponse
from django.utils import timezone

from solar_cms.base.hooks import Registry, Text

FORMULA_STARTS = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n")


def safe_cell(value: Any) -> Any:
    """A value a spreadsheet takes for what it is: text that would run as a formula is quoted.

    Invisible characters before the sign do not help the formula.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, bool | int | float | Decimal | date):
        return value
    text = str(value)
    seen = text.lstrip()
    while seen and unicodedata.category(seen[0]) in {"Cf", "Cc", "Zs"}:
        seen = seen[1:]
    if text.startswith(FORMULA_STARTS) or seen.startswith(FORMULA_STARTS):
        return f"'{text}"
    return text


@dataclass(frozen=True)
class ListExport:
    """A list that can be taken out whole.

    rows: (user, query of the address) -> (how many, rows with the header first): what this user
    sees under these filters, and nothing else. Both the CSV and the workbook are made of them; a
    reading that must be recorded is recorded there. Raises Http404 where there is no such list.
    """

    label: Text
    right: str
    file_name: str  # without ending
    rows: Callable[[Any, QueryDict], tuple[int, Iterable[Sequence[Any]]]]


list_exports: Registry[ListExport] = Registry("list")


class _Echo:
    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def csv_of(name: str, user: Any, query: QueryDict) -> StreamingHttpResponse:
    """The registered list of this name as a streamed CSV."""
    export = list_exports[name]
    return csv_response(f"{export.file_name}.csv", export.rows(user, query)[1])


def csv_response(name: str, rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A download of rows (the first is the header). UTF-8 with BOM, as spreadsheets want it."""
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    plain = "".join(c if c.isalnum() or c in "-_." else "_" for c in name)
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}"'
    return response
