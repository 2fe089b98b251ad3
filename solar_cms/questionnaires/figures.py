"""Scores of many sets of answers together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from solar_cms.questionnaires.models import Response
from solar_cms.questionnaires.rules import Scores

# Equal counts are many: they are counted as texts first and read as numbers once.
BY_DISTRICT = """
SELECT district_id, key, sum((value::jsonb ->> 0)::int * n), sum((value::jsonb ->> 1)::int * n),
       sum((value::jsonb ->> 2)::int * n)
FROM (
  SELECT r.district_id, s.key, s.value, count(*) AS n
  FROM ({responses}) r CROSS JOIN LATERAL jsonb_each_text(r.scores) s
  GROUP BY 1, 2, 3
) counted
GROUP BY 1, 2 ORDER BY 1, 2
"""


def responses_to(
    key: str, *, since: date | None = None, until: date | None = None
) -> QuerySet[Response]:
    """Answers to all versions of a form, of days from `since` to `until`, both included."""
    rows = Response.objects.filter(form_version__form__key=key)
    if since:
        rows = rows.filter(answered_on__gte=since)
    return rows.filter(answered_on__lte=until) if until else rows


def scores_by_district(responses: QuerySet[Response]) -> dict[str, Scores]:
    """District code ("" where none is given) → section → [yes, no, does not apply] of these answers.

    responses: what the reader may see; narrow it before (`pk__in=` of the rows of one's own).
    """
    asked, values = responses.order_by().values("district_id", "scores").query.sql_with_params()
    found: dict[str, Scores] = {}
    with connection.cursor() as cursor:
        cursor.execute(BY_DISTRICT.format(responses=asked), values)
        for district, section, *counts in cursor.fetchall():
            found.setdefault(district or "", {})[section] = [int(count) for count in counts]
    return found


def together(scores: Iterable[Scores]) -> Scores:
    """The counts of several added up, section by section."""
    found: Scores = {}
    for one in scores:
        for section, counts in one.items():
            before = found.get(section, [0, 0, 0])
            found[section] = [a + b for a, b in zip(before, counts, strict=True)]
    return found
