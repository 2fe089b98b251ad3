"""Surveys answered page by page: drafts, skip logic, files, rows, and what is counted."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reporting.models import SurveyReturn
from solar_cms.accounts.tests.factories import make_places, make_user
from solar_cms.audit.acts import SYSTEM
from solar_cms.documents.models import Attachment
from solar_cms.documents.tests.samples import png
from solar_cms.questionnaires.expressions import parse
from solar_cms.questionnaires.models import AnswerDraft, Response
from solar_cms.questionnaires.operations import publish_form

pytestmark = pytest.mark.django_db
PAGE = "/reporting/surveys/yard/answer/"


def q(key: str, kind: str = "check", **more: Any) -> dict[str, Any]:
    for rule in ("relevant", "constraint", "calculation"):
        if rule in more:
            more[rule] = parse(more[rule], None)
    return {"key": key, "kind": kind, "texts": {"en": f"About {key}"}, **more}


FIRST = [
    q("workers", "number", constraint=". >= 0", constraint_texts={"en": "Not below nought."}),
    q("women", "number", relevant="${workers} > 0"),
    q("share", "calculation", calculation="${women} div ${workers}", relevant="${women} != ''"),
    *(q(f"item{n}") for n in range(12)),
]
SECOND = [
    q("guard"),
    q("picture", "photo", relevant="${guard} = 'no'", required=False),
    q("tools", "repeat", questions=[q("tool", "text"), q("tool_ok")]),
    q("crop", "choice", choices="crops"),
    q("name", "text", sensitivity="personal", required=False),
]
CHOICES = {"crops": [{"key": k, "texts": {"en": k.title()}} for k in ("coffee", "tea")]}


def publish(key: str = "yard", sections: Any = None, **more: Any) -> Any:
    sections = sections or [
        {"key": "one", "titles": {"en": "People"}, "questions": FIRST},
        {"key": "two", "titles": {"en": "Machines"}, "questions": SECOND},
    ]
    definition = {
        "sections": sections,
        "choices": CHOICES,
        "languages": ["en"],
        "status": "assumed",
    }
    return publish_form(
        key, titles={"en": "The yard"}, definition=definition, valid_from=date(2024, 1, 1),
        purpose="survey", by=SYSTEM, **more,
    )  # fmt: skip


@pytest.fixture
def trainer(db: Any) -> Any:
    make_places()
    return make_user("trainer", ["1604"])


@pytest.fixture
def page(client: Client, trainer: Any) -> Client:
    client.force_login(trainer)
    publish()
    return client


def seal_on(client: Client, step: int) -> str:
    found = re.search(
        r'name="seal" value="(\w+)"', client.get(f"{PAGE}?step={step}").content.decode()
    )
    assert found
    return found[1]


def send(client: Client, step: int, do: str = "next", **answers: Any) -> Any:
    data = {f"q-{key}": value for key, value in answers.items()}
    return client.post(PAGE, {"step": step, "do": do, **data})


def draft() -> dict[str, Any]:
    return AnswerDraft.objects.get().answers


EVERYTHING = {"workers": "4", "women": "1", **{f"item{n}": "yes" for n in range(12)}}
REST = {"guard": "yes", "tools[1].tool": "saw", "tools[1].tool_ok": "no", "crop": "tea"}


def test_whoever_may_only_read_does_not_answer(client: Client) -> None:
    make_places()
    publish()
    client.force_login(make_user("auditor", ["1604"]))
    assert client.get(PAGE).status_code == 403
    client.force_login(make_user("inspector", ["1407"]))
    assert client.post(PAGE, {"do": "finish", "district": "1604"}).status_code == 200
    assert not SurveyReturn.objects.exists()


def test_a_wrong_answer_holds_the_page_and_nothing_is_lost(page: Client) -> None:
    answer = send(page, 1, workers="many", item0="yes")
    assert answer.status_code == 200
    assert "Answer with a whole number." in answer.content.decode()
    assert draft() == {"workers": ["many", ""], "item0": ["yes", ""]}
    answer = send(page, 1, workers="-2", item0="yes")
    assert "Not below nought." in answer.content.decode()


def test_a_page_may_be_left_half_done_and_the_end_names_what_is_missing(page: Client) -> None:
    assert send(page, 1, workers="0").headers["Location"] == f"{PAGE}?step=2"
    said = page.post(PAGE, {"do": "finish", "district": "1604", "answered_on": "1.6.2026"})
    text = said.content.decode()
    assert "Not answered: About item3" in text
    assert f'href="{PAGE}?step=1&amp;check=1#ask-item3"' in text
    assert "About women" not in text  # nobody works there
    assert not Response.objects.exists()
    assert "Not answered: About item3" in page.get(f"{PAGE}?step=1&check=1").content.decode()


def test_an_answer_opens_further_questions_without_scripts(page: Client) -> None:
    assert (
        'data-ask="women" data-kind="number" hidden' in page.get(f"{PAGE}?step=1").content.decode()
    )
    answer = send(page, 1, workers="4")
    assert answer.headers["Location"] == f"{PAGE}?step=1&opened=1"
    assert 'data-ask="women" data-kind="number">' in page.get(f"{PAGE}?step=1").content.decode()


def test_what_another_device_wrote_is_shown_and_not_written_over(page: Client) -> None:
    seal = seal_on(page, 1)
    send(page, 1, workers="7")
    late = page.post(PAGE, {"step": 1, "do": "next", "seal": seal, "q-workers": "5"})
    assert late.status_code == 200
    assert "On the other device: 7" in late.content.decode()
    assert draft()["workers"] == ["7", ""]
    quiet = page.post(PAGE, {"step": 1, "do": "keep", "seal": seal, "q-workers": "5"})
    assert (quiet.status_code, quiet.json()["changed"]) == (409, True)
    again = re.search(r'name="seal" value="(\w+)"', late.content.decode())
    assert again
    page.post(PAGE, {"step": 1, "do": "next", "seal": again[1], "q-workers": "5"})
    assert draft()["workers"] == ["5", ""]


def test_a_lost_reply_is_no_other_device(page: Client) -> None:
    data = {"step": 1, "do": "keep", "seal": seal_on(page, 1), "device": "a1"}
    page.post(PAGE, {**data, "q-workers": "5"})  # the reply is lost: the page keeps its old seal
    assert page.post(PAGE, {**data, "q-workers": "6"}).status_code == 200
    other = {**data, "device": "b2", "q-workers": "9"}
    assert page.post(PAGE, other).status_code == 409


def test_the_other_page_on_another_device_is_no_conflict(page: Client) -> None:
    seal = seal_on(page, 1)
    send(page, 2, guard="yes")
    kept = page.post(PAGE, {"step": 1, "do": "keep", "seal": seal, "q-workers": "5"})
    assert kept.status_code == 200
    assert set(draft()) == {"guard", "workers"}


def test_rows_are_added_and_taken_away(page: Client) -> None:
    added = send(page, 2, "add:tools", **{"tools[1].tool": "saw"})
    assert added.headers["Location"] == f"{PAGE}?step=2&rows.tools=2#tools"
    assert (
        "q-tools[2].tool" in page.get(added.headers["Location"].partition("#")[0]).content.decode()
    )
    send(page, 2, "drop:tools:1", **{"tools[1].tool": "saw", "tools[2].tool": "mill"})
    assert draft() == {"tools[1].tool": ["mill", ""]}


def test_a_photo_stays_with_a_refused_page_and_is_kept_once(page: Client) -> None:
    photo = png()
    data = {"step": 2, "do": "file", "key": "picture"}
    first = page.post(PAGE, {**data, "file": SimpleUploadedFile("m.png", photo)})
    again = page.post(PAGE, {**data, "file": SimpleUploadedFile("m.png", photo)})
    assert first.json()["id"] == again.json()["id"]
    page.post(PAGE, {"step": 2, "do": "next", "q-guard": "no"})
    assert draft()["picture"] == [first.json()["id"], ""]
    assert "m.png" in page.get(f"{PAGE}?step=2").content.decode()


def test_a_page_that_calls_itself_a_photo_is_refused_at_its_question(page: Client) -> None:
    web = SimpleUploadedFile("photo.png", b"<html><script>alert(1)</script></html>")
    answer = page.post(PAGE, {"step": 2, "do": "next", "q-guard": "no", "q-picture": web})
    assert answer.status_code == 200
    assert "a web page or drawing with code" in answer.content.decode()
    assert draft() == {"guard": ["no", ""]}
    web.seek(0)
    told = page.post(PAGE, {"step": 2, "do": "file", "key": "picture", "file": web})
    assert told.status_code == 400
    assert not Attachment.objects.exists()


def test_files_of_a_draft_are_for_whoever_writes_it(page: Client, client: Client) -> None:
    data = {"step": 2, "do": "file", "key": "picture", "file": SimpleUploadedFile("m.png", png())}
    pk = page.post(PAGE, data).json()["id"]
    assert page.get(f"/files/{pk}/").status_code == 302
    other = Client()
    other.force_login(make_user("trainer", ["1604"], username="other.trainer"))
    assert other.get(f"/files/{pk}/").status_code == 404


def answered(page: Client, **changed: str) -> SurveyReturn:
    send(page, 1, **EVERYTHING)
    send(page, 2, **{**REST, **changed})
    sent = page.post(PAGE, {"do": "finish", "district": "1604", "answered_on": "1.6.2026"})
    assert sent.status_code == 302, sent.content.decode()
    return SurveyReturn.objects.latest("pk")


def test_sent_answers_are_recorded_counted_and_taken_out(page: Client) -> None:
    made = answered(page)
    assert not AnswerDraft.objects.exists()
    kept = {(a.question, a.row): a.value for a in made.response.answers.all()}
    assert kept["share", 0] == "0.25"
    assert kept["tool", 1] == "saw"
    answered(page, crop="coffee", name="ນາງ ຄຳ")
    said = page.get("/reporting/surveys/yard/").content.decode()
    assert "From 4 to 4, on average 4" in said
    counts = b"".join(page.get("/reporting/surveys/yard/counts.csv")).decode()
    assert "2.5,Machines,About crop,Tea,1,50" in counts
    rows = b"".join(page.get("/reporting/surveys/yard/answers.csv")).decode()
    assert "ນາງ ຄຳ" not in rows  # personal
    assert "crop" in rows
    read = page.get(f"/reporting/surveys/returns/{made.pk}/").content.decode()
    assert "Tea" in read
    assert "saw" in read


def test_answers_of_another_district_are_not_seen(page: Client) -> None:
    made = answered(page)
    other = Client()
    other.force_login(make_user("trainer", ["1407"], username="far.trainer"))
    assert other.get(f"/reporting/surveys/returns/{made.pk}/").status_code == 404
    assert "Nobody has answered yet" in other.get("/reporting/surveys/yard/").content.decode()


def test_300_questions_keep_within_the_budgets(client: Client, trainer: Any) -> None:
    sections = [
        {
            "key": f"s{n}",
            "titles": {"en": f"Part {n}"},
            "questions": [q(f"q{n}_{m}") for m in range(30)],
        }
        for n in range(10)
    ]
    publish(sections=sections)
    client.force_login(trainer)

    def asked(path: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        assert answer.status_code == 200
        return len(captured), len(answer.content)

    few = asked(f"{PAGE}?step=1")
    data = {"do": "next", "step": 1, **{f"q-q0_{m}": "yes" for m in range(15)}}
    with CaptureQueriesContext(connection) as saving:
        assert client.post(PAGE, data).status_code == 302
    assert len(saving) < 40
    assert len(draft()) == 15
    assert asked(f"{PAGE}?step=1")[0] == few[0]
    assert max(few[1], asked(PAGE)[1], asked(f"{PAGE}?step=1&check=1")[1]) < 100_000
