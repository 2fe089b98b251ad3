"""Rows on the desk: written by COPY, checked in chunks, counted. Callers hold the act."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import CheckedRow, SheetRow
from solar_cms.base.problems import Problem
from solar_cms.imports.models import Batch, StagedRow
from solar_cms.imports.states import Outcome

CHUNK = 5000
COLUMNS = (
    "batch_id", "number", "cells", "marks", "mended", "decision", "outcome", "effect",
    "cleaned", "problems", "suggestions", "candidates", "keys",
)  # fmt: skip
OPEN_OUTCOMES = (Outcome.UNCHECKED, Outcome.MEND, Outcome.SAME)

T = TypeVar("T")


@dataclass
class Draft:
    """A row before it is checked."""

    number: int
    cells: list[str]
    marks: dict[str, str] = field(default_factory=dict)
    mended: dict[str, str] = field(default_factory=dict)
    decision: str = ""


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(itertools.islice(iterator, size)):
        yield chunk


def in_all_languages(problem: Problem) -> dict[str, Any]:
    """A problem as it is kept: its message in every language of the interface."""
    texts = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts[code] = str(problem.message)
    return {
        "code": problem.code, "field": problem.field, "severity": problem.severity, "texts": texts,
    }  # fmt: skip


MARKED = {
    "exponent": Problem(
        "cell.exponent",
        _(
            "The spreadsheet shortened this number and its last digits are gone. Write the whole number; in the spreadsheet, set the column to Text first."
        ),
    ),
    "legacy": Problem(
        "cell.legacy",
        _(
            "This is written in a Lao font of before Unicode. Write it anew in Lao, or turn the file into Unicode (Phetsarath OT) first."
        ),
    ),
    "mojibake": Problem(
        "cell.mojibake", _("The Lao letters of this cell are spoilt. Write it anew.")
    ),
    "cut": Problem(
        "row.cut",
        _("The file ends in the middle of this row. Look whether all of it was sent."),
    ),
    "formula": Problem(
        "cell.formula",
        _(
            "The cell holds a formula. Copy the column and paste it as values, or write the value here."
        ),
    ),
    "error": Problem(
        "cell.error", _("The cell shows an error of the spreadsheet. Write the value here.")
    ),
}


def check(
    batch: Batch, drafts: list[Draft], *, by: Any, seen: dict[str, Any]
) -> list[tuple[Draft, CheckedRow]]:
    """What the importer says of each draft; cells with formulas are never taken as they are."""
    columns = batch.columns()
    rows, marked = [], []
    for draft in drafts:
        texts = {n: t for n, t in zip(columns, draft.cells, strict=False) if n and t}
        marks = {
            columns[int(at)]: (why, draft.cells[int(at)])
            for at, why in draft.marks.items()
            if int(at) < len(columns) and columns[int(at)] and columns[int(at)] not in draft.mended
        }
        rows.append(SheetRow(draft.number, {**texts, **draft.mended}, draft.decision))
        marked.append(marks)
    checked = batch.importer.check(rows, batch.context, by, seen)
    for result, marks in zip(checked, marked, strict=True):
        for column, (why, text) in marks.items():
            result.problems = [p for p in result.problems if p.field != column]
            known = MARKED[why]
            result.problems.append(Problem(known.code, known.message, column))
            if why == "formula" and not text.startswith("="):
                result.suggestions[column] = [(text, text)]
        if any(p.severity == "error" for p in result.problems):
            result.outcome = Outcome.MEND
    return list(zip(drafts, checked, strict=True))


def write(batch: Batch, results: Iterable[tuple[Draft, CheckedRow | None]]) -> None:
    """COPY rows onto the desk; None as result: not checked yet."""
    out = io.StringIO()
    writer = csv.writer(out)
    key = str(batch.pk)
    dumps = json.JSONEncoder(ensure_ascii=False, default=str).encode
    for draft, done in results:
        head = [
            key, draft.number, dumps(draft.cells), dumps(draft.marks) if draft.marks else "{}",
            dumps(draft.mended) if draft.mended else "{}", draft.decision,
        ]  # fmt: skip
        if done is None:
            writer.writerow([*head, Outcome.UNCHECKED.value, "", "{}", "[]", "{}", "[]", "[]"])
            continue
        writer.writerow(
            [
                *head,
                str(done.outcome),
                done.effect,
                dumps(done.cleaned),
                dumps([in_all_languages(p) for p in done.problems]) if done.problems else "[]",
                dumps(done.suggestions) if done.suggestions else "{}",
                dumps(done.candidates) if done.candidates else "[]",
                dumps(done.keys),
            ]
        )
    out.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY imports_stagedrow ({', '.join(COLUMNS)}) FROM STDIN WITH (FORMAT csv, NULL '\\N')",
            out,
        )


def be_patient() -> None:
    """In this transaction a statement may take as long as it needs: a million rows are one."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")


