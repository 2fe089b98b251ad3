"""Charts as SVG text: the same function draws for the page, the report and the letter.

Presentation attributes only (the content security policy allows no style), safe in grey print: the
first part of a bar is solid, the second hatched; targets are ticks in ink. Words come in as
arguments; a table with the same numbers stands beside each (`Chart.table`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from solar_cms.base.said import say_number

DATA = "#38477f"
MIDDLE = "#7886bd"
PALE = "#c0c8e2"
INK = "#16201e"
SOFT = "#4e5956"
RULE = "#dbd8ce"
PAPER = "#fdfcf9"
FONT = "Noto Sans Lao, Noto Sans, sans-serif"
BARS, LINES, ROWS = "bars", "lines", "rows"
TICK = -1  # the target's mark in the legend
DASHES = ("", "6 3", "2 3")  # of the first, second and third line
COLOURS = (DATA, MIDDLE, INK)


@dataclass(frozen=True)
class Series:
    """One row of numbers; None where there is none (which is not a zero)."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Chart:
    """What is drawn.

    kind: bars (one upright bar per label, series stacked: women, then men), lines (one per series,
    over time) or rows (a lying bar per label, for names). targets: a tick per label. totals: what
    stands at each bar where it is not the sum (people counted once). unit follows every number.
    """

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    kind: str = BARS
    targets: Sequence[float | None] = ()
    totals: Sequence[float | None] = ()
    unit: str = ""
    target_word: str = ""
    note: str = ""
    heading: str = ""  # of the labels' column in the table: "Quarter"
    urls: Sequence[str] = field(default=())

    def say(self, value: float | None) -> str:
        return "–" if value is None else f"{plainly(value)}{self.unit}"

    def whole(self, number: int) -> float:
        """How long a bar is: its parts together."""
        return sum(one.values[number] or 0 for one in self.series)

    def total(self, number: int) -> float | None:
        """What is written at a bar; None where nothing is known."""
        if self.totals:
            return self.totals[number]
        known = any(one.values[number] is not None for one in self.series)
        return self.whole(number) if known else None

    @property
    def top(self) -> float:
        if self.kind == LINES:
            values = [v for one in self.series for v in one.values if v is not None]
        else:
            values = [self.whole(n) for n in range(len(self.labels))]
        return max([*values, *(t for t in self.targets if t is not None)], default=0)

    @property
    def summary(self) -> str:
        """What a screen reader says of the drawing."""
        said = [
            f"{label} {self.say(self.total(n) if self.kind != LINES else self.series[0].values[n])}"
            for n, label in enumerate(self.labels)
        ]
        return "; ".join(said)

    @property
    def table(self) -> tuple[list[str], list[tuple[str, list[str], str]]]:
        """The same as a table: headings, and (label, cells, address) per row."""
        several = len(self.series) > 1 and self.kind != LINES
        heads = [one.label for one in self.series] + (["∑"] if several else [])
        heads += [self.target_word] if self.targets else []
        rows = []
        for n, label in enumerate(self.labels):
            cells = [self.say(one.values[n]) for one in self.series]
            cells += [self.say(self.total(n))] if several else []
            cells += [self.say(self.targets[n])] if self.targets else []
            rows.append((label, cells, self.urls[n] if self.urls else ""))
        return heads, rows


def plainly(value: float) -> str:
    return say_number(int(value) if float(value).is_integer() else round(value, 1))


def nice_top(value: float, steps: int = 4) -> tuple[float, float]:
    """The top of an axis and its step: about four even steps over the largest value."""
    if value <= 0:
        return steps, 1
    step = 1.0
    while True:
        for factor in (1, 2, 5):
            size = step * factor
            if size * steps >= value:
                return size * max(-(-value // size), 1), size
        step *= 10


def wide(text: str, size: float) -> float:
    """About how wide a text is set: vowels and tone marks above and below take no room."""
    return sum(0 if unicodedata.category(c) == "Mn" else 1 for c in text) * size * 0.6


def letters(text: str, room: float, size: float) -> str:
    """As much of a text as fits; the whole of it stands in the table."""
    if wide(text, size) <= room:
        return text
    # Cut between whole letters, never between a letter and the marks above it.
    parts = ["".join(part) for _key, part in groupby(text, key=_Cluster())]
    while parts and wide("".join(parts), size) > room - size:
        parts.pop()
    return "".join(parts).rstrip() + "…"


class _Cluster:
    """A key that changes with each letter that stands on the line."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, char: str) -> int:
        if unicodedata.category(char) != "Mn" and char != "ຳ":
            self.number += 1
        return self.number


def draw(chart: Chart, *, name: str, page: bool = False) -> str:
    """The SVG. name: makes its ids unique on the page. page: drawn for a column or a phone, in the
    page's own type; otherwise for paper, at its own size and with its font named."""
    width = 400.0 if page else 600.0
    size = 13.0 if page else 12.0
    parts, height = DRAWERS[chart.kind](chart, name, width, size)
    title = f"{name}-title"
    own = "" if page else f' width="{width:.0f}" height="{height:.0f}" font-family="{FONT}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"{own} '
        f'role="img" aria-labelledby="{title} {name}-desc">'
        f'<title id="{title}">{escape(chart.title)}</title>'
        f'<desc id="{name}-desc">{escape(chart.summary)}</desc>'
    )
    return "".join([head, hatch(f"{name}-b"), *parts, "</svg>"])


# --- parts ---------------------------------------------------------------------------------------


def text(x: float, y: float, words: str, *, anchor: str, size: float = 12, **more: str) -> str:
    extra = "".join(f" {k.replace('_', '-')}={quoteattr(v)}" for k, v in more.items())
    fill = "" if "fill" in more else f' fill="{INK}"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}"'
        f"{fill}{extra}>{escape(words)}</text>"
    )


