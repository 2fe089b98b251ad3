"""A form with answers, worked out: what is relevant, what is computed. The browser's script does the
same (`run` in static/questionnaires/expressions.js)."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from solar_cms.questionnaires.definition import Asked, Definition, row_key, split_key, tree_of
from solar_cms.questionnaires.expressions import evaluate, said, truth
from solar_cms.questionnaires.states import CONTAINERS, QuestionKind


@dataclass
class Run:
    """relevant: keys of answers (and groups and repeats) asked for; sections: their keys. values: key
    of an answer → value, calculations included, "" of what is not relevant left out. rows:
    repeat → its rows as they are numbered in the answers."""

    definition: Definition
    today: date | None
    rows: dict[str, list[int]]
    relevant: set[str] = field(default_factory=set)
    sections: set[str] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)
    outer: dict[str, Any] = field(default_factory=dict)
    inner: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)

    def scope(self, repeat: str, row: int) -> Mapping[str, Any]:
        """What names mean there: in a row its own answers, outside all rows of a repeat."""
        if not repeat:
            return self.outer
        return ChainMap(self.inner.setdefault((repeat, row), {}), self.outer)

    def value_of(self, tree: list[Any], repeat: str, row: int, self_value: str = "") -> str:
        return said(evaluate(tree, self.scope(repeat, row), self_value, today=self.today))

    def holds(self, rule: Any, repeat: str = "", row: int = 0, self_value: str = "") -> bool:
        """Whether a rule holds; plain true and false stand for themselves, none holds."""
        tree = tree_of(rule)
        if tree is None:
            return rule is not False
        return truth(evaluate(tree, self.scope(repeat, row), self_value, today=self.today))


def rows_in(definition: Definition, answers: Mapping[str, Any]) -> dict[str, list[int]]:
    """Repeat → numbers of its rows that the answers hold, in order."""
    found: dict[str, set[int]] = {repeat: set() for repeat in definition.members}
    for key in answers:
        repeat, row, _name = split_key(key)
        if repeat in found:
            found[repeat].add(row)
    return {repeat: sorted(rows) for repeat, rows in found.items()}


def run(definition: Definition, answers: Mapping[str, str], *, today: date | None = None) -> Run:
    """Work a form out. answers: key → canonical value; unknown keys are passed over."""
    now = Run(definition, today, rows_in(definition, answers))
    for name in definition.order:
        if name.startswith("/"):
            if now.holds(definition.sections[name[1:]].get("relevant")):
                now.sections.add(name[1:])
        else:
            _settle(now, definition.asked[name], answers)
    return now


def _settle(now: Run, asked: Asked, answers: Mapping[str, str]) -> None:
    rows = now.rows.get(asked.repeat, []) if asked.repeat else [0]
    kept: list[str] = []
    for row in rows:
        key = row_key(asked.repeat, row, asked.key)
        if asked.repeat:
            now.inner.setdefault((asked.repeat, row), {})[asked.key] = ""
        if not (
            _stands(now, asked, row)
            and now.holds(asked.question.get("relevant"), asked.repeat, row)
        ):
            continue
        now.relevant.add(key)
        if asked.kind in CONTAINERS or asked.kind == QuestionKind.NOTE:
            continue
        value = answers.get(key, "")
        if asked.kind == QuestionKind.CALCULATION:
            tree = tree_of(asked.question.get("calculation"))
            value = now.value_of(tree, asked.repeat, row) if tree else ""
        if value:
            now.values[key] = value
        kept.append(value)
        if asked.repeat:
            now.inner[asked.repeat, row][asked.key] = value
    if asked.kind == QuestionKind.REPEAT:
        kept = [str(row) for row in now.rows[asked.key]] if asked.key in now.relevant else []
    if asked.repeat or asked.kind == QuestionKind.REPEAT:
        now.outer[asked.key] = kept
    else:
        now.outer[asked.key] = kept[0] if kept else ""


def _stands(now: Run, asked: Asked, row: int) -> bool:
    """Whether what the question stands in is asked for."""
    if asked.section not in now.sections:
        return False
    if not asked.within:
        return True
    around = now.definition.asked[asked.within[-1]]
    return row_key(around.repeat, row if around.repeat else 0, around.key) in now.relevant
