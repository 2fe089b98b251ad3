"""A workbook → its sheets, through the child process; or a refusal that says what to do."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from solar_cms.base.problems import Problem, Refused
from solar_cms.imports import reader

MOST_BYTES = 5 * 1024 * 1024
MOST_UNZIPPED = 100 * 1024 * 1024
MOST_MEMORY = 600 * 1024 * 1024
MOST_ROWS = 50_000
MOST_SECONDS = 60
HERE = Path(__file__).parent
# The child imports the reader of workbooks and its own module, without the rest of the project.
CHILD = "import sys; sys.path += sys.argv[1:3]; from child.main import main; main(*sys.argv[3:])"

WHY: dict[str, Any] = {
    "empty": _("The file is empty. Choose the workbook with the form."),
    "encrypted": _(
        "The file is protected by a password. Open it, take the password off, save and try again."
    ),
    "macro": _(
        "The workbook holds macros (programs) and is not opened. Save it as XLSX without macros and try again."
    ),
    "bomb": _("The file unpacks to far more than a form needs and is not opened."),
    "damaged": _("The file is damaged and cannot be read. Open it, save it anew and try again."),
    "cut": _("The end of the file is missing; it was cut off on the way. Send it again, whole."),
    "rows": _("A sheet has more than %(most)s rows; a form has not so many."),
    "columns": _(
        "A sheet has more than 500 columns; take out those that do not belong to the form."
    ),
    "memory": _("The workbook is too large to be read as a form."),
    "time": _("Reading the workbook took too long. Split the form."),
    "size": _("The file is larger than 5 MB. Take pictures and other sheets out of the workbook."),
    "type": _("This is no XLSForm: the file is %(detail)s. Give a workbook (XLSX or XLS)."),
    "sheet": _("The workbook has no sheet “survey”, so it is no XLSForm."),
}


def refusal(code: str, detail: str = "") -> Refused:
    message = str(WHY.get(code, WHY["damaged"]))
    if code in {"type", "rows"}:
        message = message % {"detail": detail, "most": MOST_ROWS}
    return Refused([Problem(f"file.{code}", message, "file")])


@dataclass
class Row:
    """A row of a sheet: its number, texts by position; `at` the positions by heading."""

    sheet: str
    number: int
    texts: list[str]
    at: dict[str, int]

    def get(self, heading: str) -> str:
        position = self.at.get(heading)
        return self.texts[position] if position is not None and position < len(self.texts) else ""

    def cell(self, heading: str = "") -> str:
        """ "survey!C12", the place of a cell; without a known heading "survey!12"."""
        position = self.at.get(heading)
        return f"{self.sheet}!{'' if position is None else letters(position)}{self.number}"


@dataclass
class Sheet:
    """A sheet: headings as they are written, with their positions, and rows."""

    name: str
    headings: dict[str, int] = field(default_factory=dict)
    lines: list[Any] = field(default_factory=list)
    head_row: int = 1

    def rows(self) -> Iterator[Row]:
        for number, texts in self.lines:
            yield Row(self.name, number, texts, self.headings)


@dataclass
class Workbook:
    sheets: dict[str, Sheet]
    verdict: str

    def sheet(self, name: str) -> Sheet:
        return self.sheets.get(name) or Sheet(name)


def letters(position: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text


def opened(file: IO[bytes], *, size: int) -> Workbook:
    """The sheets of an XLSForm; raises Refused with file.… codes."""
    if size > MOST_BYTES:
        raise refusal("size")
    limits = [str(MOST_MEMORY), str(MOST_UNZIPPED), str(MOST_ROWS)]
    paths = [str(HERE), str(Path(reader.__file__).parents[1])]
    with tempfile.NamedTemporaryFile(suffix=".workbook") as copy:
        file.seek(0)
        copy.write(file.read(MOST_BYTES + 1))
        copy.flush()
        try:
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-I", "-X", "utf8", "-c", CHILD, *paths, copy.name, *limits],
                capture_output=True, timeout=MOST_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise refusal("time") from error
    if done.returncode != 0 or not done.stdout:
        raise refusal("memory")
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise refusal(answer["error"], answer.get("detail", ""))
    sheets = {name: _sheet(name, rows) for name, rows in answer["sheets"].items() if rows}
    if "survey" not in sheets:
        raise refusal("sheet")
    return Workbook(sheets, answer["verdict"])


def _sheet(name: str, rows: list[Any]) -> Sheet:
    (head_row, titles), *lines = rows
    headings: dict[str, int] = {}
    for position, title in enumerate(titles):
        if title:
            headings.setdefault(title.strip(), position)
    return Sheet(name, headings, lines, head_row)
