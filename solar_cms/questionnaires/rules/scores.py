"""Shares of compliant items by section, and how they change."""

from __future__ import annotations

from collections.abc import Mapping

from solar_cms.questionnaires.definition import Asked
from solar_cms.questionnaires.rules.answers import asked_for
from solar_cms.questionnaires.running import Run
from solar_cms.questionnaires.states import LISTED, Check, QuestionKind

# Section → [yes, no, does not apply]; of questions with a right answer [right, wrong, 0].
Scores = dict[str, list[int]]


def is_item(asked: Asked) -> bool:
    """Whether the question counts: a check that is not left out, a choice with a right answer."""
    if asked.question.get("scored") is False:
        return False
    if asked.kind == QuestionKind.CHECK:
        return True
    return asked.kind in LISTED and bool(asked.question.get("correct"))


def scores_of(now: Run) -> Scores:
    """Counts of the questions asked for, in sections that have items. A check left open counts as
    nothing, a question with a right answer that is left open as wrong."""
    found: Scores = {}
    for key, asked in asked_for(now):
        if not is_item(asked):
            continue
        counts = found.setdefault(asked.section, [0, 0, 0])
        value = now.values.get(key, "")
        if asked.kind == QuestionKind.CHECK:
            if value:
                counts[Check.values.index(value)] += 1
        else:
            counts[0 if value == asked.question["correct"] else 1] += 1
    return found


def share_of(counts: Mapping[str, list[int]] | list[int]) -> float | None:
    """Compliant of all items that apply, 0 to 1; of all sections together when given scores. None
    where nothing applies."""
    rows = [counts] if isinstance(counts, list) else list(counts.values())
    yes, no = sum(row[0] for row in rows), sum(row[1] for row in rows)
    return yes / (yes + no) if yes + no else None


def change_of(before: Scores, after: Scores) -> dict[str, float | None]:
    """Section → points of share gained (-1 to 1); None where one of the two has no share."""
    found: dict[str, float | None] = {}
    for section in {**before, **after}:
        first = share_of(before.get(section, [0, 0, 0]))
        second = share_of(after.get(section, [0, 0, 0]))
        found[section] = None if first is None or second is None else second - first
    return found
