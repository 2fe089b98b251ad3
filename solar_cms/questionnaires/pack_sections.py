"""Checklists of a country pack: each file of the folder is a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.audit.acts import SYSTEM
from solar_cms.base.hooks import PackSection, pack_sections
from solar_cms.base.problems import Problem
from solar_cms.law.models import PackVersion
from solar_cms.law.reading import PackText, keys_in
from solar_cms.law.schema import SOURCED, Field, check_row, check_rows
from solar_cms.questionnaires.operations import publish_form
from solar_cms.questionnaires.states import QuestionKind

CHECKLIST: dict[str, Field] = {
    "key": Field("key"),
    "titles": Field("texts"),
    "valid_from": Field("date"),
    "section": Field("rows"),
    "question": Field("rows"),
    **SOURCED,
}
SECTION: dict[str, Field] = {"key": Field("key"), "titles": Field("texts")}
QUESTION: dict[str, Field] = {
    "key": Field("key"),
    "section": Field("key"),
    "kind": Field("text", required=False, choices=QuestionKind.values),
    "texts": Field("texts"),
    "hints": Field("texts", required=False),
    "required": Field("bool", required=False),
    "article": Field("key", required=False),
    "violation": Field("key", required=False),
}


def check_checklists(data: dict[str, Any], path: Path) -> Iterable[Problem]:
    articles = keys_in(path.parent / "articles.toml", "article")
    violations = keys_in(path.parent / "violations.toml", "violation")
    for name, checklist in data.items():
        text = PackText(path / name, f"{path.name}/{name}")
        yield from check_row(text, checklist, CHECKLIST, table="")
        yield from check_rows(text, checklist, "section", SECTION)
        yield from check_rows(text, checklist, "question", QUESTION)
        yield from _unknown(text, checklist, articles, violations)


def _unknown(
    text: PackText, checklist: dict[str, Any], articles: set[str], violations: set[str]
) -> Iterator[Problem]:
    sections = {row.get("key") for row in checklist.get("section", [])}
    known = {"section": sections, "article": articles, "violation": violations}
    for index, row in enumerate(checklist.get("question", [])):
        for name, keys in known.items():
            if name in row and row[name] not in keys:
                message = _("The %(what)s “%(key)s” is not in the pack.") % {
                    "what": name,
                    "key": row[name],
                }
                yield text.fault(
                    "checklist.unknown", message, table="question", index=index, key=name
                )


def load_checklists(data: dict[str, Any], version: PackVersion) -> None:
    for checklist in data.values():
        sections = [
            {
                **section,
                "questions": [
                    {name: value for name, value in question.items() if name != "section"}
                    for question in checklist["question"]
                    if question["section"] == section["key"]
                ],
            }
            for section in checklist["section"]
        ]
        publish_form(
            checklist["key"],
            titles=checklist["titles"],
            definition={"sections": sections, "status": checklist["status"]},
            valid_from=checklist["valid_from"],
            by=SYSTEM,
        )


pack_sections.add(
    "checklists",
    PackSection("checklists", "checklists", check_checklists, load_checklists, order=50),
)
