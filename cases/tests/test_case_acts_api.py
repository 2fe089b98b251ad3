"""The life of a case by the API: refusals first, then from opening to closure."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Case, Finding, Proof, Step
from cases.tests import factories as make
from solar_cms.documents.models import Attachment
from solar_cms.documents.operations import render_letter
from solar_cms.documents.tests import samples


def post(client: Any, path: str, body: dict[str, Any], version: Any = None, key: str = "") -> Any:
    headers = {"If-Match": f'"{version}"'} if version is not None else {}
    if key:
        headers["Idempotency-Key"] = key
    return client.post(
        f"/api/v1/{path}/", json.dumps(body), content_type="application/json", headers=headers
    )


def act(client: Any, case: Any, name: str, **body: Any) -> Any:
    """An act on the case as it stands."""
    return post(client, f"cases/{case.pk}/{name}", body, make.fresh(case).version)


def problem_codes(answer: Any) -> list[str]:
    return sorted(problem["code"] for problem in answer.json()["problems"])


def test_acts_ask_for_the_version_that_was_read(client, head) -> None:
    case = make.make_case()
    client.force_login(head)
    path, body = (
        f"cases/{case.pk}/order",
        {"matters": "Safety", "ordered_on": str(make.days_ago(9))},
    )
    assert post(client, path, body).status_code == 428
    stale = post(client, path, body, version=case.version + 7)
    assert (stale.status_code, problem_codes(stale)) == (412, ["stale"])
    assert not hasattr(make.fresh(case), "order")


def test_a_case_out_of_reach_is_not_there_and_an_act_without_the_right_is_refused(
    client, officer
) -> None:
    case = make.make_case(by=officer)
    client.force_login(make.make_head("1407"))
    for name in ("order", "close", "step", "suspend"):
        assert act(client, case, name).status_code == 404
    client.force_login(officer)
    assert act(client, case, "order", matters="Safety").status_code == 403
    assert act(client, case, "move_to_version", reason="New law").status_code == 403


def test_wrong_fields_and_what_the_rules_refuse_are_told_apart(client, head) -> None:
    case = make.make_case()
    client.force_login(head)
    wrong = act(client, case, "close", code="no_such", closed_on="yesterday")
    assert wrong.status_code == 400
    assert {p["field"] for p in wrong.json()["problems"]} == {"code", "closed_on"}
    refused = act(client, case, "close", code="remedied", closed_on=str(make.days_ago(1)))
    assert refused.status_code == 409
    assert len(refused.json()["problems"]) >= 1
    assert make.fresh(case).is_open
    early = act(client, case, "order", matters="Safety", ordered_on=str(make.days_ago(400)))
    assert (early.status_code, problem_codes(early)) == (409, ["day.before"])


def test_a_step_is_named_by_its_key_and_needs_the_right_of_its_act(client, head) -> None:
    case = make.make_case()
    client.force_login(make.make_inspector(username="inspector.two"))
    assert act(client, case, "step", step="nothing").status_code == 404
    assert act(client, case, "step", step="reopen_case").status_code == 403
    client.force_login(head)
    missing = act(client, case, "step", step="admit", on=str(make.days_ago(9)))
    assert (missing.status_code, missing.json()["problems"][0]["field"]) == (400, "priority")
    done = act(client, case, "step", step="admit", on=str(make.days_ago(9)), priority="soon")
    assert done.status_code == 200
    assert make.fresh(case).stage == "admitted"
    (step, *_rest) = client.get(f"/api/v1/case-steps/?case={case.pk}").json()["results"]
    assert (step["key"], step["said"]) == ("admit", {"priority": "soon"})


def test_a_call_repeated_is_done_once(client, officer, head) -> None:
    mill = make.make_mill()
    client.force_login(officer)
    body = {"workplace": str(mill.pk), "kind": "inspection", "source": "plan",
            "opened_on": str(make.days_ago(9))}  # fmt: skip
    first = post(client, "cases", body, key="open-1")
    assert first.status_code == 201
    assert post(client, "cases", body, key="open-1").json() == first.json()
    assert post(client, "cases", {**body, "source": "request"}, key="open-1").status_code == 422
    case = Case.objects.get(workplace=mill)
    client.force_login(head)
    path, version = f"cases/{case.pk}/order", case.version
    order = {"matters": "Safety", "ordered_on": str(make.days_ago(8))}
    done = post(client, path, order, version, key="order-1")
    again = post(client, path, order, version, key="order-1")
    assert (again.status_code, again.json()) == (200, done.json())
    assert Step.objects.filter(case=case, act="order_inspection").count() == 1


def test_a_case_is_opened_only_where_the_caller_may(client, stranger) -> None:
    mill = make.make_mill()
    client.force_login(stranger)
    body = {"workplace": str(mill.pk), "kind": "inspection", "source": "plan"}
    refused = post(client, "cases", body)
    assert refused.status_code == 400
    assert {p["field"] for p in refused.json()["problems"]} == {"workplace", "opened_on"}
    assert not Case.objects.exists()


def test_restricted_findings_are_on_no_general_list(client, head) -> None:
    case = make.make_visited(no=("no_children", "first_aid"))
    hidden = Finding.objects.get(case=case, is_restricted=True)
    client.force_login(make.make_inspector(username="inspector.two"))
    assert len(client.get("/api/v1/findings/").json()["results"]) == 1
    assert client.get("/api/v1/findings/?is_restricted=true").json()["results"] == []
    assert client.get(f"/api/v1/findings/{hidden.pk}/").status_code == 404
    assert post(client, f"findings/{hidden.pk}/drop", {"reason": "x"}, 1).status_code == 404
    client.force_login(head)
    assert len(client.get("/api/v1/findings/").json()["results"]) == 1
    (row,) = client.get("/api/v1/findings/?is_restricted=true").json()["results"]
    assert row["id"] == str(hidden.pk)
    client.force_login(make.lead_of(case))
    assert client.get(f"/api/v1/findings/{hidden.pk}/").status_code == 200


@pytest.mark.parametrize("answers", ["yes", {"first_aid": {"value": "no"}}, {}])
def test_answers_are_sent_by_question(client, head, answers) -> None:
    case = make.make_assigned()
    client.force_login(make.lead_of(case))
    refused = act(client, case, "record_visit", visited_on=str(make.days_ago(5)), outcome="done",
                  women_interviewed=0, men_interviewed=0, answers=answers)  # fmt: skip
    assert refused.status_code == 400
    assert {p["field"] for p in refused.json()["problems"]} == {"answers"}
    assert not case.visits.exists()


def walk_to_the_notice(client: Any, officer: Any, head: Any) -> Case:
    mill = make.make_mill()
    client.force_login(officer)
    opened = post(client, "cases", {"workplace": str(mill.pk), "kind": "inspection",
                  "source": "plan", "opened_on": str(make.days_ago(30))})  # fmt: skip
    case = Case.objects.get(pk=opened.json()["results"][0]["id"])
    client.force_login(head)
    day = str(make.days_ago(28))
    assert act(client, case, "order", matters="Safety", ordered_on=day).status_code == 200
    given = act(client, case, "assign", lead=str(officer.pk), members=[], assigned_on=day)
    assert given.status_code == 200
    client.force_login(officer)
    answers = {key: [v, n] for key, (v, n) in make.answers(first_aid="no", machines="no").items()}
    visited = act(client, case, "record_visit", visited_on=str(make.days_ago(20)), outcome="done",
                  women_interviewed=2, men_interviewed=1, answers=answers)  # fmt: skip
    assert visited.status_code == 200
    first, second = case.findings.order_by("number")
    body = {"fact": "No box", "severity": "minor", "confirmed_on": str(make.days_ago(18))}
    confirmed = post(client, f"findings/{first.pk}/confirm", body, first.version)
    assert confirmed.status_code == 200
    dropped = post(client, f"findings/{second.pk}/drop", {"reason": "Twice"}, second.version)
    assert dropped.status_code == 200
    written = act(client, case, "issue_improvement_notice", length=20, unit="working",
                  issued_on=str(make.days_ago(15)))  # fmt: skip
    assert written.status_code == 200
    return case


def test_a_whole_case_from_opening_to_closure(client, officer, head) -> None:
    case = walk_to_the_notice(client, officer, head)
    notice = case.notices.get()
    render_letter(notice.letter_id)
    served = post(client, f"notices/{notice.pk}/serve", {
        "served_on": str(make.days_ago(14)), "method": "hand", "received_by": "Ms Vilayphone",
        "note": "In the paper file"}, make_version(notice))  # fmt: skip
    assert served.status_code == 200
    finding = case.findings.live().get()
    photo = SimpleUploadedFile("box.png", samples.png(), "image/png")
    sent = client.post(
        f"/api/v1/findings/{finding.pk}/submit_proof/",
        {"description": "Bought", "submitted_by": "Ms V", "submitted_on": str(make.days_ago(9)),
         "file": photo},
        headers={"If-Match": f'"{make_version(finding)}"'},
    )  # fmt: skip
    assert sent.status_code == 200, sent.content
    assert Attachment.objects.filter(owner_id=case.pk).count() == 1
    proof = Proof.objects.get()
    (row,) = client.get(f"/api/v1/evidence/?case={case.pk}").json()["results"]
    assert row["outcome"] == "waiting"
    checked = post(client, f"evidence/{proof.pk}/check", {
        "decision": "accept", "decided_on": str(make.days_ago(5))}, row["version"])  # fmt: skip
    assert checked.status_code == 200
    client.force_login(head)
    closed = act(client, case, "close", code="remedied", closed_on=str(make.days_ago(2)))
    assert closed.status_code == 200
    read = client.get(f"/api/v1/cases/{case.pk}/").json()
    assert (read["stage"], read["closure_code"]) == ("closed", "remedied")
    day = str(make.days_ago(1))
    assert act(client, case, "reopen", reason="New facts", on=day).status_code == 200
    assert act(client, case, "suspend", reason="Flood", on=day).status_code == 200
    assert act(client, case, "resume", reason="Dry", on=day).status_code == 200
    other = make.make_case(workplace=case.workplace, by=officer)
    linked = act(client, case, "link", other=other.number, kind="follows")
    assert linked.status_code == 200
    steps = client.get(f"/api/v1/case-steps/?case={case.pk}").json()["results"]
    assert {"order_inspection", "close_case", "reopen_case", "link_case"} <= {
        s["act"] for s in steps
    }
    (visit,) = client.get(f"/api/v1/visits/?case={case.pk}").json()["results"]
    assert (visit["women_interviewed"], visit["men_interviewed"]) == (2, 1)


def make_version(row: Any) -> int:
    return type(row)._base_manager.get(pk=row.pk).version
