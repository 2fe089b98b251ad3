"""The parts of a country pack that the registry reads: consents.toml, privacy.toml."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.base.hooks import PackSection, pack_sections
from solar_cms.base.models import SourceStatus, today
from solar_cms.base.problems import Problem
from solar_cms.law.parameters import load_parameters
from solar_cms.law.reading import PackText
from solar_cms.law.schema import SOURCED, Field, check_rows, check_tables
from solar_cms.registry.models import ConsentText

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
