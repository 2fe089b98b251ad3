"""The curricula of a country pack."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from solar_cms.base.hooks import PackSection, pack_sections
from solar_cms.base.problems import Problem
from solar_cms.law.models import PackVersion
from solar_cms.law.reading import PackText
from solar_cms.law.schema import SOURCED, Field, check_rows, check_tables
from trainings.models import Curriculum
from trainings.states import Topic

CURRICULUM: dict[str, Field] = {
    "key": Field("key"),
    "topic": Field("key", choices=Topic.values),
    "titles": Field("texts"),
    "hours": Field("int", required=False),
    "valid_from": Field("date"),
    "valid_to": Field("date", required=False),
    **SOURCED,
}


def check(data: Any, path: Path) -> Iterable[Problem]:
    text = PackText(path)
    problems = list(check_tables(text, data, {"curriculum"}))
    problems += check_rows(text, data, "curriculum", CURRICULUM, unique=("key", "valid_from"))
    return problems


def load(data: Any, version: PackVersion) -> None:
    """By key and first day; what is gone from the file stays, because sessions point at it."""
    for row in data.get("curriculum", []):
        Curriculum.objects.update_or_create(
            key=row["key"],
            valid_from=row["valid_from"],
            defaults={
                "topic": row["topic"],
                "titles": row["titles"],
                "hours": row.get("hours"),
                "valid_to": row.get("valid_to"),
                "source": row.get("source", ""),
            },
        )


pack_sections.add("curricula", PackSection("curricula", "curricula.toml", check, load, order=80))
