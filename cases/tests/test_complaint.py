"""Complaints: the name of who complained is sealed, read only with a reason, on no list."""

from __future__ import annotations

import pytest

from cases import operations as do
from cases.models import Complainant
from cases.tests import factories as make
from cases.tests.conftest import codes
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.models import Act
from solar_cms.base.problems import Refused

NAME = "ນາງ ຄຳ ແກ້ວ"


def test_a_complaint_says_what_and_where(officer) -> None:
    mill = make.make_mill()
    with pytest.raises(Refused) as refused:
        do.record_complaint(
            district=mill.district,
            received_on=make.days_ago(-1),
            channel="phone",
            facts=" ",
            by=officer,
        )
    assert codes(refused) == ["complaint.no_facts", "complaint.no_workplace", "day.future"]


def test_without_a_name_it_is_anonymous(officer) -> None:
    complaint = make.make_complaint(by=officer, complainant={"name": " ", "phone": ""})
    assert not Complainant.objects.filter(complaint=complaint).exists()


def test_the_name_needs_a_reason_and_a_place_on_the_team(officer) -> None:
    complaint = make.make_complaint(by=make.make_head())
    with pytest.raises(Refused) as refused:
        do.reveal_complainant(complaint, reason=" ", by=officer)
    assert codes(refused) == ["complaint.no_reason", "complaint.sealed"]
    assert not Act.objects.filter(name="complaint.revealed").exists()


def test_who_read_the_name_and_why_is_kept(head) -> None:
    complaint = make.make_complaint()
    found = do.reveal_complainant(complaint, reason="To ask her for the day", by=head)
    assert found is not None
    assert found.name == NAME
    kept = Act.objects.get(name="complaint.revealed")
    assert (kept.actor_id, kept.data["reason"]) == (head.pk, "To ask her for the day")


def test_no_list_no_export_and_no_case_page_tells_the_name(client, head) -> None:
    complaint = make.make_complaint()
    case = do.open_case(
        workplace=complaint.workplace,
        kind="complaint",
        source="complaint",
        complaint=complaint,
        by=head,
    )
    client.force_login(head)
    for path in (
        "/cases/", "/cases/complaints/?all=1", "/cases/export.csv", f"/cases/{case.pk}/",
        f"/cases/complaints/{complaint.pk}/", f"/history/cases_case/{case.pk}/",
    ):  # fmt: skip
        response = client.get(path)
        text = b"".join(response).decode() if response.streaming else response.content.decode()
        assert response.status_code == 200, path
        assert "LI-1604" in text, path
        assert "ຄຳ ແກ້ວ" not in text, path


def test_the_page_shows_the_name_once_the_reason_is_given(client, head) -> None:
    complaint = make.make_complaint()
    client.force_login(head)
    path = f"/cases/complaints/{complaint.pk}/reveal/"
    assert NAME not in client.get(path).content.decode()
    assert NAME in client.post(path, {"reason": "To call her"}).content.decode()


def test_a_person_of_another_province_finds_nothing(client, stranger) -> None:
    complaint = make.make_complaint()
    client.force_login(stranger)
    assert client.get(f"/cases/complaints/{complaint.pk}/").status_code == 404


def test_a_trainer_has_no_complaints(client, pack) -> None:
    client.force_login(make_user("trainer", ["1604"]))
    assert client.get("/cases/complaints/").status_code == 403
