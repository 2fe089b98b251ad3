"""What changes between two versions of a form, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.base.problems import Problem
from solar_cms.questionnaires.definition import Asked, Definition
from solar_cms.questionnaires.states import CONTAINERS, LISTED, WIDER, Change, QuestionKind

WORDS = ("texts", "hints", "constraint_texts")
RULES = (
    "required", "constraint", "relevant", "calculation", "default", "article", "severity",
    "violation", "tags", "sensitivity", "keep_place", "scored", "correct", "max",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One change of one question ("/key": of a section).

    old, new: what changed, as in the definition: the question (added, removed), its kind (retyped),
    [{"key", "texts"}] (choices), "section/group/" (moved), {property: value} (reworded, rule; of a
    rule with an expression its text). compatible: answers of both versions can be counted together.
    """

    key: str
    kind: Change
    old: Any
    new: Any
    compatible: bool = True


def differences(
    old_definition: Mapping[str, Any], new_definition: Mapping[str, Any]
) -> list[Difference]:
    """Everything that changes, sections first, then questions in the new form's order, then what
    is no longer asked."""
    old, new = Definition(old_definition), Definition(new_definition)
    found = list(_sections(old, new))
    shifted = _shifted(list(old.asked), list(new.asked))
    for key, asked in new.asked.items():
        before = old.asked.get(key)
        if before is None:
            found.append(Difference(key, Change.ADDED, None, dict(asked.question)))
        else:
            found += _question(old, new, before, asked, key in shifted)
    found += [
        Difference(key, Change.REMOVED, dict(asked.question), None)
        for key, asked in old.asked.items()
        if key not in new.asked
    ]
    return found


def _sections(old: Definition, new: Definition) -> Iterator[Difference]:
    for key, section in new.sections.items():
        before = old.sections.get(key)
        if before is None:
            yield Difference("/" + key, Change.ADDED, None, section.get("titles"))
            continue
        if before.get("titles") != section.get("titles"):
            yield Difference(
                "/" + key, Change.REWORDED, before.get("titles"), section.get("titles")
            )
        yield from _rules("/" + key, before, section, ("relevant",))
    for key, section in old.sections.items():
        if key not in new.sections:
            yield Difference("/" + key, Change.REMOVED, section.get("titles"), None)


def _question(
    old: Definition, new: Definition, before: Asked, after: Asked, shifted: bool
) -> Iterator[Difference]:
    key = after.key
    if before.kind != after.kind:
        yield Difference(key, Change.RETYPED, before.kind, after.kind, fits(before, after))
    words = {name: (before.question.get(name), after.question.get(name)) for name in WORDS}
    changed = {name: pair for name, pair in words.items() if (pair[0] or {}) != (pair[1] or {})}
    if changed:
        yield Difference(
            key,
            Change.REWORDED,
            {name: pair[0] for name, pair in changed.items()},
            {name: pair[1] for name, pair in changed.items()},
        )
    if before.kind in LISTED and after.kind in LISTED:
        first, second = _choices(old, before), _choices(new, after)
        if first != second:
            yield Difference(key, Change.CHOICES, first, second)
    if path_of(before) != path_of(after) or shifted:
        same = before.repeat == after.repeat
        yield Difference(key, Change.MOVED, path_of(before), path_of(after), same)
    yield from _rules(key, before.question, after.question, RULES)


def _rules(
    key: str, before: Mapping[str, Any], after: Mapping[str, Any], names: Iterable[str]
) -> Iterator[Difference]:
    pairs = {name: (_rule(before.get(name)), _rule(after.get(name))) for name in names}
    changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if changed:
        yield Difference(
            key,
            Change.RULE,
            {name: pair[0] for name, pair in changed.items()},
            {name: pair[1] for name, pair in changed.items()},
        )


def _rule(rule: Any) -> Any:
    """An expression by its text; an empty list or text like none."""
    return rule.get("text") if isinstance(rule, Mapping) else (rule if rule != [] else None)


def _choices(definition: Definition, asked: Asked) -> list[Any]:
    return list(definition.raw.get("choices", {}).get(asked.question.get("choices", ""), []))


def path_of(asked: Asked) -> str:
    return "/".join([asked.section, *asked.within, ""])


def _shifted(old: list[str], new: list[str]) -> set[str]:
    """Names that stand elsewhere among those that both have."""
    before = [key for key in old if key in set(new)]
    after = [key for key in new if key in set(old)]
    if before == after:
        return set()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    stayed = {
        key
        for block in matcher.get_matching_blocks()
        for key in after[block.b : block.b + block.size]
    }
    return set(after) - stayed


def fits(before: Asked, after: Asked) -> bool:
    """Whether answers to the one can be counted with answers to the other."""
    without_answer = {QuestionKind.NOTE, QuestionKind.GROUP}
    if before.kind in without_answer or after.kind in without_answer:
        return True
    same = before.kind == after.kind or after.kind in WIDER.get(before.kind, ())
    return same and before.repeat == after.repeat


def problems_with_change(
    published: Iterable[Mapping[str, Any]], definition: Mapping[str, Any]
) -> list[Problem]:
    """Questions that bear the name of another one of an earlier version (any of them): their answers
    could not be counted together. field: "section/question"."""
    new = Definition(definition)
    problems: dict[str, Problem] = {}
    for earlier in published:
        for key, before in Definition(earlier).asked.items():
            after = new.asked.get(key)
            if after is None or fits(before, after):
                continue
            message = _(
                "“%(key)s” was “%(old)s” in an earlier version and its answers could not be counted with these. Give this question another name."
            ) % {"key": key, "old": said_kind(before)}
            problems[key] = Problem("form.incompatible", message, f"{after.section}/{key}")
    return list(problems.values())


def said_kind(asked: Asked) -> str:
    label = str(QuestionKind(asked.kind).label)
    if asked.repeat and asked.kind not in CONTAINERS:
        return _("%(kind)s, in a group that is repeated") % {"kind": label}
    return label
