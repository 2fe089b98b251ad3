"""The pages about forms: who may open what, what a list and a version show."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from solar_cms.questionnaires.tests.forms_cast import (
    DEFINITION,
    drafted,
    fresh,
    published,
    question,
    writer,
)

pytestmark = pytest.mark.django_db


def test_reading_is_for_all_staff_and_writing_for_few(client: Any) -> None:
    draft = drafted(writer())
    assert draft.based_on is not None
    form = draft.based_on.form
    client.force_login(writer("inspector", "inspector"))
    for url in (
        reverse("forms"), reverse("form", args=[form.pk]),
        reverse("form_version", args=[form.pk, 1]), reverse("form_version_xlsx", args=[form.pk, 1]),
    ):  # fmt: skip
        assert client.get(url).status_code == 200
    for url in (
        reverse("form_new"), reverse("form_draft", args=[draft.pk]),
        reverse("form_question", args=[draft.pk, "kit"]), reverse("form_publish", args=[draft.pk]),
    ):  # fmt: skip
        assert client.get(url).status_code == 403
    client.force_login(writer("partner", "partner"))
    assert client.get(reverse("forms")).status_code == 403


def test_forms_are_found_by_words_and_purpose(client: Any) -> None:
    published()
    client.force_login(writer())
    for query, found in (({"q": "ແບບ"}, 1), ({"q": "checkl"}, 1), ({"q": "roof"}, 0),
                         ({"purpose": "test"}, 0)):  # fmt: skip
        page = client.get(reverse("forms"), query)
        assert len(page.context["page"].rows) == found


def test_a_long_draft_shows_one_section_at_a_time(client: Any) -> None:
    by = writer()
    published()
    long = {
        **DEFINITION,
        "sections": [
            {"key": f"s{n}", "titles": {"en": f"Part {n}"},
             "questions": [question(f"q{n}_{m}", f"Question {n} {m}") for m in range(75)]}
            for n in range(4)
        ],
    }  # fmt: skip
    form = published(definition=long).form
    client.force_login(by)
    answer = client.post(reverse("form_begin", args=[form.pk]))
    page = client.get(answer.headers["Location"])
    told = page.content.decode()
    assert "Question 0 74" in told
    assert "Question 1 0" not in told
    assert "Question 2 0" in client.get(answer.headers["Location"] + "?section=s2").content.decode()


def test_buttons_move_and_lead_back_to_what_was_moved(client: Any) -> None:
    draft = fresh(drafted(writer()))
    client.force_login(writer("second"))
    url = reverse("form_draft", args=[draft.pk])
    answer = client.post(url, {"down": "hours"})
    assert answer.headers["Location"] == f"{url}#q-hours"
    assert client.post(url, {"down": "nothing"}).status_code == 200  # it is told that it is gone


def test_choices_are_written_in_a_table(client: Any) -> None:
    draft = fresh(drafted(writer()))
    client.force_login(writer("second"))
    url = reverse("form_choices", args=[draft.pk, "rooms"])
    sent = {
        "count": 3, "seen": draft.version,
        "order_0": 20, "text_0_en": "One", "text_0_lo": "ໜຶ່ງ", "key_0": "one",
        "order_1": 10, "text_1_en": "No room", "text_1_lo": "ບໍ່ມີ", "key_1": "",
        "order_2": "", "text_2_en": "", "text_2_lo": "", "key_2": "gone",
    }  # fmt: skip
    assert client.post(url, {**sent, "key_1": "one"}).status_code == 200
    assert client.post(url, sent).status_code == 302
    rows = fresh(draft).definition["choices"]["rooms"]
    assert [row["key"] for row in rows] == ["no_room", "one"]


def test_another_kind_comes_with_its_own_fields(client: Any) -> None:
    """Without scripts: sent with another kind, the page comes back with what that kind needs."""
    draft = fresh(drafted(writer()))
    client.force_login(writer("second"))
    url = reverse("form_question_new", args=[draft.pk]) + "?in=s:safety"
    sent = {"text_en": "All", "text_lo": "ທັງໝົດ", "kind": "calculation"}
    page = client.post(url, sent)
    assert page.status_code == 200
    assert "calculation" in page.context["form"].errors
    assert client.post(url, {**sent, "calculation": "${workers} * 2"}).status_code == 302
