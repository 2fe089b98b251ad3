"""Official numbers: one series per kind, office and year, without gaps."""

from __future__ import annotations

from django.db import connection

from solar_cms.base.ids import new_id


def next_number(kind: str, *, office_code: str, year: int) -> str:
    """The next number of a series: "LI-1604-2026-0137".

    Call it last in the act: it locks the series until the commit, and a rolled back act gives its
    number back, so the series has no gaps. A number is never deleted; its record is voided.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO work_numberseries AS s (id, version, kind, office_code, year, last)
            VALUES (%s, 1, %s, %s, %s, 1)
            ON CONFLICT (kind, office_code, year) DO UPDATE SET last = s.last + 1
            RETURNING last
            """,
            [new_id(), kind, office_code, year],
        )
        last = cursor.fetchone()[0]
    return f"{kind}-{office_code}-{year}-{last:04d}"
