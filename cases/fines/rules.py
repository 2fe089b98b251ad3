"""fines.toml as plain records. docs/writing-a-pack.md says what each key means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from solar_cms.base.texts import text_in

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Said:
    """Anything of fines.toml with a key, a name by language, a source and a status."""

    key: str
    names: Texts
    source: str = ""
    status: str = ""

    @property
    def name(self) -> str:
        return text_in(self.names)


@dataclass(frozen=True)
class UnitValue:
    """What one unit is worth in minor units, from a day until a day or further notice."""

    amount: int | None
    valid_from: date
    valid_to: date | None = None
    source: str = ""
    status: str = ""


@dataclass(frozen=True)
class Unit(Said):
    values: tuple[UnitValue, ...] = ()

    def on(self, day: date) -> UnitValue | None:
        """The latest value that holds on the day."""
        found = [
            v for v in self.values if v.valid_from <= day and (not v.valid_to or day <= v.valid_to)
        ]
        return max(found, key=lambda v: v.valid_from, default=None)


@dataclass(frozen=True)
class Value:
    """How much: in units, in minor units or in percent of the debt; a range when low ≠ high."""

    low: Decimal
    high: Decimal
    is_percent: bool = False

    @property
    def is_range(self) -> bool:
        return self.low != self.high


@dataclass(frozen=True)
class Band:
    """One cell of a table: from `first` to `last` (None: without end), of a size, of a severity."""

    first: int
    last: int | None
    value: Value | None
    size: str = ""
    severity: str = ""
    source: str = ""
    status: str = ""

    def holds(self, size: str, severity: str) -> bool:
        return self.size in {"", size} and self.severity in {"", severity}


@dataclass(frozen=True)
class Fine(Said):
    """One rule: for these violations, or (when it names none) for these severities."""

    method: str = ""
    violations: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    unit: str = ""
    value: Value | None = None
    by: str = "workers"
    per_worker: bool = False
    bands: tuple[Band, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def per_day(self) -> bool:
        return self.method == "per_day"

    def is_valid_on(self, day: date) -> bool:
        return (not self.valid_from or self.valid_from <= day) and (
            not self.valid_to or day <= self.valid_to
        )


@dataclass(frozen=True)
class Cap(Said):
    """The most: of one item, of one day, of a case, or as a share of the income."""

    of: str = "item"
    amount: Decimal | None = None
    unit: str = ""
    percent: Decimal | None = None
    fines: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Factor(Said):
    """More or less, in percent of the item's base amount, when its condition holds."""

    when: str = "asked"
    percent: Decimal = Decimal(0)
    years: int | None = None
    each: bool = False
    after_caps: bool = False
    fines: tuple[str, ...] = ()
    violations: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reduction(Said):
    """Whoever pays or cures within a time pays this share of the whole."""

    to_percent: Decimal = Decimal(100)
    starts: str = ""
    within: int | None = None
    unit: str = ""


@dataclass(frozen=True)
class Size(Said):
    """A class of employer, by the number of its workers where the pack says so."""

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class SanctionKind(Said):
    """A fine, a warning, a closure …: `is_money`, or measured in days up to `max_days`."""

    is_money: bool = True
    prefix: str = ""
    max_days: int | None = None


@dataclass(frozen=True)
class Instance(Said):
    """A level that decides appeals. `bond` = the percent of the amount to be deposited, or None."""

    bond: Decimal | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decider:
    """Who may decide up to which amount (minor units; None: any), of one item or of the whole."""

    step: str
    roles: tuple[str, ...]
    up_to: int | None = None
    per: str = "total"
    doubled_for_organisations: bool = False
    source: str = ""
    status: str = ""


@dataclass(frozen=True)
class Interest(Said):
    """Interest or surcharge on what is not paid: percent per day, month or year, at most `cap`."""

    percent: Decimal | None = None
    per: str = "day"
    of: str = "fine"
    cap_percent: Decimal | None = None


@dataclass(frozen=True)
class Ways:
    """How sums are rounded and joined: see [fines] in docs/writing-a-pack.md."""

    rounding: str = "half_up"
    round_to: int = 1
    same_act: str = "sum"
    unit_day: str = "found"
    law: str = "case"


