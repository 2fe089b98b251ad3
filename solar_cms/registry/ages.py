"""Age in bands, as the pack draws them: the expression that figures group by, and its words."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import gettext as _

from solar_cms.law.parameters import parameter

KEY = "age_bands"


def band(birth_year: str, year: Any) -> Any:
    """An expression giving "25-35", "60+", "" where no birth year (or no band) is known.

    birth_year: path of the birth year; year: expression of the year the age is taken in. The key
    names its own bounds, so that a figure keeps its meaning when the pack draws others later.
    """
    found = parameter(KEY)
    starts: list[int] = sorted(found.value) if found else []
    if not starts:
        return Value("", output_field=CharField())
    bounds = [0, *[s for s in starts if s > 0]]
    cases = [When(Q(**{f"{birth_year}__isnull": True}), then=Value(""))]
    for first, following in pairwise(bounds):
        cases.append(
            When(**{f"{birth_year}__gt": year - following}, then=Value(f"{first}-{following - 1}"))
        )
    return Case(*cases, default=Value(f"{bounds[-1]}+"), output_field=CharField())


def words(keys: Iterable[Any]) -> dict[Any, str]:
    return {key: str(key).replace("-", "–") if key else _("not known") for key in keys}
