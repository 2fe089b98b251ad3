"""Questions of a draft: added, changed, renamed, moved, copied, taken out."""

from __future__ import annotations

from typing import Any

import pytest

from solar_cms.base.problems import Refused
from solar_cms.questionnaires.editor import changing, operations
from solar_cms.questionnaires.models import FormDraft
from solar_cms.questionnaires.tests.forms_cast import drafted, fresh, question, writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Any:
    return writer()


@pytest.fixture
def draft(by: Any) -> FormDraft:
    return fresh(drafted(by))


def keys(draft: FormDraft) -> list[str]:
    return changing.keys_of(fresh(draft).definition)


def asked(draft: FormDraft, key: str) -> dict[str, Any]:
    found = changing.standing_of(fresh(draft).definition, key)
    assert found is not None
    return found.question


@pytest.mark.parametrize(
    ("new", "code", "field"),
    [
        (question("kit"), "form.name_taken", "key"),
        (question("shade", relevant="${nobody} = 1"), "form.expression", "relevant"),
        (question("shade", constraint=". >= "), "form.expression", "constraint"),
        (question("shade", required="${workers} >"), "form.expression", "required"),
        (question("Shade it!"), "form.name", ""),
        (question("shade", relevant="${shade} = 'yes'"), "form.circle", ""),
    ],
)
def test_a_faulty_question_is_not_added(
    draft: FormDraft, by: Any, new: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        operations.add_question(draft, new, holder="s:safety", by=by)
    assert [(p.code, p.field) for p in refused.value.problems] == [(code, field)]
    assert keys(draft) == ["workers", "hours", "room", "kit"]


def test_the_fault_of_a_rule_says_where_it_is(draft: FormDraft, by: Any) -> None:
    with pytest.raises(Refused) as refused:
        operations.add_question(
            draft, question("shade", relevant="${workers} > > 3"), holder="s:safety", by=by
        )
    assert "14" in str(refused.value.problems[0].message)


def test_a_question_is_added_where_it_is_wanted(draft: FormDraft, by: Any) -> None:
    new = question("shade", relevant="${workers} > 3")
    operations.add_question(draft, new, holder="s:people", after="workers", by=by)
    assert keys(draft)[:2] == ["workers", "shade"]
    assert asked(draft, "shade")["relevant"]["tree"]


def test_another_kind_under_the_same_name_is_refused(draft: FormDraft, by: Any) -> None:
    """Answers given to the published question would mean something else."""
    with pytest.raises(Refused) as refused:
        operations.change_question(
            draft, "workers", question("workers", kind="text"), by=by, seen=draft.version
        )
    assert [(p.code, p.field) for p in refused.value.problems] == [("form.incompatible", "kind")]


def test_a_wider_kind_keeps_the_name(draft: FormDraft, by: Any) -> None:
    operations.change_question(
        draft, "workers", question("workers", kind="decimal"), by=by, seen=draft.version
    )
    assert asked(draft, "workers")["kind"] == "decimal"


def test_a_name_once_published_for_another_kind_is_not_given_again(
    draft: FormDraft, by: Any
) -> None:
    operations.remove_question(draft, "workers", by=by, seen=draft.version)
    with pytest.raises(Refused) as refused:
        operations.add_question(draft, question("workers", kind="date"), holder="s:people", by=by)
    assert refused.value.problems[0].code == "form.incompatible"


def test_rules_follow_a_question_to_its_new_name(draft: FormDraft, by: Any) -> None:
    operations.add_question(
        draft, question("shade", relevant="${workers} > 3"), holder="s:safety", by=by
    )
    name = operations.rename_question(draft, "workers", by=by, seen=fresh(draft).version)
    assert name == "workers_2"
    assert asked(draft, "shade")["relevant"]["text"] == "${workers_2} > 3"
    assert asked(draft, "shade")["relevant"]["tree"][1] == ["ref", "workers_2"]


def test_a_question_that_a_rule_asks_is_not_taken_out(draft: FormDraft, by: Any) -> None:
    operations.add_question(
        draft, question("shade", relevant="${kit} = 'no'"), holder="s:safety", by=by
    )
    with pytest.raises(Refused) as refused:
        operations.remove_question(draft, "kit", by=by, seen=fresh(draft).version)
    [problem] = refused.value.problems
    assert problem.code == "form.asked_for"
    assert "shade" in str(problem.message)
    assert "kit" in keys(draft)


def test_moving_goes_on_into_the_next_section(draft: FormDraft, by: Any) -> None:
    operations.move_question(draft, "room", 1, by=by)
    assert [len(s["questions"]) for s in fresh(draft).definition["sections"]] == [2, 2]
    operations.move_question(draft, "room", 1, by=by)
    assert keys(draft) == ["workers", "hours", "kit", "room"]
    operations.move_question(draft, "room", 1, by=by)  # it is last: nothing happens
    assert keys(draft)[-1] == "room"
    operations.move_question_to(draft, "room", holder="s:people", by=by, seen=fresh(draft).version)
    assert keys(draft) == ["workers", "hours", "room", "kit"]


def test_a_published_question_does_not_move_into_a_repeat(draft: FormDraft, by: Any) -> None:
    """One answer before, several afterwards: they could not be counted together."""
    operations.add_question(
        draft, question("rows", kind="repeat", questions=[question("inner")]),
        holder="s:people", by=by,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        operations.move_question_to(draft, "kit", holder="q:rows", by=by, seen=fresh(draft).version)
    assert refused.value.problems[0].code == "form.incompatible"


def test_a_copy_stands_beside_the_first_under_a_name_of_its_own(draft: FormDraft, by: Any) -> None:
    assert operations.copy_question(draft, "hours", by=by) == "hours_2"
    assert operations.copy_question(draft, "hours_2", by=by) == "hours_3"
    assert keys(draft)[1:4] == ["hours", "hours_2", "hours_3"]
    assert asked(draft, "hours_2")["texts"] == asked(draft, "hours")["texts"]
