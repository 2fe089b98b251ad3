"""Are the kept rows of open cases (models/open_case.py) what their records say?"""

from __future__ import annotations

from django.db import connection

from cases.models import OpenCase

COLUMNS = ", ".join(f'"{field.column}"' for field in OpenCase._meta.local_fields)
WRONG = f"""
WITH counted AS MATERIALIZED (
    SELECT {COLUMNS} FROM solar_open_cases(ARRAY(SELECT id FROM cases_case WHERE closed_on IS NULL))
)
SELECT id, number FROM cases_case WHERE id IN (
    SELECT case_id FROM (
        (TABLE counted EXCEPT SELECT {COLUMNS} FROM cases_opencase)
        UNION ALL (SELECT {COLUMNS} FROM cases_opencase EXCEPT TABLE counted)
    ) differing
) ORDER BY number
"""


def recount(mend: bool = False) -> list[str]:
    """Numbers of the cases whose kept row differs from what is counted anew; mended if asked."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        found = cursor.fetchall()
        if mend and found:
            cursor.execute("SELECT solar_keep_open_cases(%s)", [[pk for pk, _number in found]])
    return [number for _pk, number in found]
