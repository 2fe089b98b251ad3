"""Finding places by what people write: a code, or a name in local or Latin letters, or an alias."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    Func,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
)

from solar_cms.base.likeness import like
from solar_cms.base.picking import MOST, Choice, same_name
from solar_cms.places.models import District, Province, Village

LEVELS: dict[str, type[Model]] = {"province": Province, "district": District, "village": Village}
BEFORE = re.compile(
    r"^(ບ້ານ|ເມືອງ|ແຂວງ|ban |baan |b\. ?|village |muang |district |province )", re.IGNORECASE
)
# Alone, or at the end as a picker writes it; "Lak 35" is a name.
CODE = re.compile(r"(?:^|· ?)(\d{2,12})$|[ (](\d{4,12})\)?$")
# Codes of other countries have letters: as a picker writes them they are codes, alone they may be names.
LETTERED = re.compile(r"(?:· ?|\()([A-Z][A-Z0-9-]{1,11})\)?$")
OUTER = {"district": ["province"], "village": ["district", "district__province"], "province": []}


def places_of(level: str, user: Any, right: str = "", within: str = "") -> QuerySet[Any]:
    """Places of a level that are so today; with a right, where it reaches; within a district or
    province. To a user without the right: none."""
    rows: Any = LEVELS[level]._default_manager.visible_to(user).filter(valid_to=None)  # type: ignore[attr-defined]
    rows = rows.select_related(*OUTER[level])
    if right and level != "province":
        reach = user.scope.reach(right)
        if not reach.whole_country:
            path = "code__in" if level == "district" else "district__in"
            rows = rows.filter(**{path: sorted(reach.districts)})
    if within:
        rows = rows.filter(**{OUTER[level][0]: within}) if OUTER[level] else rows
    return rows


def code_in(words: str) -> str:
    """The code that is written, alone or at the end as a picker writes it; else empty."""
    found = CODE.search(words.strip())
    if found:
        return found[1] or found[2]
    lettered = LETTERED.search(words.strip())
    return lettered[1] if lettered else ""


def _folded(words: str) -> Func:
    return Func(Value(words), function="solar_fold", output_field=TextField())


def found(rows: QuerySet[Any], level: str, words: str) -> list[Any]:
    """The best MOST places, best first: by the code written, else by likeness. Two queries.

    "Houaysa, Paksong" asks for a Houaysa in something called Paksong. No words: the first places.
    """
    words = words.strip()
    if not words:
        return list(rows.order_by("code")[:MOST])
    if code := code_in(words):
        rows = rows.filter(code__startswith=code)
        return list(rows.order_by("code")[:MOST])
    is_code = Q(code=words.upper())
    name, *outer = [part.strip() for part in words.split(",")]
    name = BEFORE.sub("", name) or name
    for part in filter(None, outer):
        condition = Q(pk__in=[])
        for path in OUTER[level]:
            key = _folded(BEFORE.sub("", part))
            condition |= Q(**{f"{path}__search_key__contains": key})
        rows = rows.filter(condition)
    condition, likeness = like(name)
    # Lao is written without spaces: a part of a word is asked for as often as a word.
    condition |= Q(search_key__contains=_folded(name))
    exact = ExpressionWrapper(is_code, output_field=BooleanField())
    ordered = rows.filter(condition | is_code).annotate(likeness=likeness, is_code=exact)
    return list(ordered.order_by("-is_code", "-likeness", "name_local", "code")[:MOST])


def meant(words: str, records: list[Any]) -> list[Any]:
    """Those of the places found that the words mean exactly. One query at most."""
    if code := code_in(words):
        return [place for place in records if place.code == code]
    if exact := [place for place in records if place.code == words.strip().upper()]:
        return exact
    name = words.split(",")[0].strip()
    by_code = {place.code: place for place in records}
    names = {
        place.code: [
            BEFORE.sub("", name) or name
            for name in (place.name_local, place.name_latin, *place.aliases)
        ]
        for place in records
    }
    return [by_code[code] for code in same_name(BEFORE.sub("", name) or name, names)]


def choice_of(place: Any) -> Choice:
    """A place with what it lies in and its code."""
    outer = [place.district, place.district.province] if isinstance(place, Village) else []
    outer = [place.province] if isinstance(place, District) else outer
    where = ", ".join(one.name for one in outer)
    return Choice(place.code, place.name, " · ".join(part for part in (where, place.code) if part))
