"""Prints an XLSForm as one line of JSON.

{"sheets": {name: [[row number, [texts]], …]}, "verdict": what pyxform finds wrong, or ""}
or {"error", "detail"}. Names of sheets in small letters; empty rows are left out.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import resource
import sys
import zipfile
from typing import Any

from reader.kinds import kind_of  # type: ignore[import-not-found]
from reader.texts import Refused  # type: ignore[import-not-found]

SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
MOST_COLUMNS = 500
LONGEST = 20_000
# Beyond this nobody asks pyxform: the form is refused for its size anyway.
MOST_JUDGED = 3000
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]+")


def text_of(value: Any) -> str:
    """A cell as a person would type it, lines kept."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        value = value.date() if value.time() == dt.time() else value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return CONTROL.sub("", text).strip()[:LONGEST]


def refuse_macros(path: str) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
            raise Refused("macro")


def old_sheets_of(path: str, most: int) -> dict[str, list[Any]]:
    """Of XLS: calamine sets aside room for every cell of a sheet formatted to its last row."""
    import xlrd

    found: dict[str, list[Any]] = {}
    try:
        book = xlrd.open_workbook(path, logfile=sys.stderr, ragged_rows=True)
        for sheet in book.sheets():
            name = sheet.name.strip().lower()
            if name not in SHEETS:
                continue
            rows = []
            for number in range(sheet.nrows):
                texts = [old_text_of(cell, book.datemode) for cell in sheet.row(number)]
                if any(texts):
                    rows.append([number + 1, texts[:MOST_COLUMNS]])
            if len(rows) > most:
                raise Refused("rows", str(len(rows)))
            found[name] = rows
    except (xlrd.XLRDError, IndexError, AssertionError, OSError) as error:
        raise Refused("damaged", str(error)[:200]) from error
    return found


def old_text_of(cell: Any, datemode: int) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return text_of(xlrd.xldate_as_datetime(cell.value, datemode))
        except (ValueError, OverflowError):
            return text_of(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return text_of(bool(cell.value))
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else text_of(cell.value)


def sheets_of(path: str, most: int) -> dict[str, list[Any]]:
    import python_calamine as calamine

    found: dict[str, list[Any]] = {}
    try:
        with open(path, "rb") as file:
            book = calamine.CalamineWorkbook.from_filelike(file)
        for name in book.sheet_names:
            if name.strip().lower() in SHEETS:
                sheet = book.get_sheet_by_name(name)
                if sheet.total_height > most:
                    raise Refused("rows", str(sheet.total_height))
                if sheet.total_width > MOST_COLUMNS:
                    raise Refused("columns", str(sheet.total_width))
                rows = sheet.to_python(skip_empty_area=False)
                found[name.strip().lower()] = [
                    [number, [text_of(cell) for cell in row]]
                    for number, row in enumerate(rows, start=1)
                    if any(cell not in ("", None) for cell in row)
                ]
    except calamine.PasswordError as error:
        raise Refused("encrypted") from error
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError) as error:
        raise Refused("damaged", str(error)[:200]) from error
    return found


def verdict(sheets: dict[str, list[Any]]) -> str:
    """What pyxform says against the form; "" when it converts it."""
    if len(sheets.get("survey", ())) > MOST_JUDGED:
        return ""
    logging.disable(logging.CRITICAL)
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    book: dict[str, list[dict[str, str]]] = {}
    for name, rows in sheets.items():
        if not rows:
            continue
        head = rows[0][1]
        book[f"{name}_header"] = [dict.fromkeys((title for title in head if title), "")]
        # Empty rows stay, so that pyxform counts rows as the sheet does.
        book[name] = [{} for _row in range(rows[-1][0] - rows[0][0])]
        for number, texts in rows[1:]:
            book[name][number - rows[0][0] - 1] = {
                title: text for title, text in zip(head, texts, strict=False) if title and text
            }
    try:
        convert(book)
    except PyXFormError as error:
        return str(error)[:1000]
    except RecursionError:
        return "nested too deep"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    return ""


def main(path: str, memory: str, unzipped: str, most: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    try:
        kind = kind_of(path, int(unzipped))
        if kind == "csv":
            raise Refused("type", "CSV")
        refuse_macros(path)
        sheets = (old_sheets_of if kind == "xls" else sheets_of)(path, int(most))
        answer: dict[str, Any] = {"sheets": sheets, "verdict": verdict(sheets)}
    except Refused as refused:
        answer = {"error": refused.code, "detail": refused.detail}
    except MemoryError:
        answer = {"error": "memory", "detail": ""}
    except (zipfile.BadZipFile, EOFError, KeyError, ValueError) as error:
        answer = {"error": "damaged", "detail": str(error)[:200]}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))
