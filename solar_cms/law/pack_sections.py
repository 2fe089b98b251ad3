"""The sections of a pack that law itself reads: the pack's head, laws and articles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from solar_cms.base.hooks import PackSection, pack_sections
from solar_cms.base.problems import Problem

# They register places, roles, offices and holidays.
from solar_cms.law import office_sections, place_sections  # noqa: F401
from solar_cms.law.models import Article, Law, PackVersion
from solar_cms.law.reading import PackText
from solar_cms.law.schema import SOURCED, Field, check_row, check_rows, check_tables

PACK: dict[str, Field] = {
    "code": Field("key"),
    "country": Field("text"),
    "names": Field("texts"),
    "time_zone": Field("text"),
    "phone_region": Field("text"),
    "currency": Field("any"),
    "languages": Field("any"),
    "weekend": Field("list", required=False),
    "buddhist_era": Field("bool", required=False),
    "letterhead": Field("any", required=False),
}


def check_head(data: Any, path: Path) -> Iterable[Problem]:
    return list(check_row(PackText(path), data, PACK, table=""))


def load_nothing(data: Any, version: PackVersion) -> None:
    """The head is read by the settings, not kept in the database."""


pack_sections.add("pack", PackSection("pack", "pack.toml", check_head, load_nothing, order=0))

LAW: dict[str, Field] = {
    "key": Field("key"),
    "number": Field("text", required=False),
    "names": Field("texts"),
    "short_names": Field("texts", required=False),
    "valid_from": Field("date"),
    "valid_to": Field("date", required=False),
    **SOURCED,
}
ARTICLE: dict[str, Field] = {
    "key": Field("key"),
    "law": Field("key"),
    "number": Field("text", required=False),
    "titles": Field("texts"),
    "texts": Field("texts", required=False),
    "valid_from": Field("date", required=False),
    "valid_to": Field("date", required=False),
    "asks": Field("texts", required=False),
    **SOURCED,
}


def check_articles(data: Any, path: Path) -> Iterable[Problem]:
    text = PackText(path)
    problems = check_tables(text, data, {"law", "article"})
    problems += check_rows(text, data, "law", LAW)
    problems += check_rows(text, data, "article", ARTICLE, unique=("key", "valid_from"))
    laws = {row.get("key") for row in data.get("law", []) if isinstance(row, dict)}
    for index, row in enumerate(data.get("article", [])):
        if not isinstance(row, dict):
            continue
        if row.get("law") not in laws:
            message = _("The law “%(law)s” is not in this file.") % {"law": row.get("law")}
            problems.append(
                text.fault("law.unknown", message, table="article", index=index, key="law")
            )
        if row.get("status") == "confirmed" and not row.get("number"):
            message = _("A confirmed article has its number.")
            problems.append(text.fault("article.unnumbered", message, table="article", index=index))
    return problems


def load_articles(data: Any, version: PackVersion) -> None:
    """Laws by key, articles by key and first day; what is gone from the file stays as it was,
    because findings point at it: end it with valid_to instead."""
    laws = {law.key: law for law in Law.objects.all()}
    _bring(
        Law,
        laws,
        {
            row["key"]: {
                "key": row["key"],
                "number": row.get("number", ""),
                "names": row["names"],
                "short_names": row.get("short_names", {}),
                "valid_from": row["valid_from"],
                "valid_to": row.get("valid_to"),
                "source": row.get("source", ""),
                "status": row["status"],
            }
            for row in data.get("law", [])
        },
    )
    wanted = {}
    for row in data.get("article", []):
        law = laws[row["law"]]
        first: date = row.get("valid_from") or law.valid_from
        wanted[row["key"], first] = {
            "key": row["key"],
            "valid_from": first,
            "law_id": law.pk,
            "number": row.get("number", ""),
            "titles": row["titles"],
            "texts": row.get("texts", {}),
            "valid_to": row.get("valid_to"),
            "source": row.get("source", ""),
            "status": row["status"],
        }
    articles = {(a.key, a.valid_from): a for a in Article.objects.all()}
    _bring(Article, articles, wanted)


def _bring(model: type[Model], known: dict[Any, Any], wanted: dict[Any, dict[str, Any]]) -> None:
    """Bring rows to the state wanted: the changed ones first, so that an older wording is ended
    before the newer begins, then the new ones. `known` is completed."""
    fresh = []
    for key, values in wanted.items():
        row = known.get(key)
        if row is None:
            known[key] = row = model(**values)
            fresh.append(row)
        elif any(getattr(row, name) != value for name, value in values.items()):
            model._default_manager.filter(pk=row.pk).update(**values)
    model._default_manager.bulk_create(fresh)


pack_sections.add(
    "articles", PackSection("articles", "articles.toml", check_articles, load_articles, order=40)
)
