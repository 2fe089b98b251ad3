"""Official numbers: one series per kind, office and year, without gaps."""

from __future__ import annotations

from django.db import connection

from solar_cms.base.ids import new_id


def next_number(kind: str, *, office_code: str, year: int) -> str:
    """The next number of a series: "LI-1604-2026-0137".

    Call it last in the act: it locks the series until the commit, and a rolled back act gives its
    number back, so the series has no gaps. A number is never deleted; its record is voided.
    """
    last = take_numbers(kind, office_code=office_code, year=year)
    return f"{kind}-{office_code}-{year}-{last:04d}"


def take_numbers(kind: str, *, office_code: str, year: int, count: int = 1) -> int:
    """Take the next `count` numbers of a series for many records at once; gives the last of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO work_numberseries AS s (id, version, kind, office_code, year, last)
            VALUES (%s, 1, %s, %s, %s, %s)
            ON CONFLICT (kind, office_code, year) DO UPDATE SET last = s.last + excluded.last
            RETURNING last
            """,
            [new_id(), kind, office_code, year, count],
        )
        return int(cursor.fetchone()[0])
