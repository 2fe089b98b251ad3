"""Other workbooks (XLS, XLSB, ODS), read by calamine; formulas of ODS are told from its XML."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from .texts import Refused, text_of
from .xlsx import MOST_COLUMNS, Row, feed


class Book:
    """The same face as xlsx.Book."""

    def __init__(self, path: str, kind: str, most: int) -> None:
        import python_calamine as calamine

        self.path, self.kind, self.most = path, kind, most
        try:
            # Not by path: it would go by the name's ending.
            with open(path, "rb") as file:
                self.book = calamine.CalamineWorkbook.from_filelike(file)
            sheets = self.book.sheets_metadata
        except calamine.PasswordError as error:
            raise Refused("encrypted") from error
        except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError) as error:
            raise Refused("damaged", str(error)[:200]) from error
        self.shown = [m.name for m in sheets if m.visible == calamine.SheetVisibleEnum.Visible]
        self.errors = (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError)

    def rows(self, name: str) -> Iterator[Row]:
        try:
            sheet = self.book.get_sheet_by_name(name)
            if sheet.total_height > self.most + 50:
                raise Refused("rows", str(sheet.total_height))
            if sheet.total_width > MOST_COLUMNS:
                raise Refused("columns", str(sheet.total_width))
            values: list[list[Any]] = sheet.to_python(skip_empty_area=False)
        except self.errors as error:
            raise Refused("damaged", str(error)[:200]) from error
        formulas: dict[int, set[int]] = {}
        if self.kind == "ods":
            formulas = ods_formulas(self.path, self.book.sheet_names.index(name))
        for number, row in enumerate(values, start=1):
            texts = [text_of(cell) for cell in row]
            if any(texts) or number in formulas:
                yield number, texts, formulas.get(number, set())


def ods_formulas(path: str, position: int) -> dict[int, set[int]]:
    """Row from 1 → columns from 0 of cells that hold a formula."""
    found: dict[int, set[int]] = {}
    table, row, repeat, column = -1, 0, 1, 0

    def start(tag: str, attrs: dict[str, str]) -> None:
        nonlocal table, row, repeat, column
        if tag == "table:table":
            table, row, repeat = table + 1, 0, 1
        elif tag == "table:table-row":
            row, column = row + 1, 0
            repeat = int(attrs.get("table:number-rows-repeated", 1))
        elif tag in {"table:table-cell", "table:covered-table-cell"}:
            if "table:formula" in attrs and table == position:
                found.setdefault(row, set()).add(column)
            column += int(attrs.get("table:number-columns-repeated", 1))

    def end(tag: str) -> None:
        nonlocal row
        if tag == "table:table-row":
            row += repeat - 1

    with zipfile.ZipFile(path) as archive:
        for _piece in feed(archive, "content.xml", start, end):
            pass
    return found
