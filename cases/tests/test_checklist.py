"""The checklist of a visit: its photos, what is restricted in it, how much is in order."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import Case, Visit
from cases.tests import factories as make
from cases.tests.test_pages import queries
from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.models import today
from solar_cms.documents.models import Attachment
from solar_cms.documents.tests.samples import png
from solar_cms.questionnaires.answering.steps import steps_of
from solar_cms.questionnaires.models import AnswerDraft
from solar_cms.questionnaires.operations import latest_version


def written(case: Case, *, no: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """What the inspector sends of the visit page."""
    answers = make.answers(**dict.fromkeys(no, "no"))
    return {
        "version": make.fresh(case).version,
        "visited_on": make.days_ago(2).isoformat(),
        "outcome": "done",
        "women_interviewed": "2",
        "men_interviewed": "1",
        **{f"q-{key}": value for key, (value, _note) in answers.items()},
        **{f"q-{key}-note": "A boy at the saw" for key in no},
        **more,
    }


def page(client: Client, case: Case) -> tuple[Client, str]:
    client.force_login(make.lead_of(case))
    return client, f"/cases/{case.pk}/visit/"


def photo(name: str = "guard.png", width: int = 2) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png(width))


def test_a_missing_answer_is_told_and_the_photo_stays(client: Client, pack: Any) -> None:
    case = make.make_assigned()
    client, path = page(client, case)
    data = written(case, no=("machines",)) | {"q-machines-photos": photo()}
    del data["q-first_aid"]
    answer = client.post(path, data)
    assert answer.status_code == 200
    assert "q-first_aid" in answer.content.decode().partition('class="problems"')[2]
    assert "guard.png" in answer.content.decode()
    assert not Visit.objects.exists()
    assert AnswerDraft.objects.get().answers["machines"] == ["no", "A boy at the saw"]


def test_photos_of_a_no_belong_to_its_finding(client: Client, pack: Any) -> None:
    case = make.make_assigned()
    client, path = page(client, case)
    data = written(case, no=("machines",))
    data |= {"q-machines-photos": photo(), "q-first_aid-photos": photo("kit.png", 3)}
    assert client.post(path, data).status_code == 302
    [finding] = case.findings.all()
    visit = case.visits.get()
    owners = {a.name: (a.owner_kind, a.owner_id) for a in Attachment.objects.all()}
    assert owners == {
        "guard.png": ("cases.finding", str(finding.pk)),
        "kit.png": ("cases.visit", str(visit.pk)),
    }
    assert not AnswerDraft.objects.exists()
    assert "guard.png" in client.get(f"/cases/findings/{finding.pk}/").content.decode()
    assert "kit.png" in client.get(f"/cases/visits/{visit.pk}/").content.decode()


def test_a_visit_that_could_not_be_made_needs_no_answers(client: Client, pack: Any) -> None:
    case = make.make_assigned()
    client, path = page(client, case)
    data = {**written(case), "outcome": "closed", "remarks": "Nobody there"}
    data = {name: value for name, value in data.items() if not name.startswith("q-")}
    data |= {"women_interviewed": "0", "men_interviewed": "0"}
    assert client.post(path, data).status_code == 302
    assert case.visits.get().response is None


def test_restricted_answers_and_photos_are_for_their_readers(client: Client, pack: Any) -> None:
    case = make.make_assigned()
    client, path = page(client, case)
    data = written(case, no=("no_children",)) | {"q-no_children-photos": photo("yard.png")}
    assert client.post(path, data).status_code == 302
    visit, file = case.visits.get(), Attachment.objects.get()
    read = client.get(f"/cases/visits/{visit.pk}/").content.decode()
    assert "A boy at the saw" in read
    assert client.get(f"/files/{file.pk}/").status_code == 302
    client.force_login(make_user("monitoring_officer", ["1604"]))
    read = client.get(f"/cases/visits/{visit.pk}/").content.decode()
    assert "A boy at the saw" not in read
    assert client.get(f"/files/{file.pk}/").status_code == 404
    client.force_login(make.make_inspector("1407"))
    assert client.get(f"/cases/visits/{visit.pk}/").status_code == 404


def test_a_second_visit_is_compared_with_the_first(client: Client, pack: Any) -> None:
    case = make.make_visited(no=("first_aid", "machines", "hours"))
    client, path = page(client, case)
    assert client.get(f"/cases/{case.pk}/").content.decode().count("% in order") == 1
    data = written(case, no=("machines",), again="on")
    answer = client.post(path, data)
    assert answer.status_code == 302, answer.content.decode()
    _first, second = case.visits.order_by("visited_on")
    assert second.response is not None
    items = len(make.checklist().questions())
    gained = round(100 * (items - 1) / items) - round(100 * (items - 3) / items)
    assert f"+{gained} points since" in client.get(f"/cases/{case.pk}/").content.decode()
    read = client.get(f"/cases/visits/{second.pk}/").content.decode()
    assert "Compared with the visit of" in read
    assert case.findings.filter(visit=second).count() == 0  # machines was found before


def test_no_query_for_each_answer(client: Client, pack: Any) -> None:
    case = make.make_visited()
    client.force_login(make.lead_of(case))
    visit = case.visits.get()
    assert queries(client, f"/cases/visits/{visit.pk}/") <= 25
    assert queries(client, f"/cases/{case.pk}/visit/") <= 30


def test_a_visit_with_another_longer_checklist(client: Client, pack: Any) -> None:
    case = make.make_assigned()
    client, path = page(client, case)
    assert f'href="{path}osh_coffee_tea/"' in client.get(path).content.decode()
    assert client.get(f"{path}unheard_of/").status_code == 404
    path += "osh_coffee_tea/"
    version = latest_version("osh_coffee_tea", today())
    assert version is not None
    lists = version.parsed().lists
    value: dict[str, Any] = {"check": "yes", "number": "3", "date": "1.6.2026", "text": "well"}
    for step in steps_of(version.definition):
        data: dict[str, Any] = {"do": "next", "step": step.index + 1, "live": "1"}
        for question in step.questions:
            kind = question.get("kind", "check")
            first = lists.get(question.get("choices", ""), [""])[0]
            given = photo() if kind == "photo" else value.get(kind, first)
            data[f"q-{question['key']}"] = given
        answer = client.post(path, data)
        assert answer.status_code == 302, answer.content.decode()
    sent = {k: v for k, v in written(case).items() if not k.startswith("q-")}
    answer = client.post(path, {"do": "finish", **sent})
    assert answer.status_code == 302, answer.content.decode()
    visit = case.visits.get()
    assert visit.response is not None
    assert visit.response.form_version == version
    assert not AnswerDraft.objects.exists()
