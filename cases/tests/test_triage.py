"""Triage: dismissed with a ground, referred, merged; complaints and cases, taken back with a reason."""

from __future__ import annotations

import json

import pytest

from cases import operations as do
from cases.models import CaseLink, Complainant, Complaint, ComplaintDecision
from cases.pack_sections import check_procedure
from cases.retention import complainants_over, complaints_over, empty_complaints
from cases.tests import factories as make
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.law.reading import read_file

GROUND = {"dismissal_ground": "no_breach"}
NAME = "ນາງ ຄຳ ແກ້ວ"


def dismissed(complaint: Complaint, by, **fields) -> ComplaintDecision:
    return do.decide_complaint(
        complaint, key="dismiss", said=fields.pop("said", GROUND), on=make.days_ago(30),
        note=fields.pop("note", "Told by phone"), by=by, **fields,
    )  # fmt: skip


# --- a complaint without a case -----------------------------------------------------------------


def test_a_dismissal_has_a_ground_of_the_list_and_a_note(head) -> None:
    complaint = make.make_complaint()
    for said, note, expected in (
        ({}, "", ["case.field_missing", "case.note"]),
        ({"dismissal_ground": "too_busy"}, "x", ["case.field_wrong"]),
        ({**GROUND, "colour": "red"}, "x", ["case.field_unknown"]),
    ):
        with pytest.raises(Refused) as refused:
            dismissed(complaint, head, said=said, note=note)
        assert codes(refused) == expected
    assert not ComplaintDecision.objects.exists()


def test_an_inspector_does_not_decide_and_no_step_of_cases_is_offered(officer, head) -> None:
    complaint = make.make_complaint(by=officer)
    with pytest.raises(Refused) as refused:
        dismissed(complaint, officer)
    assert codes(refused) == ["case.other_role"]
    with pytest.raises(Refused) as refused:
        do.decide_complaint(complaint, key="admit", note="x", by=head)
    assert codes(refused) == ["complaint.no_step"]


def test_it_is_not_decided_before_it_came_nor_twice_nor_when_it_has_a_case(officer, head) -> None:
    complaint = make.make_complaint(by=officer)
    with pytest.raises(Refused) as refused:
        do.decide_complaint(
            complaint, key="dismiss", said=GROUND, note="x", on=make.days_ago(60), by=head
        )
    assert codes(refused) == ["day.before"]
    dismissed(complaint, head)
    with pytest.raises(Refused) as refused:
        dismissed(complaint, head)
    assert codes(refused) == ["complaint.decided"]
    with pytest.raises(Refused) as refused:
        make.make_case(workplace=complaint.workplace, complaint=complaint, source="complaint")
    assert codes(refused) == ["complaint.decided"]
    other = make.make_complaint(by=officer, workplace=complaint.workplace)
    make.make_case(workplace=other.workplace, complaint=other, source="complaint", by=officer)
    with pytest.raises(Refused) as refused:
        dismissed(other, head)
    assert codes(refused) == ["case.complaint_used"]


def test_the_database_keeps_one_standing_decision_with_its_reason_of_undoing(head) -> None:
    complaint = make.make_complaint()
    decision = dismissed(complaint, head)
    for wrong, expected in (
        ({}, "complaint_decided_once"),
        ({"undone_on": today()}, "complaint_decision_undone_with_reason"),
    ):
        copy = ComplaintDecision(
            complaint=complaint, pack_version=decision.pack_version, key="dismiss",
            decided_on=today(), **wrong,
        )  # fmt: skip
        with pytest.raises(Refused) as refused, act("complaint.decided", by=SYSTEM):
            copy.save_new()
        assert codes(refused) == [expected]


def test_a_dismissed_complaint_waits_no_more_until_it_is_taken_back(client, head) -> None:
    complaint = make.make_complaint()
    assert list(Complaint.objects.waiting()) == [complaint]
    dismissed(complaint, head)
    assert not Complaint.objects.waiting().exists()
    with pytest.raises(Refused) as refused:
        do.reconsider_complaint(complaint, reason=" ", by=head)
    assert codes(refused) == ["complaint.no_undo_reason"]
    do.reconsider_complaint(complaint, reason="She came again with papers", by=head)
    assert list(Complaint.objects.waiting()) == [complaint]
    kept = ComplaintDecision.objects.get()
    assert (kept.undo_reason, kept.said) == ("She came again with papers", GROUND)
    with pytest.raises(Refused) as refused:
        do.reconsider_complaint(complaint, reason="again", by=head)
    assert codes(refused) == ["complaint.not_decided"]
    do.decide_complaint(
        complaint, key="hand_over", said={"body": "police"}, note="Theft", on=today(), by=head
    )
    assert ComplaintDecision.objects.standing().get().said == {"body": "police"}


