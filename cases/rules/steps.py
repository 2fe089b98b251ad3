"""What the fields of a step may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.procedure import StepField, Transition
from cases.rules.days import problems_with_day
from cases.states import FieldKind
from solar_cms.base.problems import Problem

FITS: dict[str, Callable[[Any], bool]] = {
    FieldKind.TEXT: lambda value: isinstance(value, str) and len(value) <= 300,
    FieldKind.LONG_TEXT: lambda value: isinstance(value, str),
    FieldKind.DAY: lambda value: isinstance(value, date) and not isinstance(value, datetime),
    FieldKind.MOMENT: lambda value: isinstance(value, datetime) and value.tzinfo is not None,
    FieldKind.NUMBER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    FieldKind.MONEY: lambda value: isinstance(value, int) and not isinstance(value, bool),
    FieldKind.CHOICE: lambda value: isinstance(value, str),
    FieldKind.YES_NO: lambda value: value in ("yes", "no"),
}


def problems_with_said(transition: Transition, said: Mapping[str, Any]) -> list[Problem]:
    """Every field that is required is filled, each with what its kind holds, and no other."""
    problems = []
    for field in transition.fields:
        value = said.get(field.key)
        if value in (None, ""):
            if field.required:
                message = _("This must be filled in.")
                problems.append(Problem("case.field_missing", message, field.key))
        elif not _fits(field, value):
            message = _("“%(name)s” does not hold this.") % {"name": field.name}
            problems.append(Problem("case.field_wrong", message, field.key))
    known = {field.key for field in transition.fields}
    for name in sorted(set(said) - known):
        message = _("This step has no field “%(name)s”.") % {"name": name}
        problems.append(Problem("case.field_unknown", message, name))
    return problems


def _fits(field: StepField, value: Any) -> bool:
    if field.kind == FieldKind.CHOICE:
        return value in {choice.key for choice in field.choices}
    return FITS[field.kind](value)


def problems_with_day_of_step(facts: Facts, transition: Transition, on: date) -> list[Problem]:
    """A step is not in the future and not before the one that led to the stage it starts from."""
    return problems_with_day(
        "on",
        on,
        after=facts.day_of_stage(transition.track),
        what=_("the step before"),
    )