def hatch(name: str) -> str:
    return (
        f'<defs><pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        f'<rect width="5" height="5" fill="{PAPER}"/>'
        f'<rect width="1.6" height="5" fill="{DATA}"/></pattern></defs>'
    )


def line(x1: float, y1: float, x2: float, y2: float, colour: str = RULE, width: float = 1) -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" stroke-width="{width:g}"/>'


def _part(number: int, name: str, x: float, y: float, width: float, height: float) -> str:
    """One part of a bar: the first solid, the second hatched, the third pale."""
    if width <= 0 or height <= 0:
        return ""
    box = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    if number == 0:
        return f'<rect {box} fill="{DATA}"/>'
    fill = f"url(#{name}-b)" if number == 1 else PALE
    inner = f'x="{x + 0.5:.1f}" y="{y + 0.5:.1f}" width="{max(width - 1, 0.5):.1f}" height="{max(height - 1, 0.5):.1f}"'
    return f'<rect {inner} fill="{fill}" stroke="{DATA}"/>'


def _legend(chart: Chart, name: str, x: float, y: float, size: float, room: float) -> list[str]:
    """Words for the parts and for the tick; on another line where one is full."""
    words = list(enumerate(one.label for one in chart.series)) if len(chart.series) > 1 else []
    words += [(TICK, chart.target_word)] if any(t is not None for t in chart.targets) else []
    out, left = [], x
    for number, word in words:
        needed = 26 + wide(word, size) + 24
        if left > x and left + needed - 24 > room:
            left, y = x, y + size * 1.9
        out.append(_mark(chart, number, name, left, y))
        out.append(text(left + 26, y, word, anchor="start", size=size))
        left += needed
    return out


def _mark(chart: Chart, number: int, name: str, x: float, y: float) -> str:
    if number == TICK:
        return line(x, y - 4, x + 18, y - 4, INK, 2.5)
    if chart.kind == LINES:
        return _stroke(number, [(x, y - 4), (x + 20, y - 4)])
    return _part(number, name, x, y - 10, 18, 11)


