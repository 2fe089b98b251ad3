"""What upper apps bring to forms: marks a question may carry, and the records that were asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from solar_cms.base.hooks.registry import Registry, Text


@dataclass(frozen=True)
class QuestionMark:
    """What a question may be marked with, by keys of the app's own (a violation, a severity).

    Registered under the property of the definition that keeps it. choices: () -> [(key, words)].
    """

    label: Text
    choices: Callable[[], Iterable[tuple[str, str]]]
    hint: Text = ""


question_marks: Registry[QuestionMark] = Registry("mark of a question")


@dataclass(frozen=True)
class AnswersOwner:
    """A kind of record that was asked a form (a visit, a test).

    visible: (user) -> one-column queryset: keys of the sets of answers this user may read.
    records: (keys) -> {key: (words, address of the record)}.
    """

    visible: Callable[[Any], Any]
    records: Callable[[Iterable[Any]], Mapping[Any, tuple[str, str]]]


answers_owners: Registry[AnswersOwner] = Registry("owner of answers")
