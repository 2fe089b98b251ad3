"""The parts a report is laid out in: sections of tables, charts and passages. Plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from solar_cms.base.face import Tag


@dataclass(frozen=True)
class Cell:
    """text: as printed; number: for a workbook; note: a second, softer line."""

    text: str = ""
    number: float | int | None = None
    url: str = ""
    note: str = ""
    bold: bool = False
    bar: tuple[float, float | None] | None = None  # achieved, target
    sexes: tuple[float, float] | None = None
    spark: tuple[float, ...] = ()
    tag: Tag | None = None


@dataclass(frozen=True)
class Head:
    """A column: `kind` is text, num, bar, sexes, spark or tag; `width` its share in print."""

    text: str
    kind: str = "text"
    width: float = 1.0
    phone: str = ""  # lead, sub, state: what a phone keeps (see docs/components.md)


@dataclass(frozen=True)
class Line:
    cells: tuple[Cell, ...]
    kind: str = ""  # group, total


@dataclass(frozen=True)
class Table:
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    caption: str = ""
    kind: str = "table"


@dataclass(frozen=True)
class Chart:
    name: str
    svg: str
    title: str
    kind: str = "chart"


@dataclass(frozen=True)
class Passage:
    text: str
    kind: str = "passage"


Block = Table | Chart | Passage


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    note: str = ""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Layout:
    language: str
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    foot: str
    labels: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
