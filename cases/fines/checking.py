"""What is wrong with a fines.toml, with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cases.fines.rules import value_of
from solar_cms.base.models import SourceStatus
from solar_cms.base.policy import RoleKind
from solar_cms.base.problems import Problem, Refused
from solar_cms.law.reading import PackText, keys_in, read_file
from solar_cms.law.schema import SOURCED, Field, check_row, check_rows, check_tables

ASKED: dict[str, Field] = {**SOURCED, "asks": Field("texts", required=False)}
NAMED: dict[str, Field] = {"key": Field("key"), "names": Field("texts"), **ASKED}
LIST, NUMBER = Field("list", required=False), Field("any", required=False)
INT, DAY = Field("int", required=False), Field("date", required=False)
KEY, YES = Field("key", required=False), Field("bool", required=False)
VALUES: dict[str, Field] = dict.fromkeys(
    ("amount", "low", "high", "percent", "low_percent", "high_percent"), NUMBER
)
FITS: dict[str, Field] = {"fines": LIST, "severities": LIST, "sizes": LIST}
METHODS = ("fixed", "range", "matrix", "bands", "per_day", "percent_of_debt")
WAYS: dict[str, Field] = {
    "rounding": Field("text", required=False, choices=("half_up", "down")),
    "round_to": INT,
    "same_act": Field("text", required=False, choices=("sum", "gravest")),
    "unit_day": Field("text", required=False, choices=("found", "decided")),
    "law": Field("text", required=False, choices=("case", "act")),
    "source": Field("text", required=False),
    "status": Field("text", required=False, choices=SourceStatus.values),
    "asks": Field("texts", required=False),
}
TABLES: dict[str, dict[str, Field]] = {
    "unit": NAMED,
    "unit_value": {
        "unit": Field("key"), "valid_from": Field("date"), "valid_to": DAY, "amount": INT, **ASKED,
    },
    "size": {**NAMED, "from": INT, "to": INT},
    "fine": {
        **NAMED, **VALUES, "method": Field("text", choices=METHODS), "violations": LIST,
        "severities": LIST, "sizes": LIST, "unit": KEY, "per_worker": YES, "valid_from": DAY,
        "valid_to": DAY,
        "by": Field("text", required=False, choices=("workers", "staff", "days", "debt")),
    },
    "band": {
        "fine": Field("key"), "size": KEY, "severity": KEY, "from": Field("int"), "to": INT, **VALUES,
        "source": Field("text", required=False), "asks": Field("texts", required=False),
        "status": Field("text", required=False, choices=SourceStatus.values),
    },
    "cap": {
        **NAMED, **FITS, "of": Field("text", choices=("item", "day", "case", "income")),
        "amount": NUMBER, "percent": NUMBER, "unit": KEY,
    },
    "factor": {
        **NAMED, **FITS, "violations": LIST, "percent": NUMBER, "years": INT, "each": YES,
        "when": Field("text", choices=("always", "repeat", "organisation", "asked")),
        "after_caps": YES,
    },
    "reduction": {
        **NAMED, "to_percent": NUMBER, "starts": KEY, "within": INT,
        "unit": Field("text", required=False, choices=("working", "calendar", "months", "years")),
    },
    "sanction": {**NAMED, "money": YES, "prefix": Field("text", required=False), "max_days": INT},
    "instance": {**NAMED, "bond": NUMBER, "roles": LIST},
    "decider": {
        "step": Field("key"), "roles": Field("list"), "up_to": INT,
        "per": Field("text", required=False, choices=("total", "item")),
        "doubled_for_organisations": YES, **ASKED,
    },
    "interest": {
        **NAMED, "percent": NUMBER, "cap_percent": NUMBER,
        "per": Field("text", choices=("day", "month", "year")),
        "of": Field("text", choices=("fine", "wages")),
    },
}  # fmt: skip
UNIQUE: dict[str, tuple[str, ...]] = {
    "unit_value": ("unit", "valid_from"), "band": (), "decider": (),
}  # fmt: skip


def check_fines(data: Any, path: Path) -> Iterable[Problem]:
    """Known keys, units with values, tables without gap or overlap, one rule for each breach."""
    text = PackText(path)
    problems = check_tables(text, data, {*TABLES, "fines"})
    if "fines" in data:
        problems += check_row(text, data["fines"], WAYS, table="fines")
    for table, fields in TABLES.items():
        problems += check_rows(text, data, table, fields, unique=UNIQUE.get(table, ("key",)))
    problems += _numbers(text, data)
    if problems:
        return problems  # the rest needs sound rows
    return [
        *_unknown_keys(text, data, path),
        *_units(text, data),
        *_values(text, data),
        *_bands(text, data),
        *_twice(text, data),
    ]


def _numbers(text: PackText, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Amounts and percentages are numbers; only a factor's percentage may be negative."""
    for table, fields in TABLES.items():
        rows = data.get(table, [])
        for index, row in enumerate(rows if isinstance(rows, list) else []):
            for name, field in fields.items():
                if field is not NUMBER or not isinstance(row, dict) or name not in row:
                    continue
                value = row[name]
                sound = isinstance(value, (int, float)) and not isinstance(value, bool)
                if not sound or (value < 0 and table != "factor"):
                    message = _("%(name)s: a number is needed here, not below 0.") % {"name": name}
                    yield text.fault("fines.number", message, table=table, index=index, key=name)