def test_a_complaint_joins_an_open_case_whose_team_may_ask_for_the_name(head) -> None:
    complaint = make.make_complaint(by=head)
    case = make.make_assigned(workplace=complaint.workplace)
    lead = make.lead_of(case)
    with pytest.raises(Refused) as refused:
        do.decide_complaint(complaint, key="merge_case", note="Same machine", by=head)
    assert codes(refused) == ["merge.no_case"]
    closed = make.make_case(workplace=complaint.workplace)
    do.close_case(closed, code="referred", note="x", by=head)
    with pytest.raises(Refused) as refused:
        do.decide_complaint(complaint, key="merge_case", note="Same", kept=closed, by=head)
    assert codes(refused) == ["merge.closed"]
    with pytest.raises(Refused):
        do.reveal_complainant(complaint, reason="To ask her", by=lead)
    do.decide_complaint(complaint, key="merge_case", note="Same machine", kept=case, by=head)
    found = do.reveal_complainant(complaint, reason="To ask her", by=lead)
    assert found is not None
    assert found.name == NAME


# --- a case at its first stages -----------------------------------------------------------------


def test_a_case_is_dismissed_by_its_step_with_a_ground_and_reopened(head) -> None:
    case = make.make_case()
    with pytest.raises(Refused) as refused:
        do.record_step(case, key="dismiss", said=GROUND, on=make.days_ago(9), by=head)
    assert codes(refused) == ["case.note"]
    do.record_step(case, key="dismiss", said=GROUND, note="No breach", on=make.days_ago(9), by=head)
    closed = make.fresh(case)
    assert (closed.stage, closed.closure_code) == ("closed", "inadmissible")
    assert closed.closed_on == make.days_ago(9)
    assert case.steps.get(key="dismiss").said == GROUND
    do.reopen_case(closed, reason="New facts", on=today(), by=head)
    assert make.fresh(case).is_open


def test_a_visited_case_is_not_dismissed(head) -> None:
    case = make.make_visited()
    with pytest.raises(Refused) as refused:
        do.record_step(case, key="dismiss", said=GROUND, note="x", by=head)
    assert "case.wrong_stage" in codes(refused)
    assert make.fresh(case).is_open


def test_a_case_is_merged_and_its_complaint_goes_along_until_it_is_reopened(head) -> None:
    complaint = make.make_complaint()
    case = make.make_case(
        workplace=complaint.workplace, complaint=complaint, source="complaint", kind="complaint"
    )
    kept = make.make_case(workplace=complaint.workplace, by=head)
    with pytest.raises(Refused) as refused:
        do.merge_case(case, case, note="Same", by=head)
    assert codes(refused) == ["merge.itself"]
    with pytest.raises(Refused) as refused:
        do.merge_case(case, kept, note=" ", by=head)
    assert codes(refused) == ["case.note"]
    do.merge_case(case, kept, note="Same machine", by=head)
    assert make.fresh(case).closure_code == "merged"
    assert CaseLink.objects.get().kind == "duplicate"
    standing = ComplaintDecision.objects.standing().get()
    assert (standing.complaint, standing.kept) == (complaint, kept)
    with pytest.raises(Refused) as refused:
        do.reconsider_complaint(complaint, reason="x", by=head)
    assert codes(refused) == ["complaint.follows_case"]
    do.reopen_case(make.fresh(case), reason="Another machine", by=head)
    assert not ComplaintDecision.objects.standing().exists()
    do.merge_case(make.fresh(case), kept, note="The same after all", by=head)
    assert CaseLink.objects.count() == 1


def test_another_workplace_is_a_warning_only(head) -> None:
    case, kept = make.make_case(), make.make_case(by=head)
    do.merge_case(case, kept, note="One firm, two names", by=head)
    assert not make.fresh(case).is_open


# --- what goes when its time is over --------------------------------------------------------------


def test_the_name_behind_a_dismissed_complaint_goes_when_its_time_is_over(head) -> None:
    complaint = make.make_complaint()
    assert not complainants_over(today()).exists()
    dismissed(complaint, head)
    assert not complainants_over(make.days_ago(30)).exists()
    assert complainants_over(today()).get() == Complainant.objects.get()
    (over,) = complaints_over(today())
    with act("person.erased", by=SYSTEM):
        empty_complaints([over.pk], SYSTEM)
    assert not complaints_over(today()).exists()
    assert ComplaintDecision.objects.get().said == {}


# --- pages and the API ----------------------------------------------------------------------------


