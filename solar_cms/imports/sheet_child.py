"""Turns one workbook or CSV file into lines of JSON. Run as a child with a memory limit, so that
a file made to harm takes nothing else down: `python sheet_child.py FILE MEMORY UNZIPPED ROWS`.

Needs nothing of ours. First line: {"type", "sheet", "encoding", …} or {"error", "detail"}; then one
line a row: [number in the sheet, [texts], {position: "formula" | "error"}]; empty rows are skipped.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import resource
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

LONGEST_TEXT = 2000
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
EXCEL_ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}
CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b\u2060\ufeff]+")
COLUMN = re.compile(r"([A-Z]+)(\d+)")


class Refused(Exception):
    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail


def text_of(value: Any) -> str:
    """A cell as the text a person would type: 1979, 3.5, 1979-05-03."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        value = value.date() if value.time() == dt.time() else value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    text = unicodedata.normalize("NFC", str(value))
    return CONTROL.sub(" ", text).strip()[:LONGEST_TEXT]


def kind_of(data: bytes, unzipped: int) -> str:
    """What the file really is, whatever its name says."""
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise Refused("empty")
    if data.startswith(b"PK"):
        return zip_kind(data, unzipped)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if ENCRYPTED in data:
            raise Refused("encrypted")
        if any(mark in data for mark in WORKBOOK):
            return "xls"
        raise Refused("type", "Word, mail or another old Office file")
    head = data[:2048].lstrip().lower()
    if head.startswith(b"%pdf"):
        raise Refused("type", "PDF")
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise Refused("type", "HTML or XML")
    if head.startswith((b"\x89png", b"\xff\xd8\xff", b"gif8")):
        raise Refused("type", "image")
    return "csv"


def zip_kind(data: bytes, unzipped: int) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
            if sum(info.file_size for info in infos) > unzipped or len(infos) > 5000:
                raise Refused("bomb")
            if any(info.flag_bits & 1 for info in infos):
                raise Refused("encrypted")
    except zipfile.BadZipFile as error:
        raise Refused("damaged") from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names:
        return "ods"
    raise Refused("type", "ZIP")


# --- workbooks ---------------------------------------------------------------------------------


def read_workbook(data: bytes, kind: str, most: int) -> tuple[dict[str, Any], Iterator[list[Any]]]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [
            m.name for m in book.sheets_metadata if m.visible == calamine.SheetVisibleEnum.Visible
        ]
        for name in shown:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > most + 50:
                raise Refused("rows", str(sheet.total_height))
            rows = sheet.to_python(skip_empty_area=False)
            if any(text_of(cell) for row in rows for cell in row):
                break
        else:
            raise Refused("empty")
    except calamine.PasswordError as error:
        raise Refused("encrypted") from error
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError) as error:
        raise Refused("damaged", str(error)[:200]) from error
    formulas = formulas_of(data, kind, name, book.sheet_names.index(name))
    others = [other for other in shown if other != name]
    return {"type": kind, "sheet": name, "others": others}, _numbered(rows, formulas)


def _numbered(rows: list[list[Any]], formulas: set[tuple[int, int]]) -> Iterator[list[Any]]:
    marked = {row for row, _ in formulas}
    for number, row in enumerate(rows, start=1):
        texts = [text_of(cell) for cell in row]
        marks = {str(i): "error" for i, text in enumerate(texts) if text in EXCEL_ERRORS}
        if number in marked:
            marks |= {str(i): "formula" for i in range(len(texts)) if (number, i) in formulas}
        if any(texts) or marks:
            yield [number, texts, marks]


def formulas_of(data: bytes, kind: str, sheet: str, position: int) -> set[tuple[int, int]]:
    """(row from 1, column from 0) of cells that hold a formula; .xls gives its last values only."""
    if kind not in {"xlsx", "ods"}:
        return set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if kind == "ods":
            xml = archive.read("content.xml")
            return _ods_formulas(xml, position) if b"table:formula=" in xml else set()
        path = _sheet_path(archive, sheet)
        xml = archive.read(path) if path else b""
    return _xlsx_formulas(xml) if b"<f>" in xml or b"<f " in xml or b"<f/" in xml else set()


def _parsed(xml: bytes, start: Any, end: Any = None) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(xml, True)


