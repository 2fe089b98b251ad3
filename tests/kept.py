"""Rows that many tests begin with: made once in each process, copied in afterwards.

A country pack takes a second of the processor to read, to check and to write, a case at its notice
two; their rows come back in a few hundredths. Triggers do not run on the copies, as they ran on the
first; foreign keys are checked. Rows that are there already stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from django.db import connection, transaction

# Key → table → the statement for its rows, the rows.
_kept: dict[Hashable, dict[str, tuple[str, str]]] = {}


def is_kept(key: Hashable) -> bool:
    return key in _kept


def kept_rows(key: Hashable, make: Callable[[], object]) -> None:
    """Have in this transaction the rows that `make` writes; it may only add rows, or change those
    that it added."""
    if key in _kept:
        _copy_in(_kept[key])
        return
    before = _places()
    make()
    added = _places() - before
    _kept[key] = {table: _copy_out(table, added) for table in sorted({one for one, _ in added})}


def _places() -> set[tuple[str, str]]:
    """Table and place in it of every row there is."""
    tables = [
        table
        for table in connection.introspection.table_names()
        if not table.startswith(("django_", "auth_"))
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{one}', ctid::text FROM {one}" for one in tables)
        )
        return set(cursor.fetchall())


def _copy_out(table: str, added: set[tuple[str, str]]) -> tuple[str, str]:
    """The statement that brings the rows of a table back, and the rows."""
    columns = _columns(table)
    places = ", ".join(f'"{place}"' for one, place in added if one == table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT json_agg(t)::text FROM {table} t WHERE ctid = ANY('{{{places}}}'::tid[])"
        )
        [rows] = cursor.fetchone()
    return (
        f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} "
        f"FROM json_populate_recordset(NULL::{table}, %s) ON CONFLICT DO NOTHING;"
    ), rows


def _copy_in(kept: dict[str, tuple[str, str]]) -> None:
    def all_tables(what: str) -> str:
        return "".join(f"ALTER TABLE {table} {what} TRIGGER USER;" for table in kept)

    # All or none, and keys that wait for each other, where a test has no transaction of its own too.
    # What waits would keep tables as they are.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE;" + all_tables("DISABLE"))
        cursor.execute(
            "SET CONSTRAINTS ALL DEFERRED;" + "".join(sql for sql, _ in kept.values()),
            [rows for _, rows in kept.values()],
        )
        cursor.execute(
            f"SET CONSTRAINTS ALL IMMEDIATE; {all_tables('ENABLE')} SET CONSTRAINTS ALL DEFERRED"
        )


def _columns(table: str) -> str:
    """Of a table, without those that the database computes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute "
            "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
            "AND attgenerated = ''",
            [table],
        )
        return str(cursor.fetchone()[0])
