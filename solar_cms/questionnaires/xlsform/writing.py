"""A form → a workbook that KoboToolbox, ODK and others take, and that is read here without loss."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import xlsxwriter
from django.utils import translation

from solar_cms.questionnaires.definition import walk
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.states import LISTED, Check, Purpose
from solar_cms.questionnaires.states import QuestionKind as Kind
from solar_cms.questionnaires.xlsform.columns import OWN, heading_in
from solar_cms.questionnaires.xlsform.kinds import TYPES

CHECKS = "solar_check"
OPTIONS = {
    "in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False,
    "strings_to_urls": False,
}  # fmt: skip
WORDS = {"texts": "label", "hints": "hint", "constraint_texts": "constraint_message"}
WIDTHS = {"type": 22, "name": 22, "relevant": 28, "list_name": 18}
Line = dict[str, str]


def write_xlsform(version: FormVersion) -> bytes:
    """A published version as XLSX."""
    form = version.form
    return write_definition(form.key, form.titles, form.purpose, version.definition)


def write_definition(
    key: str, titles: Mapping[str, str], purpose: str, definition: Mapping[str, Any]
) -> bytes:
    """Any definition as XLSX, a draft's too."""
    languages = languages_of(definition)
    choices, checks = lists_of(definition, languages)
    settings = {
        "form_title": next((titles[c] for c in (*languages, *titles) if titles.get(c)), key),
        "form_id": key,
        "default_language": heading_in("", languages[0])[2:],
        **{heading_in("solar_title", code): text for code, text in titles.items()},
        "solar_purpose": purpose or Purpose.CHECKLIST,
        **{f"solar_{n}": str(definition[n]) for n in ("status", "source") if definition.get(n)},
    }
    survey = [line for section in definition["sections"] for line in of_section(section, checks)]
    head = ["type", "name"]
    for name in ("label", "hint"):
        head += [heading_in(name, code) for code in languages]
    head += ["required", "relevant", "constraint"]
    head += [heading_in("constraint_message", code) for code in languages]
    head += ["calculation", "default", "appearance", "parameters"]
    head += [column for column in OWN if any(column in line for line in survey)]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    labels = [heading_in("label", code) for code in languages]
    sheet(book, "survey", head, survey)
    sheet(book, "choices", ["list_name", "name", *labels], choices)
    sheet(book, "settings", list(settings), [settings])
    book.close()
    return out.getvalue()


def sheet(book: Any, name: str, head: list[str], lines: list[Line]) -> None:
    page = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    page.freeze_panes(1, 2)
    for column, heading in enumerate(head):
        page.set_column(column, column, WIDTHS.get(heading, 36 if "::" in heading else 14))
        page.write_string(0, column, heading, bold)
    for number, line in enumerate(lines, start=1):
        for column, heading in enumerate(head):
            if text := line.get(heading):
                page.write_string(number, column, text, wrapped)


def languages_of(definition: Mapping[str, Any]) -> list[str]:
    """Those the form names, else those its words are in."""
    if given := definition.get("languages"):
        return list(given)
    found: dict[str, None] = {}
    for asked in walk(definition):
        found |= dict.fromkeys(asked.question.get("texts", {}))
    return list(found) or ["en"]


def lists_of(definition: Mapping[str, Any], languages: list[str]) -> tuple[list[Line], str]:
    """Lines of the sheet of choices, and the name of the list for yes, no, does not apply."""
    lists = definition.get("choices", {})
    lines = [
        {"list_name": name, "name": choice["key"], **said("label", choice["texts"])}
        for name, choices in lists.items()
        for choice in choices
    ]
    checks = CHECKS
    while checks in lists:
        checks += "_"
    if any(asked.kind == Kind.CHECK for asked in walk(definition)):
        for value in Check:
            words = {}
            for code in languages:
                with translation.override(code):
                    words[code] = str(value.label)
            lines.append({"list_name": checks, "name": value.value, **said("label", words)})
    return lines, checks


def said(name: str, texts: Mapping[str, str] | None) -> Line:
    return {heading_in(name, code): text for code, text in (texts or {}).items()}


def rule(given: Any) -> str:
    if isinstance(given, bool):
        return "yes" if given else ""
    return str(given.get("text", "")) if isinstance(given, Mapping) else str(given or "")


def of_section(section: Mapping[str, Any], checks: str) -> Iterator[Line]:
    """The lines of a section: a group, or loose where it has no name."""
    inner = [
        line
        for question in section["questions"]
        for line in of_question(question, checks, loose=not section["key"])
    ]
    if not section["key"]:
        yield from inner
        return
    yield {
        "type": "begin_group", "name": section["key"], **said("label", section.get("titles")),
        "relevant": rule(section.get("relevant")),
    }  # fmt: skip
    yield from inner
    yield {"type": "end_group"}


def of_question(question: Mapping[str, Any], checks: str, *, loose: bool) -> Iterator[Line]:
    """The lines of a question; `loose` where it stands in no group."""
    kind = question.get("kind", Kind.CHECK)
    line: Line = {"type": type_of(question, kind, checks), "name": question["key"]}
    for name, column in WORDS.items():
        line |= said(column, question.get(name))
    container = kind in {Kind.GROUP, Kind.REPEAT}
    needed = kind not in {Kind.NOTE, Kind.CALCULATION, Kind.GROUP, Kind.REPEAT}
    line["required"] = rule(question.get("required", needed))
    for name in ("relevant", "constraint", "calculation"):
        line[name] = rule(question.get(name))
    line["default"] = str(question.get("default", ""))
    if kind == Kind.SIGNATURE:
        line["appearance"] = "signature"
    if kind == Kind.RATING:
        line["appearance"] = "rating"
        line["parameters"] = f"start=1 end={question.get('max', 5)} step=1"
    line |= own(question)
    if kind in {Kind.CHECK, Kind.PLACE, Kind.PERSON} or (kind == Kind.GROUP and loose):
        line["solar_kind"] = kind
    yield line
    if container:
        for inner in question["questions"]:
            yield from of_question(inner, checks, loose=False)
        yield {"type": f"end_{kind}"}


def type_of(question: Mapping[str, Any], kind: str, checks: str) -> str:
    if kind == Kind.CHECK:
        return f"select_one {checks}"
    if kind in LISTED:
        return f"select_{'multiple' if kind == Kind.CHOICES else 'one'} {question['choices']}"
    return TYPES[kind]


def own(question: Mapping[str, Any]) -> Line:
    found: Line = {}
    for column, name in OWN.items():
        value = question.get(name)
        if value is None or name == "kind":
            continue
        if isinstance(value, bool):
            found[column] = "yes" if value else "no"
        else:
            found[column] = " ".join(value) if isinstance(value, list) else str(value)
    return found
