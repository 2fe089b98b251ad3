"""Bars of women and men in the cells of a table."""

from __future__ import annotations

from solar_cms.base.charts import DATA, hatch

HATCH = "solar-hatch"


def hatch_defs() -> str:
    """The hatch that all `sex_bar`s of a page refer to; put once into it."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0" aria-hidden="true">{hatch(HATCH)}</svg>'


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
