"""Changing a definition: each function takes one and gives a new one; nothing is saved here.

A holder is where questions stand: "s:<section key>" or, inside a group or a repeat, "q:<its key>".
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.base.problems import Problem, Refused
from solar_cms.questionnaires import expressions
from solar_cms.questionnaires.states import QuestionKind

Definition = dict[str, Any]
Question = dict[str, Any]

KEY = re.compile(r"^[a-z][a-z0-9_]{0,62}$")
RULES = ("required", "relevant", "constraint", "calculation")  # where an expression may stand
REF = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
HOLDING = ("group", "repeat")


@dataclass(frozen=True)
class Standing:
    """A question where it stands."""

    question: Question
    section: dict[str, Any]
    among: list[Question]  # itself and its neighbours
    at: int
    group: Question | None = None

    @property
    def holder(self) -> str:
        return f"q:{self.group['key']}" if self.group else f"s:{self.section['key']}"


def empty_definition(languages: Iterable[str]) -> Definition:
    return {"sections": [], "choices": {}, "languages": list(languages)}


def kind_of(question: Mapping[str, Any]) -> str:
    """Forms of before kinds were many ask yes or no where nothing is said."""
    return str(question.get("kind", QuestionKind.CHECK))


def standings(definition: Mapping[str, Any]) -> Iterator[Standing]:
    """All questions in the order in which they are asked, those of groups included."""
    for section in definition["sections"]:
        yield from _inside(section, section["questions"], None)


def _inside(section: dict[str, Any], among: list[Question], group: Any) -> Iterator[Standing]:
    for at, question in enumerate(among):
        yield Standing(question, section, among, at, group)
        if question.get("questions"):
            yield from _inside(section, question["questions"], question)


def standing_of(definition: Mapping[str, Any], key: str) -> Standing | None:
    return next((s for s in standings(definition) if s.question["key"] == key), None)


def section_of(definition: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    return next((s for s in definition["sections"] if s["key"] == key), None)


def keys_of(definition: Mapping[str, Any]) -> list[str]:
    return [s.question["key"] for s in standings(definition)]


def free_key(wanted: str, taken: Iterable[str]) -> str:
    """A name nobody has: the words wanted in small Latin letters, numbered where taken."""
    taken = set(taken)
    base = re.sub(r"[^a-z0-9]+", "_", wanted.lower()).strip("_")[:40].rstrip("_")
    if not base or not base[0].isalpha():
        base = f"q_{base}".rstrip("_")
    base = base if base not in taken or not re.search(r"_\d+$", base) else base.rpartition("_")[0]
    if base not in taken and base != "q":
        return base
    return next(
        name for n in range(2 if base != "q" else 1, 10**6) if (name := f"{base}_{n}") not in taken
    )


# --- sections ------------------------------------------------------------------------------------


def add_section(definition: Definition, *, titles: Mapping[str, str]) -> tuple[Definition, str]:
    """A section at the end; gives its name too."""
    new = copy.deepcopy(definition)
    key = free_key(titles.get("en") or "section", (s["key"] for s in new["sections"]))
    new["sections"].append({"key": key, "titles": dict(titles), "questions": []})
    return new, key


def change_section(definition: Definition, key: str, values: Mapping[str, Any]) -> Definition:
    """values: titles, relevant (an expression's text, empty for none)."""
    new = copy.deepcopy(definition)
    section = _section(new, key)
    section["titles"] = dict(values["titles"])
    section.pop("relevant", None)
    if text := values.get("relevant", "").strip():
        section["relevant"] = _expression(text, "relevant", new)
    return new


def move_section(definition: Definition, key: str, step: int) -> Definition:
    new = copy.deepcopy(definition)
    _swap(new["sections"], new["sections"].index(_section(new, key)), step)
    return new


def remove_section(definition: Definition, key: str) -> Definition:
    """The section with all its questions. Refused while another question's rule asks one of them."""
    new = copy.deepcopy(definition)
    section = _section(new, key)
    gone = [s.question["key"] for s in standings({"sections": [section]})]
    new["sections"].remove(section)
    _refuse_if_asked_for(new, gone)
    return new


# --- questions -----------------------------------------------------------------------------------


def add_question(
    definition: Definition, question: Question, *, holder: str, after: str = ""
) -> Definition:
    """A question at the end of its holder, or after one of its neighbours."""
    new = copy.deepcopy(definition)
    among = _among(new, holder)
    at = next((n + 1 for n, q in enumerate(among) if q["key"] == after), len(among))
    if question["key"] in keys_of(new):
        raise Refused([_taken(question["key"])])
    among.insert(at, {})
    among[at] = _with_rules(question, new)
    return new


def change_question(definition: Definition, key: str, question: Question) -> Definition:
    """The question as it shall be; its name may be a new one, which the rules of others follow."""
    new = copy.deepcopy(definition)
    if question["key"] != key:
        new = rename_question(new, key, question["key"])
    found = _standing(new, question["key"])
    if found.question.get("questions") and kind_of(question) in HOLDING:
        question = {**question, "questions": found.question["questions"]}
    elif found.question.get("questions"):
        message = _("Move the questions out of this group before it becomes something else.")
        raise Refused([Problem("form.group_not_empty", message, "kind")])
    found.among[found.at] = _with_rules(question, new)
    return new


def rename_question(definition: Definition, key: str, name: str) -> Definition:
    """A new name for a question, here and in every rule that asks it."""
    new = copy.deepcopy(definition)
    if name != key and name in keys_of(new):
        raise Refused([_taken(name)])
    _standing(new, key).question["key"] = name
    for part in [*new["sections"], *(s.question for s in standings(new))]:
        for rule in RULES:
            if isinstance(part.get(rule), dict) and key in _refs(part[rule]):
                text = REF.sub(
                    lambda m: f"${{{name}}}" if m[1] == key else m[0], part[rule]["text"]
                )
                part[rule] = _expression(text, rule, new)
    return new


def move_question(definition: Definition, key: str, step: int) -> Definition:
    """One place up (-1) or down (1); at the edge of a section into the next one."""
    new = copy.deepcopy(definition)
    found = _standing(new, key)
    if found.group is not None or 0 <= found.at + step < len(found.among):
        _swap(found.among, found.at, step)
        return new
    neighbour = new["sections"].index(found.section) + step
    if 0 <= neighbour < len(new["sections"]):
        question = found.among.pop(found.at)
        there = new["sections"][neighbour]["questions"]
        there.insert(len(there) if step < 0 else 0, question)
    return new


def move_question_to(definition: Definition, key: str, holder: str) -> Definition:
    """To the end of another section or group."""
    new = copy.deepcopy(definition)
    found = _standing(new, key)
    if kind_of(found.question) in HOLDING and holder.startswith("q:"):
        message = _("A group stands in a section, not inside another group.")
        raise Refused([Problem("form.group_in_group", message, "holder")])
    there = _among(new, holder)
    there.append(found.among.pop(found.at))
    return new


def copy_question(definition: Definition, key: str) -> tuple[Definition, str]:
    """The same question once more right after it, under a free name; those inside it too."""
    new = copy.deepcopy(definition)
    found = _standing(new, key)
    twin = copy.deepcopy(found.question)
    taken = set(keys_of(new))
    for question in [
        twin,
        *(
            s.question
            for s in standings({"sections": [{"key": "", "questions": twin.get("questions", [])}]})
        ),
    ]:
        question["key"] = free_key(question["key"], taken)
        taken.add(question["key"])
    found.among.insert(found.at + 1, twin)
    return new, twin["key"]


def remove_question(definition: Definition, key: str) -> Definition:
    """Without the question. Refused while the rule of another asks it."""
    new = copy.deepcopy(definition)
    found = _standing(new, key)
    gone = [
        key,
        *(
            s.question["key"]
            for s in standings(
                {"sections": [{"key": "", "questions": found.question.get("questions", [])}]}
            )
        ),
    ]
    found.among.pop(found.at)
    _refuse_if_asked_for(new, gone)
    return new


# --- lists of choices ----------------------------------------------------------------------------


def set_choices(definition: Definition, name: str, rows: Iterable[Mapping[str, Any]]) -> Definition:
    """The choices of a list ({"key", "texts"}), made where it was not."""
    new = copy.deepcopy(definition)
    new.setdefault("choices", {})[name] = [
        {"key": row["key"], "texts": dict(row["texts"])} for row in rows
    ]
    return new


def remove_choices(definition: Definition, name: str) -> Definition:
    """Without a list. Refused while a question offers it."""
    new = copy.deepcopy(definition)
    new.get("choices", {}).pop(name, None)
    used = [s.question["key"] for s in standings(new) if s.question.get("choices") == name]
    if used:
        message = _("The list is still offered by: %(questions)s") % {"questions": ", ".join(used)}
        raise Refused([Problem("form.choices_used", message)])
    return new


def questions_with(definition: Mapping[str, Any], name: str) -> list[str]:
    """The questions that offer a list of choices."""
    return [s.question["key"] for s in standings(definition) if s.question.get("choices") == name]


# --- rules ---------------------------------------------------------------------------------------


def asked_by(definition: Mapping[str, Any], key: str) -> list[str]:
    """Questions and sections whose rules ask this question."""
    parts = [*definition["sections"], *(s.question for s in standings(definition))]
    return [
        part["key"]
        for part in parts
        if part["key"] != key
        and any(key in _refs(part[rule]) for rule in RULES if isinstance(part.get(rule), dict))
    ]


def _refs(expression: Mapping[str, Any]) -> set[str]:
    return set(REF.findall(expression["text"]))


def _with_rules(question: Question, definition: Definition) -> Question:
    """The question with its rules read: texts of expressions become trees."""
    done = {name: value for name, value in question.items() if value not in ("", None, {}, [])}
    if done.get("choices"):
        definition.setdefault("choices", {}).setdefault(done["choices"], [])
    if kind_of(done) in HOLDING:
        done.setdefault("questions", [])
    for rule in RULES:
        if isinstance(text := done.get(rule), str):
            done[rule] = _expression(text, rule, definition, also=question["key"])
    return done


def _expression(text: str, rule: str, definition: Definition, also: str = "") -> dict[str, Any]:
    names = {s.question.get("key", also) for s in standings(definition)} | (
        {also} if also else set()
    )
    try:
        return expressions.parse(text, names, with_self=rule == "constraint")
    except expressions.ExpressionFault as fault:
        message = _("%(fault)s (at sign %(column)s)") % {
            "fault": fault.message, "column": fault.column,
        }  # fmt: skip
        raise Refused([Problem("form.expression", message, rule)]) from fault


def what_differs(
    before: Mapping[str, Any], after: Mapping[str, Any], parts: Iterable[str]
) -> list[str]:
    """Names of what is another in these parts ("texts", "required"); "place" where only that."""
    found: dict[str, None] = {}
    for part in parts:
        old, new = part_of(before, part), part_of(after, part)
        if isinstance(old, dict) and isinstance(new, dict):
            names = [n for n in {**old, **new} if n != "questions" and old.get(n) != new.get(n)]
            found |= dict.fromkeys(names or ["place"])
    return list(found)


def part_of(definition: Mapping[str, Any], part: str) -> Any:
    """The question ("q:key"), section ("s:key") or list of choices ("c:name"); None if there is none."""
    kind, _colon, name = part.partition(":")
    if kind == "q":
        standing = standing_of(definition, name)
        return standing.question if standing else None
    if kind == "s":
        return section_of(definition, name)
    return definition.get("choices", {}).get(name)


# --- helpers -------------------------------------------------------------------------------------


def _section(definition: Definition, key: str) -> dict[str, Any]:
    if (section := section_of(definition, key)) is None:
        raise Refused([_gone()])
    return section


def _standing(definition: Definition, key: str) -> Standing:
    if (found := standing_of(definition, key)) is None:
        raise Refused([_gone()])
    return found


def _among(definition: Definition, holder: str) -> list[Question]:
    kind, _colon, key = holder.partition(":")
    if kind == "s":
        return _section(definition, key)["questions"]
    question = _standing(definition, key).question
    if kind_of(question) not in HOLDING:
        raise Refused([_gone()])
    return question.setdefault("questions", [])


def _swap(rows: list[Any], at: int, step: int) -> None:
    to = at + step
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]


def _gone() -> Problem:
    message = _("This part of the form is gone: somebody has taken it out meanwhile.")
    return Problem("form.part_gone", message)


def _taken(key: str) -> Problem:
    message = _("Another question has the name “%(key)s” already.") % {"key": key}
    return Problem("form.name_taken", message, "key")


def _refuse_if_asked_for(definition: Definition, gone: Iterable[str]) -> None:
    problems = []
    for key in gone:
        if askers := asked_by(definition, key):
            message = _("“%(key)s” is asked by the rules of: %(askers)s. Change those rules first.")
            problems.append(
                Problem("form.asked_for", message % {"key": key, "askers": ", ".join(askers)}, key)
            )
    if problems:
        raise Refused(problems)
