"""Keyset pages: the next page starts after the last row seen, so page 200 costs what page 1 does.

Order columns all run the same way and end in the id; a row comparison over all of them is right
even with ten thousand equal dates.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils.http import urlencode

COUNT_CAP = 10_000


class RowComparison(Func):
    """ROW(a, b, id) > ROW(x, y, z), an index range in Postgres."""

    output_field = BooleanField()

    def __init__(self, columns: Sequence[str], operator: str, values: Sequence[Any]) -> None:
        self.size = len(columns)
        self.operator = operator
        super().__init__(*[F(c) for c in columns], *[v for v in values])

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **extra: Any) -> Any:
        parts = [compiler.compile(e) for e in self.source_expressions]
        left = ", ".join(sql for sql, _ in parts[: self.size])
        right = ", ".join(sql for sql, _ in parts[self.size :])
        params = [p for _, ps in parts for p in ps]
        return f"(ROW({left}) {self.operator} ROW({right}))", params


@dataclass
class Page:
    """One screen of a list."""

    rows: list[Any]
    next_cursor: str = ""
    previous_cursor: str = ""
    total: int | None = None
    total_is_capped: bool = False
    path: str = ""
    query: Mapping[str, Any] | None = None

    @property
    def shown(self) -> int:
        return len(self.rows)

    def _url(self, cursor: str) -> str:
        if not cursor:
            return ""
        query = {k: v for k, v in (self.query or {}).items() if k != "cursor" and v}
        return f"{self.path}?{urlencode({**query, 'cursor': cursor}, doseq=True)}"

    @property
    def next_url(self) -> str:
        return self._url(self.next_cursor)

    @property
    def previous_url(self) -> str:
        return self._url(self.previous_cursor)


def _encode(values: Sequence[Any], backwards: bool) -> str:
    raw = json.dumps([backwards, *values], cls=DjangoJSONEncoder).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class BadCursor(ValueError):
    """The cursor was not made by us; the list starts from the beginning."""


def _decode(cursor: str, size: int) -> tuple[bool, list[Any]]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        parts = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadCursor(cursor) from error
    if not isinstance(parts, list) or len(parts) != size + 1 or not isinstance(parts[0], bool):
        raise BadCursor(cursor)
    return parts[0], parts[1:]


def _typed(queryset: QuerySet, column: str, raw: Any) -> Any:
    """A cursor value as the column's own type; annotations are compared as they came."""
    if column in queryset.query.annotations:
        field = queryset.query.annotations[column].output_field
    else:
        path = column.split("__")
        model, field = queryset.model, None
        for name in path:
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
            model = field.related_model or model
        if getattr(field, "is_relation", False):
            field = field.target_field  # type: ignore[union-attr]
    try:
        return Value(field.to_python(raw), output_field=field)  # type: ignore[union-attr]
    except Exception as error:
        raise BadCursor(str(raw)) from error


def _value(row: Any, column: str) -> Any:
    if isinstance(row, Mapping):
        return row[column]
    for name in column.split("__"):
        row = getattr(row, name)
    return row


def capped_count(queryset: QuerySet, cap: int = COUNT_CAP) -> tuple[int, bool]:
    """The number of rows, counted no further than the cap."""
    count = queryset.order_by()[: cap + 1].count()
    return min(count, cap), count > cap


def keyset_page(
    queryset: QuerySet,
    order: Sequence[str],
    *,
    cursor: str = "",
    size: int = 50,
    count: bool = False,
    path: str = "",
    query: Mapping[str, Any] | None = None,
) -> Page:
    """A page of `queryset` in `order` (all ascending or all with "-"; the last must be the id).

    A cursor that is not ours gives the first page. Order columns must not be null.
    """
    descending = order[0].startswith("-")
    columns = [c.lstrip("-") for c in order]
    if any(c.startswith("-") != descending for c in order) or columns[-1] not in {
        "id",
        "pk",
        "code",
    }:
        raise ValueError("order columns run one way and end in the id")
    rows_wanted, backwards = queryset, False
    values: list[Any] = []
    if cursor:
        try:
            backwards, raw = _decode(cursor, len(columns))
            values = [_typed(queryset, c, v) for c, v in zip(columns, raw, strict=True)]
        except BadCursor:
            backwards, values = False, []
    goes_down = descending != backwards
    if values:
        rows_wanted = rows_wanted.filter(RowComparison(columns, "<" if goes_down else ">", values))
    rows = list(
        rows_wanted.order_by(*[("-" if goes_down else "") + c for c in columns])[: size + 1]
    )
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    page = Page(rows=rows, path=path, query=query)
    if rows:
        if more or backwards:
            page.next_cursor = _encode([_value(rows[-1], c) for c in columns], False)
        if (values and not backwards) or (backwards and more):
            page.previous_cursor = _encode([_value(rows[0], c) for c in columns], True)
    if count:
        page.total, page.total_is_capped = capped_count(queryset)
    return page
