"""Recording answers: what is asked for, what is computed, what is kept, how it is scored."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.base.problems import Refused
from solar_cms.questionnaires.models import Answer, FormVersion
from solar_cms.questionnaires.operations import publish_form, record_response
from solar_cms.questionnaires.rules import (
    change_of,
    problems_with_answers,
    relevant_questions,
    share_of,
)
from solar_cms.questionnaires.tests.samples import form, question

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)
WORKERS = {
    **question("workers", "repeat", required=True),
    "questions": [
        question("age", "number", constraint=". < 120", constraint_texts={"en": "Too old"}),
        question("school", "check", relevant="${age} < 18"),
    ],
}
SURVEY = form(
    question("grown", "check"),
    question("crop", "choice", choices="crops", relevant="${grown} = 'yes'"),
    WORKERS,
    question("young", "calculation", calculation="count(${workers})"),
    question("sum", "calculation", calculation="sum(${age})"),
    question("why", required="${young} > 1"),
)


def published(definition: dict[str, Any]) -> FormVersion:
    return publish_form("f", titles={"en": "F"}, definition=definition, valid_from=DAY, by=SYSTEM)


def given(**answers: str) -> dict[str, tuple[str, str]]:
    return {key: (value, "") for key, value in answers.items()}


def kept(version: FormVersion, answers: dict[str, tuple[str, str]]) -> dict[tuple[str, int], str]:
    response = record_response(version, answers, answered_on=DAY, by=SYSTEM)
    return {(a.question, a.row): a.value for a in response.answers.all()}


WRONG = [
    ("number", {}, "2.5"), ("decimal", {}, "1,2,3"), ("decimal", {}, "-"), ("date", {}, "2026-13-01"),
    ("choice", {"choices": "crops"}, "rice"), ("choices", {"choices": "crops"}, "tea rice"),
    ("rating", {}, "6"), ("rating", {"max": 3}, "4"), ("check", {}, "perhaps"), ("place", {}, "a b"),
    ("person", {}, "somebody"), ("photo", {}, "1234"), ("geopoint", {}, "91 10"),
    ("geopoint", {}, "NaN 1"), ("text", {}, "x" * 5001), ("text", {}, "a\0b"),
    ("place", {}, "9999"), ("person", {}, "0193a6a0-0000-7000-8000-000000000000"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "more", "value"), WRONG)
def test_what_is_no_answer_is_refused(places: None, kind: str, more: dict, value: str) -> None:
    version = published(form(question("q", kind, **more)))
    with pytest.raises(Refused) as refused:
        record_response(version, given(q=value), answered_on=DAY, by=SYSTEM)
    (problem,) = refused.value.problems
    assert problem.code in {"answer.wrong", "answer.unknown_record"}
    assert problem.field == "q"


RIGHT = [
    ("number", {}, " ໐໑໒ ", "12"), ("number", {}, "-3", "-3"), ("decimal", {}, "1,50", "1.5"),
    ("decimal", {}, ".5", "0.5"), ("date", {}, "12/6/2569", "2026-06-12"), ("date", {}, "2026-06-12", "2026-06-12"),
    ("choices", {"choices": "crops"}, "tea coffee", "coffee tea"), ("rating", {}, "5", "5"),
    ("geopoint", {}, "15.180 106.23", "15.18 106.23 0 0"), ("place", {}, "1604", "1604"),
    ("photo", {}, "0193A6A0-0000-7000-8000-000000000000", "0193a6a0-0000-7000-8000-000000000000"),
    ("text", {}, "a\r\nb", "a\nb"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "more", "value", "canonical"), RIGHT)
def test_answers_are_kept_in_one_form(
    places: None, kind: str, more: dict, value: str, canonical: str
) -> None:
    version = published(form(question("q", kind, **more)))
    assert kept(version, given(q=value)) == {("q", 0): canonical}


def test_every_fault_is_told_at_once() -> None:
    answers = {"grown": ("yes", ""), "workers[1].age": ("130", ""), "workers[3].age": ("12", "")}
    problems = problems_with_answers(published(SURVEY), {**answers, "roof": ("1", "")})
    assert {(p.code, p.field) for p in problems} == {
        ("answer.unknown_question", "roof"),
        ("answer.missing", "crop"),
        ("answer.constraint", "workers[1].age"),
        ("answer.missing", "workers[3].school"),
        ("answer.missing", "why"),
    }
    assert "Too old" in {p.message for p in problems}


def test_a_group_that_must_be_there_has_a_row() -> None:
    problems = problems_with_answers(published(SURVEY), given(grown="no"))
    assert [(p.code, p.field) for p in problems] == [("answer.missing", "workers")]


def test_what_is_not_asked_is_not_kept() -> None:
    version = published(SURVEY)
    answers = {
        "grown": ("no", "seen"), "crop": ("tea", "a note"), "workers[2].age": ("40", ""),
        "workers[2].school": ("yes", ""), "sum": ("999", ""),
    }  # fmt: skip
    assert kept(version, answers) == {
        ("grown", 0): "no", ("age", 2): "40", ("young", 0): "1", ("sum", 0): "40",
    }  # fmt: skip
    assert relevant_questions(version, answers) == [
        "grown", "workers[2].age", "young", "sum", "why",
    ]  # fmt: skip
    assert Act.objects.filter(name="form.answered").latest("id").data["left_out"] == [
        "crop",
        "workers[2].school",
    ]


def test_answers_come_back_as_they_were_given() -> None:
    answers = {"grown": ("no", ""), "workers[1].age": ("40", "about"), "workers[2].age": ("50", ""),
               "why": ("so", "")}  # fmt: skip
    response = record_response(published(SURVEY), answers, answered_on=DAY, by=SYSTEM)
    back = response.given()
    assert {key: back[key] for key in answers} == answers


def test_a_row_is_answered_once() -> None:
    response = record_response(
        published(form(question("a"))), given(a="1"), answered_on=DAY, by=SYSTEM
    )
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        Answer.objects.create(response=response, question="a", row=0, value="2")
    assert refused.value.problems[0].code == "answer_once"


def test_scores_count_what_was_asked() -> None:
    checks = form(
        question("a", "check"), question("b", "check"), question("c", "check", required=False),
        question("d", "check", relevant="${a} = 'no'"), question("e", "check", scored=False),
    )  # fmt: skip
    answers = given(a="yes", b="na", d="no", e="no")
    response = record_response(published(checks), answers, answered_on=DAY, by=SYSTEM)
    assert response.scores == {"s": [1, 0, 1]}
    assert share_of(response.scores) == 1.0
    assert change_of({"s": [1, 3, 0], "t": [0, 0, 2]}, {"s": [3, 1, 0]}) == {"s": 0.5, "t": None}


def test_a_test_counts_right_and_wrong_answers() -> None:
    test = form(
        *[question(k, "choice", choices="crops", correct="tea", required=False) for k in "abc"]
    )
    response = record_response(
        published(test), given(a="tea", b="coffee"), answered_on=DAY, by=SYSTEM
    )
    assert response.scores == {"s": [1, 2, 0]}


def test_today_is_the_day_of_the_answers() -> None:
    version = published(form(question("day", "date", constraint=". <= today()")))
    assert kept(version, given(day="2026-03-01"))
    with pytest.raises(Refused):
        kept(version, given(day="2026-03-02"))


def test_too_many_rows_are_refused() -> None:
    answers = {f"workers[{n}].age": ("30", "") for n in range(1, 202)}
    problems = problems_with_answers(
        published(SURVEY), {"grown": ("no", ""), "why": ("x", ""), **answers}
    )
    assert [(p.code, p.field) for p in problems] == [("answer.many_rows", "workers")]
