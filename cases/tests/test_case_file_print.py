"""The case file on paper: everything the asker may read, an index of documents, and who took it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from cases.models import Case, Finding
from cases.tests import factories as make
from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.documents import store
from solar_cms.documents.models import JOB, LETTER, Attachment
from solar_cms.documents.operations import add_file
from solar_cms.documents.tests import samples
from solar_cms.documents.tests.conftest import store_folder as store_folder
from solar_cms.work.models import Job
from solar_cms.work.operations import run_job

pytestmark = pytest.mark.usefixtures("store_folder")
PAGE = "\n\f"


def printed(client: Client, user: User, case: Case, language: str = "en") -> str:
    """The words of the file as this person gets it."""
    client.force_login(user)
    answer = client.post(f"/cases/{case.pk}/print/", {"language": language})
    assert answer.status_code == 302
    job = Job.objects.filter(created_by=user).latest("created_at")
    run_job(job.pk)
    made = Attachment.objects.select_related("file").get(owner_kind=JOB, owner_id=str(job.pk))
    content = store.read(made.file)
    assert content.startswith(b"%PDF-")
    return PAGE.join(leaf.extract_text() for leaf in PdfReader(BytesIO(content)).pages)


def photo(case: Case, content: bytes = b"", name: str = "belt.png", **fields: Any) -> None:
    add_file(
        content or samples.png(), name=name, by=make.lead_of(case), owner_kind="cases.case",
        owner_id=case.pk, district_id=case.district_id, **fields,
    )  # fmt: skip


def test_it_holds_the_whole_case_and_says_for_whom(client, head) -> None:
    case = make.make_served(opened_on=make.days_ago(30))
    photo(case, caption="Guard on the belt")
    text = printed(client, head, case)
    notice = case.notices.get()
    for words in (
        case.number, case.workplace.name_latin, notice.number, case.order.number, "Index of documents",
        "Seen at the wet mill", "Improvement notice", "Ms Vilayphone", "Guard on the belt", "F1", "F2",
        f"Printed for {head.name}",
    ):  # fmt: skip
        assert words in text, words
    digest = notice.letter.digest
    assert f"{digest[:4]} {digest[4:8]}" in text
    assert "Photos" in text


def test_a_photo_that_cannot_be_drawn_does_not_cost_the_file(client, head) -> None:
    case = make.make_served()
    photo(case, samples.photo(), "torn.jpg", caption="Torn in the upload")
    text = printed(client, head, case)
    assert "Torn in the upload" in text
    assert "Photos\n" not in text


def test_that_it_was_taken_stands_in_the_history_and_raises_no_version(client, head) -> None:
    case = make.make_served()
    before = make.fresh(case).version
    printed(client, head, case)
    taken = Act.objects.get(name="case.printed")
    assert taken.actor_id == head.pk
    assert make.fresh(case).version == before
    assert "Case file printed" in client.get(f"/cases/{case.pk}/").content.decode()


def test_what_is_restricted_or_confidential_is_for_its_readers(client, head) -> None:
    case = make.make_served()
    with act("test.arranged", by=SYSTEM):
        Finding.objects.filter(case=case, number=1).update(is_restricted=True, fact="A child picks")
    photo(case, caption="Interview of a picker", is_confidential=True)
    other = make.make_inspector(username="inspector.two")
    text = printed(client, other, case)
    assert "Restricted finding" in text
    assert "A child picks" not in text
    assert "Interview of a picker" not in text
    text = printed(client, head, case)
    assert "A child picks" in text
    assert "Interview of a picker" in text


def test_who_complained_is_on_no_paper(client, head) -> None:
    complaint = make.make_complaint()
    case = make.make_case(workplace=complaint.workplace, source="complaint", complaint=complaint)
    text = printed(client, head, case)
    assert "ຄຳ ແກ້ວ" not in text
    assert "55123456" not in text


def test_in_lao_too_and_never_for_a_stranger(client, head, stranger) -> None:
    case = make.make_served()
    assert case.number in printed(client, head, case, "lo")
    client.force_login(stranger)
    assert client.get(f"/cases/{case.pk}/print/").status_code == 404
    assert client.post(f"/cases/{case.pk}/print/", {"language": "en"}).status_code == 404


def test_a_reach_that_ended_before_the_worker_came_prints_nothing(client, head) -> None:
    case = make.make_served()
    client.force_login(head)
    client.post(f"/cases/{case.pk}/print/", {"language": "en"})
    with act("test.arranged", by=SYSTEM):
        Case.objects.filter(pk=case.pk).update(district="1407")
    job = Job.objects.latest("created_at")
    run_job(job.pk)
    assert not Attachment.objects.filter(owner_kind=JOB, owner_id=str(job.pk)).exists()


def test_letters_and_pdfs_stand_behind_it_with_their_page(client, head) -> None:
    case = make.make_served()
    notice = case.notices.get()
    letter = Attachment.objects.get(
        owner_kind=LETTER, owner_id=str(notice.letter_id), language="en"
    )
    own = PdfReader(BytesIO(store.read(letter.file))).pages
    photo(case, store.read(letter.file), "minutes.pdf", caption="Minutes of the hearing")
    photo(case, b"%PDF-1.7\nno more came\n%%EOF", "torn.pdf", caption="Torn in the upload")
    pages = printed(client, head, case).split(PAGE)
    behind = [n for n, text in enumerate(pages, 1) if "Minutes of the hearing" in text][1:]
    assert len(behind) == len(own)
    words = own[0].extract_text().split("\n")[0]
    assert words in pages[behind[0] - 1]
    index = next(text for text in pages if "Index of documents" in text)
    assert f"{behind[0]}\n" in index.partition("Minutes of the hearing")[2]
    assert "Torn in the upload" in index
    assert sum("Torn in the upload" in text for text in pages) == 1


def test_a_sealed_letter_is_printed_for_its_readers_only(client, head) -> None:
    case = make.make_served()
    letter = case.notices.get().letter
    files = Attachment.objects.filter(owner_kind=LETTER, owner_id=str(letter.pk))
    said = PdfReader(BytesIO(store.read(files.get(language="en").file))).pages[0].extract_text()
    passage = max(said.split("\n"), key=len)
    with act("test.arranged", by=SYSTEM):
        files.update(is_confidential=True)
    other = make.make_inspector(username="inspector.two")
    assert passage not in printed(client, other, case)
    assert passage in printed(client, head, case)
