"""A map of districts as SVG text, from committed outlines: no tile server, no script.

Four steps of one colour; every district is a link with its name and number, the number is written
where there is room, and a table with the same numbers stands beside it. The same function draws for
the page and for paper. Outlines: `boundaries/<pack>.json`, made by `manage.py build_boundaries`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.utils.translation import gettext as _

from solar_cms.base.charts import (
    DATA,
    FONT,
    INK,
    MIDDLE,
    PALE,
    PAPER,
    RULE,
    SOFT,
    plainly,
    text,
    wide,
)
from solar_cms.places.models import District

STEPS = ("#eceef6", PALE, MIDDLE, DATA)
# Which colours are used where there are fewer steps.
USED = {1: (2,), 2: (1, 3), 3: (1, 2, 3), 4: (0, 1, 2, 3)}
WASH = "#f4f2eb"
# Which share of the districts with a number lies under each of the three bounds.
SHARES = (0.4, 0.7, 0.92)
MARGIN = 14


def boundaries_file() -> Path:
    return Path(__file__).resolve().parent / "boundaries" / f"{settings.SOLAR_PACK}.json"


@lru_cache(maxsize=2)
def _outlines(path: Path) -> dict[str, Any]:
    if not path.is_file():  # a country whose boundaries nobody has brought: the table stays
        return {"attribution": "", "fine": {}, "coarse": {}, "borders": ""}
    return json.loads(path.read_text(encoding="utf-8"))


def outlines() -> dict[str, Any]:
    return _outlines(boundaries_file())


@dataclass(frozen=True)
class DistrictMap:
    """What is shown.

    values: district code → number; None and absent mean that nothing is known there. province: its
    districts, or "" for the whole country. urls: district code → page of its number. names: by
    code, else read from the places.
    """

    title: str
    values: Mapping[str, float | None]
    province: str = ""
    urls: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    heading: str = ""  # of the numbers' column in the table
    note: str = ""

    def say(self, value: float | None) -> str:
        return "–" if value is None else f"{plainly(value)}{self.unit}"


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    value: float | None
    said: str
    share: str
    url: str
    step: int  # 0 to 3; -1 for none


@dataclass(frozen=True)
class Drawn:
    """A map with all that stands around it."""

    map: DistrictMap
    rows: list[Row]
    none: list[str]  # names of the districts without a number above zero
    legend: list[tuple[str, str]]  # colour, words
    attribution: str
    svg: str


def bounds_of(values: list[float]) -> list[float]:
    """The lower bounds of up to four steps: round numbers, by how many districts lie under them."""
    known = sorted(v for v in values if v > 0)
    if not known:
        return []
    whole = all(float(v).is_integer() for v in known)
    found = [1.0 if whole else 0.0]
    for share in SHARES:
        bound = _round(known[min(int(share * len(known)), len(known) - 1)])
        if bound > max(found[-1], known[0]) and bound <= known[-1]:
            found.append(bound)
    return found


def _round(value: float) -> float:
    """The next lower of 1, 2, 5, 10, 20, 25, 50, 100 …"""
    size = 1.0
    while size * 10 <= value:
        size *= 10
    while size > value:
        size /= 10
    return max(
        f * size for f in (1.0, 2.0, 2.5, 5.0) if f * size <= value and (f != 2.5 or size >= 10)
    )


def step_of(value: float | None, bounds: list[float]) -> int:
    if not value or value < 0:
        return -1
    number = max((n for n, bound in enumerate(bounds) if value >= bound), default=0)
    return USED[len(bounds)][number]


def legend_of(shown: DistrictMap, bounds: list[float], rows: list[Row]) -> list[tuple[str, str]]:
    found = []
    whole = all(float(row.value).is_integer() for row in rows if row.value)
    known = [row.value for row in rows if row.value]
    for n, bound in enumerate(bounds):
        later = bounds[n + 1] if n + 1 < len(bounds) else None
        if len(bounds) == 1:
            words = " – ".join(dict.fromkeys([shown.say(min(known)), shown.say(max(known))]))
        elif later is None:
            words = _("%(least)s and more") % {"least": shown.say(bound)}
        elif whole:
            most = later - 1
            words = shown.say(bound)
            if most > bound:
                words = _("%(least)s to %(most)s") % {
                    "least": shown.say(bound),
                    "most": shown.say(most),
                }
        else:
            words = _("%(least)s to under %(most)s") % {
                "least": shown.say(bound),
                "most": shown.say(later),
            }
        found.append((STEPS[USED[len(bounds)][n]], words))
    if any(row.step < 0 for row in rows):
        found.append((PAPER, _("none")))
    return found


def drawn(shown: DistrictMap, *, name: str, page: bool = True) -> Drawn:
    """The map and its table. One query, none where the names are given."""
    shapes = outlines()["fine" if shown.province else "coarse"]
    names: Mapping[str, str] = shown.names
    if not names:
        districts = District.objects.filter(valid_to__isnull=True)
        if shown.province:
            districts = districts.filter(province=shown.province)
        names = {d.code: d.name for d in districts}
    bounds = bounds_of([v for v in shown.values.values() if v])
    whole = sum(v for v in shown.values.values() if v)
    rows = [
        Row(
            code,
            names[code],
            value := shown.values.get(code),
            shown.say(value or 0),
            _share(value, whole) if not shown.unit else "",
            shown.urls.get(code, ""),
            step_of(value, bounds),
        )
        for code in sorted(names)
    ]
    legend = legend_of(shown, bounds, rows)
    rows.sort(key=lambda row: (-(row.value or 0), row.code))
    picture = ""
    if any(row.code in shapes for row in rows):
        picture = _svg(shown, rows, legend, name, page)
    return Drawn(
        shown,
        [row for row in rows if row.step >= 0],
        [row.name for row in rows if row.step < 0],
        legend,
        outlines()["attribution"],
        picture,
    )


def _share(value: float | None, whole: float) -> str:
    if not value or not whole:
        return ""
    share = 100 * value / whole
    return _("under 1%") if share < 1 else f"{plainly(round(share))}%"


def _svg(
    shown: DistrictMap, rows: list[Row], legend: list[tuple[str, str]], name: str, page: bool
) -> str:
    level = "fine" if shown.province else "coarse"
    shapes = outlines()[level]
    ours = [row for row in rows if row.code in shapes]
    boxes = [shapes[row.code]["box"] for row in ours]
    left, top = min(b[0] for b in boxes) - MARGIN, min(b[1] for b in boxes) - MARGIN
    width = max(b[0] + b[2] for b in boxes) + MARGIN - left
    height = max(b[1] + b[3] for b in boxes) + MARGIN - top
    size = max(width / 30, height / 38)
    parts = [] if not shown.province else _around(shapes, ours, (left, top, width, height), size)
    if not shown.province:  # what has nothing is one shape there: half the bytes
        empty = "".join(shapes[row.code]["path"] for row in ours if row.step < 0)
        parts.append(
            f'<path d="{empty}" fill="{PAPER}" stroke="{RULE}" stroke-width="{size / 30:.1f}"/>'
        )
    parts += [
        _district(shown, row, shapes[row.code], size, page)
        for row in ours
        if shown.province or row.step >= 0
    ]
    if not shown.province:
        parts.append(
            f'<path d="{outlines()["borders"]}" fill="none" stroke="{INK}" stroke-width="{size / 14:.1f}"/>'
        )
    parts += [_label(row, shapes[row.code], size) for row in ours if shown.province]
    foot = 0.0
    if not page:
        foot = _legend(parts, legend, left + MARGIN, top + height, size, width - 2 * MARGIN)
    box = f"{left} {top} {width} {height + foot:.0f}"
    own = "" if page else f' width="{width}" height="{height + foot:.0f}" font-family="{FONT}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"{own} role="group" '
        f"aria-label={quoteattr(shown.title)}>" + "".join(parts) + "</svg>"
    )


def _around(
    shapes: dict[str, Any], ours: list[Row], view: tuple[float, float, float, float], size: float
) -> list[str]:
    """The neighbours that the view cuts, in wash: where the province lies."""
    left, top, width, height = view
    mine = {row.code for row in ours}
    found = "".join(
        shape["path"]
        for code, shape in shapes.items()
        if code not in mine
        and shape["box"][0] < left + width
        and shape["box"][0] + shape["box"][2] > left
        and shape["box"][1] < top + height
        and shape["box"][1] + shape["box"][3] > top
    )
    return [
        f'<path d="{found}" fill="{WASH}" stroke="{RULE}" stroke-width="{size / 14:.1f}" '
        f'stroke-dasharray="{size / 4:.1f}"/>'
    ] if found else []  # fmt: skip


def _district(shown: DistrictMap, row: Row, shape: dict[str, Any], size: float, page: bool) -> str:
    fill = PAPER if row.step < 0 else STEPS[row.step]
    thin = size / 14 if shown.province else size / 40
    path = f'<path d="{shape["path"]}" fill="{fill}" stroke="{INK}" stroke-width="{thin:.1f}"'
    words = f"{row.name}: {row.said}"
    if page and row.url:
        title = f"<title>{escape(words)}</title>"
        return (
            f"<a href={quoteattr(row.url)} aria-label={quoteattr(words)}>{path}>{title}</path></a>"
        )
    return f"{path}><title>{escape(words)}</title></path>" if page else f"{path}/>"


def _label(row: Row, shape: dict[str, Any], size: float) -> str:
    """The number, and the name above it, where they fit inside the borders."""
    (x, y), room = shape["at"], shape["room"]
    if wide(row.said, size) / 2 > room * 1.05 or size * 0.6 > room:
        return ""
    fill = "#fff" if row.step == 3 else INK
    small = size * 0.82
    named = wide(row.name, small) / 2 <= room and room > size * 1.25
    # The link below the words is what a pointer meets.
    more = {"pointer_events": "none", "aria_hidden": "true"}
    number = text(
        x, y + (size if named else size * 0.36), row.said, anchor="middle", size=round(size, 1),
        fill=fill if row.step >= 0 else SOFT, **({"font_weight": "bold"} if row.step >= 0 else {}), **more,
    )  # fmt: skip
    if not named:
        return number
    return (
        text(x, y - size * 0.3, row.name, anchor="middle", size=round(small, 1), fill=fill, **more)
        + number
    )


def _legend(
    parts: list[str], legend: list[tuple[str, str]], x: float, y: float, size: float, room: float
) -> float:
    """Colours and words under the map; how much room they took."""
    for n, (colour, words) in enumerate(legend):
        at = y + size * (1.2 + 1.7 * n)
        parts.append(
            f'<rect x="{x:.0f}" y="{at - size * 0.8:.0f}" width="{size * 1.6:.0f}" height="{size:.0f}" '
            f'fill="{colour}" stroke="{INK}" stroke-width="{size / 20:.1f}"/>'
        )
        parts.append(text(x + size * 2.2, at, words, anchor="start", size=round(size, 1)))
    at = y + size * (1.2 + 1.7 * len(legend))
    lines = _lines(
        _("Boundaries: %(whose)s") % {"whose": outlines()["attribution"]}, size * 0.6, room
    )
    for n, words in enumerate(lines):
        small = round(size * 0.6, 1)
        parts.append(text(x, at + size * n, words, anchor="start", size=small, fill=SOFT))
    return size * (1.0 + 1.7 * len(legend) + len(lines))


def _lines(words: str, size: float, room: float) -> list[str]:
    """Words over as many lines as they need."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and wide(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