def _sheet_path(archive: zipfile.ZipFile, sheet: str) -> str:
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}

    def book(tag: str, attrs: dict[str, str]) -> None:
        if tag.endswith("sheet") and "name" in attrs:
            ids[attrs["name"]] = next((v for k, v in attrs.items() if k.endswith(":id")), "")

    def relation(tag: str, attrs: dict[str, str]) -> None:
        if tag.endswith("Relationship"):
            targets[attrs.get("Id", "")] = attrs.get("Target", "")

    _parsed(archive.read("xl/workbook.xml"), book)
    _parsed(archive.read("xl/_rels/workbook.xml.rels"), relation)
    target = targets.get(ids.get(sheet, ""), "")
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return path if path in archive.namelist() else ""


def _xlsx_formulas(xml: bytes) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    at = ""

    def start(tag: str, attrs: dict[str, str]) -> None:
        nonlocal at
        name = tag.rpartition(":")[2]
        if name == "c":
            at = attrs.get("r", "")
        elif name == "f" and (cell := COLUMN.fullmatch(at)):
            column = 0
            for letter in cell[1]:
                column = column * 26 + ord(letter) - 64
            found.add((int(cell[2]), column - 1))

    _parsed(xml, start)
    return found


def _ods_formulas(xml: bytes, position: int) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
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
                found.add((row, column))
            column += int(attrs.get("table:number-columns-repeated", 1))

    def end(tag: str) -> None:
        nonlocal row
        if tag == "table:table-row":
            row += repeat - 1

    _parsed(xml, start, end)
    return found


# --- CSV ---------------------------------------------------------------------------------------


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the encoding it was in; the last resort reads any byte."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "UTF-16"
    if data.count(b"\x00") > len(data) // 4:
        little = data[1::2].count(0) >= data[0::2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", errors="replace"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "Windows-1252"


def delimiter_of(text: str) -> str:
    """The separator that parts the first lines most evenly."""
    lines = [line for line in text.splitlines()[:30] if line.strip()]
    best, score = ",", 0.0
    for sign in (",", ";", "\t", "|"):
        counts = [len(row) - 1 for row in csv.reader(lines, delimiter=sign)]
        usual = max(set(counts), key=counts.count) if counts else 0
        if usual and (even := counts.count(usual) / len(counts) * usual) > score:
            best, score = sign, even
    return best


def read_csv(data: bytes, most: int) -> tuple[dict[str, Any], Iterator[list[Any]]]:
    text, encoding = decoded(data)
    if text.startswith("sep=") and "\n" in text:  # a hint that Excel writes and reads
        text = "\n" + text.partition("\n")[2]
    sign = delimiter_of(text)
    csv.field_size_limit(1_000_000)

    def rows() -> Iterator[list[Any]]:
        try:
            for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=sign), start=1):
                if number > most + 50:
                    raise Refused("rows", str(most))
                texts = [text_of(cell) for cell in row]
                marks = {}
                for i, one in enumerate(texts):
                    if len(one) > 1 and one[0] == "=":
                        marks[str(i)] = "formula"
                    elif one in EXCEL_ERRORS:
                        marks[str(i)] = "error"
                if any(texts):
                    yield [number, texts, marks]
        except csv.Error as error:
            raise Refused("damaged", str(error)) from error

    return {"type": "csv", "encoding": encoding, "delimiter": sign}, rows()


def main(path: str, memory: int, unzipped: int, most: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    out = sys.stdout
    try:
        with open(path, "rb") as file:
            data = file.read()
        kind = kind_of(data, unzipped)
        meta, rows = read_csv(data, most) if kind == "csv" else read_workbook(data, kind, most)
        out.write(json.dumps(meta, ensure_ascii=False) + "\n")
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    except Refused as refused:
        out.write(json.dumps({"error": refused.code, "detail": refused.detail}) + "\n")
    except MemoryError:
        out.write(json.dumps({"error": "memory", "detail": ""}) + "\n")
    except (expat.ExpatError, zipfile.BadZipFile, KeyError, ValueError) as error:
        out.write(json.dumps({"error": "damaged", "detail": str(error)[:200]}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], *(int(number) for number in sys.argv[2:5]))