@dataclass(frozen=True)
class FineRules:
    """A whole fines.toml; empty where the pack has none."""

    ways: Ways = Ways()
    units: dict[str, Unit] = field(default_factory=dict)
    sizes: dict[str, Size] = field(default_factory=dict)
    fines: tuple[Fine, ...] = ()
    caps: tuple[Cap, ...] = ()
    factors: tuple[Factor, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    sanctions: dict[str, SanctionKind] = field(default_factory=dict)
    instances: dict[str, Instance] = field(default_factory=dict)
    deciders: tuple[Decider, ...] = ()
    interests: dict[str, Interest] = field(default_factory=dict)

    def fines_for(self, violation: str, severity: str, size: str, day: date) -> list[Fine]:
        """Rules that name the violation; only when none does, those that name its severity."""
        valid = [f for f in self.fines if f.is_valid_on(day) and (not f.sizes or size in f.sizes)]
        named = [f for f in valid if violation in f.violations]
        return named or [f for f in valid if not f.violations and severity in f.severities]

    def size_of(self, workers: int | None) -> str:
        """The class of an employer with so many workers, where the pack goes by their number."""
        if workers is None:
            return ""
        return next(
            (
                s.key
                for s in self.sizes.values()
                if s.first is not None and s.first <= workers and (not s.last or workers <= s.last)
            ),
            "",
        )


RENAMED = {"from": "first", "to": "last", "money": "is_money"}


def parse(definition: Mapping[str, Any] | None) -> FineRules:
    """A parsed fines.toml (dates as dates or as ISO text) as records."""
    if not definition:
        return FineRules()
    values, bands = _grouped(definition, "unit_value", "unit"), _grouped(definition, "band", "fine")
    units = {
        row["key"]: _made(Unit, row, values=tuple(_value_of_unit(v) for v in values[row["key"]]))
        for row in definition.get("unit", [])
    }
    fines = tuple(
        _made(Fine, row, value=value_of(row), bands=tuple(_band(b) for b in bands[row["key"]]))
        for row in definition.get("fine", [])
    )
    return FineRules(
        ways=_made(Ways, definition.get("fines", {})),
        units=units,
        sizes=_keyed(Size, definition.get("size", [])),
        fines=fines,
        caps=tuple(_made(Cap, row) for row in definition.get("cap", [])),
        factors=tuple(_made(Factor, row) for row in definition.get("factor", [])),
        reductions=tuple(_made(Reduction, row) for row in definition.get("reduction", [])),
        sanctions=_keyed(SanctionKind, definition.get("sanction", [])),
        instances=_keyed(Instance, definition.get("instance", [])),
        deciders=tuple(_made(Decider, row) for row in definition.get("decider", [])),
        interests=_keyed(Interest, definition.get("interest", [])),
    )


def value_of(row: Mapping[str, Any]) -> Value | None:
    """amount | low and high | percent | low_percent and high_percent; None when nothing is given."""
    for one, low, high in (
        ("amount", "low", "high"),
        ("percent", "low_percent", "high_percent"),
    ):
        is_percent = one == "percent"
        if one in row:
            return Value(number(row[one]), number(row[one]), is_percent)
        if low in row and high in row:
            return Value(number(row[low]), number(row[high]), is_percent)
    return None


def number(value: Any) -> Decimal:
    """A number of a TOML or JSON file exactly as it was written."""
    return Decimal(str(value))


def day_of(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


DECIMALS = {"amount", "percent", "to_percent", "cap_percent", "bond"}


def _made(kind: Any, row: Mapping[str, Any], **given: Any) -> Any:
    known, values = kind.__dataclass_fields__, {}
    for name, value in row.items():
        name = RENAMED.get(name, name)
        if name not in known or name in given:
            continue
        if isinstance(value, list):
            value = tuple(value)
        elif name in {"valid_from", "valid_to"}:
            value = day_of(value)
        elif name in DECIMALS and kind is not UnitValue:
            value = number(value)
        values[name] = value
    return kind(**values, **given)


def _keyed(kind: Any, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {row["key"]: _made(kind, row) for row in rows}


def _value_of_unit(row: Mapping[str, Any]) -> UnitValue:
    return _made(UnitValue, row, amount=row.get("amount"))  # type: ignore[no-any-return]


def _band(row: Mapping[str, Any]) -> Band:
    return _made(Band, row, last=row.get("to"), value=value_of(row))  # type: ignore[no-any-return]


def _grouped(
    definition: Mapping[str, Any], table: str, by: str
) -> Mapping[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in definition.get(table, []):
        found.setdefault(row[by], []).append(row)
    return _Lists(found)


class _Lists(dict[str, Any]):
    def __missing__(self, key: str) -> list[Any]:
        return []
