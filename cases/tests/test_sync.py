"""A visit written where there was no line, sent later: applied once, or both sides kept."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Case, Visit
from cases.tests import factories as make
from cases.tests.test_checklist import photo, written
from solar_cms.audit.acts import act
from solar_cms.audit.models import Act
from solar_cms.base.models import today
from solar_cms.documents.models import Attachment
from solar_cms.exchange.models import Conflict
from solar_cms.exchange.sync import api
from solar_cms.questionnaires.answering.steps import steps_of
from solar_cms.questionnaires.models import AnswerDraft
from solar_cms.questionnaires.operations import latest_version
from solar_cms.work.models import Task

SYNC = "/api/v1/sync/"


def operation(case: Case, **other: Any) -> dict[str, Any]:
    """What a phone keeps of the visit page."""
    data = written(case, no=("machines",)) | {"wording": str(make.checklist().pk)}
    return {
        "key": str(uuid.uuid4()), "act": "cases.visit", "record": str(case.pk),
        "version": data.pop("version"), "happened_at": timezone.now().isoformat(),
        "data": data, **other,
    }  # fmt: skip


def send(client: Client, *operations: Any, **more: Any) -> Any:
    body = json.dumps({"operations": operations, **more})
    return client.post(SYNC, body, content_type="application/json")


def outcomes(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["outcome"] for one in answer.json()["results"]]


def problem_codes(answer: Any, at: int = 0) -> list[str]:
    return sorted(one["code"] for one in answer.json()["results"][at]["problems"])


@pytest.fixture
def case(pack: Any) -> Case:
    return make.make_assigned()


@pytest.fixture
def phone(client: Client, case: Case) -> Client:
    client.force_login(make.lead_of(case))
    return client


# --- refused -------------------------------------------------------------------------------------


def test_nobody_without_a_session(client: Client, case: Case) -> None:
    assert send(client, operation(case)).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make.lead_of(case))
    assert send(strict, operation(case)).status_code == 403
    assert not Visit.objects.exists()


@pytest.mark.parametrize("body", [{}, [], {"operations": []}, {"operations": "x"}])
def test_what_is_no_list_of_acts(phone: Client, body: Any) -> None:
    answer = phone.post(SYNC, json.dumps(body), content_type="application/json")
    assert answer.status_code == 400


def test_too_many_at_once(phone: Client, case: Case) -> None:
    answer = send(phone, *[operation(case)] * (api.MOST + 1))
    assert answer.status_code == 413
    assert not Visit.objects.exists()


def test_acts_of_somebody_else_on_the_same_device(phone: Client, case: Case) -> None:
    answer = send(phone, operation(case), user=str(uuid.uuid4()))
    assert answer.status_code == 409
    assert not Visit.objects.exists()


def test_one_that_is_wrong_stops_no_other(phone: Client, case: Case) -> None:
    good = operation(case)
    answer = send(
        phone, {"key": "x"}, "nonsense", operation(case, act="cases.burn"),
        operation(case, record=str(uuid.uuid4())), operation(case, happened_at="yesterday"),
        operation(case, data={"remarks": {"a": 1}}), good,
    )  # fmt: skip
    assert outcomes(answer) == [*["refused"] * 6, "applied"]
    assert problem_codes(answer, 2) == ["sync.act"]
    assert problem_codes(answer, 3) == ["sync.record"]
    assert answer.json()["results"][6]["key"] == good["key"]


def test_out_of_reach_is_as_missing_and_without_the_right_is_refused(
    client: Client, case: Case
) -> None:
    client.force_login(make.make_inspector("1407"))
    assert problem_codes(send(client, operation(case))) == ["sync.record"]
    client.force_login(make.make_head())
    assert problem_codes(send(client, operation(case))) == ["sync.right"]
    assert not Visit.objects.exists()


def test_what_the_page_would_refuse_is_refused_and_may_be_mended(phone: Client, case: Case) -> None:
    one = operation(case)
    mended = dict(one["data"])
    del one["data"]["q-first_aid"]
    answer = send(phone, one)
    assert outcomes(answer) == ["refused"]
    assert answer.json()["results"][0]["problems"][0]["field"] == "first_aid"
    bad_day = operation(case)
    bad_day["data"]["visited_on"] = "1.1.2001"
    assert "refused" in outcomes(send(phone, bad_day))
    assert not Visit.objects.exists()
    assert outcomes(send(phone, {**one, "data": mended})) == ["applied"]


def test_a_key_used_for_something_else(phone: Client, case: Case) -> None:
    one = operation(case)
    assert outcomes(send(phone, one)) == ["applied"]
    other = {**one, "data": {**one["data"], "remarks": "other"}}
    assert problem_codes(send(phone, other)) == ["sync.key_reused"]


# --- applied, known ------------------------------------------------------------------------------


def test_applied_by_the_form_and_verb_of_the_page(phone: Client, case: Case) -> None:
    page = f"/cases/{case.pk}/visit/"
    phone.post(page, {"do": "file", "step": "1", "key": "machines", "file": photo()})
    one = operation(case)
    answer = send(phone, one).json()["results"][0]
    assert (answer["outcome"], answer["url"]) == ("applied", f"/cases/{case.pk}/")
    visit = case.visits.get()
    assert (visit.women_interviewed, visit.recorded_by) == (2, make.lead_of(case))
    finding = case.findings.get()
    assert finding.fact == "A boy at the saw"
    assert Attachment.objects.get().owner_id == str(finding.pk)
    assert not AnswerDraft.objects.exists()
    assert Act.objects.get(name="case.visited").channel == "sync"
    assert Act.objects.get(name="sync.applied").data["happened_at"]


def test_a_lost_reply_and_a_double_give_the_first_answer(phone: Client, case: Case) -> None:
    one = operation(case)
    first, second = send(phone, one, one).json()["results"]
    third = send(phone, one).json()["results"][0]
    assert [x["outcome"] for x in (first, second, third)] == ["applied", "known", "known"]
    assert second == third
    assert {**second, "outcome": "applied"} == {**first, "first": "applied"}
    assert case.visits.count() == 1


def test_a_form_that_its_page_had_brought(phone: Client, case: Case) -> None:
    """The page and the outbox of the phone send the same key."""
    one = operation(case)
    data = {**one["data"], "version": one["version"], "once": uuid.UUID(one["key"]).hex}
    assert phone.post(f"/cases/{case.pk}/visit/", data).status_code == 302
    assert outcomes(send(phone, one)) == ["known"]
    assert case.visits.count() == 1


# --- conflict ------------------------------------------------------------------------------------


def moved_on(case: Case) -> Case:
    with act("test.touched", by=make.make_head(), on=case):
        pass
    return make.fresh(case)


def test_a_stale_version_keeps_both_sides(phone: Client, case: Case) -> None:
    one = operation(case)
    stands = moved_on(case)
    first = send(phone, one).json()["results"][0]
    assert (first["outcome"], first["version"]) == ("conflict", stands.version)
    assert first["stands"]
    assert outcomes(send(phone, one)) == ["known"]
    kept = Conflict.objects.get()
    assert kept.data == one["data"]
    assert not Visit.objects.exists()
    assert Task.objects.open().get(user=make.lead_of(case), kind="exchange.conflict").url == (
        f"/sync/{kept.pk}/"
    )


def test_answers_changed_on_another_device_are_a_conflict(phone: Client, case: Case) -> None:
    page = f"/cases/{case.pk}/visit/"
    opened = phone.get(page).content.decode()
    seal = opened.split('name="seal" value="')[1].split('"')[0]
    phone.post(page, {"do": "keep", "step": "1", "q-machines": "na"})
    one = operation(case)
    one["data"] |= {"seal": seal, "device": "phone"}
    assert outcomes(send(phone, one)) == ["conflict"]
    assert AnswerDraft.objects.get().answers["machines"] == ["na", ""]
    assert not Visit.objects.exists()


@pytest.fixture
def kept(phone: Client, case: Case) -> Conflict:
    one = operation(case)
    moved_on(case)
    assert outcomes(send(phone, one)) == ["conflict"]
    return Conflict.objects.get()


def test_who_sees_what_was_kept(client: Client, case: Case, kept: Conflict) -> None:
    page = f"/sync/{kept.pk}/"
    for user, status in (
        (make.make_inspector("1407"), 404), (make.make_head(), 404),
        (make.make_inspector(username="a.colleague"), 200), (make.lead_of(case), 200),
    ):  # fmt: skip
        client.force_login(user)
        assert client.get(page).status_code == status, user
    shown = client.get(page).content.decode()
    assert "A boy at the saw" in shown
    assert "What stands now" in shown
    assert kept.title in client.get("/sync/").content.decode()


def test_answers_about_what_is_restricted_are_sealed_for_others(client: Client, case: Case) -> None:
    client.force_login(make.lead_of(case))
    one = operation(case)
    one["data"] |= {"q-no_children": "no", "q-no_children-note": "Three at the saw"}
    moved_on(case)
    send(client, one)
    page = f"/sync/{Conflict.objects.get().pk}/"
    assert "Three at the saw" in client.get(page).content.decode()
    client.force_login(make.make_inspector(username="a.colleague"))
    assert "Three at the saw" not in client.get(page).content.decode()


def test_sent_again_on_top_of_what_stands(phone: Client, case: Case, kept: Conflict) -> None:
    page, stands = f"/sync/{kept.pk}/", make.fresh(case).version
    stale = phone.post(page, {"do": "again", "stands": stands - 1})
    assert "changed once more" in stale.content.decode()
    assert not Visit.objects.exists()
    assert phone.post(page, {"do": "again", "stands": stands}).status_code == 302
    assert case.visits.count() == 1
    kept.refresh_from_db()
    assert kept.state == "sent"
    assert not Task.objects.open().filter(kind="exchange.conflict").exists()
    again = phone.post(page, {"do": "again", "stands": make.fresh(case).version})
    assert "settled already" in again.content.decode()
    assert case.visits.count() == 1


def test_set_aside_with_a_reason(phone: Client, case: Case, kept: Conflict) -> None:
    page = f"/sync/{kept.pk}/"
    asked = {"do": "aside", "version": kept.version}
    assert phone.post(page, {**asked, "reason": " "}).status_code == 200
    assert phone.post(page, {**asked, "reason": "Visited twice"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.state, kept.reason, bool(kept.data)) == ("aside", "Visited twice", True)
    assert not Visit.objects.exists()
    assert kept.title not in phone.get("/sync/").content.decode()
    assert kept.title in phone.get("/sync/?all=1").content.decode()


# --- any order of bad luck -----------------------------------------------------------------------

LUCK = st.lists(
    st.sampled_from(["send", "double", "page", "moved", "other"]), min_size=1, max_size=6
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(luck=LUCK)
def test_applied_once_or_kept_whatever_the_line_does(
    client: Client, case: Case, luck: list[str]
) -> None:
    """Replies lost, calls doubled, the page's own post arriving after all, others at work."""
    mark = transaction.savepoint()  # each example leaves the world as it found it
    try:
        _bad_luck(client, case, luck)
    finally:
        transaction.savepoint_rollback(mark)


