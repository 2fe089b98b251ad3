"""Cards of the home page: one's own visits and clocks; for those who lead, whose cases are late."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import home
from cases.models import ClockRun
from cases.tests import factories as make
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today


def test_an_inspector_sees_the_visits_to_make_and_the_button(client, officer) -> None:
    case = make.make_assigned()
    card = home.visits_card(officer)
    assert card is not None
    assert [row.case for row in card["rows"]] == [case]
    assert (card["total"], card["done"]) == (1, 0)
    client.force_login(officer)
    page = client.get("/").content.decode()
    assert f"/cases/{case.pk}/visit/" in page
    assert page.count("button primary") == 1


def test_a_visit_recorded_today_is_counted_and_no_longer_due(officer) -> None:
    make.make_visited(opened_on=today())
    card = home.visits_card(officer)
    assert card is not None
    assert (card["rows"], card["done"], card["has_cases"]) == ([], 1, True)


def test_a_new_inspector_is_told_how_to_begin(client, officer) -> None:
    client.force_login(officer)
    page = client.get("/").content.decode()
    assert "No case is yours yet" in page
    assert "/cases/complaints/new/" in page
    assert home.clocks_card(officer) is None


def late(case, days: int = 3) -> None:
    with act("test.arranged", by=SYSTEM):
        ClockRun.objects.filter(case=case, due_on__isnull=False).update(
            due_on=today() - timedelta(days=days)
        )


def test_the_workload_names_owners_and_what_nobody_has(head) -> None:
    mine = make.make_served()
    late(mine)
    make.make_case()
    make.make_served("1407")
    card = home.workload_card(head)
    assert card is not None
    (owner,) = card["owners"]
    assert (owner.open, owner.late) == (1, 1)
    assert owner.due is not None
    assert owner.due.kind == "late"
    assert card["nobody"].open == 1


def test_another_province_is_not_counted(pack) -> None:
    late(make.make_served())
    make.make_complaint()
    elsewhere = make.make_head("1407")
    assert home.workload_card(elsewhere) is None
    assert home.complaints_card(elsewhere) is None
    assert home.clocks_card(elsewhere) is None
    numbers = home.numbers_card(elsewhere)
    assert (numbers["open"], numbers["late"], numbers["opened"]) == (0, 0, 0)


def test_complaints_without_a_case_wait_oldest_first_and_nobody_is_named(client, head) -> None:
    newer = make.make_complaint(received_on=make.days_ago(2))
    older = make.make_complaint(received_on=make.days_ago(9))
    card = home.complaints_card(head)
    assert card is not None
    assert card["complaints"] == [older, newer]
    client.force_login(head)
    page = client.get("/").content.decode()
    assert f"/cases/complaints/{older.pk}/" in page
    assert "ຄຳ ແກ້ວ" not in page


def test_a_home_takes_the_same_queries_for_one_case_as_for_six(pack) -> None:
    make.make_served()
    desks = {kind: Client() for kind in ("inspector", "head")}
    for kind, desk in desks.items():
        desk.force_login(make_user(kind, ["1604"]))
        desk.get("/")
    few = {kind: queries(desk) for kind, desk in desks.items()}
    for _n in range(5):
        make.make_served()
    make.make_assigned()
    make.make_assigned()
    for kind, desk in desks.items():
        desk.get("/")
        assert queries(desk) <= few[kind] + 1  # visits that were none before


def queries(desk: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert desk.get("/").status_code == 200
    return len(asked)
