"""Workbooks of Excel, streamed: one row in memory, the shared texts packed, formulas seen in passing."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from array import array
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from .texts import Refused, text_of

PIECE = 256 * 1024
BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
START, START_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
CELL = re.compile(r"([A-Z]{1,3})(\d+)")
MOST_COLUMNS = 1000
Row = tuple[int, list[str], set[int]]  # number, texts, positions of formulas


def local(tag: str) -> str:
    return tag.rpartition(":")[2]


def feed(archive: zipfile.ZipFile, part: str, start: Any, end: Any = None, text: Any = None) -> Any:
    """Parse a part piece by piece; yields after each."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            parser.Parse(piece, False)
            yield
    parser.Parse(b"", True)
    yield


class Texts:
    """The shared texts, as UTF-8 one after the other: a fifth of what Python strings take."""

    def __init__(self, archive: zipfile.ZipFile, part: str) -> None:
        self.packed, self.ends = bytearray(), array("Q")
        self._found: list[str] = []
        self._in_text = self._aside = False
        if part in archive.namelist():
            for _piece in feed(archive, part, self._start, self._end, self._text):
                pass

    def _start(self, tag: str, attrs: dict[str, str]) -> None:
        name = local(tag)
        if name == "si":
            self._found = []
        elif name == "rPh":
            self._aside = True
        elif name == "t":
            self._in_text = not self._aside

    def _end(self, tag: str) -> None:
        name = local(tag)
        if name == "si":
            self.packed += "".join(self._found).encode()
            self.ends.append(len(self.packed))
        elif name == "rPh":
            self._aside = False
        elif name == "t":
            self._in_text = False

    def _text(self, text: str) -> None:
        if self._in_text:
            self._found.append(text)

    def __getitem__(self, at: int) -> str:
        if not 0 <= at < len(self.ends):
            return ""
        return self.packed[self.ends[at - 1] if at else 0 : self.ends[at]].decode()


def date_styles(archive: zipfile.ZipFile) -> set[int]:
    """Numbers of the cell styles that show a number as a date or time."""
    custom: dict[int, bool] = {}
    found: set[int] = set()
    at = -1
    inside = False

    def start(tag: str, attrs: dict[str, str]) -> None:
        nonlocal at, inside
        name = local(tag)
        if name == "numFmt":
            code = QUOTED.sub("", attrs.get("formatCode", "")).lower()
            custom[int(attrs.get("numFmtId", 0))] = bool(re.search("[dmyhs]", code))
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            at += 1
            number = int(attrs.get("numFmtId", 0))
            if custom.get(number, number in BUILT_IN_DATES):
                found.add(at)

    def end(tag: str) -> None:
        nonlocal inside
        if local(tag) == "cellXfs":
            inside = False

    if "xl/styles.xml" in archive.namelist():
        for _piece in feed(archive, "xl/styles.xml", start, end):
            pass
    return found


class Book:
    """An XLSX file: names of its visible sheets, and their rows."""

    def __init__(self, path: str) -> None:
        self.archive = zipfile.ZipFile(path)
        self.parts: dict[str, str] = {}
        self.shown: list[str] = []
        self.from_1904 = False
        self._find_sheets()
        self.texts = Texts(self.archive, "xl/sharedStrings.xml")
        self.dates = date_styles(self.archive)

    def _find_sheets(self) -> None:
        ids: dict[str, str] = {}
        targets: dict[str, str] = {}

        def book(tag: str, attrs: dict[str, str]) -> None:
            if local(tag) == "sheet" and "name" in attrs:
                ids[attrs["name"]] = next((v for k, v in attrs.items() if k.endswith(":id")), "")
                if attrs.get("state", "visible") == "visible":
                    self.shown.append(attrs["name"])
            elif local(tag) == "workbookPr":
                self.from_1904 = attrs.get("date1904", "0") in {"1", "true"}

        def relation(tag: str, attrs: dict[str, str]) -> None:
            if local(tag) == "Relationship":
                targets[attrs.get("Id", "")] = attrs.get("Target", "")

        for part, heard in (("xl/workbook.xml", book), ("xl/_rels/workbook.xml.rels", relation)):
            for _piece in feed(self.archive, part, heard):
                pass
        there = set(self.archive.namelist())
        for name, key in ids.items():
            target = targets.get(key, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in there:
                self.parts[name] = part
        self.shown = [name for name in self.shown if name in self.parts]

    def rows(self, sheet: str) -> Iterator[Row]:
        """Rows that hold anything, one by one."""
        parse = _Sheet(self.value)
        for _piece in feed(self.archive, self.parts[sheet], parse.start, parse.end, parse.text):
            yield from parse.done
            parse.done.clear()

    def value(self, text: str, kind: str, style: str) -> str:
        """What a cell shows, from what stands in the file."""
        if kind == "s":
            return text_of(self.texts[int(text)]) if text.isdecimal() else ""
        if kind in {"str", "inlineStr", "e", "d"}:
            return text_of(text.removesuffix("T00:00:00") if kind == "d" else text)
        if kind == "b" or not text:
            return text
        try:
            number = float(text)
        except ValueError:
            return text_of(text)
        if style.isdecimal() and int(style) in self.dates:
            return self._date(number)
        return text_of(number)

    def _date(self, number: float) -> str:
        if not 0 <= number < 2_958_466:
            return text_of(number)
        start = START_1904 if self.from_1904 else START
        moment = start + dt.timedelta(seconds=round(number * 86400))
        return moment.time().isoformat() if number < 1 else text_of(moment)


class _Sheet:
    """Hears the XML of a sheet and gathers its rows."""

    def __init__(self, value: Callable[[str, str, str], str]) -> None:
        self.value = value
        self.done: list[Row] = []
        self.number = 0
        self.cells: list[str] = []
        self.formulas: set[int] = set()
        self.at, self.kind, self.style = -1, "n", ""
        self.parts: list[str] = []
        self.listening = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        name = tag if ":" not in tag else local(tag)
        if name == "c":
            self.kind, self.style = attrs.get("t", "n"), attrs.get("s", "")
            self.at = self._position(attrs.get("r", ""))
            self.parts = []
        elif name == "v" or (name == "t" and self.kind == "inlineStr"):
            self.listening = True
        elif name == "f":
            self.formulas.add(self.at)
        elif name == "row":
            given = attrs.get("r", "")
            self.number = int(given) if given.isdecimal() else self.number + 1
            self.cells, self.formulas, self.at = [], set(), -1

    def _position(self, place: str) -> int:
        found = CELL.fullmatch(place)
        if found is None:
            return self.at + 1
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        return column - 1

    def end(self, tag: str) -> None:
        name = tag if ":" not in tag else local(tag)
        if name in {"v", "t"}:
            self.listening = False
        elif name == "c":
            text = self.value("".join(self.parts), self.kind, self.style)
            if text:
                if self.at >= MOST_COLUMNS:
                    raise Refused("columns", str(self.at + 1))
                self.cells += [""] * (self.at - len(self.cells))
                self.cells.append(text)
        elif name == "row" and (any(self.cells) or self.formulas):
            last = max(self.formulas, default=-1) + 1
            self.cells += [""] * (last - len(self.cells))
            self.done.append((self.number, self.cells, self.formulas))

    def text(self, text: str) -> None:
        if self.listening:
            self.parts.append(text)