def test_the_page_of_triage_counts_and_offers(client, officer, head, stranger) -> None:
    complaint = make.make_complaint(by=officer)
    case = make.make_case(by=officer)
    client.force_login(head)
    page = client.get("/cases/triage/").content.decode()
    assert complaint.number in page
    assert f"/cases/complaints/{complaint.pk}/decide/dismiss/" in page
    assert case.number in client.get("/cases/triage/?what=cases").content.decode()
    client.force_login(officer)
    page = client.get("/cases/triage/").content.decode()
    assert complaint.number in page
    assert "/decide/" not in page
    client.force_login(stranger)
    assert complaint.number not in client.get("/cases/triage/").content.decode()


def test_a_complaint_is_dismissed_on_its_page_and_taken_back(client, head, stranger) -> None:
    complaint = make.make_complaint()
    path = f"/cases/complaints/{complaint.pk}/decide/dismiss/"
    client.force_login(stranger)
    assert client.get(path).status_code == 403
    client.force_login(make.make_head("1407"))
    assert client.get(path).status_code == 404
    client.force_login(head)
    assert client.get(f"/cases/complaints/{complaint.pk}/decide/admit/").status_code == 404
    version = Complaint.objects.get().version
    data = {"on": make.days_ago(3).isoformat(), "note": "Told", "version": version}
    assert "dismissal_ground" in client.post(path, data).context["form"].errors
    assert client.post(path, {**data, **GROUND}).status_code == 302
    page = client.get(f"/cases/complaints/{complaint.pk}/").content.decode()
    assert "breaks no labour provision" in page
    assert NAME not in page
    undo = f"/cases/complaints/{complaint.pk}/reconsider/"
    data = {"on": today().isoformat(), "reason": "New", "version": Complaint.objects.get().version}
    assert client.post(undo, data).status_code == 302
    assert Complaint.objects.waiting().exists()


def test_a_case_is_merged_on_the_page_of_its_step(client, head) -> None:
    case = make.make_case()
    kept = make.make_case(workplace=case.workplace, by=head)
    client.force_login(head)
    path = f"/cases/{case.pk}/step/merge_case/"
    assert kept.number in client.get(path).content.decode()
    data = {"other": kept.number, "on": today().isoformat(), "note": "Same",
            "version": make.fresh(case).version}  # fmt: skip
    assert client.post(path, data).status_code == 302
    assert kept.number in client.get(f"/cases/{case.pk}/").content.decode()


def test_the_api_decides_and_never_tells_the_name(client, head, stranger) -> None:
    complaint = make.make_complaint()
    client.force_login(stranger)
    assert client.get("/api/v1/complaints/").json()["results"] == []
    client.force_login(head)
    (row,) = client.get("/api/v1/complaints/?waits=true").json()["results"]
    body = {"step": "dismiss", **GROUND, "note": "Told", "on": make.days_ago(2).isoformat()}
    address = f"/api/v1/complaints/{complaint.pk}/decide/"

    def send(sent, version):
        return client.post(
            address, json.dumps(sent), content_type="application/json",
            headers={"If-Match": f'"{version}"'},
        )  # fmt: skip

    assert send({**body, "step": "admit"}, row["version"]).status_code == 404
    assert send(body, 77).status_code == 412
    assert send(body, row["version"]).status_code == 200
    again = send(body, client.get(f"/api/v1/complaints/{complaint.pk}/").json()["version"])
    assert (again.status_code, again.json()["problems"][0]["code"]) == (409, "complaint.decided")
    read = client.get(f"/api/v1/complaints/{complaint.pk}/")
    assert read.json()["decisions"][0]["said"] == GROUND
    assert NAME not in read.content.decode()
    assert "sealed" not in read.content.decode()


# --- what a pack may say --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('closure = "inadmissible"\ncomplaints = true\n', "", "procedure.closure"),
        ('closure = "inadmissible"\n', 'closure = "nothing"\n', "procedure.unknown"),
        (
            'closure = "referred"\ncomplaints = true\n',
            'closure = "referred"\ncomplaints = true\nnotice = "referral"\n',
            "procedure.complaints",
        ),
        ('key = "tell_results"\n', 'key = "tell_results"\ncomplaints = true\n', "procedure.complaints"),
        ('key = "tell_results"\n', 'key = "tell_results"\nclosure = "merged"\n', "procedure.closure"),
    ],
)  # fmt: skip
def test_a_pack_with_a_wrong_closing_step_is_refused(tmp_path, old, new, code) -> None:
    path = make.changed_pack(tmp_path, replaced=(old, new)) / "procedure.toml"
    assert code in [problem.code for problem in check_procedure(read_file(path), path)]
