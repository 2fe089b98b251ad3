"""Server and browser give the same answer: generated expressions and forms, worked out by both."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solar_cms.questionnaires.definition import Definition
from solar_cms.questionnaires.expressions import ExpressionFault, evaluate, parse, said
from solar_cms.questionnaires.reading import prepared
from solar_cms.questionnaires.running import run

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parents[1] / "static" / "questionnaires" / "expressions.js"
TODAY = date(2026, 11, 22)
EVALUATE = """cases => cases.map(([tree, values, self, today]) => {
  const value = solarExpressions.evaluate(tree, values, self, today);
  return [typeof value, solarExpressions.said(value)];
})"""
RUN = """cases => cases.map(([definition, answers, today]) => {
  const now = solarExpressions.run(definition, answers, today);
  return { relevant: [...now.relevant].sort(), sections: [...now.sections].sort(),
           values: Object.fromEntries(now.values) };
})"""
TYPES = {bool: "boolean", float: "number", str: "string"}
Ask = Callable[[str, Any], Any]


@pytest.fixture(scope="module")
def in_browser() -> Iterator[Ask]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["SOLAR_CHROMIUM"], args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
        yield page.evaluate
        browser.close()


# --- what is generated ------------------------------------------------------------------------------

NAMES = ["a", "b", "c", "d", "listed", "rows"]
NUMBERS = st.one_of(
    st.sampled_from(
        [
            "0",
            "1",
            "-1",
            "0.1",
            "0.30000000000000004",
            "-0",
            "1e5",
            "12345678901234567890",
            ".5",
            "5.",
        ]
    ),
    st.integers(-(10**6), 10**6).map(str),
    st.decimals(-1000, 1000, places=3).map(str),
    st.integers(1, 10**30).map(str),
    st.integers(1, 10**9).map(lambda n: f"0.{'0' * 12}{n}"),
)
DAYS = st.one_of(
    st.dates().map(lambda day: day.isoformat()),
    st.sampled_from(
        ["2024-02-30", "2024-02-29", "2023-02-29", "0000-01-01", "2026-1-5", "0001-01-01"]
    ),
)
LAO = st.text(alphabet="ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮ່້໊໋ະາຳິີຶືຸູ ", max_size=8)
WORDS = st.lists(st.sampled_from(["yes", "no", "na", "x", "ກາເຟ"]), max_size=4).map(" ".join)
# Signs beyond the first plane, where the browser counts two for one.
ODD = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=6)
PLANE = st.text(alphabet="😀👩🏽‍🌾𝒳a ", max_size=5)
TEXTS = st.one_of(NUMBERS, DAYS, LAO, WORDS, PLANE, ODD, st.just(""), st.just("  7 "))
QUOTED = TEXTS.filter(lambda text: "'" not in text).map("'{}'".format)
LITERALS = st.one_of(NUMBERS.filter(lambda n: "e" not in n and n != "-0"), QUOTED)
REFS = st.sampled_from(["${a}", "${b}", "${c}", "${d}", "."])
PATTERNS = st.sampled_from(
    [
        "[0-9]+", "^\\d{2,3}$", "(a|b)*c?", "(a+)+$", ".*", "[^0-9]+", "\\w+\\s\\w+", "[ກ-ໝ]+",
        "(yes|no|na)( (yes|no|na))*", "[a-zA-Z_.+-]+@[a-z]+", ".", ".{2}", "", "x{0,3}y?", "[\\d.-]+",
    ]
)  # fmt: skip
OPERATORS = ["or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"]


def calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def called(name: str, *counts: int) -> st.SearchStrategy[str]:
        return st.one_of(
            [
                st.tuples(*[inner] * count).map(lambda given: f"{name}({', '.join(given)})")
                for count in counts
            ]
        )

    return st.one_of(
        called("selected", 2), called("selected-at", 2), called("count-selected", 1),
        called("min", 1, 3), called("max", 2), called("if", 3), called("coalesce", 1, 2),
        called("not", 1), called("string-length", 1), called("contains", 2),
        called("starts-with", 2), called("concat", 1, 3), called("number", 1), called("int", 1),
        called("string", 1), called("round", 1, 2), called("date", 1),
        st.sampled_from(["today()", "true()", "false()", "count(${listed})", "sum(${listed})",
                         "min(${listed})", "max(${rows})", "concat(${listed}, '-', ${rows})"]),
        st.tuples(inner, PATTERNS).map(lambda pair: f"regex({pair[0]}, '{pair[1]}')"),
    )  # fmt: skip


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, st.sampled_from(OPERATORS), inner)
    return st.one_of(
        pairs.map(" ".join),
        pairs.map(lambda parts: f"({' '.join(parts)})"),
        inner.map("-{}".format),
        calls(inner),
    )


EXPRESSIONS = st.recursive(st.one_of(LITERALS, REFS), combined, max_leaves=8)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        **{name: TEXTS for name in "abcd"},
        "listed": st.lists(st.one_of(NUMBERS, TEXTS), max_size=4),
        "rows": st.lists(st.integers(1, 5).map(str), max_size=4),
    },
)
BUSY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def tree_of(text: str) -> list[Any]:
    try:
        return parse(text)["tree"]
    except ExpressionFault:
        return ["str", text]  # nested too deep, or a number written as no number


@BUSY
@given(cases=st.lists(st.tuples(EXPRESSIONS, VALUES, TEXTS), min_size=20, max_size=30))
def test_an_expression_has_one_value(in_browser: Ask, cases: list[Any]) -> None:
    asked = [[tree_of(text), values, own, TODAY.isoformat()] for text, values, own in cases]
    here = [evaluate(tree, values, own, today=TODAY) for tree, values, own, _today in asked]
    there = in_browser(EVALUATE, asked)
    assert [[TYPES[type(value)], said(value)] for value in here] == there, cases


# --- whole forms ------------------------------------------------------------------------------------

RULES = [
    "${%s} = 'yes'", "${%s} > 3", "selected(${%s}, 'no')", "string-length(${%s}) < 3",
    "not(${%s} != '')", "${%s}", "count-selected(${%s}) >= 1",
]  # fmt: skip
SUMS = ["${%s} + 1", "concat(${%s}, 'x')", "if(${%s} = 'yes', 1, 2.5)", "round(${%s} div 3, 2)"]
OVER = ["sum(${%s}) > 1", "count(${%s}) = 2", "max(${%s}) > 2"]


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """A form whose rules look back only, with groups, a repeat and calculations."""
    number = iter(range(1000))
    outside: list[str] = []
    in_rows: list[str] = []

    def rule(names: list[str]) -> dict[str, Any]:
        choices = [(text, name) for text in RULES for name in names]
        choices += [(text, name) for text in OVER for name in in_rows if name not in names]
        if not choices or draw(st.integers(0, 2)):
            return {}
        text, name = draw(st.sampled_from(choices))
        return {"relevant": text % name}

    def question(names: list[str]) -> dict[str, Any]:
        made: dict[str, Any] = {"key": f"q{next(number)}", "kind": "text", "texts": {"en": "?"}}
        made |= rule(names)
        if names and draw(st.booleans()):
            text = draw(st.sampled_from(SUMS)) % draw(st.sampled_from(names))
            made |= {"kind": "calculation", "calculation": text}
        return made

    def some(names: list[str], depth: int) -> list[dict[str, Any]]:
        found = []
        for _n in range(draw(st.integers(1, 3))):
            if depth < 2 and draw(st.integers(0, 3)) == 0:
                group = {"key": f"g{next(number)}", "kind": "group", "texts": {}} | rule(names)
                found.append({**group, "questions": some(names, depth + 1)})
            else:
                found.append(question(names))
                names.append(found[-1]["key"])
        return found

    sections = []
    for at in range(draw(st.integers(1, 3))):
        section = {"key": f"s{at}", "titles": {"en": "S"}} | rule(outside)
        questions = some(outside, 0)
        if at == 0 and draw(st.booleans()):
            repeat = {"key": "rep", "kind": "repeat", "texts": {}} | rule(outside)
            inside = list(outside)
            questions.append({**repeat, "questions": some(inside, 1)})
            in_rows += [name for name in inside if name not in outside]
        sections.append({**section, "questions": questions})
    return {"sections": sections, "choices": {}, "languages": ["en"]}


@st.composite
def answered(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, str]]:
    definition = draw(forms())
    made, problems = prepared(definition)
    assert [p for p in problems if p.severity == "error"] == []
    parsed, answers = Definition(made), {}
    for key, asked in parsed.asked.items():
        rows = draw(st.sets(st.integers(1, 4), max_size=3)) if asked.repeat else [0]
        for row in rows:
            name = f"rep[{row}].{key}" if row else key
            answers[name] = draw(st.sampled_from(["", "yes", "no", "1", "2", "4", "yes no", "ດີ"]))
    return made, answers


@BUSY
@given(cases=st.lists(answered(), min_size=3, max_size=6))
def test_a_form_is_worked_out_alike(in_browser: Ask, cases: list[Any]) -> None:
    there = in_browser(RUN, [[made, answers, TODAY.isoformat()] for made, answers in cases])
    for (made, answers), found in zip(cases, there, strict=True):
        now = run(Definition(made), answers, today=TODAY)
        assert found == {
            "relevant": sorted(now.relevant),
            "sections": sorted(now.sections),
            "values": now.values,
        }, (made, answers)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0 div 0", "NaN"), ("1 div 0", "Infinity"), ("-1 div 0", "-Infinity"), ("5 mod -3", "2"),
        ("-5 mod 3", "-2"), ("0.1 + 0.2", "0.30000000000000004"), ("1 div 3 * 3", "1"),
        ("100000000000000000000 * 10", "1000000000000000000000"), ("1 div 10000000", "0.0000001"),
        ("'' = 0", "false"), ("'' != 0", "true"), ("'' < 1", "false"), ("number('')", "NaN"),
        ("string-length('ກິນເຂົ້າ')", "8"), ("string-length('😀')", "1"), ("round(-2.5)", "-2"),
        ("round(2.345, 2)", "2.35"), ("round(1234, -2)", "1200"), ("int(-3.7)", "-3"),
        ("'2026-11-22' > '2026-02-03'", "true"), ("today() - '2026-11-20'", "2"),
        ("date(today() + 7)", "2026-11-29"), ("date('2026-02-30')", ""),
        ("selected('', '')", "true"), ("selected(' yes  no ', ' no ')", "true"),
        ("regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', '(a+)+')", "false"),
        ("1 - 2 - 3", "-4"), ("-(2 + 3) * 2", "-10"), ("1 = 1 = true()", "true"),
        ("not('') and true() or false()", "true"), ("2 > 1 > 0", "true"),
    ],
)  # fmt: skip
def test_values_that_are_known(in_browser: Ask, text: str, value: str) -> None:
    tree = parse(text)["tree"]
    assert said(evaluate(tree, {}, today=TODAY)) == value
    assert in_browser(EVALUATE, [[tree, {}, "", TODAY.isoformat()]])[0][1] == value
