"""Old cases from paper by a file: judged by the rules of the form, marked, silent, and taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import operations as do
from cases import procedure
from cases.back_entry import Known, read_case
from cases.models import Assignment, Case, ClockRun, Step, Visit
from cases.rules.cases import problems_with_origin, problems_with_paper
from cases.tests import factories as make
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.hooks import SheetRow
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.imports import operations as desk
from solar_cms.imports.models import Batch
from solar_cms.imports.tests.files import csv_file
from solar_cms.work.models import Task

HEADINGS = ["Paper number", "Workplace", "District", "Kind", "Source", "Opened on", "Visited on",
            "Closed on", "Result", "Note", "Officer"]  # fmt: skip
CLOSED = ["17/2022", "Mill", "1604", "Inspection", "Yearly plan", "3.5.2022", "17.5.2022",
          "30.6.2022", "Corrected, verified", "", ""]  # fmt: skip
OPEN = ["18/2022", "Mill", "1604", "ການກວດກາ", "plan", "4.5.2565", "", "", "", "", ""]


@pytest.fixture
def mill(pack):
    return make.make_mill(name_latin="Mill")


@pytest.fixture
def bring(tmp_path, head, mill):
    def bring(*rows, name="old.csv", by=None) -> Batch:
        path = csv_file(tmp_path / name, rows, headings=HEADINGS)
        return desk.read_file(path, kind="cases", context={}, by=by or head, file_name=name)[0]

    return bring


def changed(row: list[str], **cells: str) -> list[str]:
    return [
        cells.get(name.split()[0].lower(), text) for name, text in zip(HEADINGS, row, strict=True)
    ]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"workplace": ""}, "workplace", "workplace.missing"),
        ({"workplace": "Nowhere"}, "workplace", "workplace.unknown"),
        ({"district": "1407"}, "district", "district.outside"),
        ({"kind": "raid"}, "kind", "case.kind_unknown"),
        ({"source": "rumour"}, "source", "case.source_unknown"),
        ({"opened": ""}, "opened_on", "case.no_day"),
        ({"opened": "31.2.2022"}, "opened_on", "date.none"),
        ({"opened": "1.1.2090"}, "opened_on", "day.future"),
        ({"visited": "1.5.2022"}, "visited_on", "day.before"),
        ({"closed": "16.5.2022"}, "closed_on", "day.before"),
        ({"closed": ""}, "closed_on", "case.closing_day"),
        ({"result": "eaten"}, "code", "case.code_unknown"),
        ({"result": "Workplace ceased"}, "note", "case.note"),
        ({"result": "No violation found", "visited": ""}, "code", "case.code_and_visit"),
        ({"officer": "nobody"}, "officer", "case.officer_unknown"),
    ],
)
def test_a_bad_cell_is_answered_at_its_column(bring, cells, column, code) -> None:
    batch = bring(changed(CLOSED, **cells))
    found = batch.staged.get(number=2).problems
    assert (column, code) in [(p["field"], p["code"]) for p in found]
    assert batch.rejected == 1


def test_two_workplaces_of_one_name_are_asked_about(bring, mill) -> None:
    other = make.make_mill(name_latin="Mill")
    row = bring(CLOSED).staged.get(number=2)
    assert [p["code"] for p in row.problems] == ["workplace.several"]
    again = bring(changed(CLOSED, workplace=str(other.pk)), name="mended.csv")
    assert again.staged.get(number=2).cleaned["workplace"] == str(other.pk)


def test_the_officer_of_an_open_case_still_inspects_there(bring, stranger) -> None:
    batch = bring(
        changed(OPEN, officer=stranger.username), changed(CLOSED, officer=stranger.username)
    )
    first, second = batch.staged.order_by("number")
    assert [p["code"] for p in first.problems] == ["case.lead_elsewhere"]
    assert second.outcome == "ready"


def test_open_and_closed_cases_land_with_their_days_and_stay_silent(
    bring, officer, mill, head
) -> None:
    batch = bring(changed(CLOSED, officer=officer.username), OPEN)
    assert batch.ready == 2
    desk.import_ready(batch, by=head)
    closed, opened = Case.objects.order_by("opened_on")
    assert (closed.number, opened.number) == ("LP-1604-2022-0001", "LP-1604-2022-0002")
    assert (closed.paper_number, closed.workplace, closed.employer) == (
        "17/2022",
        mill,
        mill.employer,
    )
    assert (closed.stage, closed.closed_on, closed.closure_code) == (
        "closed", date(2022, 6, 30), "remedied",
    )  # fmt: skip
    assert (opened.stage, opened.opened_on) == ("received", date(2022, 5, 4))
    assert all(case.is_back_entered for case in (closed, opened))
    steps = Step.objects.filter(case=closed).order_by("reached_on").values_list("key", "stage")
    assert list(steps) == [
        ("open_case", "received"), ("record_visit", "visited"), ("close_case", "closed"),
    ]  # fmt: skip
    assert Visit.objects.get().visited_on == date(2022, 5, 17)
    assert Assignment.objects.get().user == officer
    assert not ClockRun.objects.exists()
    assert not Task.objects.filter(subject_id__in=[str(closed.pk), str(opened.pk)]).exists()
    do.order_inspection(opened, matters="Safety", by=head)
    assert make.fresh(opened).stage == "ordered"
    assert not ClockRun.objects.exists()


def test_the_same_case_is_brought_once(bring, head) -> None:
    twice = bring(OPEN, OPEN)
    assert twice.ready == 1
    desk.import_ready(bring(OPEN, CLOSED), by=head)
    again = bring(changed(OPEN, note="x"), name="again.csv")
    assert again.staged.get(number=2).outcome == "here"
    assert Case.objects.count() == 2


def test_an_import_is_taken_back_until_something_was_done(bring, head) -> None:
    batch = bring(OPEN, CLOSED)
    desk.import_ready(batch, by=head)
    one = Case.objects.get(paper_number="18/2022")
    do.order_inspection(one, matters="Safety", by=head)
    with pytest.raises(Refused) as refused:
        desk.undo_import(batch, by=head)
    assert "undo.changed" in codes(refused)
    other = bring(changed(CLOSED, paper="99"), name="other.csv")
    desk.import_ready(other, by=head)
    desk.undo_import(other, by=head)
    assert not Case.objects.filter(paper_number="99").exists()
    assert Case.objects.count() == 2


DAY = st.integers(-900, 30).map(lambda n: today() + timedelta(days=n))


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    kind=st.sampled_from(["inspection", "advisory_visit", "raid", ""]),
    source=st.sampled_from(["plan", "complaint", "rumour"]),
    code=st.sampled_from(["", "remedied", "advised", "ceased", "no_violation", "eaten"]),
    note=st.sampled_from(["", "Sold"]),
    opened=DAY, visited=st.none() | DAY, closed=st.none() | DAY,
)  # fmt: skip
def test_a_row_is_judged_as_the_verbs_judge(
    mill, head, kind, source, code, note, opened, visited, closed
) -> None:
    """The same case by file and by the verb that the form calls: the same problems of its origin;
    of its closure, those that the shared rule tells."""
    rules = procedure.current()
    cells = {
        "kind": kind, "source": source, "code": code, "note": note,
        "opened_on": opened.isoformat(), "visited_on": visited.isoformat() if visited else "",
        "closed_on": closed.isoformat() if closed else "",
    }  # fmt: skip
    read = {(p.code, p.field) for p in read_case(SheetRow(2, cells), known_of()).problems}
    origin = problems_with_origin(rules, kind=kind, source=source, opened_on=opened)
    paper = problems_with_paper(
        rules, kind=kind, opened_on=opened, visited_on=visited, closed_on=closed, code=code,
        note=note,
    )  # fmt: skip
    assert read == {(p.code, p.field) for p in [*origin, *paper]}
    try:
        do.open_case(workplace=mill, kind=kind, source=source, opened_on=opened,
                     is_back_entered=True, by=SYSTEM)  # fmt: skip
        refused = set()
    except Refused as error:
        refused = {(p.code, p.field) for p in error.problems if p.severity == "error"}
    assert refused == {(p.code, p.field) for p in origin}


def known_of() -> Known:
    return Known()


def test_the_form_keeps_the_number_on_paper(client, officer, mill) -> None:
    client.force_login(officer)
    data = {"kind": "inspection", "source": "plan", "opened_on": "3.5.2022", "is_back_entered": "on",
            "paper_number": "12/2022"}  # fmt: skip
    assert client.post(f"/cases/new/?workplace={mill.pk}", data).status_code == 302
    case = Case.objects.get()
    assert case.paper_number == "12/2022"
    assert "12/2022" in client.get(f"/cases/{case.pk}/").content.decode()
    assert case.number in client.get("/cases/?q=12/2022").content.decode()
