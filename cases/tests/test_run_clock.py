"""Clocks that steps start, end, pause, resume and begin anew, about a case or one thing of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cases import operations as do
from cases.models import Case, ClockRun
from cases.operations.steps import record_step, resume_case, suspend_case
from cases.states import ClockEvent
from cases.tests import factories as make
from cases.tests.clock_packs import clock, load_with
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.work.calendar import add_working_days, working_days_between

TEN = 'starts = "hearing"\nends = ["charges"]\nlength = 10\nunit = "working"\n'


def step(case: Case, key: str, days_ago: int, **fields):
    return record_step(case, key=key, on=make.days_ago(days_ago), by=SYSTEM, **fields)


def run_of(case: Case, kind: str = "one") -> ClockRun:
    return ClockRun.objects.filter(case=case, kind=kind).latest("id")


def test_the_database_holds_a_run_to_one_subject_and_to_its_moments(pack) -> None:
    load_with(clock("one", TEN))
    case = make.make_visited()
    step(case, "hearing", 5)
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        ClockRun.objects.update(subject_kind="finding")
    assert codes(refused) == ["clock_about_something"]
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        ClockRun.objects.update(unit="hours")
    assert codes(refused) == ["clock_moments_of_hours"]
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        ClockRun.objects.update(expired_on=make.days_ago(3))
    assert codes(refused) == ["clock_expired_when_due"]


def test_a_step_starts_it_once_and_another_ends_it(pack) -> None:
    load_with(clock("one", TEN))
    case = make.make_visited()
    step(case, "hearing", 5)
    step(case, "hearing", 3)
    run = ClockRun.objects.get(case=case)
    assert run.started_on == make.days_ago(5)
    assert run.due_on == add_working_days(make.days_ago(5), 10, province="16")
    step(case, "charges", 1)
    assert run_of(case).ended_on == make.days_ago(1)


def test_no_clock_runs_in_a_case_from_paper(pack) -> None:
    load_with(clock("one", TEN))
    case = make.make_visited(is_back_entered=True)
    step(case, "hearing", 5)
    assert not ClockRun.objects.exists()


def test_closing_ends_what_runs(pack) -> None:
    load_with(clock("one", TEN))
    case = make.make_visited(no=())
    step(case, "hearing", 5)
    do.close_case(case, code="no_violation", by=make.make_head())
    assert run_of(case).ended_on == today()


def test_of_a_kind_of_case_it_is_not_for_nothing_starts(pack) -> None:
    load_with(clock("one", TEN + 'types = ["accident"]'))
    case = make.make_visited()
    step(case, "hearing", 5)
    assert not ClockRun.objects.exists()


def test_a_clock_after_another_starts_when_that_one_ended_or_was_due(pack) -> None:
    load_with(
        clock("one", TEN), clock("two", 'after = "one"\nends = []\nlength = 5\nunit = "calendar"')
    )
    early, late = make.make_visited(), make.make_visited(opened_on=make.days_ago(60))
    step(early, "hearing", 5)
    step(early, "charges", 2)
    assert run_of(early, "two").started_on == make.days_ago(2)
    step(late, "hearing", 19)
    due = run_of(late).due_on
    step(late, "charges", 0)
    assert due is not None
    assert due < today()
    assert run_of(late, "two").started_on == due
    assert run_of(late, "two").due_on == due + timedelta(days=5)


def test_what_is_left_is_counted_from_the_resumption(pack) -> None:
    load_with(
        clock("one", TEN + 'pauses = ["hearing_put_off"]\nresumes = ["hearing_resumed"]'),
    )
    case = make.make_visited(opened_on=make.days_ago(90))
    step(case, "hearing", 19)
    before = run_of(case).due_on
    step(case, "hearing_put_off", 15)
    run = run_of(case)
    assert (run.paused_on, run.due_on) == (make.days_ago(15), before)
    assert not ClockRun.objects.running().exists()
    step(case, "hearing_resumed", 2)
    run = run_of(case)
    used = run.length - run_left(run)
    assert run.paused_on is None
    assert run.due_on == add_working_days(make.days_ago(2), run.length - used, province="16")
    assert [(c.event, c.from_on, c.to_on) for c in run.changes.order_by("id")] == [
        (ClockEvent.PAUSED, before, None),
        (ClockEvent.RESUMED, before, run.due_on),
    ]


def run_left(run: ClockRun) -> int:
    """Working days that were left on the day it was paused."""
    return run.length - working_days_between(run.started_on, make.days_ago(15), province="16")


def test_a_suspended_case_stands_still_but_for_what_runs_on(pack) -> None:
    load_with(clock("one", TEN), clock("two", TEN.replace("10", "20") + "runs_on = true"))
    case = make.make_visited()
    step(case, "hearing", 5)
    suspend_case(case, reason="Court decides first", on=make.days_ago(4), by=SYSTEM)
    assert run_of(case, "one").paused_on == make.days_ago(4)
    assert run_of(case, "two").paused_on is None
    resume_case(case, reason="Decided", on=make.days_ago(1), by=SYSTEM)
    assert run_of(case, "one").paused_on is None


def test_an_interruption_begins_the_whole_length_anew(pack) -> None:
    load_with(
        clock(
            "one",
            'starts = "hearing"\nends = ["charges"]\nrestarts = ["opinion"]\nlength = 1\nunit = "years"',
        )
    )
    case = make.make_visited()
    step(case, "hearing", 15)
    before = run_of(case).due_on
    step(case, "opinion", 3)
    run = run_of(case)
    assert ClockRun.objects.count() == 1
    assert run.started_on == make.days_ago(3)
    assert run.due_on == run.started_on.replace(year=run.started_on.year + 1)
    change = run.changes.get()
    assert (change.event, change.from_on, change.to_on) == ("restarted", before, run.due_on)


def test_hours_run_from_the_moment_to_the_moment(pack) -> None:
    load_with(clock("one", 'starts = "hearing"\nends = ["charges"]\nlength = 24\nunit = "hours"'))
    case = make.make_visited()
    at = datetime.combine(make.days_ago(3), datetime.min.time(), tzinfo=UTC) + timedelta(hours=9)
    step(case, "hearing", 3, at=at)
    run = run_of(case)
    assert run.due_at == at + timedelta(hours=24)
    assert run.due_on == make.days_ago(2)


def test_hours_of_a_day_without_its_time_run_from_the_end_of_the_day(pack) -> None:
    load_with(clock("one", 'starts = "hearing"\nends = ["charges"]\nlength = 24\nunit = "hours"'))
    case = make.make_visited()
    step(case, "hearing", 3)
    assert run_of(case).due_on == make.days_ago(1)  # midnight of the office after that day


SEVERE = """about = "finding"
starts = "serve_notice"
ends = ["accept_proof"]
length = 90
unit = "calendar"
lengths = [
  { when = { severity = ["serious", "very_serious"] }, length = 1, unit = "calendar", source = "art. 3" },
]"""


def test_each_finding_has_a_clock_as_long_as_its_severity_says(pack) -> None:
    load_with(clock("one", SEVERE))
    case = make.make_served()
    runs = {run.finding.severity: run for run in ClockRun.objects.select_related("finding")}
    assert len(runs) == case.findings.count() == 2
    lengths = {severity: (run.length, run.source) for severity, run in runs.items()}
    assert lengths["serious"] == (1, "art. 3")
    assert {length for severity, (length, _s) in lengths.items() if severity != "serious"} == {90}
    first = case.findings.order_by("number").first()
    do.accept_proof(make.make_proof(first), decided_on=make.days_ago(3), by=make.lead_of(case))
    ended = ClockRun.objects.filter(ended_on__isnull=False)
    assert [run.finding_id for run in ended] == [first.pk]


def test_the_length_follows_what_a_step_said(pack) -> None:
    load_with(
        clock(
            "one",
            'starts = "opinion"\nends = ["charges"]\nlength = 30\nunit = "calendar"\n'
            'lengths = [{ when = { "field.abroad" = "yes" }, length = 60, unit = "calendar" }]',
        )
    )
    here, abroad = make.make_visited(), make.make_visited()
    step(here, "opinion", 2, said={"abroad": "no"})
    step(abroad, "opinion", 2, said={"abroad": "yes"})
    assert (run_of(here).length, run_of(abroad).length) == (30, 60)


def test_a_clock_about_notices_of_another_kind_does_not_hear_of_this_one(pack) -> None:
    serve = 'starts = "serve_notice"\nends = []\nabout = "notice"\nlength = 5\nunit = "working"\n'
    load_with(
        clock("one", serve + 'notice = "inspection_order"'),
        clock("two", serve + 'notice = "improvement_notice"'),
    )
    case = make.make_served()
    run = ClockRun.objects.get()
    assert (run.kind, run.subject_id) == ("two", case.notices.get().pk)


def test_a_power_that_lapsed_is_not_used_any_more(pack) -> None:
    limit = 'starts = "hearing"\nends = ["charges"]\nlength = 3\nunit = "calendar"\non_expiry = "lapses"'
    load_with(clock("one", limit))
    late, in_time = make.make_visited(), make.make_visited()
    step(late, "hearing", 4)
    with pytest.raises(Refused) as refused:
        step(late, "decision", 0)
    assert codes(refused) == ["case.not_lapsed"]
    step(in_time, "hearing", 3)
    assert step(in_time, "decision", 0).key == "decision"


def test_a_step_is_not_only_about_the_paper_that_it_writes(pack) -> None:
    """What it ends is about an earlier notice; what it starts is about its own."""
    days = 'about = "notice"\nlength = 5\nunit = "working"\n'
    load_with(
        clock("one", days + 'starts = "serve_notice"\nends = ["breach_act"]'),
        clock("two", days + 'starts = "breach_act"\nends = []'),
    )
    case = make.make_served()
    first = case.notices.get()
    record_step(case, key="breach_act", length=5, unit="working", by=make.lead_of(case))
    assert (run_of(case, "one").subject_id, run_of(case, "one").ended_on) == (first.pk, today())
    assert run_of(case, "two").notice == case.notices.exclude(pk=first.pk).get()
