"""A letter is frozen when it is issued and printed after the commit, the same each time."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_office, make_user
from solar_cms.audit.acts import act
from solar_cms.audit.history import acts_on
from solar_cms.base.problems import Refused
from solar_cms.documents import operations, render, store
from solar_cms.documents.models import Letter
from solar_cms.documents.states import LetterState
from solar_cms.documents.tests.letters import issue
from solar_cms.work.outbox import run_now


def text_of(letter: Letter, language: str) -> str:
    pdf = PdfReader(io.BytesIO(store.read(letter.files()[language].file)))
    return "\n".join(page.extract_text() for page in pdf.pages)


def test_a_missing_template_is_told_at_once(inspector: User) -> None:
    with pytest.raises(render.CannotRender):
        issue(inspector, template="documents/none.typ")
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "name", ["pack:../laos/pack.toml", "../documents/plain.typ", "/etc/passwd"]
)
def test_a_template_lies_in_its_folder(name: str) -> None:
    with pytest.raises(render.CannotRender):
        render.find_template(name)


def test_a_number_is_given_to_one_letter(inspector: User) -> None:
    issue(inspector)
    with pytest.raises(Refused) as refused:
        issue(inspector)
    assert refused.value.problems[0].code == "letter_number_once"


def test_with_its_act_it_goes(inspector: User) -> None:
    with suppress(RuntimeError), act("case.noticed", by=inspector):
        issue(inspector)
        raise RuntimeError
    assert run_now() == 0
    assert not Letter.objects.exists()


def test_it_is_prepared_after_the_commit_in_each_language(inspector: User) -> None:
    letter = issue(inspector)
    assert (letter.state, letter.files()) == (LetterState.PREPARING, {})
    run_now()
    letter.refresh_from_db()
    assert letter.state == LetterState.READY
    assert list(letter.files()) == ["lo", "en"]
    assert [a.name for a in acts_on(letter)] == ["letter.rendered", "letter.issued"]
    english = text_of(letter, "en")
    for words in (
        "LI-1604-2026-0001",
        "Improvement notice",
        "Good day to Khamla",
        "Office 1604",
        "Lao People's Democratic Republic",
        "Page 1 of 1",
        render.grouped(letter.code),
        render.grouped(letter.digest[:32]),
        f"/verify/{letter.code}/",
    ):
        assert words in english
    fonts = PdfReader(io.BytesIO(store.read(letter.files()["lo"].file))).pages[0]["/Resources"]
    names = [str(font.get_object()["/BaseFont"]) for font in fonts["/Font"].values()]
    assert all("NotoSans" in name for name in names)


def test_rendered_twice_it_is_made_once_and_the_same(inspector: User) -> None:
    letter = issue(inspector)
    run_now()
    before = {code: a.pk for code, a in letter.files().items()}
    operations.render_letter(letter.pk)
    assert {code: a.pk for code, a in letter.files().items()} == before
    again = render.letter_pdf(Letter.objects.get(pk=letter.pk), "lo")
    assert again == store.read(letter.files()["lo"].file)


def test_a_later_letterhead_does_not_change_it(inspector: User) -> None:
    office = make_office("1604")
    letter = issue(inspector)
    operations.set_letterhead(
        office,
        lines={"en": ["New ministry", "New office"], "lo": ["ກະຊວງໃໝ່"]},
        place={"en": "Paksong"},
        address={"en": "Road 16"},
        valid_from=date(2020, 1, 1),
        by=make_user("head", ["1604"]),
    )
    run_now()
    assert "Office 1604" in text_of(letter, "en")
    second = issue(inspector, number="LI-1604-2026-0002")
    run_now()
    for words in ("New ministry", "Paksong,", "Road 16"):
        assert words in text_of(second, "en")


def test_text_of_people_is_never_code(inspector: User) -> None:
    hostile = '#panic("x") #read("/lib/letter.typ") $x$ *b* "]) \\ // <b>'
    letter = issue(inspector, data={"paragraphs": [hostile]}, languages=["en"])
    run_now()
    letter.refresh_from_db()
    assert letter.state == LetterState.READY
    assert '#panic("x") #read("/lib/letter.typ") $x$ *b*' in text_of(letter, "en")


def test_a_letter_that_cannot_be_printed_says_so_and_can_be_tried_again(
    client: Any, inspector: User
) -> None:
    letter = issue(inspector, data={"facts": ["not a pair"]})
    run_now()
    letter.refresh_from_db()
    assert letter.state == LetterState.FAILED
    assert "plain.typ" in letter.error
    client.force_login(inspector)
    url = reverse("letter", args=[letter.pk])
    assert "could not be prepared" in client.get(url).content.decode()
    client.post(reverse("letter_again", args=[letter.pk]))
    letter.refresh_from_db()
    assert letter.state == LetterState.PREPARING
    assert run_now() == 1


def test_the_page_waits_and_then_offers_the_pdfs(
    client: Any, inspector: User, stranger: User
) -> None:
    letter = issue(inspector)
    url = reverse("letter", args=[letter.pk])
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    client.force_login(inspector)
    assert "being prepared" in client.get(url).content.decode()
    run_now()
    page = client.get(url).content.decode()
    for attachment in letter.files().values():
        link = reverse("file", args=[attachment.pk])
        assert link in page
        assert client.get(link, follow=True)["Content-Type"] == "application/pdf"
    client.force_login(stranger)
    pdf = letter.files()["lo"]
    assert client.get(reverse("file", args=[pdf.pk])).status_code == 404


def test_anyone_can_check_a_letter_and_learns_nothing_personal(
    client: Any, inspector: User
) -> None:
    letter = issue(inspector)
    run_now()
    url = reverse("verify", args=[letter.code])
    client.cookies["language"] = "en"
    page = client.get(url).content.decode()
    for words in ("LI-1604-2026-0001", "Improvement notice", "Office 1604", "issued by the office"):
        assert words in page
    assert render.grouped(letter.digest[:32]) in page
    assert render.grouped(letter.files()["lo"].file.sha256) in page
    assert "Khamla" not in page
    assert str(inspector.username) not in page
    assert client.get(url.replace(letter.code, letter.code.lower())).status_code == 200


def test_an_unknown_code_is_answered(client: Any, db: None) -> None:
    client.cookies["language"] = "en"
    answer = client.get("/verify/ABCDEFGH/")
    assert answer.status_code == 404
    assert "No letter has this code" in answer.content.decode()


def test_only_who_may_voids_and_says_why(client: Any, inspector: User, head: User) -> None:
    letter = issue(inspector)
    url = reverse("letter_void", args=[letter.pk])
    client.force_login(inspector)
    assert client.post(url, {"reason": "x"}).status_code == 403
    client.force_login(head)
    assert client.post(url, {"reason": " "}).status_code == 200
    client.post(url, {"reason": "Wrong employer"})
    letter.refresh_from_db()
    assert letter.void_reason == "Wrong employer"
    checked = client.get(reverse("verify", args=[letter.code])).content.decode()
    assert "no longer holds" in checked
    with pytest.raises(Refused):
        operations.void_letter(letter, reason="Again", by=head)
