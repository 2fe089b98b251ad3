"""Reads a file through the child process: rows of text, or a refusal that says what to do."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from solar_cms.base.problems import Problem, Refused

MOST_BYTES = 200 * 1024 * 1024
MOST_UNZIPPED = 2000 * 1024 * 1024
MOST_MEMORY = 300 * 1024 * 1024
MOST_ROWS = 1_100_000
MOST_SECONDS = 300

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
    "sheet": _("The workbook has no visible sheet of this name. It has: %(detail)s."),
    "type": _(
        "This is no list: the file is %(detail)s. Give a workbook (XLSX, XLS, ODS) or CSV file."
    ),
}


@dataclass
class Sheet:
    """A file read: its rows as (number, texts, marks) come from a temporary file, one by one."""

    type: str
    meta: dict[str, Any] = field(default_factory=dict)
    lines: IO[str] | None = None
    cut: bool = False  # known at the end: the last row ends in the middle

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
        assert self.lines is not None  # noqa: S101
        for line in self.lines:
            row = json.loads(line)
            if isinstance(row, dict):
                if "error" in row:
                    raise refusal(row["error"], row.get("detail", ""))
                self.cut = True
                return
            yield row[0], row[1], row[2]


def refusal(code: str, detail: str = "") -> Refused:
    message: Any = WHY.get(code, WHY["damaged"])
    if code in {"type", "sheet"}:
        message = message % {"detail": detail}
    return Refused([Problem(f"file.{code}", message, "file")])


@contextmanager
def opened(path: Path, sheet: str = "") -> Iterator[Sheet]:
    """The file as a Sheet, of a workbook the sheet asked for; raises Refused with file.… codes."""
    size = path.stat().st_size
    if size == 0:
        raise refusal("empty")
    if size > MOST_BYTES:
        raise refusal("size")
    limits = [str(MOST_MEMORY), str(MOST_UNZIPPED), str(MOST_ROWS), sheet]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        try:
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-I", "-X", "utf8", "-c", CHILD, str(HERE), str(path), *limits],
                stdout=out, stderr=subprocess.DEVNULL, timeout=MOST_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise refusal("time") from error
        out.seek(0)
        first = out.readline()
        if done.returncode != 0 or not first:
            raise refusal("memory" if done.returncode < 0 or not first else "damaged")
        meta = json.loads(first)
        if "error" in meta:
            raise refusal(meta["error"], meta.get("detail", ""))
        yield Sheet(type=meta["type"], meta=meta, lines=out)
