"""Forms for the tests, and workbooks of rows."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

CHOICES = {"crops": [{"key": key, "texts": {"en": key, "lo": key}} for key in ("coffee", "tea")]}


def question(key: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "texts": {"en": key}, **more}


def form(*questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    section = {"key": "s", "titles": {"en": "S"}, "questions": list(questions)}
    return {"sections": [section], "choices": CHOICES, "languages": ["en"], **more}


def workbook(**sheets: list[list[str]]) -> io.BytesIO:
    """An XLSX of rows by sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                page.write_string(number, column, text)
    book.close()
    out.seek(0)
    return out