def _rows(path: Path, table: str) -> list[Any]:
    try:
        return list(read_file(path).get(table, [])) if path.is_file() else []
    except Refused:
        return []  # that file's own check says why


def _unknown_keys(text: PackText, data: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    own = {table: {row["key"] for row in data.get(table, [])} for table in ("unit", "size", "fine")}
    folder = path.parent
    steps = {
        row.get(name)
        for row in _rows(folder / "procedure.toml", "transition")
        for name in ("key", "act")
    }
    severities = keys_in(folder / "procedure.toml", "severity")
    violations = keys_in(folder / "violations.toml", "violation")
    roles = {*RoleKind.values, *keys_in(folder / "roles.toml", "roles")}
    fits = {"fines": own["fine"], "severities": severities, "sizes": own["size"]}
    known: dict[str, dict[str, Any]] = {
        "unit_value": {"unit": own["unit"]},
        "fine": {
            "unit": own["unit"], "violations": violations, "severities": severities,
            "sizes": own["size"],
        },
        "band": {"fine": own["fine"], "size": own["size"], "severity": severities},
        "cap": {**fits, "unit": own["unit"]},
        "factor": {**fits, "violations": violations},
        "reduction": {"starts": steps},
        "instance": {"roles": roles},
        "decider": {"step": {*steps, "write_off"}, "roles": roles},
    }  # fmt: skip
    for table, names in known.items():
        for index, row in enumerate(data.get(table, [])):
            for name, allowed in names.items():
                value = row.get(name, [])
                for key in value if isinstance(value, list) else [value]:
                    if key not in allowed:
                        message = _("“%(key)s” (%(name)s) is not defined in this pack.") % {
                            "key": key,
                            "name": name,
                        }
                        yield text.fault(
                            "fines.unknown", message, table=table, index=index, key=name
                        )


def _units(text: PackText, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Each unit has values, none of which overlap; an unknown one says so by its status."""
    for index, row in enumerate(data.get("unit", [])):
        values = [v for v in data.get("unit_value", []) if v["unit"] == row["key"]]
        if not values:
            message = _("The unit “%(unit)s” has no [[unit_value]].") % {"unit": row["key"]}
            yield text.fault("fines.no_value", message, table="unit", index=index, key="key")
        ordered = sorted(values, key=lambda v: v["valid_from"])
        for earlier, later in pairwise(ordered):
            if earlier.get("valid_to", date.min) >= later["valid_from"]:
                at = data["unit_value"].index(later)
                message = _("This value begins before the earlier one ends.")
                yield text.fault(
                    "fines.overlap", message, table="unit_value", index=at, key="valid_from"
                )
    for index, row in enumerate(data.get("unit_value", [])):
        if "amount" not in row and row["status"] != SourceStatus.UNKNOWN:
            message = _("An amount is missing; where nobody knows it, the status is “unknown”.")
            yield text.fault("fines.no_amount", message, table="unit_value", index=index)


NEEDS: dict[str, tuple[bool | None, bool | None]] = {  # method: (in percent, a range); None: either
    "fixed": (False, False),
    "range": (False, True),
    "per_day": (False, None),
    "percent_of_debt": (True, None),
}


def _values(text: PackText, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Each rule gives what its method needs, for somebody."""
    banded = {row["fine"] for row in data.get("band", [])}
    for index, row in enumerate(data.get("fine", [])):
        at: dict[str, Any] = {"table": "fine", "index": index}
        if not row.get("violations") and not row.get("severities"):
            message = _("Say for which violations or severities this rule is.")
            yield text.fault("fines.for_nobody", message, **at)
        if row["status"] == SourceStatus.UNKNOWN:
            continue
        if row["method"] in {"matrix", "bands"}:
            if row["key"] not in banded:
                message = _("This rule needs [[band]] rows with fine = “%(key)s”.")
                yield text.fault(
                    "fines.no_bands", message % {"key": row["key"]}, **at, key="method"
                )
            continue
        yield from _value(text, row, NEEDS[row["method"]], at)
    fines = {row["key"]: row for row in data.get("fine", [])}
    for index, row in enumerate(data.get("band", [])):
        if row.get("status") != SourceStatus.UNKNOWN:
            joined = {"unit": fines[row["fine"]].get("unit"), **row}
            yield from _value(text, joined, (None, None), {"table": "band", "index": index})


def _value(
    text: PackText, row: Mapping[str, Any], needs: tuple[bool | None, bool | None], at: Any
) -> Iterator[Problem]:
    value = value_of(row)
    percent, ranged = needs
    if (
        value is None
        or value.low > value.high
        or (percent is not None and value.is_percent != percent)
        or (ranged is not None and value.is_range != ranged)
    ):
        message = _(
            "An amount is missing or of the wrong kind: amount; low and high; percent; "
            "low_percent and high_percent."
        )
        yield text.fault("fines.value", message, **at)
    elif not row.get("unit") and not value.is_percent and value.low % 1 + value.high % 1:
        message = _("Without a unit an amount is a whole number of minor units.")
        yield text.fault("fines.minor_units", message, **at)


def _bands(text: PackText, data: Mapping[str, Any]) -> Iterator[Problem]:
    """The bands of a table follow each other without gap or overlap, and end open."""
    groups: dict[tuple[str, str, str], list[tuple[int, int | None, int]]] = {}
    for index, row in enumerate(data.get("band", [])):
        group = (row["fine"], row.get("size", ""), row.get("severity", ""))
        groups.setdefault(group, []).append((row["from"], row.get("to"), index))
    for rows in groups.values():
        rows.sort()
        if rows[0][0] > 1:
            message = _("Below %(from)s this table has a gap.") % {"from": rows[0][0]}
            yield text.fault("fines.gap", message, table="band", index=rows[0][2], key="from")
        for (_first, end, _index), (start, _end, index) in pairwise(rows):
            if end is None or start <= end:
                message = _("This band overlaps the one before it.")
                yield text.fault("fines.overlap", message, table="band", index=index, key="from")
            elif start > end + 1:
                message = _("Between %(end)s and %(start)s this table has a gap.") % {
                    "end": end,
                    "start": start,
                }
                yield text.fault("fines.gap", message, table="band", index=index, key="from")
        if (end := rows[-1][1]) is not None:
            message = _("Above %(end)s this table has a gap: the last band has no “to”.")
            yield text.fault(
                "fines.gap", message % {"end": end}, table="band", index=rows[-1][2], key="to"
            )
    yield from _cells(text, data, set(groups))


def _cells(
    text: PackText, data: Mapping[str, Any], groups: set[tuple[str, str, str]]
) -> Iterator[Problem]:
    """Where a table goes by size or severity, no size and no severity of its rule is left out."""
    for index, row in enumerate(data.get("fine", [])):
        mine = {(size, severity) for fine, size, severity in groups if fine == row["key"]}
        sizes = {size for size, _severity in mine if size} and (
            row.get("sizes") or [s["key"] for s in data.get("size", [])]
        )
        severities = {severity for _size, severity in mine if severity} and row.get(
            "severities", []
        )
        for size in sizes or [""]:
            for severity in severities or [""]:
                if not any(s in {"", size} and g in {"", severity} for s, g in mine) and mine:
                    message = _("The table has no band for %(cell)s.") % {
                        "cell": " · ".join(part for part in (size, severity) if part)
                    }
                    yield text.fault("fines.gap", message, table="fine", index=index, key="key")


def _twice(text: PackText, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Of two rules for the same breach on the same day neither could be chosen."""
    seen: list[tuple[int, Mapping[str, Any]]] = []
    for index, row in enumerate(data.get("fine", [])):
        for earlier, other in seen:
            if _same_breach(row, other) and _same_days(row, other) and _same_sizes(row, other):
                message = _("The rule in line %(line)s is for the same breach.") % {
                    "line": text.line("fine", earlier, "key")
                }
                yield text.fault("fines.two_rules", message, table="fine", index=index, key="key")
        seen.append((index, row))


def _same_breach(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    for name in ("violations", "severities"):
        if row.get(name) or other.get(name):
            return bool(set(row.get(name, [])) & set(other.get(name, [])))
    return False


def _same_sizes(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    both = set(row.get("sizes", [])), set(other.get("sizes", []))
    return not all(both) or bool(both[0] & both[1])


def _same_days(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return row.get("valid_from", date.min) <= other.get("valid_to", date.max) and other.get(
        "valid_from", date.min
    ) <= row.get("valid_to", date.max)
