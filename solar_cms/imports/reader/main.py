"""Prints a file as lines of JSON.

First line: {"type", "sheet", "others", "encoding", "delimiter"} or {"error", "detail"}; then one line
a row: [number in the sheet, [texts], {position: formula | error | exponent | legacy}]; empty rows
are skipped. A last line {"cut": true} says that the file ends in the middle of a row. Asked for the
head alone it stops after so many rows and says {"more": true} when there are others. "rows" in the
first line: about how many the file has, 0 when it does not tell.
"""

from __future__ import annotations

import itertools
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from . import books, delimited, xlsx
from .kinds import kind_of
from .texts import Refused, fault_of

LOOKED_AT = 200  # rows whose letters are looked at before any is taken
MANY = 0.2  # of their cells with words: the whole file was written so


def marked(rows: Iterator[xlsx.Row], most: int) -> Iterator[list[Any]]:
    for count, (number, texts, formulas) in enumerate(rows):
        if count > most:
            raise Refused("rows", str(most))
        marks = {}
        for at, text in enumerate(texts):
            if text:
                texts[at], fault = fault_of(text)
                if fault:
                    marks[str(at)] = fault
        marks |= {str(at): "formula" for at in formulas if marks.get(str(at)) != "error"}
        yield [number, texts, marks]


def refuse_wrong_letters(rows: list[list[Any]]) -> None:
    """A file whose words are in a font of before Unicode, or were read in the wrong encoding."""
    words = sum(any(c.isalpha() or ord(c) > 160 for c in text) for row in rows for text in row[1])
    for fault in ("legacy", "mojibake"):
        found = sum(mark == fault for row in rows for mark in row[2].values())
        if found > MANY * words:
            raise Refused(fault)


def first_with_rows(book: Any, wanted: str) -> tuple[str, Iterator[xlsx.Row]]:
    """The sheet asked for, else the first visible one that holds anything."""
    if wanted and wanted not in book.shown:
        raise Refused("sheet", ", ".join(book.shown[:10]))
    for name in [wanted] if wanted else book.shown:
        rows = book.rows(name)
        first = next(rows, None)
        if first is not None:
            return name, itertools.chain([first], rows)
    raise Refused("empty")


def write(path: str, unzipped: int, most: int, head: int, wanted: str) -> None:
    kind = kind_of(path, unzipped)
    text = None
    if kind == "csv":
        text = delimited.Text(path, most)
        meta: dict[str, Any] = {
            "type": kind,
            "encoding": text.encoding,
            "delimiter": text.delimiter,
            "rows": text.lines(),
        }
        rows = text.rows()
    else:
        book = xlsx.Book(path) if kind == "xlsx" else books.Book(path, kind, most)
        name, rows = first_with_rows(book, wanted)
        meta = {"type": kind, "sheet": name, "others": [n for n in book.shown if n != name]}
    found = marked(rows, most)
    top = list(itertools.islice(found, LOOKED_AT))
    refuse_wrong_letters(top)
    out = sys.stdout
    encode = json.JSONEncoder(ensure_ascii=False).encode
    out.write(encode(meta) + "\n")
    for count, row in enumerate(itertools.chain(top, found)):
        if head and count == head:
            out.write('{"more": true}\n')
            return
        out.write(encode(row) + "\n")
    if text is not None and text.cut:
        out.write('{"cut": true}\n')


def main(
    path: str, memory: str, seconds: str, unzipped: str, most: str, head: str, sheet: str = ""
) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    # Of its own work: while what it prints is not fetched, it waits and spends none.
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
    try:
        write(path, int(unzipped), int(most), int(head), sheet)
    except Refused as refused:
        answer = {"error": refused.code, "detail": refused.detail}
    except MemoryError:
        answer = {"error": "memory", "detail": ""}
    except (expat.ExpatError, zipfile.BadZipFile, EOFError, KeyError, ValueError) as error:
        answer = {"error": "damaged", "detail": str(error)[:200]}
    else:
        return
    sys.stdout.write(json.dumps(answer) + "\n")
