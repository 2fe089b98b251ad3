"""Is this a form? The check of a definition, and its rules put into trees.

Every way in (pack, editor, workbook) comes through `prepared`; trees sent by others are not trusted,
they are made anew from the texts.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.base.problems import Problem
from solar_cms.questionnaires.definition import Asked, Definition
from solar_cms.questionnaires.expressions import ExpressionFault, parse, references
from solar_cms.questionnaires.expressions.parsing import single_references
from solar_cms.questionnaires.properties import (
    RULES,
    choice_problems,
    property_problems,
    section_problems,
)
from solar_cms.questionnaires.states import CONTAINERS, QuestionKind
from solar_cms.questionnaires.tidying import tidy

MOST_QUESTIONS = 1000
MOST_SECTIONS = 100
MOST_CHOICES = 5000
MOST_NESTED = 5
# XLSForm's own rule for names, without the letters that only some programs take.
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,62}")
RESERVED = frozenset({"__proto__", "constructor", "prototype"})


@dataclass(frozen=True)
class RuleProblem(Problem):
    """A problem with one rule of a question or section: relevant, required, constraint, calculation."""

    rule: str = ""


def problems_with_definition(definition: Any) -> list[Problem]:
    """What is wrong with a form; field = "section/question" ("section/" for a section, "choices/list"
    for a list of choices). Missing translations are warnings."""
    return prepared(definition)[1]


def prepared(definition: Any) -> tuple[dict[str, Any], list[Problem]]:
    """A copy of the definition with the tree of every rule, and its problems.

    A rule may be given as its text alone. Where the shape is broken, the definition comes back as it
    was and only the first faults are told.
    """
    if problems := list(shape_problems(definition)):
        return definition, problems
    made: dict[str, Any] = tidy(copy.deepcopy(dict(definition)))
    parsed = Definition(made)
    problems = list(limit_problems(parsed))
    if problems:
        return made, problems
    problems += name_problems(parsed)
    problems += choice_problems(made)
    for section in made["sections"]:
        problems += section_problems(section, made)
    for asked in parsed.asked.values():
        problems += property_problems(asked, parsed)
    problems += rule_problems(parsed)
    if not any(problem.severity == "error" for problem in problems):
        problems += circle_problems(Definition(made))
    return made, problems


# --- shape ------------------------------------------------------------------------------------------


def shape_problems(definition: Any) -> Iterator[Problem]:
    """Whether there are sections with questions with keys at all."""
    wrong = Problem("form.shape", _("This is not the definition of a form."))
    if not isinstance(definition, Mapping) or not isinstance(definition.get("sections"), list):
        yield wrong
        return
    lists = definition.get("choices", {})
    if not isinstance(lists, Mapping) or not all(_is_list(choices) for choices in lists.values()):
        yield wrong
        return
    for section in definition["sections"]:
        if not isinstance(section, Mapping) or not isinstance(section.get("key"), str):
            yield wrong
        else:
            yield from _questions_shape(section.get("questions"), section["key"], 0)


def _is_list(choices: Any) -> bool:
    return isinstance(choices, list) and all(
        isinstance(choice, Mapping) and isinstance(choice.get("key"), str) for choice in choices
    )


def _questions_shape(questions: Any, section: str, depth: int) -> Iterator[Problem]:
    field = f"{section}/"
    if depth > MOST_NESTED:
        message = _("Groups are nested more than %(most)s deep.") % {"most": MOST_NESTED}
        yield Problem("form.nested", message, field)
        return
    if not isinstance(questions, list):
        yield Problem("form.shape", _("This section has no questions."), field)
        return
    for question in questions:
        if not isinstance(question, Mapping) or not isinstance(question.get("key"), str):
            yield Problem("form.shape", _("A question has no name."), field)
        elif not isinstance(question.get("kind", ""), str):
            yield Problem("form.shape", _("A question has no kind."), field)
        elif question.get("kind") in CONTAINERS:
            yield from _questions_shape(question.get("questions"), section, depth + 1)


def limit_problems(parsed: Definition) -> Iterator[Problem]:
    """Forms that are too big to be answered, and names given twice."""
    counted = {
        "form.many_sections": (
            len(parsed.raw["sections"]), MOST_SECTIONS,
            _("The form has %(n)s sections; at most %(most)s are possible."),
        ),
        "form.many_questions": (
            parsed.count, MOST_QUESTIONS,
            _("The form has %(n)s questions; at most %(most)s are possible. Split it into several forms."),
        ),
        "form.many_choices": (
            sum(len(choices) for choices in parsed.raw.get("choices", {}).values()), MOST_CHOICES,
            _("The form has %(n)s choices; at most %(most)s are possible. Ask for places by the question of that kind."),
        ),
    }  # fmt: skip
    for code, (number, most, message) in counted.items():
        if number > most:
            yield Problem(code, message % {"n": number, "most": most})
    if not parsed.count:
        yield Problem("form.empty", _("The form has no questions."))


def name_problems(parsed: Definition) -> Iterator[Problem]:
    """Names that are no names, or taken twice; what may not stand in what."""
    seen: set[str] = set()
    for section in parsed.raw["sections"]:
        key = section["key"]
        if key in seen:
            message = _("Two sections are named “%(key)s”.") % {"key": key}
            yield Problem("form.twice", message, f"{key}/")
        seen.add(key)
        if key and (not NAME.fullmatch(key) or key in RESERVED):
            yield Problem("form.name", wrong_name(key), f"{key}/")
    for asked in parsed.twice:
        message = _("Two questions are named “%(key)s”; each needs a name of its own in the form.")
        yield Problem("form.twice", message % {"key": asked.key}, field_of(asked))
    taken = {section["key"].lower() for section in parsed.raw["sections"]}
    for asked in parsed.asked.values():
        if asked.key.lower() in taken:
            message = _(
                "“%(key)s” is the name of something else in the form (capitals do not count)."
            )
            yield Problem("form.twice", message % {"key": asked.key}, field_of(asked))
        taken.add(asked.key.lower())
        if not NAME.fullmatch(asked.key) or asked.key in RESERVED:
            yield Problem("form.name", wrong_name(asked.key), field_of(asked))
        if asked.kind == QuestionKind.REPEAT and asked.repeat:
            message = _("A group that is repeated cannot stand in another one that is repeated.")
            yield Problem("form.repeat_in_repeat", message, field_of(asked))
        if asked.kind in CONTAINERS and not asked.question.get("questions"):
            yield Problem("form.empty_group", _("This group has no questions."), field_of(asked))


def wrong_name(key: str) -> str:
    return _(
        "“%(key)s” is no name: use Latin letters, digits and _, beginning with a letter, at most 63."
    ) % {"key": key}


def field_of(asked: Asked) -> str:
    return f"{asked.section}/{asked.key}"


# --- rules ------------------------------------------------------------------------------------------


def rule_problems(parsed: Definition) -> Iterator[Problem]:
    """Puts the tree of each rule into the definition; tells what cannot be understood."""
    for key, section in parsed.sections.items():
        yield from _rule(parsed, section, "relevant", f"{key}/", "")
    for asked in parsed.asked.values():
        for name in RULES:
            yield from _rule(parsed, asked.question, name, field_of(asked), asked.repeat)


def _rule(parsed: Definition, owner: Any, name: str, field: str, repeat: str) -> Iterator[Problem]:
    given = owner.get(name)
    if given is None or (name == "required" and isinstance(given, bool)):
        return
    text = given.get("text") if isinstance(given, Mapping) else given
    if not isinstance(text, str) or not text.strip():
        message = _("%(rule)s: write an expression.") % said(name)
        yield RuleProblem("form.expression", message, field, rule=name)
        return
    try:
        rule = parse(text, parsed.asked, with_self=name == "constraint")
    except ExpressionFault as fault:
        message = _("%(rule)s, at sign %(column)s: %(why)s") % {
            **said(name), "column": fault.column, "why": fault.message,
        }  # fmt: skip
        yield RuleProblem("form.expression", message, field, rule=name)
        return
    owner[name] = rule
    yield from _reach(parsed, rule["tree"], name, field, repeat)


def _reach(
    parsed: Definition, tree: list[Any], name: str, field: str, repeat: str
) -> Iterator[Problem]:
    """Names in a rule that have no value there."""
    single = single_references(tree)
    for key in sorted(references(tree)):
        asked = parsed.asked[key]
        why = ""
        if asked.kind in {QuestionKind.NOTE, QuestionKind.GROUP}:
            why = _("“%(key)s” has no answer.")
        elif asked.kind == QuestionKind.REPEAT and key in single:
            why = _("“%(key)s” is a group that is repeated; only count() can be asked of it.")
        elif asked.repeat and asked.repeat != repeat and key in single:
            why = _("“%(key)s” has several answers; use sum(), count(), min(), max() or concat().")
        if why:
            message = f"{said(name)['rule']}: {why % {'key': key}}"
            yield RuleProblem("form.no_value", message, field, rule=name)


def said(name: str) -> dict[str, str]:
    """The name of a rule for people."""
    words = {
        "relevant": _("Asked only if"),
        "required": _("Must be answered if"),
        "constraint": _("The answer is right if"),
        "calculation": _("Calculation"),
    }
    return {"rule": words[name]}


def circle_problems(parsed: Definition) -> Iterator[Problem]:
    """Rules that wait for each other."""
    try:
        _order = parsed.order
    except CycleError as error:
        names = [name.lstrip("/") or _("questions without a section") for name in error.args[1]]
        message = _(
            "These wait for each other without end: %(names)s. Change the rule of one of them."
        )
        last = next((name for name in error.args[1] if not name.startswith("/")), "")
        field = field_of(parsed.asked[last]) if last else f"{names[0]}/"
        yield Problem("form.circle", message % {"names": " → ".join(reversed(names))}, field)
