"""Forms of a country pack: each file of the folders checklists, tests and surveys is one."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from solar_cms.audit.acts import SYSTEM
from solar_cms.base.hooks import PackSection, pack_sections
from solar_cms.base.problems import Problem
from solar_cms.law.models import PackVersion
from solar_cms.law.reading import PackText, keys_in
from solar_cms.law.schema import SOURCED, Field, check_row, check_rows
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.operations import publish_form
from solar_cms.questionnaires.operations.forms import checksum_of
from solar_cms.questionnaires.reading import RuleProblem, prepared
from solar_cms.questionnaires.states import Purpose, QuestionKind, Sensitivity

FORM: dict[str, Field] = {
    "key": Field("key"),
    "titles": Field("texts"),
    "purpose": Field("text", required=False, choices=Purpose.values),
    "valid_from": Field("date"),
    "section": Field("rows"),
    "question": Field("rows"),
    "choice": Field("rows", required=False),
    **SOURCED,
    "asks": Field("texts", required=False),
}
SECTION: dict[str, Field] = {
    "key": Field("key"),
    "titles": Field("texts"),
    "relevant": Field("text", required=False),
}
QUESTION: dict[str, Field] = {
    "key": Field("key"),
    "section": Field("key"),
    "group": Field("key", required=False),
    "kind": Field("text", required=False, choices=QuestionKind.values),
    "texts": Field("texts", required=False),
    "hints": Field("texts", required=False),
    "required": Field("any", required=False),
    "relevant": Field("text", required=False),
    "constraint": Field("text", required=False),
    "constraint_texts": Field("texts", required=False),
    "calculation": Field("text", required=False),
    "default": Field("text", required=False),
    "choices": Field("key", required=False),
    "article": Field("key", required=False),
    "severity": Field("key", required=False),
    "violation": Field("key", required=False),
    "tags": Field("list", required=False),
    "sensitivity": Field("text", required=False, choices=Sensitivity.values),
    "keep_place": Field("bool", required=False),
    "scored": Field("bool", required=False),
    "correct": Field("text", required=False),
    "max": Field("int", required=False),
}
CHOICE: dict[str, Field] = {"list": Field("key"), "key": Field("text"), "texts": Field("texts")}
FOLDERS = {
    "checklists": Purpose.CHECKLIST, "tests": Purpose.TEST, "surveys": Purpose.SURVEY,
}  # fmt: skip


def check_forms(data: dict[str, Any], path: Path) -> Iterable[Problem]:
    articles = keys_in(path.parent / "articles.toml", "article")
    violations = keys_in(path.parent / "violations.toml", "violation")
    for name, form in data.items():
        text = PackText(path / name, f"{path.name}/{name}")
        problems = [
            *check_row(text, form, FORM, table=""),
            *check_rows(text, form, "section", SECTION),
            *check_rows(text, form, "question", QUESTION),
            *check_rows(text, form, "choice", CHOICE, unique=("list", "key")),
            *_unknown(text, form, articles, violations),
        ]
        yield from problems or _faults(text, form)


def _unknown(
    text: PackText, form: dict[str, Any], articles: set[str], violations: set[str]
) -> Iterator[Problem]:
    rows = form.get("question", [])
    sections = {row.get("key") for row in form.get("section", [])}
    groups = {row.get("key") for row in rows if row.get("kind") in {"group", "repeat"}}
    known = {"section": sections, "group": groups, "article": articles, "violation": violations}
    for index, row in enumerate(rows):
        for name, keys in known.items():
            if name in row and row[name] not in keys:
                message = _("The %(what)s “%(key)s” is not in the pack.") % {
                    "what": name,
                    "key": row[name],
                }
                yield text.fault(
                    "checklist.unknown", message, table="question", index=index, key=name
                )
    yield from _circles(text, rows)


def _circles(text: PackText, rows: list[dict[str, Any]]) -> Iterator[Problem]:
    """Groups that stand in themselves."""
    around = {row.get("key"): row["group"] for row in rows if "group" in row}
    for index, row in enumerate(rows):
        seen, group = set(), row.get("group")
        while group in around and group not in seen:
            seen.add(group)
            group = around[group]
        if group in seen:
            message = _("The group “%(key)s” stands in itself.") % {"key": group}
            yield text.fault("form.circle", message, table="question", index=index, key="group")


def _faults(text: PackText, form: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with the form as a form, each in its line."""
    questions = {row["key"]: index for index, row in enumerate(form["question"])}
    sections = {row["key"]: index for index, row in enumerate(form["section"])}
    for problem in prepared(definition_of(form))[1]:
        if problem.severity != "error":
            continue
        owner, _sign, key = problem.field.partition("/")
        rule = problem.rule if isinstance(problem, RuleProblem) else ""
        if key in questions:
            where: dict[str, Any] = {"table": "question", "index": questions[key], "key": rule}
        elif owner in sections:
            where = {"table": "section", "index": sections[owner], "key": rule}
        else:
            where = {}
        yield text.fault(problem.code, problem.message, **where)


def definition_of(form: dict[str, Any]) -> dict[str, Any]:
    """The definition that a file says; its rules are still texts."""
    lists: dict[str, list[dict[str, Any]]] = {}
    for row in form.get("choice", []):
        lists.setdefault(row["list"], []).append({"key": row["key"], "texts": row["texts"]})
    inside: dict[str, list[dict[str, Any]]] = {}
    loose: dict[str, list[dict[str, Any]]] = {section["key"]: [] for section in form["section"]}
    for row in form["question"]:
        question = {name: value for name, value in row.items() if name not in {"section", "group"}}
        if question.get("kind") in {QuestionKind.GROUP, QuestionKind.REPEAT}:
            question["questions"] = inside.setdefault(row["key"], [])
        if "group" in row:
            inside.setdefault(row["group"], []).append(question)
        else:
            loose[row["section"]].append(question)
    return {
        "sections": [{**row, "questions": loose[row["key"]]} for row in form["section"]],
        "choices": lists,
        "languages": list(settings.PACK["languages"]["content"]),
        **{name: form[name] for name in ("status", "source") if name in form},
    }


def load_forms(folder: str, data: dict[str, Any], version: PackVersion) -> None:
    """What the pack published once is not published again: an office may have changed it since."""
    for form in data.values():
        definition = definition_of(form)
        known = FormVersion.objects.filter(
            form__key=form["key"], checksum=checksum_of(prepared(definition)[0])
        )
        if known.exists():
            continue
        publish_form(
            form["key"],
            titles=form["titles"],
            definition=definition,
            valid_from=form["valid_from"],
            purpose=form.get("purpose", FOLDERS[folder]),
            by=SYSTEM,
        )


for _folder in FOLDERS:
    pack_sections.add(
        _folder,
        PackSection(
            _folder, _folder, check_forms, functools.partial(load_forms, _folder), order=50
        ),
    )
