"""The parts a report is laid out in: sections of tables, charts and passages. Plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from reporting import sex_bars
from solar_cms.base import charts
from solar_cms.base.face import Tag
from solar_cms.places import maps
from solar_cms.places.maps import DistrictMap

TICK = 0.78


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

    @property
    def bar_total(self) -> float:
        """The bar's length: targets of all rows stand at the same tick, at 78 of 100."""
        value, target = self.bar or (0, None)
        return target / TICK if target else value

    @property
    def sex_svg(self) -> SafeString | str:
        return mark_safe(sex_bars.sex_bar(*self.sexes)) if self.sexes else ""  # our own SVG


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
    phone: str = "scroll"  # or cards: see docs/components.md
    kind: str = "table"

    @property
    def rows(self) -> list[tuple[str, list[tuple[Head, Cell]]]]:
        """For templates: each line's kind, and its cells beside their heads."""
        return [(line.kind, list(zip(self.heads, line.cells, strict=False))) for line in self.lines]


@dataclass(frozen=True)
class Chart:
    """A chart or a map: drawn anew for the page and for paper, with the same table beside it."""

    name: str
    title: str
    picture: charts.Chart | DistrictMap
    kind: str = "chart"

    @property
    def is_map(self) -> bool:
        return isinstance(self.picture, DistrictMap)

    @property
    def svg(self) -> str:
        """For paper."""
        if isinstance(self.picture, DistrictMap):
            return maps.drawn(self.picture, name=self.name, page=False).svg
        return charts.draw(self.picture, name=self.name)


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