def _legend_height(chart: Chart, size: float, room: float) -> float:
    words = [one.label for one in chart.series] if len(chart.series) > 1 else []
    words += [chart.target_word] if any(t is not None for t in chart.targets) else []
    if not words:
        return 0
    return 14 + size * 1.9 * -(-sum(50 + wide(w, size) for w in words) // room)


def _axis(
    chart: Chart, left: float, width: float, head: float, foot: float, size: float
) -> tuple[list[str], float]:
    """Level lines with their numbers; and how many units of drawing one of the value takes."""
    top, step = nice_top(chart.top)
    scale = (foot - head) / top
    out, level = [], 0.0
    while level <= top + step / 1000:
        y = foot - level * scale
        out.append(line(left, y, width, y, INK if level == 0 else RULE))
        out.append(text(left - 8, y + 4, chart.say(level), anchor="end", size=size, fill=SOFT))
        level += step
    return out, scale


def _left(chart: Chart, size: float) -> float:
    top, step = nice_top(chart.top)
    return 12 + max(wide(chart.say(top), size), wide(chart.say(step), size))


def _labels(chart: Chart, xs: Sequence[float], y: float, size: float, width: float) -> list[str]:
    """The labels under an axis; where they would touch, only every second, third …; the last stays."""
    if not xs:
        return []
    slot = xs[1] - xs[0] if len(xs) > 1 else 1000
    most = max(wide(label, size) for label in chart.labels) + 4
    every = max(1, int(-(-most // slot)))
    last = len(xs) - 1
    return [
        _label(x, y, chart.labels[n], size, width)
        for n, x in enumerate(xs)
        if (last - n) % every == 0
    ]


def _label(x: float, y: float, words: str, size: float, width: float) -> str:
    """Centred, but never past the right edge."""
    if x + wide(words, size) / 2 > width:
        return text(width, y, words, anchor="end", size=size, fill=SOFT)
    return text(x, y, words, anchor="middle", size=size, fill=SOFT)


# --- bars, lines, rows ---------------------------------------------------------------------------


def _bars(chart: Chart, name: str, width: float, size: float) -> tuple[list[str], float]:
    left, head, foot = _left(chart, size), 24.0, 190.0
    out, scale = _axis(chart, left, width, head, foot, size)
    slot = (width - left) / max(len(chart.labels), 1)
    bar = min(56.0, slot * 0.55)
    centres = [left + slot * (n + 0.5) for n in range(len(chart.labels))]
    for n, centre in enumerate(centres):
        x, y = centre - bar / 2, foot
        for number, one in enumerate(chart.series):
            tall = (one.values[n] or 0) * scale
            gap = 1.5 if number and tall > 4 else 0
            out.append(_part(number, name, x, y - tall, bar, tall - gap))
            y -= tall
        target = chart.targets[n] if chart.targets else None
        if target is not None:
            level = foot - target * scale
            out.append(line(centre - bar * 0.7, level, centre + bar * 0.7, level, INK, 2.5))
            if 0 < y - level < size + 10:  # the number stands above the tick
                y = level
        out.append(
            text(centre, y - 7, chart.say(chart.total(n)), anchor="middle", size=size, font_weight="bold")
        )  # fmt: skip
    out += _labels(chart, centres, foot + size + 8, size, width)
    below = foot + size + 18
    out += _legend(chart, name, left, below + 16, size, width)
    return out, below + _legend_height(chart, size, width - left)


def _stroke(number: int, points: Sequence[tuple[float, float]]) -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dash = f' stroke-dasharray="{DASHES[number % 3]}"' if DASHES[number % 3] else ""
    return (
        f'<path d="M{path}" fill="none" stroke="{COLOURS[number % 3]}" stroke-width="2.2"{dash}/>'
    )


def _lines(chart: Chart, name: str, width: float, size: float) -> tuple[list[str], float]:
    left, head, foot = _left(chart, size), 24.0, 190.0
    out, scale = _axis(chart, left, width, head, foot, size)
    slot = (width - left) / max(len(chart.labels), 1)
    xs = [left + slot * (n + 0.5) for n in range(len(chart.labels))]
    for n, target in enumerate(chart.targets):
        if target is not None:
            y = foot - target * scale
            out.append(line(xs[n] - slot * 0.4, y, xs[n] + slot * 0.4, y, INK, 2.5))
    ends: list[tuple[float, float, str]] = []
    for number, one in enumerate(chart.series):
        runs = groupby(zip(xs, one.values, strict=True), key=lambda pair: pair[1] is None)
        for missing, run in runs:  # a line breaks where there is no number
            if missing:
                continue
            points = [(x, foot - (value or 0) * scale) for x, value in run]
            out.append(_stroke(number, points))
            colour = COLOURS[number % 3]
            out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
            x, y = points[-1]
        if any(v is not None for v in one.values):
            ends.append((y, x, chart.say(next(v for v in reversed(one.values) if v is not None))))
    for n, (y, x, words) in enumerate(sorted(ends)):  # the upper above its line, the others below
        at = y - 9 if n == 0 else y + size + 6
        out.append(text(x, at, words, anchor="middle", size=size, font_weight="bold"))
    out += _labels(chart, xs, foot + size + 8, size, width)
    below = foot + size + 18
    out += _legend(chart, name, left, below + 16, size, width)
    return out, below + _legend_height(chart, size, width - left)


def _rows(chart: Chart, name: str, width: float, size: float) -> tuple[list[str], float]:
    """The name above its bar on a narrow drawing, so that long Lao names stay whole."""
    step = size * 3.1
    most = chart.top or 1
    room = (
        width
        - max((wide(chart.say(chart.total(n)), size) for n in range(len(chart.labels))), default=0)
        - 16
    )
    out = []
    for n, label in enumerate(chart.labels):
        y = 6 + step * n
        out.append(text(0, y + size, letters(label, width, size), anchor="start", size=size))
        x, top = 0.0, y + size * 1.5
        for number, one in enumerate(chart.series):
            long = (one.values[n] or 0) / most * room
            out.append(_part(number, name, x, top, long, 9))
            x += long
        target = chart.targets[n] if chart.targets else None
        if target is not None:
            at = target / most * room
            out.append(line(at, top - 3, at, top + 12, INK, 2.5))
            x = max(x, at)
        out.append(
            text(x + 8, top + 9, chart.say(chart.total(n)), anchor="start", size=size, font_weight="bold")
        )  # fmt: skip
    below = 6 + step * len(chart.labels)
    out += _legend(chart, name, 0, below + 16, size, width)
    return out, below + _legend_height(chart, size, width) + 4


DRAWERS: dict[str, Callable[[Chart, str, float, float], tuple[list[str], float]]] = {
    BARS: _bars,
    LINES: _lines,
    ROWS: _rows,
}
