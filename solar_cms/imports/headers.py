"""Finding the heading rows and telling which column is which: by their words, Lao or English, by what
the office said of them before, or by what somebody says now."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from solar_cms.base.folding import Folder
from solar_cms.base.hooks import Importer
from solar_cms.base.problems import Problem, Refused

LOOK_AT = 20  # rows above the table hold titles, names of offices, dates
LONGEST_HEADING = 200
Row = tuple[int, list[str], dict[str, str]]


@dataclass
class Table:
    """headers: [[heading, our column or ""]]; number: the row of the headings; rows: what follows.
    remembered: positions told by the office's memory; problems: needed columns that are missing."""

    headers: list[list[str]]
    number: int
    rows: Iterator[Row]
    remembered: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def plain(folder: Folder, text: str) -> str:
    """A heading as it is compared and remembered: folded, without spaces and signs."""
    return re.sub(r"[\s*:._()-]+", "", folder.fold(text))[:LONGEST_HEADING]


@dataclass
class _Reading:
    """One way to read the top of the sheet: headings, what each means, where the table begins."""

    texts: list[str]
    names: list[str]
    last: int  # position of the last heading row
    height: int = 1

    @property
    def told(self) -> int:
        """How many columns it tells."""
        return len({name for name in self.names if name})

    @property
    def worth(self) -> tuple[int, int]:
        """One row is better than two that tell no more: the upper one is a title."""
        return self.told, -self.height


class Headings:
    """Knows what headings mean for one kind of file. memory: plain heading → column, "" for none."""

    def __init__(self, importer: Importer, folder: Folder, memory: Mapping[str, str]) -> None:
        self.importer, self.folder, self.memory = importer, folder, memory
        spellings = [(s, column.name) for column in importer.columns for s in column.headers]
        folder.learn([s for s, _name in spellings])
        self.known = {plain(folder, s): name for s, name in spellings}

    def meaning(self, text: str) -> str:
        key = plain(self.folder, text)
        return self.memory[key] if key in self.memory else self.known.get(key, "")

    def read(self, texts: list[str], last: int) -> _Reading:
        return _Reading(texts, [self.meaning(text) if text else "" for text in texts], last)

    def read_two(self, upper: list[str], lower: list[str], last: int) -> _Reading:
        """Two heading rows: the upper one's merged cells reach over the blanks beside them."""
        width = max(len(upper), len(lower))
        upper, lower = [row + [""] * (width - len(row)) for row in (upper, lower)]
        texts, names, above = [], [], ""
        for over, under in zip(upper, lower, strict=True):
            above = over or (above if under else "")
            ways = [f"{above} ({under})", under, above] if under and above else [under or above]
            best = next((way for way in ways if way and self.meaning(way)), ways[0])
            texts.append(best[:LONGEST_HEADING])
            names.append(self.meaning(best) if best else "")
        return _Reading(texts, names, last, height=2)

    def best(self, top: list[Row]) -> _Reading:
        """The reading of the first rows that tells most columns; one row rather than two."""
        found: _Reading | None = None
        for at, (_number, texts, _marks) in enumerate(top):
            ways = [self.read(texts, at)]
            if at + 1 < len(top) and _may_be_headings(top[at + 1]):
                ways.append(self.read_two(texts, top[at + 1][1], at + 1))
            for way in ways:
                if found is None or way.worth > found.worth:
                    found = way
        assert found is not None  # noqa: S101
        if found.told < min(2, len(self.importer.columns)):
            at = max(range(len(top)), key=lambda i: sum(bool(t) for t in top[i][1]) - i / 100)
            found = self.read(top[at][1], at)
        return found


def _may_be_headings(row: Row) -> bool:
    return not any(re.search(r"[\d໐-໙]{2}", text) for text in row[1])


def table_of(
    rows: Iterable[Row], importer: Importer, folder: Folder, memory: Mapping[str, str] | None = None
) -> Table:
    """The table of a sheet; its problems tell which needed columns no heading names."""
    top: list[Row] = list(itertools.islice(rows, LOOK_AT))
    if not top:
        raise Refused([Problem("file.empty", _("The file is empty."), "file")])
    folder.learn([text for _n, texts, _m in top for text in texts])
    headings = Headings(importer, folder, memory or {})
    found = headings.best(top)
    headers: list[list[str]] = []
    remembered = []
    taken: set[str] = set()
    for at, (text, name) in enumerate(zip(found.texts, found.names, strict=True)):
        headers.append([text, "" if name in taken else name])
        taken.add(name)
        if text and plain(folder, text) in headings.memory:
            remembered.append(at)
    width = max(len(texts) for _n, texts, _m in top[found.last :])
    headers += [["", ""] for _at in range(len(headers), width)]
    number = top[found.last][0]
    rest = itertools.chain(top[found.last + 1 :], rows)
    return Table(headers, number, rest, remembered, missing(headers, importer, number))


def missing(headers: list[list[str]], importer: Importer, row: int) -> list[Problem]:
    """A problem for each needed column that no heading names."""
    there = {name for _heading, name in headers if name}
    labels = {column.name: str(column.label) for column in importer.columns}
    unknown = [heading for heading, name in headers if heading and not name]
    problems = []
    for group in importer.needs:
        if there & set(group):
            continue
        message = _(
            "Row %(row)d has no column for “%(wanted)s”. Write this heading above it, or take "
            "the empty form from this page."
        ) % {"row": row, "wanted": labels[group[0]]}
        spellings = [s for c in importer.columns if c.name in group for s in c.headers]
        if close := difflib.get_close_matches(" ".join(unknown[:1]), spellings, n=1, cutoff=0.6):
            message += " " + _("Is “%(found)s” meant as “%(close)s”?") % {
                "found": unknown[0], "close": close[0],
            }  # fmt: skip
        if unknown:
            message += " " + _("Found instead: %(found)s.") % {"found": ", ".join(unknown[:8])}
        problems.append(Problem("header.missing", message, "file"))
    return problems