def _bad_luck(client: Client, case: Case, luck: list[str]) -> None:
    client.force_login(make.lead_of(case))
    mine = operation(make.fresh(case))
    other = operation(make.fresh(case))
    sent: dict[str, list[str]] = {mine["key"]: [], other["key"]: []}
    for step in luck:
        if step == "moved":
            moved_on(case)
        elif step == "page":
            data = {**mine["data"], "version": mine["version"]}
            client.post(f"/cases/{case.pk}/visit/", {**data, "once": uuid.UUID(mine["key"]).hex})
        else:
            one = other if step == "other" else mine
            found = outcomes(send(client, *([one, one] if step == "double" else [one])))
            sent[one["key"]] += found
    visits, kept = case.visits.count(), Conflict.objects.count()
    told = [said for said in sent.values() if said]
    assert visits <= 1
    assert visits + kept >= bool(told), "lost"
    assert all(said[1:].count("applied") + said[1:].count("conflict") == 0 for said in told)
    by_key = Conflict.objects.values_list("key", flat=True)
    for key, said in sent.items():
        if said:
            assert (uuid.UUID(key) in set(by_key)) == (said[0] == "conflict")


def test_a_long_checklist_is_finished_on_one_page(phone: Client, case: Case) -> None:
    version = latest_version("osh_coffee_tea", today())
    assert version is not None
    path = f"/cases/{case.pk}/visit/osh_coffee_tea/"
    assert f'href="{path}?step=all"' in phone.get(path).content.decode()
    [step] = steps_of(version.definition, whole=True)
    told = phone.get(f"{path}?step=all").content.decode()
    assert 'data-later="cases.visit"' in told
    assert [key for key in step.keys if f'data-ask="{key}"' not in told] == []
    lists = version.parsed().lists
    value: dict[str, Any] = {"check": "yes", "number": "3", "date": "1.6.2026", "text": "well"}
    data = {k: v for k, v in written(case).items() if not k.startswith("q-")}
    data |= {"wording": str(version.pk), "step": "all"}
    for question in step.questions:
        kind, key = question.get("kind", "check"), question["key"]
        if kind == "photo":
            given = {"do": "file", "step": "all", "key": key, "file": photo()}
            assert phone.post(path, given).status_code == 200
        else:
            data[f"q-{key}"] = value.get(kind, lists.get(question.get("choices", ""), [""])[0])
    data.pop("version")
    left_out = next(q["key"] for q in step.questions if q.get("kind", "check") == "check")
    short = {name: text for name, text in data.items() if name != f"q-{left_out}"}
    answer = send(phone, operation(case, data=short))
    assert outcomes(answer) == ["refused"]
    assert [one["field"] for one in answer.json()["results"][0]["problems"]] == [left_out]
    assert not Visit.objects.exists()
    assert outcomes(send(phone, operation(case, data=data))) == ["applied"]
    visit = case.visits.get()
    assert visit.response is not None
    assert visit.response.form_version == version
    assert not AnswerDraft.objects.exists()
