"""One way to say each thing in a definition, so that the same form has the same checksum."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from solar_cms.questionnaires.states import CONTAINERS, QuestionKind

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]+")
WORDS = ("texts", "hints", "constraint_texts", "titles")
# What goes without saying.
PLAIN: dict[str, Any] = {"scored": True, "keep_place": False, "max": 5, "tags": []}
RULES = ("relevant", "required", "constraint", "calculation")
ALONE = ("default", "article", "severity", "violation", "sensitivity", "correct", *RULES)


def clean(text: str) -> str:
    """Signs that no workbook and no page can hold taken out, ends trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return CONTROL.sub("", text).strip()


def tidy(definition: dict[str, Any]) -> dict[str, Any]:
    """The definition (changed in place) with empty and self-evident values left out."""
    full = "choices" in definition
    for section in definition["sections"]:
        _words(section)
        _drop_empty(section)
        if full:
            section.setdefault("titles", {})
        for question in section["questions"]:
            _question(question, full)
    for choices in definition.get("choices", {}).values():
        for choice in choices:
            _words(choice)
            choice.setdefault("texts", {})
    return definition


def _question(question: dict[str, Any], full: bool) -> None:
    if full:
        question.setdefault("kind", str(QuestionKind.CHECK))
    kind = question.get("kind")
    _words(question)
    _drop_empty(question)
    for name, plain in PLAIN.items():
        if name in question and question[name] == plain:
            del question[name]
    if question.get("required") is (kind != QuestionKind.REPEAT):
        del question["required"]
    if kind in CONTAINERS:
        question.setdefault("texts", {})
        for inner in question["questions"]:
            _question(inner, full)


def _words(row: dict[str, Any]) -> None:
    for name in WORDS:
        texts = row.get(name)
        if isinstance(texts, Mapping) and all(isinstance(text, str) for text in texts.values()):
            row[name] = {code: clean(text) for code, text in texts.items() if clean(text)}
            if not row[name] and name != "titles":
                del row[name]


def _drop_empty(row: dict[str, Any]) -> None:
    for name in ALONE:
        given = row.get(name)
        text = given.get("text") if isinstance(given, Mapping) else given
        if given is None or (isinstance(text, str) and not text.strip()):
            row.pop(name, None)
        elif name in RULES and isinstance(text, str):
            row[name] = {"text": straight(clean(text))}


def straight(text: str) -> str:
    """Quotation marks that phones and office programs bend, where no straight ones stand beside them."""
    for bent, plain in (("\u2018\u2019", "'"), ("\u201c\u201d", '"')):
        if plain not in text:
            text = text.translate(dict.fromkeys(map(ord, bent), plain))
    return text
