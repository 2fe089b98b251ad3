"""A parsed form, looked at: its questions by name, what stands in what, in which order it is computed.

The shape is written in docs/questionnaires.md. Nothing here checks a form (reading.py does).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from solar_cms.questionnaires.expressions import references
from solar_cms.questionnaires.states import CONTAINERS, UNANSWERED, QuestionKind

IN_ROW = re.compile(r"(?P<repeat>[^\[\]]+)\[(?P<row>[1-9][0-9]{0,3})\]\.(?P<key>[^\[\]]+)")


@dataclass(frozen=True)
class Asked:
    """A question where it stands. within: groups and repeats around it, the outermost first."""

    question: Mapping[str, Any]
    section: str
    within: tuple[str, ...] = ()
    repeat: str = ""

    @property
    def key(self) -> str:
        return str(self.question["key"])

    @property
    def kind(self) -> str:
        return str(self.question.get("kind", QuestionKind.CHECK))


def walk(definition: Mapping[str, Any]) -> Iterator[Asked]:
    """Every question in order, groups and repeats before what stands in them."""
    for section in definition["sections"]:
        yield from _walk(section["questions"], section["key"], (), "")


def _walk(questions: Any, section: str, within: tuple[str, ...], repeat: str) -> Iterator[Asked]:
    for question in questions:
        asked = Asked(question, section, within, repeat)
        yield asked
        if asked.kind in CONTAINERS:
            inside = repeat or (asked.key if asked.kind == QuestionKind.REPEAT else "")
            yield from _walk(question.get("questions", ()), section, (*within, asked.key), inside)


def answered_questions(definition: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Questions in order without notes, groups and repeats; calculations are among them."""
    left_out = CONTAINERS | {QuestionKind.NOTE}
    return [dict(asked.question) for asked in walk(definition) if asked.kind not in left_out]


def split_key(key: str) -> tuple[str, int, str]:
    """ "members[2].age" → ("members", 2, "age"); "age" → ("", 0, "age")."""
    found = IN_ROW.fullmatch(key)
    return (found["repeat"], int(found["row"]), found["key"]) if found else ("", 0, key)


def row_key(repeat: str, row: int, key: str) -> str:
    """The key of an answer; `repeat` "" outside repeats."""
    return f"{repeat}[{row}].{key}" if repeat else key


def tree_of(rule: Any) -> list[Any] | None:
    """The tree of a rule; None where there is none (or it is plain true or false)."""
    return rule.get("tree") if isinstance(rule, Mapping) else None


class Definition:
    """A form's definition with what is looked up in it, made once a version."""

    def __init__(self, definition: Mapping[str, Any]) -> None:
        self.raw = definition
        self.asked: dict[str, Asked] = {}
        self.twice: list[Asked] = []  # questions whose name is taken
        self.count = 0
        for asked in walk(definition):
            self.count += 1
            if self.asked.setdefault(asked.key, asked) is not asked:
                self.twice.append(asked)
        self.sections: dict[str, Mapping[str, Any]] = {
            section["key"]: section for section in definition["sections"]
        }
        # The forms of before lists of choices: whole numbers were never negative.
        self.is_plain = "choices" not in definition

    @cached_property
    def lists(self) -> dict[str, list[str]]:
        """List of choices → its keys in order."""
        return {
            name: [choice["key"] for choice in choices]
            for name, choices in self.raw.get("choices", {}).items()
        }

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """Repeat → names of what stands in it."""
        found: dict[str, list[str]] = {
            key: [] for key, asked in self.asked.items() if asked.kind == QuestionKind.REPEAT
        }
        for key, asked in self.asked.items():
            if asked.repeat and asked.repeat in found:
                found[asked.repeat].append(key)
        return found

    @cached_property
    def order(self) -> list[str]:
        """Sections ("/key") and questions so that each comes after what its rules ask for.

        Raises graphlib.CycleError for a definition that was not checked.
        """
        return list(TopologicalSorter(self.needs()).static_order())

    def needs(self) -> dict[str, set[str]]:
        """What each section and question must be computed after."""
        found: dict[str, set[str]] = {}
        for key, section in self.sections.items():
            found["/" + key] = self._names(section.get("relevant"))
        for key, asked in self.asked.items():
            found[key] = (
                {"/" + asked.section, *asked.within[-1:]}
                | self._names(asked.question.get("relevant"))
                | self._names(asked.question.get("calculation"))
            )
        return found

    def _names(self, rule: Any) -> set[str]:
        tree = tree_of(rule)
        return references(tree) & self.asked.keys() if tree else set()

    def is_answered(self, key: str) -> bool:
        """Whether somebody fills the question in."""
        return key in self.asked and self.asked[key].kind not in UNANSWERED
