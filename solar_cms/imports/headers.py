"""Finding the heading row and telling which column is which, in Lao or English."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from solar_cms.base.folding import Folder
from solar_cms.base.hooks import Importer
from solar_cms.base.problems import Problem, Refused

LOOK_AT = 20  # rows above the table hold titles, names of offices, dates
Row = tuple[int, list[str], dict[str, str]]


@dataclass
class Table:
    """headers: [[heading, our column or ""]]; rows: what follows the heading row."""

    headers: list[list[str]]
    rows: Iterator[Row]


def _plain(folder: Folder, text: str) -> str:
    return folder.fold(text).replace(" ", "")


def table_of(rows: Iterable[Row], importer: Importer, folder: Folder) -> Table:
    """The table of a sheet; Refused header.missing (with what was found) when there is none."""
    spellings = [(s, column.name) for column in importer.columns for s in column.headers]
    top: list[Row] = list(itertools.islice(rows, LOOK_AT))
    folder.learn([s for s, _name in spellings] + [t for _n, texts, _m in top for t in texts])
    known = {_plain(folder, s): name for s, name in spellings}
    best, most = -1, 0
    for position, (_number, texts, _marks) in enumerate(top):
        names = {known[p] for t in texts if t and (p := _plain(folder, t)) in known}
        if len(names) > most:
            best, most = position, len(names)
    if not top:
        raise Refused([Problem("file.empty", _("The file is empty."), "file")])
    if most < min(2, len(importer.columns)):
        best = max(range(len(top)), key=lambda i: sum(bool(t) for t in top[i][1]) - i / 100)
    number, texts, _marks = top[best]
    headers: list[list[str]] = []
    for text in texts:
        name = known.get(_plain(folder, text), "") if text else ""
        headers.append([text, "" if name in {n for _h, n in headers} else name])
    if problems := missing(headers, importer, number, known):
        raise Refused(problems)
    return Table(headers, itertools.chain(top[best + 1 :], rows))


def missing(
    headers: list[list[str]], importer: Importer, row: int, known: dict[str, str]
) -> list[Problem]:
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
