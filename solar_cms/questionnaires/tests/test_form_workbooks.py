"""A workbook becomes a draft, or every fault of it is told and nothing is kept."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from solar_cms.questionnaires.editor import changing
from solar_cms.questionnaires.models import FormDraft
from solar_cms.questionnaires.tests.forms_cast import drafted, fresh, published, writer

pytestmark = pytest.mark.django_db


def workbook(*questions: tuple[str, ...], key: str = "dairy") -> SimpleUploadedFile:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    survey = book.add_worksheet("survey")
    survey.write_row(0, 0, ["type", "name", "label", "relevant"])
    for row, line in enumerate(questions, 1):
        survey.write_row(row, 0, line)
    settings = book.add_worksheet("settings")
    settings.write_row(0, 0, ["form_title", "form_id"])
    settings.write_row(1, 0, ["Dairy", key])
    book.close()
    return SimpleUploadedFile("form.xlsx", out.getvalue())


@pytest.fixture
def page(client: Any) -> Any:
    client.force_login(writer())
    return client


def test_every_fault_is_told_with_its_cell_and_nothing_is_kept(page: Any) -> None:
    file = workbook(
        ("text", "a", "A", "${nobody} = 1"), ("starfish", "b", "B"), ("text", "a", "Again")
    )
    answer = page.post(reverse("form_upload"), {"file": file})
    told = answer.content.decode()
    assert all(cell in told for cell in ("D2", "A3", "B4"))
    assert not FormDraft.objects.exists()


def test_what_is_no_workbook_is_refused_in_words(page: Any) -> None:
    answer = page.post(
        reverse("form_upload"), {"file": SimpleUploadedFile("form.xlsx", b"<html>hello</html>")}
    )
    assert answer.context["form"].errors["file"]


def test_a_workbook_becomes_the_draft_of_a_new_form(page: Any) -> None:
    answer = page.post(reverse("form_upload"), {"file": workbook(("integer", "cows", "Cows"))})
    draft = FormDraft.objects.get()
    assert answer.headers["Location"] == reverse("form_draft", args=[draft.pk])
    assert (draft.key, changing.keys_of(draft.definition)) == ("dairy", ["cows"])
    again = page.post(reverse("form_upload"), {"file": workbook(("integer", "cows", "Cows"))})
    assert again.status_code == 200  # there is a draft already


def test_a_workbook_of_a_form_that_is_there_becomes_its_next_version(page: Any) -> None:
    first = published()
    page.post(reverse("form_upload"), {"file": workbook(("text", "name", "N"), key="checklist")})
    assert FormDraft.objects.get().based_on == first


def test_a_draft_taken_out_and_put_back_is_the_same(page: Any) -> None:
    draft = fresh(drafted(writer()))
    answer = page.get(reverse("form_draft_xlsx", args=[draft.pk]))
    before = list(changing.standings(draft.definition))
    file = SimpleUploadedFile("form.xlsx", answer.content)
    stale = {"file": file, "seen": draft.version - 1}
    assert page.post(reverse("form_draft_upload", args=[draft.pk]), stale).status_code in (200, 302)
    file.seek(0)
    sent = {"file": file, "seen": fresh(draft).version}
    assert page.post(reverse("form_draft_upload", args=[draft.pk]), sent).status_code == 302
    after = changing.standings(fresh(draft).definition)
    assert [(s.question["key"], s.question["texts"]) for s in before] == [
        (s.question["key"], s.question["texts"]) for s in after
    ]
