"""A form cut into steps, each a page: sections, long ones in parts; short forms on one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.base.texts import text_in
from solar_cms.questionnaires.definition import row_key, split_key
from solar_cms.questionnaires.states import UNANSWERED, QuestionKind

Question = Mapping[str, Any]
SHORT = 16  # questions at most that stand on one page together with what else is asked there
MOST = 20  # questions on a page of a longer form
MOST_ROWS = 50
ALL = "all"  # in the place of a page's number: the whole form on one page


def is_answered(question: Question) -> bool:
    return question.get("kind", QuestionKind.CHECK) not in UNANSWERED


def flat(questions: Iterable[Question]) -> Iterator[Question]:
    """All questions, groups and repeats opened, themselves included."""
    for question in questions:
        yield question
        yield from flat(question.get("questions", ()))


def answered_in(questions: Iterable[Question]) -> list[Question]:
    return [question for question in flat(questions) if is_answered(question)]


@dataclass(frozen=True)
class Part:
    """Questions of one section that stand together on a page."""

    section: Mapping[str, Any]
    questions: list[Question]
    number: int  # of the section, from 1
    title: str


@dataclass
class Step:
    """One page. `keys`: names of its questions, without rows."""

    index: int
    parts: list[Part] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.parts[0].title if self.parts else ""

    @property
    def questions(self) -> list[Question]:
        return [question for part in self.parts for question in flat(part.questions)]

    @property
    def keys(self) -> set[str]:
        return {question["key"] for question in self.questions if is_answered(question)}

    def owns(self, key: str) -> bool:
        """Does the answer of this key (perhaps in a row) belong to this page?"""
        return name_of(key) in self.keys

    def is_relevant(self, relevant: set[str] | None) -> bool:
        return relevant is None or not self.keys or bool(self.keys & relevant)


def name_of(key: str) -> str:
    """The question of an answer's key: "tools[2].name" is an answer to "name"."""
    return split_key(key)[2]


def steps_of(definition: Mapping[str, Any], *, whole: bool = False) -> list[Step]:
    """The pages of a form; one when it is short, or asked for whole."""
    sections = [section for section in definition["sections"] if section["questions"]]
    count = len(answered_in(q for section in sections for q in section["questions"]))
    if whole or count <= SHORT:
        return [
            Step(0, [
                Part(section, section["questions"], number, text_in(section.get("titles")))
                for number, section in enumerate(sections, 1)
            ])
        ]  # fmt: skip
    steps: list[Step] = []
    for number, section in enumerate(sections, 1):
        pieces = list(_pieces(section["questions"]))
        for at, questions in enumerate(pieces, 1):
            title = text_in(section.get("titles"))
            if len(pieces) > 1:
                facts = {"title": title, "n": at, "all": len(pieces)}
                title = _("%(title)s, part %(n)s of %(all)s") % facts
            steps.append(Step(len(steps), [Part(section, questions, number, title)]))
    return steps


def _pieces(questions: list[Question]) -> Iterator[list[Question]]:
    """Runs of at most MOST questions; groups and repeats stay whole. Evenly long."""
    total = len(answered_in(questions))
    size = -(-total // -(-total // MOST)) if total else MOST
    piece: list[Question] = []
    count = 0
    for question in questions:
        more = len(answered_in([question]))
        if piece and count and count + more > size:
            yield piece
            piece, count = [], 0
        piece.append(question)
        count += more
    if piece:
        yield piece


def marks_of(definition: Mapping[str, Any]) -> dict[str, str]:
    """Question → its number on page and paper, "2.7": seventh question of the second section."""
    marks: dict[str, str] = {}
    sections = [section for section in definition["sections"] if section["questions"]]
    for number, section in enumerate(sections, 1):
        for at, question in enumerate(answered_in(section["questions"]), 1):
            marks[question["key"]] = f"{number}.{at}"
    return marks


def rows_in(keys: Iterable[str], repeat: str) -> int:
    """How many rows of a repeat have been begun."""
    return max((row for of, row, _name in map(split_key, keys) if of == repeat), default=0)


def without_row(answers: Mapping[str, Any], repeat: str, row: int) -> dict[str, Any]:
    """The answers without one row of a repeat; the rows behind it move up."""
    kept = {}
    for key, value in answers.items():
        of, at, name = split_key(key)
        if of == repeat and at == row:
            continue
        kept[row_key(of, at - 1, name) if of == repeat and at > row else key] = value
    return kept
