"""Sections and lists of choices of a draft."""

from __future__ import annotations

from typing import Any

import pytest

from solar_cms.base.problems import Refused
from solar_cms.questionnaires.editor import operations
from solar_cms.questionnaires.tests.forms_cast import drafted, fresh, question, writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Any:
    return writer()


def sections(draft: Any) -> list[str]:
    return [section["key"] for section in fresh(draft).definition["sections"]]


def test_sections_are_added_and_moved(by: Any) -> None:
    draft = drafted(by)
    key = operations.add_section(draft, titles={"en": "Pay & hours", "lo": "ຄ່າແຮງ"}, by=by)
    assert sections(draft) == ["people", "safety", "pay_hours"]
    operations.move_section(draft, key, -1, by=by)
    assert sections(draft) == ["people", "pay_hours", "safety"]


def test_a_section_is_asked_only_when_its_rule_says_so(by: Any) -> None:
    draft = fresh(drafted(by))
    titles = {"en": "Safety"}
    with pytest.raises(Refused):
        operations.change_section(
            draft, "safety", values={"titles": titles, "relevant": "${no}"}, by=by,
            seen=draft.version,
        )  # fmt: skip
    operations.change_section(
        draft, "safety", values={"titles": titles, "relevant": "${workers} > 0"}, by=by,
        seen=draft.version,
    )  # fmt: skip
    assert fresh(draft).definition["sections"][1]["relevant"]["text"] == "${workers} > 0"


def test_a_section_goes_with_its_questions_unless_others_ask_them(by: Any) -> None:
    draft = drafted(by)
    operations.add_question(
        draft, question("shade", relevant="${kit} = 'no'"), holder="s:people", by=by
    )
    with pytest.raises(Refused):
        operations.remove_section(draft, "safety", by=by, seen=fresh(draft).version)
    operations.remove_question(draft, "shade", by=by, seen=fresh(draft).version)
    operations.remove_section(fresh(draft), "safety", by=by, seen=fresh(draft).version)
    assert sections(draft) == ["people"]


def test_a_list_that_is_offered_is_not_taken_out(by: Any) -> None:
    draft = drafted(by)
    with pytest.raises(Refused) as refused:
        operations.remove_choices(draft, "rooms", by=by, seen=fresh(draft).version)
    assert "room" in str(refused.value.problems[0].message)
    rows = [{"key": "one", "texts": {"en": "One"}}, {"key": "two", "texts": {"en": "Two"}}]
    operations.set_choices(draft, "rooms", rows, by=by, seen=fresh(draft).version)
    assert [row["key"] for row in fresh(draft).definition["choices"]["rooms"]] == ["one", "two"]
