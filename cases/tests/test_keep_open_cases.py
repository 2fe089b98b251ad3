"""The row that lists read of an open case says what the case's records say, however they are written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import operations as do
from cases.facts import Facts
from cases.models import (
    Appeal,
    Assignment,
    Case,
    CaseTrack,
    ClockRun,
    Finding,
    LedgerEntry,
    OpenCase,
    Sanction,
    Visit,
)
from cases.recounting import recount
from cases.rules.blocks import BLOCK_RULES
from cases.tests import factories as make
from cases.tests import sanction_pack as law
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today

DEMANDS = (
    "visit_done", "no_findings", "findings_exist", "all_remedied", "no_sanction_waiting",
    "sanction_final", "no_open_appeal", "paid_in_full",
)  # fmt: skip
COPIED = ("district_id", "kind", "stage", "pack_version_id", "opened_on", "suspended_on")


def kept() -> dict[Any, dict[str, Any]]:
    return {row.pop("case_id"): row for row in OpenCase.objects.values()}


def asked_one_by_one() -> dict[Any, dict[str, Any]]:
    """The same by the rules that judge one case."""
    found = {}
    for case in Case.objects.open():
        facts = Facts(case)
        running = ClockRun.objects.running().filter(case=case)
        confirmed = [one for one in facts.confirmed if one.remediation == "evidence"]
        found[case.pk] = {
            **{name: getattr(case, name) for name in COPIED},
            "lead_id": facts.lead.user_id if facts.lead else None,
            "next_due": min((run.due_on for run in running if run.due_on), default=None),
            "drafts": len(facts.drafts),
            "evidence": len(confirmed),
            "tracks_closed": all(track.closed_on for track in facts.tracks),
            **{code: not BLOCK_RULES[code](facts, SYSTEM) for code in DEMANDS},
        }
    return found


# --- writes, as a bulk statement or an import would make them ---------------------------------------


def give(case: Case, n: int) -> None:
    Assignment.objects.filter(case=case, ended_on=None).update(ended_on=today())
    Assignment(case=case, user=make.make_inspector(), role="lead", assigned_on=today()).save_new()


def start_clock(case: Case, n: int) -> None:
    ClockRun.objects.filter(case=case, kind="extra").delete()
    ClockRun(
        case=case, district_id=case.district_id, kind="extra", basis="law", length=5,
        status="confirmed", unit="calendar", started_on=make.days_ago(30),
        due_on=today() + timedelta(days=n),
    ).save_new()  # fmt: skip


def open_track(case: Case, n: int) -> None:
    CaseTrack.objects.filter(case=case).update(closed_on=today())
    CaseTrack(case=case, key=f"t{n}", stage="first", opened_on=today()).save_new()


def book(case: Case, n: int) -> None:
    kind, sign = (("receipt", -1), ("fine", 1))[n % 2]
    LedgerEntry(
        case=case, district_id=case.district_id, kind=kind, beneficiary="treasury",
        amount=sign * 100_000 * (1 + abs(n)), on=today(), receipt=f"R{n}",
    ).save_new()  # fmt: skip


def appeal(case: Case, n: int) -> None:
    for sanction in Sanction.objects.filter(case=case).exclude(appeals__outcome=""):
        Appeal(
            case=case, district_id=case.district_id, sanction=sanction, filed_on=today(),
            filed_by="The employer", grounds="x",
        ).save_new()  # fmt: skip


def all_of(model: Any, **values: Any) -> Callable[[Case, int], Any]:
    return lambda case, n: model.objects.filter(case=case).update(**values)


def case_is(**values: Any) -> Callable[[Case, int], Any]:
    return lambda case, n: Case.objects.filter(pk=case.pk).update(**values)


def writes() -> dict[str, Callable[[Case, int], Any]]:
    day = today()
    never = {"women_interviewed": 0, "men_interviewed": 0, "response": None, "remarks": "x"}
    opened = {"closed_on": None, "closure_code": ""}
    undecided = {"decided_on": None, "decided_by": None, "final_on": None, "annulled_on": None}
    decided = {**undecided, "decided_on": day}
    return {
        "give": give,
        "take away": all_of(Assignment, ended_on=day),
        "start a clock": start_clock,
        "end clocks": all_of(ClockRun, ended_on=day),
        "pause clocks": all_of(ClockRun, paused_on=day),
        "let clocks go on": all_of(ClockRun, paused_on=None),
        "move clocks": lambda case, n: ClockRun.objects.filter(case=case, expired_on=None).update(
            due_on=F("due_on") + timedelta(days=abs(n))
        ),
        "drop clocks": lambda case, n: ClockRun.objects.filter(case=case, kind="extra").delete(),
        "draft": all_of(Finding, state="draft"),
        "confirm": all_of(Finding, state="confirmed", confirmed_on=day, fact="x"),
        "drop findings": all_of(Finding, state="dropped", drop_reason="x"),
        "hand in evidence": all_of(Finding, remediation="evidence", remedied_on=None),
        "remedy": all_of(Finding, remediation="remedied", remedied_on=day),
        "visit in vain": all_of(Visit, outcome="closed", **never),
        "visit": all_of(Visit, outcome="done"),
        "take visits elsewhere": lambda case, n: Visit.objects.filter(case=case).update(
            case=Case.objects.order_by("id")[abs(n) % 5]
        ),
        "open a track": open_track,
        "propose": all_of(Sanction, state="proposed", **undecided),
        "decide": all_of(Sanction, state="decided", **decided),
        "make final": all_of(Sanction, state="final", **{**decided, "final_on": day}),
        "annul": all_of(Sanction, state="annulled", **{**decided, "annulled_on": day}),
        "appeal": appeal,
        "decide appeals": all_of(Appeal, outcome="upheld", decided_on=day),
        "book": book,
        "close": case_is(closed_on=day, closure_code="withdrawn", suspended_on=None),
        "reopen": case_is(**opened),
        "suspend": case_is(**opened, suspended_on=day),
        "go on": case_is(suspended_on=None),
        "lead to a stage": case_is(stage="remedying"),
        "move to another district": case_is(district="1407"),
    }


@pytest.fixture
def world(db: Any) -> list[Case]:
    """One case of each sort, with a sanction on one of them."""
    sanction = law.make_decided()
    made = [sanction.case, make.make_case(), make.make_visited(), make.make_closed()]
    return [*made, make.make_remedied()]


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(writes())), st.integers(0, 4), st.integers(-5, 5)),
        min_size=1,
        max_size=12,
    )
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_after_any_writes_the_rows_are_what_the_rules_say(world, drawn) -> None:
    with transaction.atomic():
        with act("test.arranged", by=SYSTEM):
            for name, which, n in drawn:
                writes()[name](world[which], n)
        assert kept() == asked_one_by_one()
        assert recount() == []
        transaction.set_rollback(True)


def test_the_verbs_leave_them_true(world, head) -> None:
    assert kept() == asked_one_by_one()
    remedied = world[-1]
    do.close_case(remedied, code="remedied", closed_on=today(), by=head)
    assert remedied.pk not in kept()
    do.reopen_case(make.fresh(remedied), reason="New facts", by=head)
    assert remedied.pk in kept()
    do.suspend_case(world[2], reason="Flood", by=head)
    assert kept() == asked_one_by_one()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_once_both_are_counted() -> None:
    """The second waits, and counts what the first left: a clock here, a team there."""
    make.load_laos()
    case = make.make_assigned()

    def take_away() -> None:
        try:
            with act("test.arranged", by=SYSTEM):
                all_of(Assignment, ended_on=today())(case, 0)
        finally:
            connection.close()

    second = threading.Thread(target=take_away)
    with act("test.arranged", by=SYSTEM):
        start_clock(case, -29)
        second.start()
        while second.is_alive() and not somebody_waits():
            second.join(0.02)
    second.join()
    (row,) = kept().values()
    assert (row["lead_id"], row["next_due"]) == (None, today() - timedelta(days=29))
    assert kept() == asked_one_by_one()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


def test_a_row_that_is_wrong_is_named_and_mended(world) -> None:
    right = kept()
    OpenCase.objects.filter(pk=world[1].pk).update(drafts=7)
    OpenCase.objects.filter(pk=world[2].pk).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_opencase SET case_id = %s WHERE case_id = %s", [world[3].pk, world[4].pk]
        )
    out = StringIO()
    with pytest.raises(CommandError, match="4 cases differ"):
        call_command("recount_cases", stdout=out)
    assert out.getvalue().split() == sorted(case.number for case in world[1:])
    call_command("recount_cases", "--mend", stdout=out)
    assert kept() == right
    call_command("recount_cases", stdout=out)
