"""Charts as SVG text: the same markup on the page and in the PDF.

Presentation attributes only (the content security policy allows no style), grey-print safe: women
solid, men hatched. Words come in as arguments; a table with the same numbers stands beside each.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

DATA = "#38477f"
PALE = "#c0c8e2"
INK = "#16201e"
SOFT = "#4e5956"
RULE = "#dbd8ce"
PAPER = "#fdfcf9"
FONT = "Noto Sans Lao, Noto Sans, sans-serif"


def nice_top(value: float) -> tuple[float, float]:
    """The top of an axis and its step: about four even steps over the largest value."""
    if value <= 0:
        return 4, 1
    step = 1.0
    while True:
        for factor in (1, 2, 5):
            size = step * factor
            if size * 4 >= value:
                steps = -(-value // size)
                return size * max(steps, 1), size
        step *= 10


def _text(x: float, y: float, words: str, *, anchor: str, size: int = 12, **more: str) -> str:
    extra = "".join(f" {k.replace('_', '-')}={quoteattr(v)}" for k, v in more.items())
    fill = "" if "fill" in more else f' fill="{INK}"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
        f"{fill}{extra}>{escape(words)}</text>"
    )


def _hatch(name: str) -> str:
    return (
        f'<defs><pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        f'<rect width="5" height="5" fill="{PAPER}"/>'
        f'<rect width="1.6" height="5" fill="{DATA}"/></pattern></defs>'
    )


def _said(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def quarter_bars(
    labels: Sequence[str],
    values: Sequence[float],
    *,
    by_sex: Sequence[tuple[float, float]] | None = None,
    title: str,
    key: tuple[str, str] = ("", ""),
    name: str = "q",
    say: object = None,
) -> str:
    """Bars per quarter, women below, men above (or one solid bar). `key`: words for women, men.

    values: what stands above each bar; name: a prefix that makes the ids unique on the page.
    """
    width, height, left, bottom, head = 600, 250, 52, 34, 22
    foot = height - bottom - (26 if by_sex else 0)
    heights = [sum(pair) for pair in by_sex] if by_sex else list(values)
    top, step = nice_top(max([*heights, *values], default=0))
    scale = (foot - head) / top
    say_it = say if callable(say) else _said
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label={quoteattr(title)} '
        f'font-family="{FONT}"><title>{escape(title)}</title>',
        _hatch(f"{name}-men"),
    ]
    line = 0.0
    while line <= top + step / 1000:
        y = foot - line * scale
        out.append(
            f'<line x1="{left}" x2="{width}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{INK if line == 0 else RULE}" stroke-width="1"/>'
        )
        out.append(_text(left - 10, y + 4, say_it(line), anchor="end", fill=SOFT))
        line += step
    slot = (width - left) / max(len(labels), 1)
    bar = min(56.0, slot * 0.55)
    for number, label in enumerate(labels):
        x = left + slot * number + (slot - bar) / 2
        out += _bar(x, bar, foot, scale, heights[number], by_sex[number] if by_sex else None, name)
        above = foot - heights[number] * scale - 7
        out.append(
            _text(x + bar / 2, above, say_it(values[number]), anchor="middle", font_weight="bold")
        )
        out.append(_text(x + bar / 2, foot + 20, label, anchor="middle", fill=SOFT))
    if by_sex:
        out += _legend(left, height - 14, key, name)
    return "".join([*out, "</svg>"])


def _bar(
    x: float,
    width: float,
    foot: float,
    scale: float,
    whole: float,
    pair: tuple[float, float] | None,
    name: str,
) -> list[str]:
    if pair is None:
        tall = whole * scale
        return [
            f'<rect x="{x:.1f}" y="{foot - tall:.1f}" width="{width:.1f}" height="{tall:.1f}" fill="{DATA}"/>'
        ]
    women, men = pair[0] * scale, pair[1] * scale
    parts = []
    if women:
        parts.append(
            f'<rect x="{x:.1f}" y="{foot - women:.1f}" width="{width:.1f}" height="{women:.1f}" fill="{DATA}"/>'
        )
    if men:
        gap = 1.5 if women and men > 4 else 0
        parts.append(
            f'<rect x="{x + 0.5:.1f}" y="{foot - women - men:.1f}" width="{width - 1:.1f}" '
            f'height="{max(men - gap, 0.5):.1f}" fill="url(#{name}-men)" stroke="{DATA}" stroke-width="1"/>'
        )
    return parts


def _legend(x: float, y: float, key: tuple[str, str], name: str) -> list[str]:
    second = x + 40 + 9 * max(len(key[0]), 6)
    return [
        f'<rect x="{x}" y="{y - 10}" width="18" height="11" fill="{DATA}"/>',
        _text(x + 25, y, key[0], anchor="start"),
        f'<rect x="{second}" y="{y - 10}" width="18" height="11" fill="url(#{name}-men)" '
        f'stroke="{DATA}" stroke-width="1"/>',
        _text(second + 25, y, key[1], anchor="start"),
    ]


HATCH = "solar-hatch"


def hatch_defs() -> str:
    """The hatch that all `sex_bar`s of a page refer to; put once into it."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0" aria-hidden="true">{_hatch(HATCH)}</svg>'


def sex_bar(women: float, men: float, *, width: int = 90) -> str:
    """A thin bar of two parts, women solid and men hatched; its numbers stand beside it."""
    whole = women + men
    if not whole:
        return ""
    cut = width * women / whole
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 8" width="{width}" '
        f'height="8" aria-hidden="true">'
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="7" fill="url(#{HATCH})" stroke="{DATA}"/>'
        f'<rect x="0" y="0" width="{cut:.1f}" height="8" fill="{DATA}"/></svg>'
    )
