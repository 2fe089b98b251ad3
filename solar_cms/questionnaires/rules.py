"""What may be answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.base.problems import Problem
from solar_cms.base.texts import text_in
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.states import Check, QuestionKind

Answers = Mapping[str, tuple[str, str]]  # question key → (value, note)


def problems_with_answers(version: FormVersion, answers: Answers) -> list[Problem]:
    """Unknown questions, missing and wrong values; the field is the question's key."""
    asked = {question["key"]: question for question in version.questions()}
    problems = [
        Problem(
            "answer.unknown_question", _("This form does not ask “%(key)s”.") % {"key": key}, key
        )
        for key in answers
        if key not in asked
    ]
    for key, question in asked.items():
        value, _note = answers.get(key, ("", ""))
        if not value:
            if question.get("required", True):
                message = _("Not answered: %(question)s") % {"question": text_in(question["texts"])}
                problems.append(Problem("answer.missing", message, key))
        elif wrong := _wrong_value(question, value):
            problems.append(Problem("answer.wrong", wrong, key))
    return problems


def _wrong_value(question: Mapping[str, Any], value: str) -> str:
    kind = question.get("kind", QuestionKind.CHECK)
    if kind == QuestionKind.CHECK and value not in Check.values:
        return _("Answer yes, no or does not apply.")
    if kind == QuestionKind.NUMBER and not value.isdecimal():
        return _("Answer with a whole number.")
    return ""
