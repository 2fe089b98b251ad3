"""Publishing: what is no form is refused with its place; names keep their meaning for ever."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from solar_cms.audit.acts import SYSTEM
from solar_cms.base.problems import Refused
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.operations import publish_form
from solar_cms.questionnaires.reading import MOST_QUESTIONS, problems_with_definition
from solar_cms.questionnaires.tests.samples import form, question

DAY = date(2026, 1, 1)


def publish(definition: dict[str, Any]) -> FormVersion:
    return publish_form(
        "list", titles={"en": "List"}, definition=definition, valid_from=DAY, by=SYSTEM
    )


def group(key: str, kind: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**question(key, kind, **more), "questions": list(questions)}


REPEAT = group("people", "repeat", question("age", "number"))
FAULTS: list[tuple[str, str, dict[str, Any]]] = [
    ("form.shape", "", {}),
    ("form.shape", "s/", form({"kind": "text"})),
    ("form.empty", "", form()),
    ("form.name", "s/1a", form(question("1a"))),
    ("form.name", "s/__proto__", form(question("__proto__"))),
    ("form.twice", "s/a", form(question("a"), question("a", "number"))),
    ("form.twice", "s/A", form(question("a"), question("A"))),
    ("form.twice", "s/s", form(question("s"))),
    ("form.kind", "s/a", form(question("a", "colour"))),
    ("form.unknown_property", "s/a", form(question("a", colour="red"))),
    ("form.no_words", "s/a", form(question("a", texts={}))),
    ("form.no_list", "s/a", form(question("a", "choice", choices="animals"))),
    ("form.empty_list", "choices/none", form(question("a"), choices={"none": []})),
    ("form.choice_name", "choices/x", form(question("a"), choices={"x": [{"key": "a b", "texts": {"en": "?"}}]})),
    ("form.choice_twice", "choices/x", form(question("a"), choices={"x": [{"key": "a", "texts": {"en": "?"}}] * 2})),
    ("form.correct", "s/a", form(question("a", "choice", choices="crops", correct="rice"))),
    ("form.misplaced", "s/a", form(question("a", max=3))),
    ("form.wrong_value", "s/a", form(question("a", "rating", max=99))),
    ("form.default", "s/a", form(question("a", "number", default="many"))),
    ("form.no_calculation", "s/a", form(question("a", "calculation"))),
    ("form.expression", "s/a", form(question("a", relevant="${b} = 1"))),
    ("form.expression", "s/a", form(question("a", required="${a")) ),
    ("form.no_value", "s/b", form(question("a", "note"), question("b", relevant="${a} = 1"))),
    ("form.no_value", "s/b", form(REPEAT, question("b", relevant="${age} > 1"))),
    ("form.no_value", "s/b", form(REPEAT, question("b", relevant="${people} > 1"))),
    ("form.repeat_in_repeat", "s/in", form(group("out", "repeat", group("in", "repeat", question("a"))))),
    ("form.empty_group", "s/g", form(group("g", "group"))),
    ("form.circle", "s/a", form(question("a", relevant="${a} = 1"))),
    ("form.many_questions", "", form(*[question(f"q{n}") for n in range(10_000)])),
]  # fmt: skip


@pytest.mark.parametrize(("code", "field", "definition"), FAULTS)
def test_what_is_no_form_is_told_with_its_place(
    code: str, field: str, definition: dict[str, Any]
) -> None:
    found = [p for p in problems_with_definition(definition) if p.severity == "error"]
    assert [(p.code, p.field) for p in found] == [(code, field)]


def test_rules_that_wait_for_each_other_are_named() -> None:
    definition = form(
        question("a", relevant="${c} = 1"),
        question("b", "calculation", calculation="${a} + 1"),
        question("c", relevant="${b} > 1"),
    )
    (problem,) = problems_with_definition(definition)
    assert problem.code == "form.circle"
    assert {"a", "b", "c"} <= set(str(problem.message).replace(".", "").split())


def test_a_group_that_waits_for_its_own_question_is_a_circle() -> None:
    definition = form(group("g", "group", question("a"), relevant="${a} = 1"))
    assert [p.code for p in problems_with_definition(definition)] == ["form.circle"]


def test_a_long_chain_of_rules_is_a_form() -> None:
    rules = [question("q0")]
    rules += [question(f"q{n}", relevant=f"${{q{n - 1}}} != ''") for n in range(1, MOST_QUESTIONS)]
    assert problems_with_definition(form(*rules)) == []


def test_trees_are_made_here_and_not_taken_from_others(db: None) -> None:
    rule = {"text": "${a} = 1", "tree": ["call", "quit"]}
    version = publish(form(question("a"), question("b", relevant=rule)))
    assert version.definition["sections"][0]["questions"][1]["relevant"]["tree"][0] == "="


def test_what_goes_without_saying_makes_no_new_version(db: None) -> None:
    first = publish(form(question("a", "check")))
    again = publish(form(question("a", "check", required=True, scored=True, hints={}, tags=[])))
    assert again == first


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (question("a", "check"), question("a", "text")),
        (question("a", "text"), question("a", "number")),
        (question("a", "decimal"), question("a", "number")),
        (question("a"), group("r", "repeat", question("a"))),
    ],
)
def test_a_name_is_not_given_to_another_question(
    db: None, before: dict[str, Any], after: dict[str, Any]
) -> None:
    publish(form(before, question("z")))
    # Nor when an earlier version asked it last.
    publish(form(question("z")))
    with pytest.raises(Refused) as refused:
        publish(form(after, question("z")))
    assert [(p.code, p.field) for p in refused.value.problems] == [("form.incompatible", "s/a")]


def test_a_question_may_grow_wider(db: None) -> None:
    publish(form(question("a", "number"), question("b", "choice", choices="crops")))
    wider = form(question("a", "decimal"), question("b", "choices", choices="crops"))
    assert publish(copy.deepcopy(wider)).number == 2
