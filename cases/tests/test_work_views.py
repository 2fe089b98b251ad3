"""My cases, cases ready to close, open cases by inspector, workload: each number is its list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import operations as do
from cases import workload
from cases.models import Assignment, Case, ClockRun
from cases.tests import factories as make
from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today

LISTS = ("/cases/mine/", "/cases/closing/", "/cases/by-inspector/", "/cases/workload/")


def queries(client: Any, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def numbers(client: Any, path: str) -> list[str]:
    return [row.case.number for row in client.get(path).context["rows"]]


def due_in(case: Case, days: int) -> None:
    """The case's one running clock ends in so many days."""
    with act("test.arranged", by=SYSTEM):
        ClockRun.objects.filter(case=case).delete()
        ClockRun(
            case=case, district_id=case.district_id, kind="compliance", basis="law", length=5,
            status="confirmed", unit="calendar", started_on=today() - timedelta(days=90),
            due_on=today() + timedelta(days=days),
        ).save_new()  # fmt: skip


def without_clock(case: Case) -> None:
    with act("test.arranged", by=SYSTEM):
        ClockRun.objects.filter(case=case).delete()


# --- my cases ------------------------------------------------------------------------------------


def test_what_presses_stands_first(client, officer) -> None:
    """Late, then the soonest clock, then the oldest; another's case is not among them."""
    old = make.make_assigned(lead=officer, opened_on=make.days_ago(60))
    new = make.make_assigned(lead=officer, opened_on=make.days_ago(5))
    soon = make.make_assigned(lead=officer, opened_on=make.days_ago(5))
    late = make.make_assigned(lead=officer, opened_on=make.days_ago(5))
    make.make_assigned(lead=make.make_inspector(username="inspector.two"))
    for case in (old, new):
        without_clock(case)
    due_in(soon, 3)
    due_in(late, -2)
    client.force_login(officer)
    assert numbers(client, "/cases/mine/") == [c.number for c in (late, soon, old, new)]
    first = client.get("/cases/mine/").context["rows"][0]
    assert first.due.kind == "late"
    assert first.clock == "Compliance period"
    assert first.act is not None


def test_a_member_of_the_team_finds_the_case_and_a_closed_one_is_gone(client, officer) -> None:
    case = make.make_assigned(lead=make.make_inspector(username="inspector.two"))
    with act("test.arranged", by=SYSTEM):
        Assignment(case=case, user=officer, role="member", assigned_on=today()).save_new()
    make.make_closed(lead=officer)
    client.force_login(officer)
    assert numbers(client, "/cases/mine/") == [case.number]
    text = b"".join(client.get("/cases/mine/export.csv")).decode()
    assert text.count("LI-1604") == 1
    assert case.number in text


# --- ready to close ------------------------------------------------------------------------------


def test_cases_that_wait_for_their_closing_only(client, head) -> None:
    remedied = make.make_remedied()
    clean = make.make_visited(no=())
    make.make_assigned()  # not visited
    make.make_visited()  # drafts
    make.make_served()  # not remedied
    make.make_closed()
    elsewhere = make.make_remedied("1407")
    client.force_login(head)
    found = numbers(client, "/cases/closing/")
    assert sorted(found) == sorted([remedied.number, clean.number])
    assert elsewhere.number not in found
    do.close_case(remedied, code="remedied", closed_on=today(), by=head)
    assert numbers(client, "/cases/closing/") == [clean.number]


def test_a_suspended_case_is_not_ready_to_close(client, head) -> None:
    case = make.make_remedied()
    with act("test.arranged", by=SYSTEM):
        Case.objects.filter(pk=case.pk).update(suspended_on=today())
    client.force_login(head)
    assert numbers(client, "/cases/closing/") == []
    assert numbers(client, "/cases/?stage=suspended") == [case.number]


def test_what_is_listed_can_be_closed(client, head) -> None:
    """The list and the rule that judges one case say the same."""
    from cases.facts import Facts
    from cases.rules import problems_with_closing

    make.make_remedied()
    make.make_visited(no=())
    make.make_served()
    client.force_login(head)
    listed = set(numbers(client, "/cases/closing/"))
    for case in Case.objects.open():
        facts = Facts(case)
        closable = [
            closure.key
            for closure in facts.rules.closures_for(case.kind)
            if "note" not in closure.demands
            and not problems_with_closing(
                facts, code=closure.key, closed_on=today(), note="", by=head
            )
        ]
        assert bool(closable) is (case.number in listed), (case.number, closable)


# --- by inspector --------------------------------------------------------------------------------


