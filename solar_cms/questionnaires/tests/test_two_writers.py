"""Two people write the same draft: nothing is lost, and the second is told what changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from solar_cms.base.problems import Refused
from solar_cms.questionnaires.editor import changing, operations
from solar_cms.questionnaires.models import FormDraft
from solar_cms.questionnaires.tests.forms_cast import drafted, fresh, question, writer

pytestmark = pytest.mark.django_db


def test_changes_of_different_questions_are_both_kept() -> None:
    first, second = writer("first"), writer("second")
    draft = fresh(drafted(first))
    seen = draft.version
    operations.change_question(draft, "hours", question("hours", "One"), by=first, seen=seen)
    operations.change_question(draft, "kit", question("kit", "Two"), by=second, seen=seen)
    texts = [s.question["texts"]["en"] for s in changing.standings(fresh(draft).definition)]
    assert {"One", "Two"} <= set(texts)


def test_the_second_of_one_question_is_told_who_did_what() -> None:
    first, second = writer("first"), writer("second")
    draft = fresh(drafted(first))
    seen = draft.version
    changed = question("hours", "One", hints={"en": "Look at the list"})
    operations.change_question(draft, "hours", changed, by=first, seen=seen)
    with pytest.raises(Refused) as refused:
        operations.change_question(draft, "hours", question("hours", "Two"), by=second, seen=seen)
    [problem] = refused.value.problems
    assert problem.code == "form.changed_meanwhile"
    assert first.name in str(problem.message)
    assert "(ຂໍ້ຄວາມ, ຄຳແນະນຳ)" in str(problem.message)  # wording, hint


def test_the_second_gets_what_they_wrote_back_and_may_save_it(client: Any) -> None:
    first, second = writer("first"), writer("second")
    draft = fresh(drafted(first))
    url = reverse("form_question", args=[draft.pk, "hours"])
    client.force_login(second)
    sent = {
        "text_en": "Two", "text_lo": "ສອງ", "kind": "check", "required": "yes", "scored": "on",
        "key": "hours", "seen": draft.version,
    }  # fmt: skip
    operations.change_question(
        draft, "hours", question("hours", "One"), by=first, seen=draft.version
    )
    answer = client.post(url, sent)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Two" in page
    assert "One" in page
    again = answer.context["form"]["seen"].value()
    assert client.post(url, {**sent, "seen": again}).status_code == 302
    standing = changing.standing_of(fresh(draft).definition, "hours")
    assert standing is not None
    assert standing.question["texts"]["en"] == "Two"


def test_what_was_written_for_a_question_that_is_gone_is_still_there(client: Any) -> None:
    first, second = writer("first"), writer("second")
    draft = fresh(drafted(first))
    operations.remove_question(draft, "hours", by=first, seen=draft.version)
    client.force_login(second)
    sent = {
        "text_en": "Two", "kind": "check", "required": "yes", "scored": "on", "key": "hours",
        "seen": draft.version,
    }  # fmt: skip
    answer = client.post(reverse("form_question", args=[draft.pk, "hours"]), sent)
    assert answer.status_code == 200
    assert "Two" in answer.content.decode()
    anew = reverse("form_question_new", args=[draft.pk])
    assert client.post(f"{anew}?in=s:people", sent).status_code == 302
    assert "hours" in changing.keys_of(fresh(draft).definition)


def test_a_draft_is_not_dropped_under_the_hands_of_another() -> None:
    first, second = writer("first"), writer("second")
    draft = fresh(drafted(first))
    seen = draft.version
    operations.move_question(draft, "hours", 1, by=first)
    with pytest.raises(Refused):
        operations.drop_draft_form(draft, by=second, seen=seen)
    operations.drop_draft_form(draft, by=second, seen=fresh(draft).version)
    assert not FormDraft.objects.exists()
    with pytest.raises(Refused) as refused:
        operations.move_question(draft, "hours", 1, by=first)
    assert refused.value.problems[0].code == "form.draft_gone"
