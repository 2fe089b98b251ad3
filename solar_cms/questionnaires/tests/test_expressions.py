"""What may be written in a rule, and what is refused with its place."""

from __future__ import annotations

import time

import pytest
from django.utils import translation

from solar_cms.questionnaires.expressions import ExpressionFault, evaluate, parse, references

NAMES = {"age", "name", "list"}


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("${age} >= ", 11), ("${years} > 1", 1), ("1 + ${years}", 5), ("${age", 1), ("'open", 1),
        ("/data/age > 1", 1), ("${age} > 1)", 11), ("(1 + 2", 7), ("pulldata('a', 'b')", 1),
        ("once(1)", 1), ("if(1, 2)", 1), ("age > 1", 1), ("${age} == 1", 9), ("${age} && 1", 8),
        ("sum(1)", 5), ("regex(${name}, ${name})", 16), ("1 2", 3), ("", 1), ("selected(${list})", 1),
        ("jr:choice-name(1, 2)", 1), ("count(${list}, 2)", 1), ("concat(,)", 8),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_its_place(text: str, column: int) -> None:
    with pytest.raises(ExpressionFault) as fault:
        parse(text, NAMES)
    assert fault.value.column == column
    assert fault.value.message


@pytest.mark.parametrize(
    "pattern",
    ["(?=a)b", "(a)\\1", "[a", "a{2,1}", "a{1,999}", "*a", "a**", "(?<n>a)", "a$b", "\\p{L}",
     "((((((((((((((((((((((a))))))))))))))))))))))", "(((a{90}){90}){90})", "[z-a]", "\\"],
)  # fmt: skip
def test_patterns_outside_the_subset_are_refused(pattern: str) -> None:
    with pytest.raises(ExpressionFault):
        parse(f"regex(${{name}}, '{pattern}')", NAMES)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(.*)*(.*)*(.*)*x", "([a-z]+)*[0-9]"])
def test_no_pattern_runs_away(pattern: str) -> None:
    tree = parse(f"regex(., '{pattern}')")["tree"]
    began = time.monotonic()
    evaluate(tree, {}, "a" * 999)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "text",
    ["(" * 60 + "1" + ")" * 60, "-" * 80 + "1", " and ".join(["${age} > 1"] * 400),
     "not(" * 55 + "1" + ")" * 55, "1" + " - 1" * 60, "'" + "x" * 5000 + "'"],
)  # fmt: skip
def test_an_expression_without_measure_is_refused(text: str) -> None:
    with pytest.raises(ExpressionFault):
        parse(text, NAMES)


def test_a_long_chain_of_the_same_sign_is_one_step() -> None:
    tree = parse(" or ".join(["${age} = 1"] * 100), NAMES)["tree"]
    assert len(tree) == 101


def test_texts_that_grow_are_cut() -> None:
    grown = "x" * 9000
    tree = parse("concat(${name}, ${name}, ${name})", NAMES)["tree"]
    assert len(str(evaluate(tree, {"name": grown}))) == 10_000


def test_names_that_are_asked_for() -> None:
    tree = parse("if(${age} > 3, concat(${name}, 'x'), count-selected(${list}))", NAMES)["tree"]
    assert references(tree) == NAMES


def test_the_answer_itself_is_for_constraints_only() -> None:
    assert parse(". > 3")["tree"] == [">", ["self"], ["num", "3"]]
    with pytest.raises(ExpressionFault):
        parse(". > 3", with_self=False)


def test_a_fault_is_said_in_the_readers_language() -> None:
    with translation.override("lo"), pytest.raises(ExpressionFault) as fault:
        parse("${years}", NAMES)
    assert "years" in fault.value.message
    assert "No question" not in fault.value.message