TWINS = """
WITH told AS (
  SELECT * FROM unnest(%(prefixes)s::text[], %(fields)s::text[], %(certain)s::bool[])
    AS t(prefix, field, certain)
), held AS (
  SELECT s.id, s.number, s.outcome, s.decision, told.field, told.certain,
    min(s.number) OVER (PARTITION BY k.key COLLATE "C") AS first
  FROM imports_stagedrow s
    CROSS JOIN LATERAL jsonb_array_elements_text(s.keys) AS k(key)
    JOIN told ON told.prefix = split_part(k.key, ':', 1)
  WHERE s.batch_id = %(batch)s AND s.outcome NOT IN ('mend', 'left_out', 'unchecked')
), twins AS (
  SELECT id, min(first) AS number, (array_agg(field ORDER BY certain DESC))[1] AS field
  FROM held
  WHERE number > first AND outcome IN ('ready', 'same') AND (certain OR decision <> 'new')
  GROUP BY id
)
UPDATE imports_stagedrow s SET outcome = 'mend',
  problems = s.problems || jsonb_build_array(replace(replace(%(problem)s, '{row}', twins.number::text),
    '{column}', twins.field)::jsonb)
FROM twins WHERE s.id = twins.id
"""
TWICE = Problem(
    "row.twice",
    _("The same stands in row {row}. Leave this row out, or mend what differs."),
    "{column}",
)


def mark_twins(batch: Batch) -> None:
    """Rows that mean the same as a row further up are to be mended, in one statement."""
    twins = batch.importer.twins
    if not twins:
        return
    there = set(batch.columns())
    fields = [next((c for c in t.columns if c in there), t.columns[0]) for t in twins.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            TWINS,
            {
                "batch": batch.pk, "prefixes": list(twins), "fields": fields,
                "certain": [twin.certain for twin in twins.values()],
                "problem": json.dumps(in_all_languages(TWICE), ensure_ascii=False),
            },
        )  # fmt: skip


def check_some(
    batch: Batch,
    *,
    by: Any,
    outcomes: Iterable[str],
    seen: dict[str, Any],
    after: int,
    most: int = CHUNK,
) -> tuple[int, int]:
    """Check anew the next rows with these outcomes after a number: (their last number, how many)."""
    rows = StagedRow.objects.filter(batch=batch, outcome__in=list(outcomes), number__gt=after)
    fields = ("number", "cells", "marks", "mended", "decision")
    drafts = [Draft(*values) for values in rows.order_by("number").values_list(*fields)[:most]]
    if not drafts:
        return 0, 0
    results = check(batch, drafts, by=by, seen=seen)
    StagedRow.objects.filter(batch=batch, number__in=[draft.number for draft in drafts]).delete()
    write(batch, results)
    return drafts[-1].number, len(drafts)


def check_again(batch: Batch, *, by: Any, outcomes: Iterable[str]) -> None:
    """Check the rows with these outcomes anew, against each other and against the rest of the file."""
    seen: dict[str, Any] = {}
    after, found = check_some(batch, by=by, outcomes=outcomes, seen=seen, after=0)
    while found:
        after, found = check_some(batch, by=by, outcomes=outcomes, seen=seen, after=after)
    mark_twins(batch)


def count(batch: Batch) -> None:
    """Put the rows' outcomes into the batch's counts (not saved)."""
    found = dict(
        StagedRow.objects.filter(batch=batch)
        .order_by()
        .values_list("outcome")
        .annotate(n=Count("id"))
    )
    batch.rows = sum(found.values())
    batch.ready = found.get(Outcome.READY, 0)
    batch.rejected = sum(found.get(outcome, 0) for outcome in OPEN_OUTCOMES)
    for name in ("here", "left_out", "created", "updated", "linked"):
        setattr(batch, name, found.get(name, 0))
