"""Tallies: rows grouped in the database by the cells they fall in, summed up to every place here.

A count of distinct people cannot be added up from its parts, and one statement with GROUPING SETS
sorts all rows once for each of a dozen groupings. So the database first gathers for each person
the cells they appear in (district, sex, channel …) and counts how many people share the same set
of cells: a few hundred lines, from which every total follows exactly.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

COUNTRY = ""
SEX = "sex"
MEDIAN = "median"


@dataclass
class Value:
    """An indicator in one period and place.

    number: None when there is nothing to divide by. records: rows behind it. breakdown: dimension
    → value → number, "channel|sex" → value → {sex: number}; keys are texts, "" is not known.
    """

    number: Decimal | None = Decimal(0)
    records: int = 0
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    breakdown: dict[str, dict[str, Any]] = field(default_factory=dict)


def statement(
    rows: str, measure: str, dimensions: int, periods: int, until: bool, weighed: bool = False
) -> str:
    """The grouped statement around `rows` (figure_district, figure_day, figure_until,
    figure_subject, figure_weight, figure_d0 …); its parameters are (code, first, last) per period,
    then those of the rows. Gives (period, cells, rows, number); a cell is the JSON list
    [district, d0, d1, …]. For a median the number is a value, and rows how often it is there.
    """
    spans = ", ".join(["(%s::text, %s::date, %s::date)"] * periods)
    columns = ", ".join(["r.figure_district", *[f"r.figure_d{n}" for n in range(dimensions)]])
    standing = " AND (r.figure_until IS NULL OR r.figure_until >= s.last)" if until else ""
    subject = "NULL" if measure == "count" else "r.figure_subject"
    weight = "r.figure_weight" if weighed else "1"
    begin = (
        f"WITH s(code, first, last) AS (VALUES {spans}), cells AS ("
        f'SELECT s.code, jsonb_build_array({columns})::text COLLATE "C" AS cell, '
        f"{subject} AS subject, {weight} AS weight "
        f"FROM ({rows}) r JOIN s ON r.figure_day <= s.last "
        f"AND (s.first IS NULL OR r.figure_day >= s.first){standing}) "
    )
    if measure == MEDIAN:
        return (
            f"{begin}SELECT code, ARRAY[cell], COUNT(*), subject FROM cells "
            "WHERE subject IS NOT NULL GROUP BY code, cell, subject"
        )
    if measure != "distinct":
        number = "COUNT(*)" if measure == "count" else "COALESCE(SUM(subject), 0)"
        return f"{begin}SELECT code, ARRAY[cell], COUNT(*), {number} FROM cells GROUP BY code, cell"
    return (
        f"{begin}, once AS (SELECT code, subject, cell, COUNT(*) AS n, MAX(weight) AS weight "
        "FROM cells GROUP BY 1, 2, 3), "
        "people AS (SELECT code, array_agg(cell ORDER BY cell) AS cells, MAX(weight) AS weight "
        "FROM once WHERE subject IS NOT NULL GROUP BY code, subject) "
        "SELECT code, ARRAY[cell], SUM(n), 0 FROM once GROUP BY code, cell "
        "UNION ALL SELECT code, cells, 0, COALESCE(SUM(weight), 0) FROM people GROUP BY code, cells"
    )


def gather(
    rows: Iterable[tuple[str, Sequence[str], Any, Any]],
    names: Sequence[str],
    homes: dict[str, str],
    province: str,
) -> dict[tuple[str, str], Value]:
    """Lines of the statement → (period, place) → Value, for country, provinces and districts.

    Each line's number counts once in every cell that any of its own cells lies in.
    """
    found: dict[tuple[str, str], Value] = {}
    parsed: dict[str, list[Any]] = {}
    for code, cells, records, number in rows:
        seen: set[tuple[str, ...]] = set()
        for cell in cells:
            if cell not in parsed:
                parsed[cell] = json.loads(cell)
            seen |= _within(parsed[cell], names, homes, province)
        for place, *path in seen:
            value = found.setdefault((code, place), Value())
            if not path:
                value.records += int(records)
                value.number = (value.number or Decimal(0)) + Decimal(number)
            elif number:
                _add(value.breakdown, path, number)
    return found


def gather_medians(
    rows: Iterable[tuple[str, Sequence[str], Any, Any]],
    names: Sequence[str],
    homes: dict[str, str],
    province: str,
) -> dict[tuple[str, str], Value]:
    """The same for medians: how often each value is there adds up to every place and cell, so each
    median is exact (the mean of the two in the middle of an even number)."""
    often: dict[tuple[str, ...], Counter[Decimal]] = {}
    for code, cells, times, value in rows:
        for cell in cells:
            for within in _within(json.loads(cell), names, homes, province):
                often.setdefault((code, *within), Counter())[Decimal(value)] += int(times)
    found: dict[tuple[str, str], Value] = {}
    for (code, place, *path), values in sorted(often.items(), key=lambda item: len(item[0])):
        middle = median(values)
        if not path:
            found[code, place] = Value(middle, values.total())
        else:
            *above, last = path
            _cell_of(found[code, place].breakdown, above)[last] = plain(middle)
    return found


def median(often: Counter[Decimal]) -> Decimal:
    """Of values and how often each is there (at least one)."""
    upper = often.total() // 2  # counted from nothing
    lower = upper if often.total() % 2 else upper - 1
    middle, seen = [], 0
    for value in sorted(often):
        before, seen = seen, seen + often[value]
        middle += [value for place in (lower, upper) if before <= place < seen]
    return sum(middle) / Decimal(2)


def _within(
    cell: list[Any], names: Sequence[str], homes: dict[str, str], province: str
) -> set[tuple[str, ...]]:
    """Every (place), (place, name, key) and (place, name|sex, key, sex) that a cell lies in."""
    district, *values = cell
    keys = {name: _key(value) for name, value in zip(names, values, strict=True)}
    # What stands in no district (staff of the central office) counts in the country alone.
    places = [place for place in (district, homes.get(district)) if place]
    places += [] if province else [COUNTRY]
    found: set[tuple[str, ...]] = set()
    for place in places:
        found.add((place,))
        for name, key in keys.items():
            found.add((place, name, key))
            if SEX in keys and name != SEX:
                found.add((place, f"{name}|{SEX}", key, keys[SEX]))
    return found


def _add(breakdown: dict[str, Any], path: Sequence[str], number: Any) -> None:
    *above, last = path
    cells = _cell_of(breakdown, above)
    cells[last] = plain(Decimal(cells.get(last, 0)) + Decimal(number))


def _cell_of(breakdown: dict[str, Any], above: Sequence[str]) -> dict[str, Any]:
    """The cells under these names, made where they are not there."""
    for name in above:
        breakdown = breakdown.setdefault(name, {})
    return breakdown


def _key(value: Any) -> str:
    return "" if value is None else str(value)


def plain(number: Decimal) -> int | float:
    """A number as JSON keeps it."""
    return int(number) if number == number.to_integral_value() else float(number)


def with_places(
    found: dict[tuple[str, str], Value], homes: dict[str, str], *, by_sex: bool
) -> dict[tuple[str, str], Value]:
    """Give each province its districts, and the country its provinces and districts, as breakdown."""
    for (code, place), value in list(found.items()):
        if not place or value.number is None:
            continue
        above = [(COUNTRY, "province")]
        if place in homes:
            above = [(homes[place], "district"), (COUNTRY, "district")]
        for home, level in above:
            parent = found.get((code, home))
            if parent is None:
                continue
            parent.breakdown.setdefault(level, {})[place] = plain(value.number)
            if by_sex:
                cells = value.breakdown.get(SEX, {})
                parent.breakdown.setdefault(f"{level}|{SEX}", {})[place] = cells
    return found
