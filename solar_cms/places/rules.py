"""Questions about places, answered with lists of problems."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from solar_cms.base.problems import Problem

CODE = re.compile(r"^[0-9A-Z]{1,12}$")
PARENT = {"district": "province_id", "village": "district_id"}


def problems_with_rows(
    model: type[Model],
    rows: Sequence[Mapping[str, Any]],
    *,
    parents: Collection[str] | None = None,
) -> list[Problem]:
    """What stands in the way of loading these places; fields are "<row number>.<column>".

    parents: the codes above them that there are; those in the database when not given.
    """
    found: list[Problem] = []
    column = PARENT.get(str(model._meta.model_name), "")
    if parents is None and column:
        parent_model: Any = model._meta.get_field(column.removesuffix("_id")).related_model
        parents = set(parent_model._default_manager.values_list("code", flat=True))
    parents = parents or set()
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        code = row.get("code") or ""
        if not CODE.match(code):
            found.append(
                _problem("code_form", number, "code", _("“%s” is not a place code.") % code)
            )
        elif code in seen:
            message = _("Code %(code)s stands in row %(row)s already.")
            found.append(
                _problem("code_twice", number, "code", message % {"code": code, "row": seen[code]})
            )
        seen.setdefault(code, number)
        if not row.get("name_local"):
            found.append(_problem("name_missing", number, "name_local", _("The name is missing.")))
        if column and row.get(column) not in parents:
            message = _("The code “%s” above this place is not known; load it first.")
            found.append(
                _problem(
                    "parent_unknown", number, column.removesuffix("_id"), message % row.get(column)
                )
            )
    return found


def problems_with_new_village(row: Mapping[str, Any]) -> list[Problem]:
    """May this village be added? Fields are its columns."""
    model = apps.get_model("places", "Village")
    found = [
        Problem(problem.code, problem.message, problem.field.partition(".")[2])
        for problem in problems_with_rows(model, [row])
    ]
    if not found and model._default_manager.filter(pk=row["code"]).exists():
        message = _("A village with this code is known already: correct it instead.")
        found.append(Problem("place.code_taken", message, "code"))
    return found


def problems_with_dates(place: Any) -> list[Problem]:
    """Is the last day after the first?"""
    if place.valid_from and place.valid_to and place.valid_to < place.valid_from:
        message = _("The last day must not be before the first.")
        return [Problem("place.dates", message, "valid_from")]
    return []


def problems_with_ending(place: Any, on: date, successor: Any) -> list[Problem]:
    """May this place end on that day, followed by that one?"""
    found = []
    if place.valid_from and on < place.valid_from:
        message = _("The last day must not be before the first.")
        found.append(Problem("place.dates", message, "on"))
    if successor is not None and (type(successor) is not type(place) or successor.pk == place.pk):
        message = _("The successor must be another place of the same level.")
        found.append(Problem("place.successor", message, "successor"))
    return found


def _problem(code: str, number: int, column: str, message: str) -> Problem:
    return Problem(f"place.{code}", message, f"{number}.{column}")
