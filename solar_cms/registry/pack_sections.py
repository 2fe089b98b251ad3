"""The parts of a country pack that the registry reads: consents.toml, privacy.toml and the coded lists
of lists/."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from solar_cms.base.hooks import PackSection, pack_sections
from solar_cms.base.models import SourceStatus, today
from solar_cms.base.problems import Problem
from solar_cms.law.parameters import load_parameters
from solar_cms.law.reading import PackText
from solar_cms.law.schema import SOURCED, Field, check_rows, check_tables
from solar_cms.registry.models import ConsentText, Term
from solar_cms.registry.states import TermList

CONSENT: dict[str, Field] = {
    "purpose": Field("key"),
    "titles": Field("texts"),
    "texts": Field("texts"),
    "valid_from": Field("date"),
    "valid_to": Field("date", required=False),
    "asks": Field("texts", required=False),
    **SOURCED,
}


def check_consents(data: Any, path: Path) -> Iterable[Problem]:
    text = PackText(path)
    problems = list(check_tables(text, data, {"consent"}))
    problems += check_rows(text, data, "consent", CONSENT, unique=("purpose", "valid_from"))
    return problems


def load_consents(data: Any, version: Any) -> None:
    """By purpose. Words that changed become the next text, from the day the file says (or, where
    that day is taken, from today), and end the one before: consents keep the words they had."""
    for row in sorted(data.get("consent", []), key=lambda r: r["valid_from"]):
        _load_text(row)


def _load_text(row: dict[str, Any]) -> None:
    words = {"titles": row["titles"], "texts": {k: v.strip() for k, v in row["texts"].items()}}
    known = ConsentText.objects.filter(purpose=row["purpose"]).order_by("-valid_from")
    for one in known:
        if one.texts == words["texts"] and one.valid_from >= row["valid_from"]:
            one.titles, one.source, one.status = row["titles"], row.get("source", ""), row["status"]
            one.save()
            return
    last, first = known.first(), row["valid_from"]
    if last is not None:
        if last.valid_from >= first:
            first = max(today(), last.valid_from + timedelta(days=1))
        if last.valid_to is None or last.valid_to >= first:
            last.valid_to = first - timedelta(days=1)
            last.save()
    ConsentText(
        purpose=row["purpose"],
        **words,
        valid_from=first,
        valid_to=row.get("valid_to"),
        source=row.get("source", ""),
        status=row["status"],
    ).save_new()


pack_sections.add(
    "consents", PackSection("consents", "consents.toml", check_consents, load_consents, order=70)
)


# --- coded lists ---------------------------------------------------------------------------------


def _languages() -> list[str]:
    return list(settings.PACK["languages"]["content"])


def check_lists(data: Any, path: Path) -> Iterable[Problem]:
    """Each file is a list, each line a code with its names, dates, status and source."""
    problems: list[Problem] = []
    for name, rows in data.items():
        text = PackText(path / name, f"{path.name}/{name}")
        stem = name.rpartition(".")[0]
        if stem not in TermList.values or not name.endswith(".csv"):
            problems.append(
                text.fault(
                    "pack.unknown_list", _("“%(name)s” is no list that is read.") % {"name": name}
                )
            )
            continue
        seen: set[tuple[str, str]] = set()
        codes = {row.get("code") for row in rows}
        for index, row in enumerate(rows):
            for message in _faults(stem, row, codes, seen):
                problems.append(text.fault("pack.list", message, index=index))
    return problems


def _faults(
    name: str, row: dict[str, Any], codes: set[Any], seen: set[tuple[str, str]]
) -> Iterable[str]:
    mark = (row.get("code") or "", row.get("valid_from") or "")
    if not mark[0]:
        yield _("The code is missing.")
    if mark in seen:
        yield _("“%(key)s” is here twice.") % {"key": mark[0]}
    seen.add(mark)
    for language in _languages():
        if not (row.get(language) or "").strip():
            yield _("the text is missing in: %(languages)s") % {"languages": language}
    for column in ("valid_from", "valid_to"):
        value = row.get(column) or ""
        if value or column == "valid_from":
            try:
                date.fromisoformat(value)
            except ValueError:
                yield _("“%(value)s” is no date; write 2026-06-12.") % {"value": value}
    if row.get("status") not in SourceStatus.values:
        yield _("“%(wrong)s” is not known; known are: %(known)s") % {
            "wrong": row.get("status"),
            "known": ", ".join(SourceStatus.values),
        }
    if name == "isic" and row.get("parent") and row["parent"] not in codes:
        yield _("“%(code)s”, which this is part of, is not in the list.") % {"code": row["parent"]}


def load_lists(data: Any, version: Any) -> None:
    """By list, code and first day. What a file no longer names ends yesterday: records keep it."""
    for name, rows in data.items():
        _load_list(name.rpartition(".")[0], rows)


def _load_list(name: str, rows: list[dict[str, Any]]) -> None:
    known = {(t.code, t.valid_from): t for t in Term.objects.filter(list=name)}
    fresh = []
    for position, row in enumerate(rows):
        first = date.fromisoformat(row["valid_from"])
        facts = {
            "parent": row.get("parent") or "",
            "names": {code: row[code].strip() for code in _languages()},
            "position": position,
            "valid_to": date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
            "source": (row.get("source") or "")[:300],
            "status": row["status"],
        }
        term = known.pop((row["code"], first), None)
        if term is None:
            fresh.append(Term(list=name, code=row["code"], valid_from=first, **facts))
        elif any(getattr(term, field) != value for field, value in facts.items()):
            for field, value in facts.items():
                setattr(term, field, value)
            term.save()
    yesterday = today() - timedelta(days=1)
    for term in known.values():
        if term.valid_to is None:
            term.valid_to = max(yesterday, term.valid_from)
            term.save()
    Term.objects.bulk_create(fresh)


pack_sections.add("lists", PackSection("lists", "lists", check_lists, load_lists, order=72))


# --- how long data are kept, and by when a request is answered ------------------------------------

PERIOD: dict[str, Field] = {
    "key": Field("key"),
    "names": Field("texts"),
    "value": Field("any", required=False),  # none while no period is known
    "valid_from": Field("date"),
    "valid_to": Field("date", required=False),
    "asks": Field("texts", required=False),
    **SOURCED,
}


def check_privacy(data: Any, path: Path) -> Iterable[Problem]:
    text = PackText(path)
    problems = list(check_tables(text, data, {"parameter"}))
    problems += check_rows(text, data, "parameter", PERIOD, unique=("key", "valid_from"))
    if problems:
        return problems
    for index, row in enumerate(data.get("parameter", [])):
        if message := _period_problem(row):
            problems.append(
                text.fault("pack.period", message, table="parameter", index=index, key="value")
            )
    return problems


def _period_problem(row: dict[str, Any]) -> str:
    """What is wrong with a period, or ""."""
    key, value = row["key"], row.get("value")
    if value is None:
        return "" if row["status"] == SourceStatus.UNKNOWN else _("Give the value, or say unknown.")
    if key == "correction_days":
        return "" if isinstance(value, int) and value > 0 else _("A number of days is needed.")
    if not key.startswith("retention."):
        return _("Known keys: correction_days, and retention. with a rule.")
    good = isinstance(value, dict) and len(value) == 1 and set(value) <= {"years", "days"}
    if good and all(isinstance(n, int) and n > 0 for n in value.values()):
        return ""
    return _("Write the period as { years = 10 } or { days = 90 }.")


def load_privacy(data: Any, version: Any) -> None:
    load_parameters([{**row, "value": row.get("value", {})} for row in data.get("parameter", [])])


pack_sections.add(
    "privacy", PackSection("privacy", "privacy.toml", check_privacy, load_privacy, order=71)
)
