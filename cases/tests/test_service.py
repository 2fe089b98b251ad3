"""A notice on its way: attempts in vain, service, a copy that cannot be read, writing it anew."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases import operations as do
from cases.facts import Facts
from cases.models import Case, Notice
from cases.next import next_of
from cases.tests import factories as make
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused
from solar_cms.documents.models import Service
from solar_cms.documents.operations import render_letter
from solar_cms.documents.tests.samples import jpeg
from solar_cms.work.models import Task

PROOF = {"proof": None, "note": "signed copy kept"}


def noticed() -> Notice:
    return Notice.objects.get(case=make.make_noticed(length=7, unit="calendar"))


def served(notice: Notice, days_ago: int = 10, **fields: Any) -> Notice:
    given = {"method": "hand", "received_by": "Director", **PROOF, "by": make.lead_of(notice.case)}
    return do.serve_notice(notice, served_on=make.days_ago(days_ago), **{**given, **fields})


def tried(notice: Notice, outcome: str = "absent", days_ago: int = 12, **fields: Any) -> Notice:
    given = {"method": "hand", "note": "gate locked", "by": make.lead_of(notice.case), **fields}
    return do.try_service(notice, tried_on=make.days_ago(days_ago), outcome=outcome, **given)


def unreadable(notice: Notice, days_ago: int = 8, **fields: Any) -> Notice:
    given = {"note": "the second page is black", "by": make.lead_of(notice.case), **fields}
    return do.report_unreadable(notice, on=make.days_ago(days_ago), **given)


def reissued(notice: Notice, reason: str = "wrong mill", **fields: Any) -> Notice:
    day = make.days_ago(fields.pop("days_ago", 6))
    by = fields.pop("by", None) or make.lead_of(notice.case)
    new = do.reissue_notice(notice, reason=reason, issued_on=day, by=by, **fields)
    render_letter(new.letter_id)
    return Notice.objects.get(pk=new.pk)


def outcomes(notice: Notice) -> list[str]:
    rows = Service.objects.filter(letter=notice.letter_id).order_by("served_on", "id")
    return list(rows.values_list("outcome", flat=True))


# --- attempts -------------------------------------------------------------------------------------


def test_an_attempt_follows_the_notice_and_is_proved_or_told(pack) -> None:
    notice = noticed()
    with pytest.raises(Refused) as refused:
        tried(notice, days_ago=20)
    assert codes(refused) == ["day.before"]
    with pytest.raises(Refused) as refused:
        tried(notice, note="")
    assert codes(refused) == ["service.proof_missing"]
    with pytest.raises(TypeError):
        tried(notice, outcome="reached")
    assert outcomes(notice) == []


def test_several_attempts_with_proof_lead_to_one_service(pack) -> None:
    notice = noticed()
    tried(notice, note="", proof=SimpleUploadedFile("gate.jpg", jpeg()))
    tried(notice, "refused", 11, met="guard")
    tried(notice, "returned", 11, method="post", note="receipt 17")
    case = make.fresh(notice.case)
    assert (case.stage, case.clocks.filter(kind="compliance").count()) == ("notice", 0)
    notice = served(notice)
    assert outcomes(notice) == ["absent", "refused", "returned", "reached"]
    assert Service.objects.filter(proof__isnull=False).count() == 1
    assert (notice.served_on, notice.due_on) == (make.days_ago(10), make.days_ago(3))
    with pytest.raises(Refused) as refused:
        tried(notice, days_ago=9)
    assert "notice.served" in codes(refused)


def test_who_is_not_on_the_team_tries_nothing(pack) -> None:
    notice = noticed()
    stranger = make.make_inspector(username="stranger")
    with pytest.raises(Refused) as refused:
        tried(notice, by=stranger)
    assert codes(refused) == ["case.on_team"]


# --- a copy that cannot be read -------------------------------------------------------------------


def test_only_what_was_served_can_be_unreadable(pack) -> None:
    notice = noticed()
    with pytest.raises(Refused) as refused:
        unreadable(notice)
    assert codes(refused) == ["notice.not_served"]
    served(notice)
    with pytest.raises(Refused) as refused:
        unreadable(notice, days_ago=11)
    assert codes(refused) == ["day.before"]


def test_a_new_copy_cures_it_and_the_period_runs_from_then(pack) -> None:
    notice = served(noticed())
    notice = unreadable(notice)
    assert (notice.served_on, notice.due_on) == (None, None)
    case: Case = make.fresh(notice.case)
    run = case.clocks.get(kind="compliance", ended_on=None)
    assert run.paused_on == make.days_ago(8)
    lead = make.lead_of(case)
    assert Task.objects.filter(kind="cases.serve_notice", settled_at=None, user=lead).exists()
    box = next_of(Facts(case), lead)
    assert box.primary is not None
    assert box.primary.url == reverse("notice_serve", args=[notice.pk])
    with pytest.raises(Refused) as refused:
        served(notice, days_ago=9)
    assert codes(refused) == ["day.before"]
    notice = served(notice, days_ago=5, method="post")
    assert notice.due_on == make.days_ago(5 - 7)
    run = case.clocks.get(kind="compliance", ended_on=None)
    assert (run.started_on, run.due_on) == (make.days_ago(5), notice.due_on)
    assert outcomes(notice) == ["reached", "unreadable", "reached"]
    assert make.fresh(case).stage == "remedying"


def test_the_database_knows_no_unreadable_copy_that_is_served(pack) -> None:
    notice = served(noticed())
    with pytest.raises(Refused) as refused, act("test.tried", by=SYSTEM):
        Notice.objects.filter(pk=notice.pk).update(unreadable_on=make.days_ago(1))
    assert codes(refused) == ["notice_unreadable_is_not_served"]


# --- writing anew ---------------------------------------------------------------------------------


def test_a_notice_is_voided_with_a_reason_by_who_may_and_once(pack) -> None:
    notice = noticed()
    with pytest.raises(Refused) as refused:
        reissued(notice, reason=" ")
    assert codes(refused) == ["notice.void_reason"]
    with pytest.raises(Refused) as refused:
        reissued(notice, by=make.make_inspector("1407", username="far.away"))
    assert codes(refused) == ["case.other_role"]
    reissued(notice)
    with pytest.raises(Refused) as refused:
        reissued(notice)
    assert codes(refused) == ["notice.voided"]


def test_the_new_one_stands_in_the_place_of_the_first(pack) -> None:
    old = noticed()
    new = reissued(old, length=14, unit="working")
    old.refresh_from_db()
    assert (old.voided_on, old.letter.voided_on, old.void_reason) == (
        make.days_ago(0), make.days_ago(0), "wrong mill",
    )  # fmt: skip
    assert (new.replaces, new.length, new.unit) == (old, 14, "working")
    assert new.number != old.number
    assert list(new.findings.order_by("number")) == list(old.findings.order_by("number"))
    assert new.letter.data["replaces"]["number"] == old.number
    with pytest.raises(Refused) as refused:
        served(old, days_ago=5)
    assert "notice.voided" in codes(refused)
    served(new, days_ago=5)
    assert make.fresh(new.case).stage == "remedying"


def test_a_served_notice_written_anew_is_served_again_and_its_period_with_it(pack) -> None:
    old = served(noticed())
    new = reissued(old)
    case = make.fresh(new.case)
    assert not case.clocks.filter(kind="compliance", ended_on=None).exists()
    new = served(new, days_ago=5)
    run = case.clocks.get(kind="compliance", ended_on=None)
    assert (run.notice, run.due_on) == (new, new.due_on)
    assert make.fresh(case).stage == "remedying"


def test_the_database_wants_a_reason_for_a_void_notice(pack) -> None:
    notice = noticed()
    with pytest.raises(Refused) as refused, act("test.tried", by=SYSTEM):
        Notice.objects.filter(pk=notice.pk).update(voided_on=make.days_ago(1))
    assert codes(refused) == ["notice_void_has_reason"]


# --- pages and API --------------------------------------------------------------------------------


def test_the_record_of_service_tells_all_and_offers_what_can_be_done(client, pack) -> None:
    notice = noticed()
    lead = make.lead_of(notice.case)
    client.force_login(lead)
    page = reverse("notice_service", args=[notice.pk])
    sent = {
        "tried_on": make.days_ago(12).strftime("%d.%m.%Y"), "method": "hand", "outcome": "absent",
        "note": "gate locked", "version": str(make.fresh(notice.case).version),
    }  # fmt: skip
    attempt = reverse("notice_try", args=[notice.pk])
    assert attempt in client.get(page).content.decode()
    assert client.post(attempt, sent).url == page
    served(notice)
    text = client.get(page).content.decode()
    for words in ("gate locked", "Nobody there", "Reached", "Director"):
        assert words in text
    assert reverse("notice_unreadable", args=[notice.pk]) in text
    assert page in client.get(reverse("case", args=[notice.case_id])).content.decode()
    sent = {
        "on": make.days_ago(8).strftime("%d.%m.%Y"), "note": "black",
        "version": str(make.fresh(notice.case).version),
    }  # fmt: skip
    assert client.post(reverse("notice_unreadable", args=[notice.pk]), sent).url == page
    assert reverse("notice_serve", args=[notice.pk]) in client.get(page).content.decode()
    sent = {
        "reason": "wrong mill", "issued_on": make.days_ago(6).strftime("%d.%m.%Y"), "length": "",
        "unit": "", "version": str(make.fresh(notice.case).version),
    }  # fmt: skip
    new = client.post(reverse("notice_reissue", args=[notice.pk]), sent).url
    assert "wrong mill" in client.get(page).content.decode()
    assert notice.number in client.get(new).content.decode()


def test_another_district_sees_nothing_and_who_only_reads_does_nothing(client, pack) -> None:
    notice = noticed()
    names = ("notice_serve", "notice_try", "notice_unreadable", "notice_reissue")
    client.force_login(make.make_inspector("1407", username="far.away"))
    assert client.get(reverse("notice_service", args=[notice.pk])).status_code == 404
    assert {client.get(reverse(n, args=[notice.pk])).status_code for n in names} == {404}


def test_the_api_serves_tries_and_writes_anew(client, pack) -> None:
    notice = noticed()
    client.force_login(make.lead_of(notice.case))

    def post(act_name: str, one: Notice, **body: Any) -> Any:
        one.refresh_from_db()
        return client.post(
            f"/api/v1/notices/{one.pk}/{act_name}/", body, content_type="application/json",
            headers={"If-Match": f'"{one.version}"'},
        )  # fmt: skip

    day = {n: make.days_ago(n).isoformat() for n in (5, 8, 10, 12, 6)}
    body = {"tried_on": day[12], "method": "account", "outcome": "reached", "note": "x"}
    assert post("try_service", notice, **body).status_code == 400
    assert post("try_service", notice, **{**body, "outcome": "refused"}).status_code == 200
    body = {"served_on": day[10], "method": "hand", "received_by": "Director", "note": "signed"}
    assert post("serve", notice, **body).status_code == 200
    assert post("serve", notice, **body).status_code == 409
    assert post("report_unreadable", notice, on=day[8], note="black").status_code == 200
    assert post("reissue", notice, reason="wrong mill", issued_on=day[6]).status_code == 200
    listed = client.get("/api/v1/notices/", {"case": notice.case_id}).json()["results"]
    assert [bool(row["voided_on"]) for row in listed] == [False, True]
    first = listed[1]
    assert [a["outcome"] for a in first["attempts"]] == ["refused", "reached", "unreadable"]
    assert listed[0]["replaces"] == str(notice.pk)
