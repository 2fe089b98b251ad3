"""What a row of a pack may hold. Each app describes its tables with these fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from solar_cms.base.models import SourceStatus
from solar_cms.base.problems import Problem
from solar_cms.law.reading import PackText

KEY = re.compile(r"^[a-z0-9][a-z0-9_.-]*$")


@dataclass(frozen=True)
class Field:
    """One value of a row.

    kind: key (small Latin letters), text, texts (by language, all content languages of the pack),
    int, bool, date, list (of texts), rows (checked by the caller), any.
    choices: the values allowed (of a list: of its items).
    """

    kind: str = "text"
    required: bool = True
    choices: Iterable[str] | None = None


KINDS: dict[str, tuple[type, ...]] = {
    "key": (str,),
    "text": (str,),
    "texts": (dict,),
    "int": (int,),
    "bool": (bool,),
    "date": (date,),
    "list": (list,),
    "rows": (list,),
    "any": (object,),
}

# Every sourced value has these two.
SOURCED: dict[str, Field] = {
    "source": Field("text", required=False),
    "status": Field("text", choices=SourceStatus.values),
}


def kind_problem(value: Any, field: Field) -> str:
    """What is wrong with a value, or ""."""
    fits: bool = isinstance(value, KINDS[field.kind])
    if not fits or (field.kind == "int" and isinstance(value, bool)):
        return _("a value of the kind “%(kind)s” is needed") % {"kind": field.kind}
    if field.kind == "key" and not KEY.match(value):
        return _("a key has small Latin letters, digits, dots, dashes and underscores only")
    if field.kind == "texts":
        missing = [code for code in settings.PACK["languages"]["content"] if not value.get(code)]
        if missing:
            return _("the text is missing in: %(languages)s") % {"languages": ", ".join(missing)}
    if field.choices is not None:
        items = value if field.kind == "list" else [value]
        allowed = sorted(field.choices)
        if wrong := [str(item) for item in items if item not in allowed]:
            return _("“%(wrong)s” is not known; known are: %(known)s") % {
                "wrong": ", ".join(wrong),
                "known": ", ".join(allowed),
            }
    return ""


def check_row(
    text: PackText, row: Any, fields: Mapping[str, Field], *, table: str, index: int | None = None
) -> Iterator[Problem]:
    """Problems with one row: unknown, missing and wrong values, each with its line."""
    if not isinstance(row, dict):
        yield text.fault("pack.not_a_table", _("A table is needed here."), table=table, index=index)
        return
    for name in row:
        if name not in fields:
            message = _("“%(name)s” is not known here; known are: %(known)s") % {
                "name": name,
                "known": ", ".join(sorted(fields)),
            }
            yield text.fault("pack.unknown_key", message, table=table, index=index, key=name)
    for name, field in fields.items():
        if name not in row:
            if field.required:
                message = _("“%(name)s” is missing.") % {"name": name}
                yield text.fault("pack.missing_key", message, table=table, index=index)
        elif said := kind_problem(row[name], field):
            message = f"{name}: {said}"
            yield text.fault("pack.wrong_value", message, table=table, index=index, key=name)


def check_rows(
    text: PackText,
    data: Mapping[str, Any],
    table: str,
    fields: Mapping[str, Field],
    *,
    unique: Sequence[str] = ("key",),
) -> list[Problem]:
    """Problems with all `[[table]]` rows of a file; `unique` columns are not used twice together."""
    rows = data.get(table, [])
    if not isinstance(rows, list):
        return [text.fault("pack.not_rows", _("Write this as [[%s]] rows.") % table, table=table)]
    problems: list[Problem] = []
    seen: dict[tuple[Any, ...], int] = {}
    for index, row in enumerate(rows):
        problems += check_row(text, row, fields, table=table, index=index)
        if unique and isinstance(row, dict):
            mark = tuple(str(row.get(name, "")) for name in unique)
            if mark in seen:
                message = _("“%(key)s” is here twice; the first is in line %(line)s.") % {
                    "key": ", ".join(mark),
                    "line": text.line(table, seen[mark], unique[0]),
                }
                problems.append(
                    text.fault("pack.twice", message, table=table, index=index, key=unique[0])
                )
            seen.setdefault(mark, index)
    return problems


def check_tables(text: PackText, data: Mapping[str, Any], known: Iterable[str]) -> list[Problem]:
    """Tables or values at the top of a file that nothing reads."""
    known = set(known)
    return [
        text.fault(
            "pack.unknown_table",
            _("“%(name)s” is not known here; known are: %(known)s")
            % {"name": name, "known": ", ".join(sorted(known))},
            table=name,
            key=name,
        )
        for name in data
        if name not in known
    ]
