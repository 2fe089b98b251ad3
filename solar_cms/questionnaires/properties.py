"""What a section, a question and a choice may hold besides names and rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.base.problems import Problem
from solar_cms.questionnaires.definition import Asked, Definition
from solar_cms.questionnaires.rules.values import MOST_STARS, WrongValue, canonical
from solar_cms.questionnaires.states import (
    CONTAINERS,
    LISTED,
    UNANSWERED,
    QuestionKind,
    Sensitivity,
)

RULES = ("relevant", "required", "constraint", "calculation")
TEXTS = ("texts", "hints", "constraint_texts")
SECTION = frozenset({"key", "titles", "relevant", "questions"})
QUESTION = frozenset(
    {
        "key", "kind", *TEXTS, *RULES, "default", "choices", "article", "severity", "violation",
        "tags", "sensitivity", "keep_place", "scored", "correct", "max", "questions",
    }
)  # fmt: skip
# Property → the kinds that have it.
ONLY: dict[str, frozenset[str]] = {
    "choices": LISTED,
    "correct": LISTED,
    "max": frozenset({QuestionKind.RATING}),
    "keep_place": frozenset({QuestionKind.PHOTO}),
    "calculation": frozenset({QuestionKind.CALCULATION}),
    "questions": CONTAINERS,
    "scored": frozenset({QuestionKind.CHECK, *LISTED}),
    "constraint": frozenset(set(QuestionKind.values) - UNANSWERED),
    "default": frozenset(set(QuestionKind.values) - UNANSWERED),
    "required": frozenset(set(QuestionKind.values) - UNANSWERED | {QuestionKind.REPEAT}),
}
MOST_TEXT = 4000
WORDS = ("article", "severity", "violation")
MOST_WORD = 200


def section_problems(
    section: Mapping[str, Any], definition: Mapping[str, Any]
) -> Iterator[Problem]:
    field = f"{section['key']}/"
    yield from _unknown(section, SECTION, field)
    yield from text_problems(section.get("titles"), definition, field, needed=bool(section["key"]))


def choice_problems(definition: Mapping[str, Any]) -> Iterator[Problem]:
    """Lists of choices: not empty, no name twice, each with words."""
    for name, choices in definition.get("choices", {}).items():
        field = f"choices/{name}"
        if not choices:
            message = _("The list of choices “%(name)s” is empty.") % {"name": name}
            yield Problem("form.empty_list", message, field)
        seen: set[str] = set()
        for choice in choices:
            key = choice["key"]
            if not key or key.split() != [key] or len(key) > 63:
                message = _(
                    "“%(key)s” cannot be the name of a choice: no spaces, at most 63 letters."
                )
                yield Problem("form.choice_name", message % {"key": key}, field)
            if key in seen:
                message = _("The list “%(name)s” has the choice “%(key)s” twice.")
                yield Problem("form.choice_twice", message % {"name": name, "key": key}, field)
            seen.add(key)
            yield from _unknown(choice, frozenset({"key", "texts"}), field)
            yield from text_problems(choice.get("texts"), definition, field)


def property_problems(asked: Asked, parsed: Definition) -> Iterator[Problem]:
    question, field = asked.question, f"{asked.section}/{asked.key}"
    if asked.kind not in QuestionKind.values:
        message = _("The kind “%(kind)s” is not known; known are: %(known)s") % {
            "kind": asked.kind,
            "known": ", ".join(QuestionKind.values),
        }
        yield Problem("form.kind", message, field)
        return
    yield from _unknown(question, QUESTION, field)
    for name, kinds in ONLY.items():
        if name in question and asked.kind not in kinds:
            message = _("“%(name)s” does not go with a question of the kind “%(kind)s”.")
            label = QuestionKind(asked.kind).label
            yield Problem("form.misplaced", message % {"name": name, "kind": label}, field)
    for name in TEXTS:
        # What is only computed is shown to nobody; a group may stand without a title.
        needed = name == "texts" and asked.kind not in {QuestionKind.CALCULATION, *CONTAINERS}
        if needed or name in question:
            yield from text_problems(question.get(name), parsed.raw, field, needed=needed)
    if asked.kind == QuestionKind.CALCULATION and not question.get("calculation"):
        yield Problem("form.no_calculation", _("Say what is calculated."), field)
    yield from _choice(asked, parsed, field)
    yield from _plain(question, field)
    yield from _default(asked, parsed, field)


def _unknown(row: Mapping[str, Any], known: frozenset[str], field: str) -> Iterator[Problem]:
    for name in row:
        if name not in known:
            message = _("“%(name)s” is not known here; known are: %(known)s") % {
                "name": name,
                "known": ", ".join(sorted(known)),
            }
            yield Problem("form.unknown_property", message, field)


def text_problems(
    texts: Any, definition: Mapping[str, Any], field: str, *, needed: bool = True
) -> Iterator[Problem]:
    """Words by language: there, not endless, in every language of the form (else a warning)."""
    texts = {} if texts is None else texts
    if not isinstance(texts, Mapping) or not all(isinstance(text, str) for text in texts.values()):
        yield Problem("form.texts", _("Words are given by language."), field)
        return
    if needed and not any(text.strip() for text in texts.values()):
        yield Problem("form.no_words", _("The words are missing."), field)
        return
    if any(len(text) > MOST_TEXT for text in texts.values()):
        message = _("A text is longer than %(most)s letters.") % {"most": MOST_TEXT}
        yield Problem("form.long_text", message, field)
    missing = [code for code in definition.get("languages", ()) if not texts.get(code)]
    if missing and any(texts.values()):
        message = _("The words are missing in: %(languages)s") % {"languages": ", ".join(missing)}
        yield Problem("form.untranslated", message, field, severity="warning")


def _choice(asked: Asked, parsed: Definition, field: str) -> Iterator[Problem]:
    if asked.kind not in LISTED:
        return
    name = asked.question.get("choices")
    if name not in parsed.lists:
        message = _("There is no list of choices named “%(name)s”.") % {"name": name or ""}
        yield Problem("form.no_list", message, field)
        return
    correct = asked.question.get("correct")
    if correct is not None:
        try:
            right = canonical(asked.question, str(correct), parsed.lists)
        except WrongValue:
            right = ""
        if right != correct or not right:
            message = _("The right answer “%(key)s” is not one of the choices.") % {"key": correct}
            yield Problem("form.correct", message, field)


def _plain(question: Mapping[str, Any], field: str) -> Iterator[Problem]:
    """Values that are plain words, numbers, yes or no."""
    wrong = [
        name
        for name in WORDS
        if name in question
        and not (isinstance(question[name], str) and 0 < len(question[name]) <= MOST_WORD)
    ]
    wrong += [
        name
        for name in ("keep_place", "scored")
        if name in question and not isinstance(question[name], bool)
    ]
    most = question.get("max", MOST_STARS)
    if isinstance(most, bool) or not isinstance(most, int) or not 2 <= most <= MOST_STARS:
        wrong.append("max")
    tags = question.get("tags", [])
    if not isinstance(tags, list) or not all(
        isinstance(tag, str) and tag.split() == [tag] for tag in tags
    ):
        wrong.append("tags")
    if question.get("sensitivity", Sensitivity.PERSONAL) not in Sensitivity.values:
        wrong.append("sensitivity")
    for name in wrong:
        message = _("“%(name)s” has a value that it cannot have.") % {"name": name}
        yield Problem("form.wrong_value", message, field)


def _default(asked: Asked, parsed: Definition, field: str) -> Iterator[Problem]:
    given = asked.question.get("default")
    if given is None or asked.kind in UNANSWERED:
        return
    try:
        kept = canonical(asked.question, given, parsed.lists) if isinstance(given, str) else ""
    except WrongValue as error:
        message = _("The answer given beforehand is wrong: %(why)s") % {"why": error.message}
        yield Problem("form.default", message, field)
        return
    if kept != given or not kept:
        message = _("Write the answer given beforehand as “%(text)s”.") % {"text": kept}
        yield Problem("form.default", message, field)
