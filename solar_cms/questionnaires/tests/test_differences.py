"""What changes between two versions."""

from __future__ import annotations

from solar_cms.questionnaires.reading import prepared
from solar_cms.questionnaires.rules import Difference, differences
from solar_cms.questionnaires.states import Change
from solar_cms.questionnaires.tests.samples import CHOICES, form, question


def changed(old: dict, new: dict) -> list[Difference]:
    return differences(prepared(old)[0], prepared(new)[0])


def test_the_same_form_differs_in_nothing() -> None:
    both = form(question("a", relevant="${b} = 1"), question("b", "number"))
    assert changed(both, both) == []


def test_each_change_is_told_by_its_kind() -> None:
    old = form(
        question("stays"),
        question("gone", "check"),
        question("said"),
        question("kind", "number"),
        question("other", "text"),
        question("ruled", relevant="${stays} = 'x'"),
        question("crop", "choice", choices="crops"),
    )
    new = form(
        question("crop", "choice", choices="crops"),
        question("stays"),
        question("said", texts={"en": "Said anew"}),
        question("kind", "decimal"),
        question("other", "check"),
        question("ruled", relevant="${stays} = 'y'", required=False),
        question("fresh"),
        choices={"crops": CHOICES["crops"][:1]},
    )
    found = {(d.key, d.kind): d for d in changed(old, new)}
    assert set(found) == {
        ("gone", Change.REMOVED), ("said", Change.REWORDED), ("kind", Change.RETYPED),
        ("other", Change.RETYPED), ("ruled", Change.RULE), ("fresh", Change.ADDED),
        ("crop", Change.CHOICES), ("crop", Change.MOVED),
    }  # fmt: skip
    assert found["ruled", Change.RULE].new == {"required": False, "relevant": "${stays} = 'y'"}
    assert [key for (key, _kind), d in found.items() if not d.compatible] == ["other"]


def test_a_question_moved_into_rows_cannot_be_counted_with_before() -> None:
    repeat = {**question("people", "repeat"), "questions": [question("age", "number")]}
    (moved,) = [
        d for d in changed(form(question("age", "number"), question("b")), form(repeat, question("b")))
        if d.key == "age"
    ]  # fmt: skip
    assert (moved.kind, moved.old, moved.new, moved.compatible) == (
        Change.MOVED, "s/", "s/people/", False,
    )  # fmt: skip
