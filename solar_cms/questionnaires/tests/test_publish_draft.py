"""A draft becomes the next version: what is in the way, what it says before, what it leaves alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.questionnaires.editor import operations
from solar_cms.questionnaires.models import Answer, Form, FormDraft, FormVersion, Response
from solar_cms.questionnaires.operations import latest_version
from solar_cms.questionnaires.pack_sections import load_forms
from solar_cms.questionnaires.tests.forms_cast import (
    FIRST,
    drafted,
    fresh,
    published,
    question,
    writer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Any:
    return writer()


def codes(draft: FormDraft, by: Any, **changed: Any) -> set[str]:
    given = {"valid_from": today(), "seen": fresh(draft).version, **changed}
    with pytest.raises(Refused) as refused:
        operations.publish_draft(fresh(draft), by=by, **given)
    return {p.code for p in refused.value.problems if p.severity == "error"}


def test_what_is_in_the_way_of_publishing(by: Any) -> None:
    draft = drafted(by)
    assert codes(draft, by) == {"form.unchanged"}
    operations.add_question(draft, question("shade"), holder="s:safety", by=by)
    assert codes(draft, by, valid_from=today() - timedelta(days=1)) == {"form.day_past"}
    assert codes(draft, by, seen=1) == {"form.changed_meanwhile"}
    new = question("where", kind="choice", choices="where")
    operations.add_question(draft, new, holder="s:safety", by=by)
    assert codes(draft, by) == {"form.empty_list"}
    assert FormVersion.objects.count() == 1


def test_a_version_that_another_one_overtook_is_not_published(by: Any) -> None:
    draft = drafted(by)
    operations.add_question(draft, question("shade"), holder="s:safety", by=by)
    published(
        definition={"sections": [{"key": "a", "titles": {"en": "A"}, "questions": [question("b")]}]}
    )
    assert "form.newer_version" in codes(draft, by)


def test_published_it_is_asked_from_its_day_and_old_answers_stay(by: Any) -> None:
    draft = drafted(by)
    first = draft.based_on
    assert first is not None
    with act("test.arranged", by=SYSTEM):
        old = Response(form_version=first, answered_on=today()).save_new()
        Answer(response=old, question="hours", value="no").save_new()
    operations.remove_question(draft, "hours", by=by, seen=fresh(draft).version)
    day = today() + timedelta(days=3)
    version = operations.publish_draft(
        fresh(draft), valid_from=day, by=by, seen=fresh(draft).version
    )
    assert version.number == 2
    assert not FormDraft.objects.exists()
    assert latest_version("checklist", today()) == first
    assert latest_version("checklist", day) == version
    old.refresh_from_db()
    assert old.form_version == first
    assert [a.value for a in old.answers.all()] == ["no"]


def test_a_pack_loaded_again_leaves_what_the_office_published(by: Any) -> None:
    words = {"en": "There is a kit", "lo": "ມີຊຸດຢາ"}
    file = {
        "key": "first_aid", "titles": words, "valid_from": FIRST,
        "section": [{"key": "all", "titles": words}],
        "question": [{"key": "kit", "section": "all", "texts": words}],
    }  # fmt: skip
    load_forms("checklists", {"first_aid.toml": file}, None)  # type: ignore[arg-type]
    form = Form.objects.get(key="first_aid")
    draft = operations.begin_draft(form, by=by)
    operations.add_question(draft, question("shade"), holder="s:all", by=by)
    operations.publish_draft(fresh(draft), valid_from=today(), by=by, seen=fresh(draft).version)
    load_forms("checklists", {"first_aid.toml": file}, None)  # type: ignore[arg-type]
    assert form.versions.count() == 2


def test_before_publishing_each_change_is_told_with_what_becomes_of_its_answers(
    client: Any, by: Any
) -> None:
    draft = drafted(by)
    first = draft.based_on
    assert first is not None
    with act("test.arranged", by=SYSTEM):
        old = Response(form_version=first, answered_on=today()).save_new()
        Answer(response=old, question="hours", value="no").save_new()
    operations.remove_question(draft, "hours", by=by, seen=fresh(draft).version)
    operations.change_question(
        fresh(draft),
        "kit",
        question("kit", "A full kit is there"),
        by=by,
        seen=fresh(draft).version,
    )
    client.force_login(by)
    page = client.get(reverse("form_publish", args=[draft.pk]))
    changes = {row["key"]: row for row in page.context["changes"]}
    assert set(changes) == {"hours", "kit"}
    assert "1" in changes["hours"]["answers"]
    assert changes["kit"]["lines"][0][2].endswith("A full kit is there")


def test_a_draft_that_came_with_another_kind_is_mended_by_one_click(client: Any, by: Any) -> None:
    draft = drafted(by)
    definition = fresh(draft).definition
    definition["sections"][1]["questions"] = [question("kit", kind="text")]
    operations.replace_draft(draft, definition=definition, by=by, seen=fresh(draft).version)
    assert codes(draft, by) == {"form.incompatible"}
    client.force_login(by)
    client.post(reverse("form_question_rename", args=[draft.pk, "kit"]))
    version = operations.publish_draft(
        fresh(draft), valid_from=today(), by=by, seen=fresh(draft).version
    )
    assert [q["key"] for q in version.questions()][-1] == "kit_2"


def test_a_form_is_begun_written_and_published_on_its_pages(client: Any, by: Any) -> None:
    client.force_login(by)
    sent = {"title_en": "Dairy check", "title_lo": "ກວດນົມ", "purpose": "checklist"}
    assert client.post(reverse("form_new"), {"purpose": "checklist"}).status_code == 200
    made = client.post(reverse("form_new"), sent)
    draft = FormDraft.objects.get(key="dairy_check")
    assert made.headers["Location"] == reverse("form_draft", args=[draft.pk])
    client.post(
        reverse("form_section_new", args=[draft.pk]), {"title_en": "Milk", "title_lo": "ນົມ"}
    )
    client.post(
        reverse("form_question_new", args=[draft.pk]) + "?in=s:milk",
        {"text_en": "Milk is cool", "text_lo": "ນົມເຢັນ", "kind": "check", "required": "yes",
         "scored": "on"},
    )  # fmt: skip
    published = client.post(
        reverse("form_publish", args=[draft.pk]),
        {"valid_from": today().isoformat(), "seen": fresh(draft).version},
    )
    form = Form.objects.get(key="dairy_check")
    assert published.headers["Location"] == reverse("form", args=[form.pk])
    version = form.versions.get()
    assert version.questions()[0]["key"] == "milk_is_cool"
    assert client.get(reverse("form_version", args=[form.pk, 1])).status_code == 200
