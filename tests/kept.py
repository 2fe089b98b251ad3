"""Rows that many tests begin with: made once in each process, copied in afterwards.

A country pack takes a second of the processor to read, to check and to write; its rows come back
in a few hundredths. Triggers do not run on the copies, as they ran on the first;
foreign keys are checked.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Hashable
from typing import Any

from django.db import connection, transaction

_kept: dict[Hashable, list[tuple[str, str, bytes]]] = {}


def kept_rows(key: Hashable, make: Callable[[], object]) -> None:
    """Have in this transaction the rows that `make` writes; it may only add rows."""
    if key in _kept:
        _copy_in(_kept[key])
        return
    before = _places()
    make()
    added = _places() - before
    _kept[key] = [_copy_out(table, added) for table in sorted({one for one, _ in added})]


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


def _copy_out(table: str, added: set[tuple[str, str]]) -> tuple[str, str, bytes]:
    """Table, columns and the rows as COPY writes them."""
    columns = _columns(table)
    places = ", ".join(f'"{place}"' for one, place in added if one == table)
    wanted = f"SELECT {columns} FROM {table} WHERE ctid = ANY('{{{places}}}'::tid[])"
    out = io.BytesIO()
    with _raw() as cursor:
        cursor.copy_expert(f"COPY ({wanted}) TO STDOUT", out)
    return table, columns, out.getvalue()


def _copy_in(rows: list[tuple[str, str, bytes]]) -> None:
    # All or none, and keys that wait for each other, where a test has no transaction of its own too.
    with transaction.atomic(), _raw() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would keep tables as they are
        cursor.execute("".join(f"ALTER TABLE {table} DISABLE TRIGGER USER;" for table, *_ in rows))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, columns, content in rows:
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.BytesIO(content))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("".join(f"ALTER TABLE {table} ENABLE TRIGGER USER;" for table, *_ in rows))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


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


def _raw() -> Any:
    connection.ensure_connection()
    return connection.connection.cursor()
