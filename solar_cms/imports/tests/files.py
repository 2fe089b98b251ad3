"""Files as offices send them, made in one line."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

HEADINGS = [
    "ລຳດັບ",
    "ຊື່ ແລະ ນາມສະກຸນ",
    "Name (Latin)",
    "ເພດ",
    "ວັນເດືອນປີເກີດ",
    "ບ້ານ",
    "ໂທລະສັບ",
    "ບັດປະຈຳຕົວ",
    "ໜ້າທີ່",
]


def xlsx(
    path: Path,
    rows: Sequence[Sequence[Any]],
    *,
    headings: Sequence[str] = HEADINGS,
    title: str = "",
) -> Path:
    """A workbook; a cell given as ("=A1", value) is a formula with its last value."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("ບັນຊີ")
    start = 0
    if title:
        sheet.write_string(0, 0, title)
        start = 2
    for at, heading in enumerate(headings):
        sheet.write_string(start, at, heading)
    for number, row in enumerate(rows, start + 1):
        for at, cell in enumerate(row):
            if isinstance(cell, tuple):
                sheet.write_formula(number, at, cell[0], None, cell[1])
            elif cell is not None:
                sheet.write(number, at, cell)
    book.close()
    return path


def csv_file(path: Path, rows: Sequence[Sequence[Any]], *, headings: Sequence[str] = HEADINGS,
             encoding: str = "utf-8-sig", delimiter: str = ",") -> Path:  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([headings, *rows])
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def bomb(path: Path, megabytes: int = 8) -> Path:
    """A small workbook that unpacks to very much more."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(megabytes * 1024 * 1024))
    return path
