"""The part of a country pack that reporting reads: indicators.toml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from reporting import field, quarters
from reporting.models import Indicator, IndicatorVersion, Objective
from reporting.operations import open_quarters
from reporting.overview import OFF_TRACK
from reporting.states import Accumulation, IndicatorKind, Unit
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.hooks import PackSection, datasets, pack_sections
from solar_cms.base.models import today
from solar_cms.base.policy import RoleKind
from solar_cms.base.problems import Problem
from solar_cms.law.parameters import load_parameters
from solar_cms.law.reading import PackText
from solar_cms.law.schema import SOURCED, Field, check_rows, check_tables
from solar_cms.registry import ages

# cases/datasets.py: within how many days the same violation at a workplace is a repeated one.
REPEAT_WINDOW = "repeat_window_days"

OBJECTIVE: dict[str, Field] = {
    "key": Field("text"),
    "names": Field("texts"),
    "activities": Field("bool", required=False),
    "in_reports": Field("bool", required=False),
}
INDICATOR: dict[str, Field] = {
    "key": Field("key"),
    "objective": Field("text"),
    "number": Field("text"),
    "names": Field("texts"),
    "definitions": Field("texts"),
    "kind": Field("text", required=False, choices=IndicatorKind.values),
    "dataset": Field("text", required=False),
    "measure": Field("text", required=False),
    "filter": Field("any", required=False),
    "denominator_dataset": Field("text", required=False),
    "denominator_measure": Field("text", required=False),
    "denominator_filter": Field("any", required=False),
    "denominator_date": Field("text", required=False),
    "denominator_until": Field("text", required=False),
    "denominator_accumulation": Field("text", required=False, choices=Accumulation.values),
    "denominator_reported": Field("text", required=False),
    "per": Field("int", required=False),
    "date": Field("text", required=False),
    "until": Field("text", required=False),
    "accumulation": Field("text", required=False, choices=Accumulation.values),
    "since": Field("date", required=False),
    "by": Field("list", required=False),
    "unit": Field("text", choices=Unit.values),
    "fewer_is_better": Field("bool", required=False),
    "responsible": Field("text", choices=RoleKind.values),
    "verification": Field("texts", required=False),
    "valid_from": Field("date"),
    "valid_to": Field("date", required=False),
    "asks": Field("texts", required=False),
    **SOURCED,
}

PARAMETER: dict[str, Field] = {
    "key": Field("key", choices=[ages.KEY, OFF_TRACK, REPEAT_WINDOW]),
    "names": Field("texts"),
    "value": Field("any"),
    "valid_from": Field("date"),
    "valid_to": Field("date", required=False),
    "asks": Field("texts", required=False),
    **SOURCED,
}


def check_indicators(data: Any, path: Path) -> Iterable[Problem]:
    """The pack's own rows; those of the field that it takes in are the product's (tested there)."""
    text = PackText(path)
    problems = check_tables(
        text, data, {"first_quarter", "takes_in", "objective", "indicator", "parameter"}
    )
    if wrong := sorted(set(data.get("takes_in", [])) - set(field.names())):
        message = _("There are no key figures “%(name)s”; there are: %(known)s.") % {
            "name": ", ".join(wrong),
            "known": ", ".join(field.names()),
        }
        problems.append(text.fault("pack.takes_in", message, key="takes_in"))
    problems += check_rows(text, data, "objective", OBJECTIVE)
    problems += check_rows(text, data, "indicator", INDICATOR, unique=("key", "valid_from"))
    problems += check_rows(text, data, "parameter", PARAMETER, unique=("key", "valid_from"))
    if not quarters.is_code(str(data.get("first_quarter", ""))):
        message = _('Give the first quarter as first_quarter = "2022Q1".')
        problems.append(text.fault("pack.first_quarter", message, key="first_quarter"))
    if not problems:
        whole = field.taken_in(data)
        objectives = {row["key"] for row in whole["objective"]}
        for index, row in enumerate(data.get("indicator", [])):
            for code, message, key in _faults(row, objectives):
                fault = text.fault(code, message, table="indicator", index=index, key=key)
                # The app that owns a dataset may be switched off: the figure then says so itself.
                warn = code == "indicator.dataset"
                problems.append(replace(fault, severity="warning") if warn else fault)
        for index, row in enumerate(data.get("parameter", [])):
            if message := _wrong_value(row["key"], row["value"]):
                code = "parameter.value"
                problems.append(
                    text.fault(code, message, table="parameter", index=index, key="value")
                )
    return problems


def _wrong_value(key: str, value: Any) -> str:
    """What is wrong with the value of a parameter, or ""."""
    if key == REPEAT_WINDOW:
        fits = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 36500
        return "" if fits else _("Give a number of days, such as 365.")
    if key == OFF_TRACK:
        fits = isinstance(value, float | int) and not isinstance(value, bool) and 0 < value < 1
        return "" if fits else _("Give a share of the target between 0 and 1, such as 0.75.")
    rising = (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(n, int) and not isinstance(n, bool) and 0 < n < 120 for n in value)
        and sorted(set(value)) == value
    )
    return "" if rising else _("Give the first age of each band, rising, such as [15, 25, 36, 60].")


def _faults(row: dict[str, Any], objectives: set[str]) -> Iterator[tuple[str, str, str]]:
    """(code, message, key) of what makes an indicator impossible to count."""
    if row["objective"] not in objectives:
        message = _("The objective “%(key)s” is not in this file.") % {"key": row["objective"]}
        yield "indicator.objective", message, "objective"
    if row.get("kind") == IndicatorKind.REPORTED:
        if row.get("dataset"):
            message = _("A reported indicator has no dataset.")
            yield "indicator.reported_dataset", message, "dataset"
        return
    for name in ("dataset", "measure", "date"):
        if not row.get(name):
            yield "indicator.incomplete", _("“%(name)s” is missing.") % {"name": name}, "key"
            return
    yield from _unknown(row, "dataset", "measure", "filter")
    if row.get("denominator_dataset"):
        below = {
            **row,
            "date": row.get("denominator_date") or row["date"],
            "until": row.get("denominator_until", "")
            if row.get("denominator_date")
            else row.get("until", ""),
        }
        yield from _unknown(
            below, "denominator_dataset", "denominator_measure", "denominator_filter"
        )
        if row.get("denominator_reported"):
            message = _("A denominator is counted or reported, not both.")
            yield "indicator.two_denominators", message, "denominator_reported"


def _unknown(
    row: dict[str, Any], dataset_key: str, measure_key: str, filter_key: str
) -> Iterator[tuple[str, str, str]]:
    """Names that the dataset does not have."""
    dataset = datasets.get(row[dataset_key])
    if dataset is None:
        known = ", ".join(sorted(name for name, _dataset in datasets.items()))
        yield "indicator.dataset", _said(row[dataset_key], known), dataset_key
        return
    for key, wanted, there in (
        (measure_key, [row.get(measure_key, "")], dataset.measures),
        (filter_key, list(row.get(filter_key, {})), dataset.dimensions),
        ("by", row.get("by", []), dataset.dimensions),
        ("date", [row["date"]], dataset.dates),
        ("until", [row["until"]] if row.get("until") else [], dataset.dates),
    ):
        for name in wanted:
            if name not in there:
                yield "indicator.unknown_name", _said(name, ", ".join(sorted(there))), key


def _said(name: str, known: str) -> str:
    return _("“%(name)s” is not known here; known are: %(known)s") % {"name": name, "known": known}


def load_indicators(data: Any, version: Any) -> None:
    """Objectives and indicators by key; a changed definition becomes the next one, from the day
    the file says (or, where that day is taken, from today), and ends the one before."""
    data = field.taken_in(data)
    objectives: dict[str, Objective] = {}
    for order, row in enumerate(data.get("objective", [])):
        objectives[row["key"]], _made = Objective.objects.update_or_create(
            key=row["key"],
            defaults={
                "names": row["names"],
                "order": order,
                "is_activities": row.get("activities", False),
                "in_reports": row.get("in_reports", True),
            },
        )
    for order, row in enumerate(data.get("indicator", [])):
        indicator, _made = Indicator.objects.update_or_create(
            key=row["key"],
            defaults={
                "objective": objectives[row["objective"]],
                "number": row["number"],
                "names": row["names"],
                "order": order,
            },
        )
        _load_definition(indicator, row, version.code)
    load_parameters(data.get("parameter", []))
    open_quarters(data["first_quarter"], quarters.code_of(today()), by=SYSTEM)


def _load_definition(indicator: Indicator, row: dict[str, Any], pack: str) -> None:
    kind = row.get("kind", IndicatorKind.COMPUTED)
    wanted: dict[str, Any] = {
        "kind": kind,
        "definitions": row["definitions"],
        "unit": row["unit"],
        "dataset": row.get("dataset", ""),
        "filter": row.get("filter", {}),
        "measure": row.get("measure", ""),
        "denominator_dataset": row.get("denominator_dataset", ""),
        "denominator_filter": row.get("denominator_filter", {}),
        "denominator_measure": row.get("denominator_measure", ""),
        "denominator_date": row.get("denominator_date", ""),
        "denominator_until": row.get("denominator_until", ""),
        "denominator_accumulation": row.get("denominator_accumulation", ""),
        "denominator_reported": row.get("denominator_reported", ""),
        "per": row.get("per", 100),
        "date_name": row.get("date", ""),
        "until_name": row.get("until", ""),
        "accumulation": row.get("accumulation", Accumulation.PERIOD),
        "since": row.get("since"),
        "disaggregations": row.get("by", []),
        "fewer_is_better": row.get("fewer_is_better", False),
        "verification": row.get("verification", {}),
        "responsible": row["responsible"],
        "source": row.get("source", ""),
        "status": row["status"],
        "pack_code": pack,
    }
    versions = IndicatorVersion.objects.filter(indicator=indicator)
    last = versions.order_by("-valid_from").first()
    if last is not None and all(getattr(last, name) == value for name, value in wanted.items()):
        return
    first: date = row["valid_from"]
    if last is not None and last.valid_from >= first:
        first = max(today(), last.valid_from + timedelta(days=1))
    if last is not None and (last.valid_to is None or last.valid_to >= first):
        last.valid_to = first - timedelta(days=1)
        last.save(update_fields=["valid_to"])
    number = (versions.aggregate(most=Max("number"))["most"] or 0) + 1
    IndicatorVersion(
        indicator=indicator, number=number, valid_from=first, valid_to=row.get("valid_to"), **wanted
    ).save_new()


pack_sections.add(
    "indicators",
    PackSection("indicators", "indicators.toml", check_indicators, load_indicators, order=90),
)
