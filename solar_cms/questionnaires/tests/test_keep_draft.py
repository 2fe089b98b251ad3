"""Drafts: answers being written, and forms being written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.hooks import retention_steps
from solar_cms.base.problems import Refused
from solar_cms.questionnaires.models import AnswerDraft, FormDraft, FormVersion
from solar_cms.questionnaires.operations import (
    draft_of,
    drop_draft,
    drop_form_draft,
    keep_draft,
    publish_draft,
    publish_form,
    record_response,
    save_form_draft,
)
from solar_cms.questionnaires.tests.samples import form, question

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture
def version(db: None) -> FormVersion:
    return publish_form(
        "f", titles={"en": "F"}, definition=form(question("a")), valid_from=DAY, by=SYSTEM
    )


def test_answers_are_kept_as_far_as_they_are_written(
    version: FormVersion, inspector: User, places: None, stranger: User
) -> None:
    keep_draft("visit:1", version, {"a": ("half a\0", "")}, by=inspector)
    keep_draft("visit:1", version, {"a": ("half an answer", "n"), "b": ("", "")}, by=inspector)
    draft = draft_of("visit:1", inspector)
    assert draft is not None
    assert draft.given() == {"a": ("half an answer", "n")}
    assert draft_of("visit:1", stranger) is None
    drop_draft("visit:1", by=stranger)
    assert draft_of("visit:1", inspector) == draft
    drop_draft("visit:1", by=inspector)
    assert draft_of("visit:1", inspector) is None


def test_a_draft_ends_when_its_answers_are_recorded(
    places: None, inspector: User, version: FormVersion
) -> None:
    keep_draft("visit:1", version, {"a": ("x", "")}, by=inspector)
    with pytest.raises(Refused):
        record_response(version, {}, answered_on=DAY, by=inspector, context="visit:1")
    assert draft_of("visit:1", inspector)
    record_response(version, {"a": ("x", "")}, answered_on=DAY, by=inspector, context="visit:1")
    assert draft_of("visit:1", inspector) is None


def test_endless_answers_are_refused(places: None, inspector: User, version: FormVersion) -> None:
    with pytest.raises(Refused) as refused:
        keep_draft("visit:1", version, {"a": ("x" * 1_100_000, "")}, by=inspector)
    assert refused.value.problems[0].code == "answer.draft_too_big"


def test_drafts_that_nobody_goes_on_with_go(
    places: None, inspector: User, version: FormVersion
) -> None:
    old = keep_draft("visit:1", version, {"a": ("x", "")}, by=inspector)
    keep_draft("visit:2", version, {"a": ("x", "")}, by=inspector)
    AnswerDraft.objects.filter(pk=old.pk).update(changed_at=timezone.now() - timedelta(days=9))
    step = retention_steps["questionnaires.drafts"]
    due = step.due(timezone.localdate() - timedelta(days=5))
    assert [draft.context for draft in due] == ["visit:1"]
    step.carry_out([draft.pk for draft in due], SYSTEM)
    assert AnswerDraft.objects.count() == 1


# --- forms ------------------------------------------------------------------------------------------


def save(seen: int | None, *questions: dict, key: str = "f") -> FormDraft:
    return save_form_draft(
        key, titles={"en": "F"}, definition=form(*questions), seen=seen, by=SYSTEM
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [({"key": "With Space"}, "form.key"), ({"titles": {"en": " "}}, "form.no_title"),
     ({"purpose": "game"}, "form.purpose"), ({"definition": {"sections": 3}}, "form.shape"),
     ({"definition": form(question("a", texts={"en": "x" * 2_100_000}))}, "form.too_big")],
)  # fmt: skip
def test_a_draft_has_the_shape_of_a_form(given: dict, code: str) -> None:
    told = {"key": "f", "titles": {"en": "F"}, "definition": form(question("a")), **given}
    with pytest.raises(Refused) as refused:
        save_form_draft(by=SYSTEM, **told)
    assert [p.code for p in refused.value.problems] == [code]


def test_a_faulty_draft_is_kept_and_not_published(version: FormVersion) -> None:
    draft = save(None, question("a", relevant="${nobody} = 1"))
    with pytest.raises(Refused) as refused:
        publish_draft(draft, valid_from=DAY, seen=draft.version, by=SYSTEM)
    assert [p.code for p in refused.value.problems] == ["form.expression"]
    assert FormDraft.objects.filter(key="f").exists()


def test_two_writers_do_not_overwrite_each_other() -> None:
    first = save(None, question("a"))
    second = save(first.version, question("a"), question("b"))
    for seen in (None, first.version):
        with pytest.raises(Refused) as refused:
            save(seen, question("c"))
        assert [p.code for p in refused.value.problems] == ["form.draft_stale"]
    with pytest.raises(Refused):
        publish_draft(first, valid_from=DAY, seen=first.version, by=SYSTEM)
    published = publish_draft(
        second, valid_from=DAY, seen=second.version, by=SYSTEM, changes=" b is new "
    )
    assert [q["key"] for q in published.questions()] == ["a", "b"]
    assert published.changes == "b is new"
    assert not FormDraft.objects.exists()


def test_a_dropped_draft_leaves_what_is_published(version: FormVersion) -> None:
    drop_form_draft(save(None, question("z")), by=SYSTEM)
    assert not FormDraft.objects.exists()
    assert FormVersion.objects.get() == version
