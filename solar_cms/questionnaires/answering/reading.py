"""A set of answers, read: by section, in words, with notes and files."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.base.face import Tag
from solar_cms.base.models import uuid_or_none
from solar_cms.base.texts import text_in
from solar_cms.documents.hooks import may_open
from solar_cms.documents.models import Attachment
from solar_cms.questionnaires.answering.steps import marks_of
from solar_cms.questionnaires.answering.words import known_for, word_for
from solar_cms.questionnaires.definition import row_key, split_key, walk
from solar_cms.questionnaires.models import Response
from solar_cms.questionnaires.rules import share_of
from solar_cms.questionnaires.states import CONTAINERS, FILES, QuestionKind

TAGS = {"yes": "done", "no": "refused", "na": "closed"}


@dataclass
class AnswerRow:
    """One question with what was answered."""

    mark: str
    text: str
    kind: str
    row: int = 0
    value: str = ""
    said: str = ""
    note: str = ""
    tag: Tag | None = None
    files: list[Attachment] = field(default_factory=list)


@dataclass
class AnswerSection:
    title: str
    note: str
    rows: list[AnswerRow]


@dataclass
class Read:
    response: Response
    sections: list[AnswerSection]


def read_answers(response: Response, *, user: Any, sealed: Collection[str] = ()) -> Read:
    """What was answered, for this reader. sealed: questions whose answers are not told to them.
    Five queries at most, however many answers."""
    definition = response.form_version.definition
    rows = list(response.answers.order_by("row"))
    parsed = response.form_version.parsed()
    answers = {
        row_key(parsed.asked[a.question].repeat if a.row else "", a.row, a.question): (
            a.value,
            a.note,
        )
        for a in rows
        if a.question in parsed.asked
    }
    known = known_for({k: one.question for k, one in parsed.asked.items()}, answers, user)
    files = _files_of(response, answers, user)
    marks, lists = marks_of(definition), definition.get("choices", {})
    sections: dict[str, AnswerSection] = {}
    for section in definition["sections"]:
        counts = response.scores.get(section["key"])
        share = share_of(counts) if counts else None
        note = ""
        if counts and share is not None:
            facts = {"n": counts[0], "all": counts[0] + counts[1], "share": round(100 * share)}
            note = _("%(n)s of %(all)s in order, %(share)s%%") % facts
        sections[section["key"]] = AnswerSection(text_in(section.get("titles")), note, [])
    counts_of = {repeat: _rows_of(answers, repeat) for repeat in parsed.members}
    for asked in walk(definition):
        if asked.kind in CONTAINERS or asked.kind == QuestionKind.NOTE:
            continue
        for at in counts_of.get(asked.repeat, []) if asked.repeat else [0]:
            key = row_key(asked.repeat, at, asked.key)
            if key not in answers:
                continue
            value, note = answers[key]
            row = AnswerRow(
                marks.get(asked.key, ""), text_in(asked.question.get("texts")), asked.kind, at,
            )  # fmt: skip
            if asked.key in sealed:
                row.tag = Tag("sealed", _("Restricted"))
            else:
                row.value, row.note = value, note
                row.said = word_for(asked.question, value, lists, known)
                row.files = files.get(key, [])
                if asked.kind == QuestionKind.CHECK and value:
                    row.tag = Tag(TAGS[value], row.said)
            sections[asked.section].rows.append(row)
    return Read(response, [section for section in sections.values() if section.rows])


def _rows_of(answers: dict[str, Any], repeat: str) -> list[int]:
    return sorted({row for of, row, _name in map(split_key, answers) if of == repeat})


def _files_of(
    response: Response, answers: dict[str, Any], user: Any
) -> dict[str, list[Attachment]]:
    """Answer's key → the files it names that this reader may open."""
    asked = response.form_version.parsed().asked
    wanted = {}
    for key, (value, _note) in answers.items():
        name = split_key(key)[2]
        if name in asked and asked[name].kind in FILES and (pk := uuid_or_none(value)):
            wanted[pk] = key
    found: dict[str, list[Attachment]] = {}
    if wanted:
        allowed: dict[tuple[str, str], bool] = {}
        for one in Attachment.objects.filter(pk__in=wanted).select_related("file"):
            owner = (one.owner_kind, one.owner_id)
            if allowed.setdefault(owner, may_open(user, one)):
                found.setdefault(wanted[one.pk], []).append(one)
    return found
