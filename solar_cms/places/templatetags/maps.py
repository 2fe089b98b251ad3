"""{% district_map map name %}: a choropleth with its legend and table, for any page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import mark_safe

from solar_cms.places import maps

register = template.Library()


@register.inclusion_tag("places/district_map.html")
def district_map(shown: Any, name: str = "map", table: bool = True) -> dict[str, Any]:
    """`shown` is a maps.DistrictMap, or a dict of its fields; `table=False` folds the table away
    under the map."""
    if isinstance(shown, dict):
        shown = maps.DistrictMap(**shown)
    found = maps.drawn(shown, name=name)
    return {
        "drawn": found,
        "svg": mark_safe(found.svg),  # our own SVG, every word in it escaped
        "name": name,
        "beside": table,
        "shares": any(row.share for row in found.rows),
    }
