"""The rows of a file of old cases, written and taken back."""

from __future__ import annotations

from typing import Any

from django.db import connection

from cases.models import Assignment, Case, Step, Visit
from solar_cms.accounts.models import User
from solar_cms.base.problems import Problem
from solar_cms.documents.models import Attachment
from solar_cms.imports.writing import in_pieces, insert, ready
from solar_cms.law import packs
from solar_cms.registry.intake.taking import built_upon, changed, made
from solar_cms.work.numbers import take_numbers

SERIES = "LP"
COLUMNS = """record uuid, number text, paper_number text, workplace uuid, employer uuid, district text,
  office uuid, kind text, source text, stage text, first_stage text, visit_stage text,
  closed_stage text, summary text, opened_on date, visited_on date, closed_on date, code text, note text,
  lead uuid"""
READY = "s.batch_id = %(batch)s AND s.outcome = 'ready' AND s.effect = 'create'"


def apply_cases(batch_id: Any, context: dict[str, Any], by: Any) -> None:
    """See base.hooks.Importer.apply: cases, their steps, visits and lead inspectors."""
    _number(batch_id)
    source = ready(COLUMNS, "create")
    visited, closed = " AND c.visited_on IS NOT NULL", " AND c.closed_on IS NOT NULL"
    step = {"id": "solar_uuid7()", "case_id": "c.record", "recorded_by_id": "%(by)s::uuid"}
    statements = (
        insert(
            Case,
            {
                "id": "c.record", "number": "c.number", "paper_number": "c.paper_number",
                "kind": "c.kind", "source": "c.source", "stage": "c.stage",
                "pack_version_id": "%(version)s::uuid", "workplace_id": "c.workplace",
                "employer_id": "c.employer", "district_id": "c.district", "office_id": "c.office",
                "summary": "c.summary", "opened_on": "c.opened_on", "opened_by_id": "%(by)s::uuid",
                "closed_on": "c.closed_on",
                "closure_code": "CASE WHEN c.closed_on IS NULL THEN '' ELSE c.code END",
                "closure_note": "CASE WHEN c.closed_on IS NULL THEN '' ELSE c.note END",
                "is_back_entered": "true",
            },
            source,
        ),
        insert(
            Step,
            step | {"key": "'open_case'", "stage": "c.first_stage", "reached_on": "c.opened_on"},
            source,
        ),
        insert(
            Step,
            step | {"key": "'record_visit'", "act": "'record_visit'", "stage": "c.visit_stage",
                    "reached_on": "c.visited_on"},
            source + visited,
        ),
        insert(
            Step,
            step | {"key": "'close_case'", "act": "'close_case'", "stage": "c.closed_stage",
                    "reached_on": "c.closed_on", "note": "c.note"},
            source + closed,
        ),
        insert(
            Visit,
            {"id": "solar_uuid7()", "case_id": "c.record", "district_id": "c.district",
             "visited_on": "c.visited_on", "outcome": "'done'", "recorded_by_id": "%(by)s::uuid"},
            source + visited,
        ),
        insert(
            Assignment,
            {"id": "solar_uuid7()", "case_id": "c.record", "user_id": "c.lead", "role": "'lead'",
             "assigned_on": "c.opened_on"},
            source + " AND c.lead IS NOT NULL",
        ),
    )  # fmt: skip
    who = str(by.pk) if isinstance(by, User) else None
    in_pieces(batch_id, statements, {"by": who, "version": str(packs.current().pk)})


def _number(batch_id: Any) -> None:
    """Give every row its number: one series per office and year, the rows in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.cleaned->>'office_code', (s.cleaned->>'year')::int, count(*) "
            f"FROM imports_stagedrow s WHERE {READY} GROUP BY 1, 2 ORDER BY 1, 2",
            {"batch": batch_id},
        )
        firsts = [
            (code, year, take_numbers(SERIES, office_code=code, year=year, count=n) - n)
            for code, year, n in cursor.fetchall()
        ]
        cursor.execute(
            f"""
            WITH ranked AS (
              SELECT s.id, s.cleaned->>'office_code' AS code, (s.cleaned->>'year')::int AS year,
                row_number() OVER (
                  PARTITION BY s.cleaned->>'office_code', s.cleaned->>'year' ORDER BY s.number
                ) AS place
              FROM imports_stagedrow s WHERE {READY}
            ), numbered AS (
              SELECT r.id, r.code, r.year, (f.before + r.place)::text AS n FROM ranked r
              JOIN unnest(%(codes)s::text[], %(years)s::int[], %(befores)s::int[])
                AS f(code, year, before) ON f.code = r.code AND f.year = r.year
            )
            UPDATE imports_stagedrow s SET cleaned = s.cleaned || jsonb_build_object('number',
              '{SERIES}-' || d.code || '-' || d.year || '-' || lpad(d.n, greatest(4, length(d.n)), '0'))
            FROM numbered d WHERE d.id = s.id
            """,
            {
                "batch": batch_id,
                "codes": [code for code, _year, _before in firsts],
                "years": [year for _code, year, _before in firsts],
                "befores": [before for _code, _year, before in firsts],
            },
        )


def undo_cases(batch_id: Any, by: Any) -> list[Problem]:
    """See base.hooks.Importer.undo: until anything was done with a case, or refers to it."""
    mine = made(Case, "record", batch_id)
    own = {"case__in": mine.values("pk")}
    filed = Attachment.objects.filter(
        owner_kind="cases.case", owner_id__in=list(mine.values_list("pk", flat=True))
    )
    problems = [
        *changed(mine.filter(version__gt=1)),
        *changed(mine.filter(pk__in=list(filed.values_list("owner_id", flat=True)))),
        *built_upon(mine, {Step: own, Visit: own, Assignment: own}),
    ]
    if problems:
        return problems
    for model in (Assignment, Visit, Step):
        rows = model._base_manager.filter(**own)
        rows._raw_delete(rows.db)
    mine._raw_delete(mine.db)
    return []
