"""The part of a country pack that enrolment reads: schemes.toml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from enrollment.models import Channel, DocumentKind, Scheme, SchemeParameter
from enrollment.states import Rounding
from solar_cms.base.hooks import PackSection, pack_sections
from solar_cms.base.models import SourceStatus
from solar_cms.base.problems import Problem
from solar_cms.law.reading import PackText
from solar_cms.law.schema import SOURCED, Field, check_rows, check_tables

SCHEME: dict[str, Field] = {
    "key": Field("key"),
    "names": Field("texts"),
    "takes_applications": Field("bool", required=False),
    "rounding": Field("text", required=False, choices=Rounding.values),
}
PARAMETER: dict[str, Field] = {
    "scheme": Field("key"),
    "key": Field("key"),
    "names": Field("texts"),
    "value": Field("text", required=False),
    "text": Field("text", required=False),
    "units": Field("texts", required=False),
    "valid_from": Field("date", required=False),
    "valid_to": Field("date", required=False),
    "confirmed_on": Field("date", required=False),
    "confirmed_year": Field("int", required=False),
    "asks": Field("texts", required=False),
    **SOURCED,
}
# What makes a dated value the same one; its words may change.
SAME = [
    "scheme_id",
    "key",
    "value",
    "text",
    "valid_from",
    "valid_to",
    "source",
    "status",
    "confirmed_on",
    "confirmed_year",
]
WORDS = ("names", "units")
CHANNEL: dict[str, Field] = {"key": Field("key"), "names": Field("texts")}
DOCUMENT: dict[str, Field] = {
    "key": Field("key"),
    "names": Field("texts"),
    "is_required": Field("bool", required=False),
    "asks": Field("texts", required=False),
    **SOURCED,
}


def check_schemes(data: Any, path: Path) -> Iterable[Problem]:
    text = PackText(path)
    problems = check_tables(text, data, {"scheme", "parameter", "channel", "document"})
    problems += check_rows(text, data, "scheme", SCHEME)
    problems += check_rows(
        text, data, "parameter", PARAMETER, unique=("scheme", "key", "valid_from")
    )
    problems += check_rows(text, data, "channel", CHANNEL)
    problems += check_rows(text, data, "document", DOCUMENT)
    if not problems:
        problems += _wrong_parameters(text, data)
    return problems


def _wrong_parameters(text: PackText, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Values that are no numbers, that contradict their status, or that overlap in time."""
    schemes = {row["key"] for row in data.get("scheme", [])}
    seen: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for index, row in enumerate(data.get("parameter", [])):

        def fault(code: str, message: str, key: str, index: int = index) -> Problem:
            return text.fault(code, message, table="parameter", index=index, key=key)

        if row["scheme"] not in schemes:
            yield fault(
                "scheme.unknown",
                _("The scheme “%(scheme)s” is not in this file.") % {"scheme": row["scheme"]},
                "scheme",
            )
        yield from (fault(*found) for found in _value_problems(row))
        span = (row.get("valid_from") or date.min, row.get("valid_to") or date.max)
        if span[1] < span[0]:
            yield fault("parameter.dates", _("The last day is before the first."), "valid_to")
        others = seen.setdefault((row["scheme"], row["key"]), [])
        if any(span[0] <= end and start <= span[1] for start, end in others):
            message = _("Another value of “%(key)s” is in force at that time.") % {
                "key": row["key"]
            }
            yield fault("parameter.overlap", message, "key")
        others.append(span)


def _value_problems(row: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(code, message, key) of what is wrong with a parameter's value and status."""
    unknown = row["status"] == SourceStatus.UNKNOWN
    has_value = bool(row.get("value") or row.get("text"))
    if unknown and has_value:
        yield "parameter.unknown_value", _("An unknown value is left out."), "status"
    if not unknown and not has_value:
        yield "parameter.no_value", _("Give the value, or the status unknown."), "key"
    if row.get("value") and _number(row["value"]) is None:
        message = _("“%(value)s” is no number; write words as `text`.") % {"value": row["value"]}
        yield "parameter.not_a_number", message, "value"
    if row["status"] != SourceStatus.CONFIRMED and (
        row.get("confirmed_on") or row.get("confirmed_year")
    ):
        message = _("Only a confirmed value has the day or year it was confirmed for.")
        yield "parameter.confirmed_when", message, "status"


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def load_schemes(data: Any, version: Any) -> None:
    """Make the tables say what the file says. Schemes, channels and papers that are gone from it
    stay for old records and are used no more; dated values that are gone are deleted, because
    contributions keep their own copy of what they were computed with."""
    schemes: dict[str, Scheme] = {}
    for row in data.get("scheme", []):
        schemes[row["key"]], _made = Scheme.objects.update_or_create(
            key=row["key"],
            defaults={
                "names": row["names"],
                "takes_applications": row.get("takes_applications", False),
                "rounding": row.get("rounding", Rounding.HALF_UP),
            },
        )
    Scheme.objects.exclude(key__in=schemes).update(takes_applications=False)
    _load_parameters(data, schemes)
    _load_list(Channel, data.get("channel", []))
    _load_list(DocumentKind, data.get("document", []))


def _load_parameters(data: Mapping[str, Any], schemes: Mapping[str, Scheme]) -> None:
    """Rows that changed are written anew, so that a shift of dates never overlaps on the way."""
    known = {tuple(getattr(p, name) for name in SAME): p for p in SchemeParameter.objects.all()}
    wanted: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in data.get("parameter", []):
        values = {
            "scheme_id": schemes[row["scheme"]].pk,
            "key": row["key"],
            "names": row["names"],
            "value": Decimal(row["value"]) if row.get("value") else None,
            "text": row.get("text", ""),
            "units": row.get("units", {}),
            "valid_from": row.get("valid_from"),
            "valid_to": row.get("valid_to"),
            "source": row.get("source", ""),
            "status": row["status"],
            "confirmed_on": row.get("confirmed_on"),
            "confirmed_year": row.get("confirmed_year"),
        }
        wanted[tuple(values[name] for name in SAME)] = values
    gone = [kept.pk for mark, kept in known.items() if mark not in wanted]
    SchemeParameter.objects.filter(pk__in=gone).delete()
    SchemeParameter.objects.bulk_create(
        SchemeParameter(**values) for mark, values in wanted.items() if mark not in known
    )
    for mark, values in wanted.items():
        kept = known.get(mark)
        if kept is not None and any(getattr(kept, n) != values[n] for n in WORDS):
            for name in WORDS:
                setattr(kept, name, values[name])
            kept.save(update_fields=list(WORDS))


def _load_list(model: Any, rows: list[Mapping[str, Any]]) -> None:
    """Channels and kinds of document, in the order of the file."""
    for place, row in enumerate(rows):
        values = {"names": row["names"], "order": place, "is_used": True}
        if model is DocumentKind:
            values |= {
                "is_required": row.get("is_required", False),
                "source": row.get("source", ""),
                "status": row["status"],
            }
        model.objects.update_or_create(key=row["key"], defaults=values)
    model.objects.exclude(key__in=[row["key"] for row in rows]).update(is_used=False)


pack_sections.add("schemes", PackSection("schemes", "schemes.toml", check_schemes, load_schemes))