@pytest.fixture
def two(pack: Any) -> tuple[User, User]:
    """One has a late, an urgent and a quiet case; the other a quiet one; one case is nobody's."""
    first = make.make_inspector()
    second = make.make_inspector(username="inspector.two")
    for days in (-3, 0, 40):
        case = make.make_assigned(lead=first)
        due_in(case, days)
    quiet = make.make_assigned(lead=second, opened_on=make.days_ago(100))
    without_clock(quiet)
    without_clock(make.make_case())
    without_clock(make.make_assigned("1407"))
    return first, second


def test_numbers_by_inspector_are_the_lists_they_open(client, head, two) -> None:
    first, second = two
    client.force_login(head)
    held = client.get("/cases/by-inspector/").context["held"]
    assert [one.who for one in held.owners] == [first, second]
    assert (held.total.open, held.total.late, held.total.week) == (5, 1, 1)
    assert held.nobody.open == 1
    for one in [*held.rows, held.total]:
        for number, address in (
            (one.open, one.open_url), (one.late, one.late_url), (one.week, one.week_url),
            (one.suspended, one.suspended_url), (one.open, one.oldest_url),
        ):  # fmt: skip
            assert len(numbers(client, address)) == number, address
    assert held.owners[1].oldest == make.days_ago(100)


def test_the_nation_is_also_counted_by_province(client, two) -> None:
    client.force_login(make_user("head", username="nation", whole_country=True))
    page = client.get("/cases/by-inspector/")
    assert [(one.who.code, one.open) for one in page.context["provinces"]] == [("16", 5), ("14", 1)]
    for one in page.context["provinces"]:
        assert len(numbers(client, one.open_url)) == one.open


def test_another_province_is_not_counted(client, two) -> None:
    client.force_login(make.make_head("1407"))
    assert client.get("/cases/by-inspector/").context["held"].total.open == 1
    (work,) = client.get("/cases/workload/").context["rows"]
    assert work.open == 1


def test_the_table_is_taken_out_as_shown(client, head, two) -> None:
    client.force_login(head)
    lines = b"".join(client.get("/cases/by-inspector/export.csv")).decode().strip().splitlines()
    assert len(lines) == 4
    assert lines[1].startswith(f"{two[0].name},3,1,1,0,")
    lines = b"".join(client.get("/cases/workload/export.csv")).decode().strip().splitlines()
    assert len(lines) == 3


# --- workload ------------------------------------------------------------------------------------


def test_workload_counts_stages_visits_and_what_waits(head) -> None:
    lead = make.make_inspector()
    make.make_assigned(lead=lead)
    make.make_visited(lead=lead, opened_on=today())
    served = make.make_served(lead=lead)
    make.make_proof(served.findings.first())
    (work,) = workload.work_of(head)
    assert work.user == lead
    assert (work.open, work.to_visit, work.to_verify, work.to_confirm) == (3, 1, 1, 2)
    assert sum(n for _name, n, _url in work.stages) == 3
    assert work.visited >= 1


def test_ticked_cases_are_given_to_another(client, head) -> None:
    lead, other = make.make_inspector(), make.make_inspector(username="inspector.two")
    kept, given = make.make_assigned(lead=lead), make.make_assigned(lead=lead)
    client.force_login(head)
    path = f"/cases/workload/{lead.pk}/reassign/"
    assert numbers(client, f"/cases/?owner={lead.pk}") == [given.number, kept.number]
    assert client.get(path).context["form"] is not None
    data = {"lead": str(other.pk), "reason": "Balance", "on": today().isoformat()}
    refused = client.post(path, data)
    assert refused.status_code == 200
    assert "Tick at least one case." in refused.content.decode()
    assert client.post(path, {**data, "pick": [str(given.pk)]}).status_code == 302
    assert make.lead_of(given) == other
    assert make.lead_of(kept) == lead


def test_an_inspector_gives_nothing_away(client, officer) -> None:
    client.force_login(officer)
    assert client.get(f"/cases/workload/{officer.pk}/reassign/").status_code == 403


# --- what holds for all --------------------------------------------------------------------------


def test_one_case_or_many_take_the_same_queries(client, head) -> None:
    make.make_remedied()
    lead = make.make_inspector()
    desks = {path: Client() for path in LISTS}
    few = {}
    for path, desk in desks.items():
        desk.force_login(lead if path == "/cases/mine/" else head)
        desk.get(path)
        few[path] = queries(desk, path)
    for _n in range(3):
        make.make_remedied(lead=lead)
        make.make_visited(lead=lead, no=())
    assert {path: queries(desk, path) for path, desk in desks.items()} == few
    assert max(few.values()) <= 12


@pytest.mark.parametrize("path", LISTS)
def test_a_stranger_sees_nothing(client, stranger, path) -> None:
    case = make.make_remedied()
    client.force_login(stranger)
    page = client.get(path).content.decode()
    assert case.number not in page
    assert make.lead_of(case).name not in page
