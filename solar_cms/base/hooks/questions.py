"""What upper apps tell of their use of forms and questions, before a new version is published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from solar_cms.base.hooks.registry import Registry, Text


@dataclass(frozen=True)
class Use:
    """Something that uses a form: "open cases", how many, and where to see them.

    question: key of the question used; "" for the form as a whole.
    """

    what: Text
    count: int
    url: str = ""
    question: str = ""


# (key of the form, keys of the changed questions, None for all) → uses of the form or of these.
QuestionUses = Callable[[str, Sequence[str] | None], Iterable[Use]]
question_uses: Registry[QuestionUses] = Registry("use of questions")
