"""Reads a file through the child process: rows of text, or a refusal that says what to do."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from solar_cms.base.problems import Problem, Refused

MOST_BYTES = 200 * 1024 * 1024
MOST_UNZIPPED = 2000 * 1024 * 1024
MOST_MEMORY = 300 * 1024 * 1024
MOST_ROWS = 1_100_000
MOST_SECONDS = 300  # of the reader's own work

HERE = Path(__file__).parent
# The child imports the reader alone, without the rest of the project.
CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); from reader.main import main; main(*sys.argv[2:])"
)

WHY: dict[str, Any] = {
    "empty": _("The file is empty. Choose the file that holds the list."),
    "encrypted": _(
        "The file is protected by a password. Open it, take the password off, save and try again."
    ),
    "bomb": _(
        "The file unpacks to far more than a list needs and is not opened. Save it anew as CSV."
    ),
    "damaged": _("The file is damaged and cannot be read. Open it, save it anew and try again."),
    "cut": _(
        "The end of the file is missing; it was cut off on the way. Copy or send it again, whole."
    ),
    "legacy": _(
        "The file is written in a Lao font of before Unicode (Alice, Saysettha Lao and others): what looks like Lao on paper are other signs to a computer. Turn it into Unicode (Phetsarath OT) with a font converter, look at the names, save and try again."
    ),
    "mojibake": _(
        "The Lao letters of the file were spoilt when it was opened in the wrong encoding and saved. Take the file it was made from, open it as UTF-8, and save it as a workbook (XLSX)."
    ),
    "rows": _("The file has more rows than can be read at once. Split it into smaller files."),
    "columns": _("The file has more than 1,000 columns. Keep those that belong to the list."),
    "memory": _("The file is too large to be read as a workbook. Save it as CSV and try again."),
    "time": _("Reading the file took too long. Save it as CSV, or split it, and try again."),
    "size": _("The file is larger than 200 MB. Split it into smaller files."),
    "gone": _("The file is no longer there. Send it again."),
    "sheet": _("The workbook has no visible sheet of this name. It has: %(detail)s."),
    "type": _(
        "This is no list: the file is %(detail)s. Give a workbook (XLSX, XLS, ODS) or CSV file."
    ),
}


@dataclass
class Sheet:
    """A file being read: its rows as (number, texts, marks) come from the child, one by one."""

    type: str
    child: subprocess.Popen[str]
    meta: dict[str, Any] = field(default_factory=dict)
    more: bool = False  # known at the end, when the head alone was asked for: there are other rows

    @property
    def about(self) -> int:
        """About how many rows the file has; 0 when it does not tell."""
        return int(self.meta.get("rows", 0))

    @property
    def others(self) -> list[str]:
        """Visible sheets that were not read."""
        return [str(name) for name in self.meta.get("others", [])]

    @property
    def read_as(self) -> str:
        """How the file was read, for people: "XLSX · Sheet1", "CSV · UTF-8 · ;"."""
        parts = [self.type.upper(), self.meta.get("sheet"), self.meta.get("encoding")]
        sign = {"\t": "Tab", ",": ""}.get(
            self.meta.get("delimiter", ""), self.meta.get("delimiter")
        )
        return " · ".join(str(part) for part in [*parts, sign] if part)[:120]

    def rows(self) -> Iterator[tuple[int, list[str], dict[str, str]]]:
        """Each row that holds anything; one that the file's end cuts through is marked."""
        held: tuple[int, list[str], dict[str, str]] | None = None
        for row in self._said():
            if isinstance(row, dict):
                if "error" in row:
                    raise refusal(row["error"], row.get("detail", ""))
                self.more = "more" in row
                if "cut" in row and held:
                    held[2][str(max(0, len(held[1]) - 1))] = "cut"
                continue
            if held is not None:
                yield held
            held = row
        if held is not None:
            yield held

    def _said(self) -> Iterator[Any]:
        assert self.child.stdout is not None  # noqa: S101
        for line in self.child.stdout:
            if not line.endswith("\n"):
                break
            yield json.loads(line)
        if code := self.child.wait():
            raise refusal(_why(code, "damaged"))


def _why(code: int, otherwise: str) -> str:
    """Why the child ended with this code: out of time, out of memory, or something else."""
    if code == -signal.SIGXCPU:
        return "time"
    return "memory" if code < 0 else otherwise


def refusal(code: str, detail: str = "") -> Refused:
    message: Any = WHY.get(code, WHY["damaged"])
    if code in {"type", "sheet"}:
        message = message % {"detail": detail}
    return Refused([Problem(f"file.{code}", message, "file")])


@contextmanager
def opened(path: Path, sheet: str = "", head: int = 0) -> Iterator[Sheet]:
    """The file as a Sheet, of a workbook the sheet asked for, or only so many rows of its head;
    raises Refused with file.… codes, as its rows() does."""
    size = path.stat().st_size
    if size == 0:
        raise refusal("empty")
    if size > MOST_BYTES:
        raise refusal("size")
    limits = [MOST_MEMORY, MOST_SECONDS, MOST_UNZIPPED, MOST_ROWS, head, sheet]
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-X", "utf8", "-c", CHILD, str(HERE), str(path), *map(str, limits)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
    )  # fmt: skip
    assert child.stdout is not None  # noqa: S101
    try:
        first = child.stdout.readline()
        if not first:
            raise refusal(_why(child.wait(), "memory"))
        meta = json.loads(first)
        if "error" in meta:
            raise refusal(meta["error"], meta.get("detail", ""))
        yield Sheet(type=meta["type"], child=child, meta=meta)
    finally:
        child.kill()
        child.stdout.close()
        child.wait()
