"""The Word copy of a letter: the words of its PDF, from the same frozen data, read by whoever reads it."""

from __future__ import annotations

import io
import shutil
import subprocess
from typing import Any

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from solar_cms.accounts.models import User
from solar_cms.documents import render, store
from solar_cms.documents.models import Letter
from solar_cms.documents.operations import render_letter
from solar_cms.documents.states import LetterState
from solar_cms.documents.tests.letters import issue
from solar_cms.work.outbox import run_now

DATA = {
    "to": {"lo": "ເຖິງ ບໍລິສັດ", "en": "To the firm <&>"},
    "paragraphs": [{"lo": "ສະບາຍດີ", "en": "Good day to Khamla"}],
    "facts": [["Fine", "1,000"], ["Article", "12"]],
    "callout": {"en": "Within 10 days"},
    "signatures": [[{"en": "Inspector"}, "Somphone"], [{"en": "Received by"}, ""]],
}


def opened(letter: Letter, language: str) -> Any:
    return Document(io.BytesIO(store.read(letter.copies()[language].file)))


def words_of(document: Any) -> str:
    body = [p.text for p in document.paragraphs]
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    footer = document.sections[0].footer
    foot = [c.text for t in footer.tables for row in t.rows for c in row.cells]
    return "\n".join([*body, *cells, *foot])


def prepared(by: User, **fields: Any) -> Letter:
    letter = issue(by, **fields)
    run_now()
    letter.refresh_from_db()
    return letter


def test_it_says_what_the_pdf_says(inspector: User) -> None:
    letter = prepared(inspector, data=DATA)
    assert list(letter.copies()) == ["lo", "en"]
    english = words_of(opened(letter, "en"))
    for said in (
        "Lao People's Democratic Republic", "Office 1604", "LI-1604-2026-0001", "Improvement notice",
        "To the firm <&>", "Good day to Khamla", "Fine", "1,000", "Within 10 days", "Inspector",
        "Somphone", render.grouped(letter.code), render.grouped(letter.digest[:32]),
        f"/verify/{letter.code}/", "Working copy",
    ):  # fmt: skip
        assert said in english, said
    assert "ສະບາຍດີ" in words_of(opened(letter, "lo"))


def test_lao_is_given_a_lao_font_and_the_code_a_picture(inspector: User) -> None:
    document = opened(prepared(inspector, data=DATA), "lo")
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:cs")) == "Noto Sans Lao"
    assert document.core_properties.language == "lo"
    footer = document.sections[0].footer
    assert footer.part.related_parts
    assert "pic:pic" in footer._element.xml


def test_made_once_however_often_it_is_asked_for(inspector: User) -> None:
    letter = prepared(inspector)
    first = {code: one.pk for code, one in letter.copies().items()}
    render_letter(letter.pk)
    assert {code: one.pk for code, one in letter.copies().items()} == first


def test_a_letter_without_a_copy_is_a_letter(inspector: User, settings: Any, tmp_path: Any) -> None:
    settings.PACKS_DIR = tmp_path
    template = tmp_path / settings.SOLAR_PACK / "paper.typ"
    template.parent.mkdir()
    template.write_text('#context if target() == "html" { panic("paper only") } else [Words]')
    letter = prepared(inspector, template="pack:paper.typ")
    assert (letter.state, list(letter.files()), letter.copies()) == (
        LetterState.READY, ["lo", "en"], {},
    )  # fmt: skip


def test_the_page_of_the_letter_offers_both(client: Any, inspector: User) -> None:
    letter = prepared(inspector)
    client.force_login(inspector)
    page = client.get(reverse("letter", args=[letter.pk])).content.decode()
    for name in (f"{letter.number}-lo.pdf", f"{letter.number}-lo.docx"):
        assert name in page


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_an_office_programme_opens_it(inspector: User, tmp_path: Any) -> None:
    letter = prepared(inspector, data=DATA)
    path = tmp_path / "copy.docx"
    path.write_bytes(store.read(letter.copies()["en"].file))
    command = ["soffice", "--headless", "--convert-to", "txt:Text", "--outdir", tmp_path, path]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert "Good day to Khamla" in (tmp_path / "copy.txt").read_text(encoding="utf-8")
