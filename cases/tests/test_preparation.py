"""The sheet before a visit: the history of the workplace, numbers for what is sealed."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import operations as do
from cases.models import Case, Finding
from cases.tests import factories as make
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.registry.models import WorkplaceHazard


def sheet(client: Any, case: Case) -> dict[str, Any]:
    answer = client.get(f"/cases/{case.pk}/preparation/")
    assert answer.status_code == 200
    return answer.context


def test_it_tells_the_history_of_the_workplace(client, officer) -> None:
    here = make.make_mill(workers_women=31, workers_men=15)
    make.make_closed(workplace=here)
    left = make.make_served(workplace=here)
    make.make_served()  # of another workplace
    with act("test.arranged", by=SYSTEM):
        WorkplaceHazard(
            workplace=here, hazard="machines", note="Belt", valid_from=make.days_ago(50)
        ).save_new()
    case = make.make_assigned(workplace=here)
    client.force_login(officer)
    told = sheet(client, case)
    assert (told["workers"]["women"], told["workers"]["men"]) == (31, 15)
    assert len(told["visits"]) == 2
    assert all(one.times == 2 and one.open == 1 for one in told["violated"])
    assert {(one.case, one.mark) for one in told["open"]} == {
        (left.number, "F1"), (left.number, "F2"),
    }  # fmt: skip
    assert [note for _name, note in told["hazards"]] == ["Belt"]
    assert sum(n for _name, n in told["kinds"]) == 2
    assert {one.number for one, _kind, _tag in told["notices"]} == {
        notice.number for c in here.cases.all() for notice in c.notices.all()
    }
    assert told["checklist"] is not None


def test_complaints_are_a_number_and_nobody_is_named(client, officer) -> None:
    complaint = make.make_complaint()
    case = make.make_assigned(workplace=complaint.workplace)
    client.force_login(officer)
    assert sheet(client, case)["complaints"] == 1
    page = client.get(f"/cases/{case.pk}/preparation/").content.decode()
    assert "ຄຳ ແກ້ວ" not in page
    assert complaint.facts not in page


def test_a_restricted_finding_is_for_its_readers(client, officer, head) -> None:
    here = make.make_mill()
    before = make.make_served(workplace=here)
    with act("test.arranged", by=SYSTEM):
        Finding.objects.filter(case=before).update(is_restricted=True, fact="A child picks")
    case = make.make_assigned(workplace=here)
    client.force_login(officer)
    told = sheet(client, case)
    assert (told["open"], told["violated"]) == ([], [])
    client.force_login(head)
    assert len(sheet(client, case)["open"]) == 2


def test_cases_beyond_the_reader_are_not_told(client, officer, stranger) -> None:
    here = make.make_mill()
    elsewhere = make.make_served(workplace=here)
    with act("test.arranged", by=SYSTEM):
        Case.objects.filter(pk=elsewhere.pk).update(district="1407")
    case = make.make_assigned(workplace=here)
    client.force_login(officer)
    told = sheet(client, case)
    assert (told["visits"][1:], told["open"], told["notices"]) == ([], [], [])
    client.force_login(stranger)
    assert client.get(f"/cases/{case.pk}/preparation/").status_code == 404


def test_the_case_links_to_it_until_it_is_visited(client, officer) -> None:
    case = make.make_assigned(opened_on=today())
    client.force_login(officer)
    link = f'href="/cases/{case.pk}/preparation/"'
    assert link in client.get(f"/cases/{case.pk}/").content.decode()
    do.record_visit(
        case, visited_on=today(), outcome="done", checklist=make.checklist(), answers=make.answers(),
        by=make.lead_of(case),
    )  # fmt: skip
    assert link not in client.get(f"/cases/{case.pk}/").content.decode()


def test_a_long_history_takes_no_more_queries(client, officer) -> None:
    here = make.make_mill()
    make.make_served(workplace=here)
    case = make.make_assigned(workplace=here)
    client.force_login(officer)
    path = f"/cases/{case.pk}/preparation/"
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for _n in range(3):
        make.make_closed(workplace=here)
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few) <= 25
