"""What the calendar does for clocks: each thing once, however often it comes round."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.clocks.effects import PROPOSED, run_out
from cases.clocks.ringing import LATE, REMINDER, escalate, let_run_out, remind, ring_daily
from cases.models import ClockRing, ClockRun, Step
from cases.operations.handover import hand_over_cases
from cases.operations.lifecycle import reassign_case
from cases.operations.steps import record_step
from cases.states import DEEMED
from cases.tests import factories as make
from cases.tests.clock_packs import clock, load_with
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.base.models import today
from solar_cms.work.models import Task

BASE = 'starts = "hearing"\nends = ["opinion"]\nunit = "calendar"\n'


def a_run(length: int, *rest: str, since: int = 15, others: tuple[str, ...] = ()) -> ClockRun:
    """A clock of so many calendar days that began 15 days ago."""
    load_with(clock("one", BASE + f"length = {length}\n" + "\n".join(rest)), *others)
    case = make.make_visited(opened_on=make.days_ago(60))
    record_step(case, key="hearing", on=make.days_ago(since), by=SYSTEM)
    return ClockRun.objects.get(case=case, kind="one")


def acts(name: str) -> int:
    return Act.objects.filter(name=name).count()


def test_what_is_not_over_is_left_alone(pack) -> None:
    run = a_run(15, 'on_expiry = "step"\nthen = "charges"')
    assert run.due_on == today()
    assert let_run_out() == 0
    assert run_out(run) is False
    assert acts("case.clock_ran_out") == 0


def test_what_stands_still_or_is_ended_does_not_run_out(pack) -> None:
    run = a_run(3, 'pauses = ["hearing_put_off"]\nresumes = ["hearing_resumed"]')
    record_step(run.case, key="hearing_put_off", on=make.days_ago(14), by=SYSTEM)
    assert let_run_out() == 0
    record_step(run.case, key="hearing_resumed", on=make.days_ago(2), by=SYSTEM)
    record_step(run.case, key="opinion", on=today(), by=SYSTEM)
    assert let_run_out() == 0


def test_late_is_said_once(pack) -> None:
    run = a_run(3)
    assert (let_run_out(), let_run_out()) == (1, 0)
    run.refresh_from_db()
    assert (run.expired_on, run.ended_on) == (today(), None)
    one = Act.objects.get(name="case.clock_ran_out")
    assert (one.actor_name, one.subject_id) == ("calendar", str(run.case_id))


def test_a_reminder_reaches_the_lead_once_for_each_end(pack) -> None:
    run = a_run(16, "remind = [3, 2]")
    assert (remind(), remind()) == (2, 0)
    task = Task.objects.open().get(kind=REMINDER)
    assert (task.user, task.due_on) == (make.lead_of(run.case), run.due_on)
    assert "Clock one" in task.title["en"]
    assert "ໂມງ one" in task.title["lo"]
    assert ClockRing.objects.count() == 2
    record_step(run.case, key="opinion", by=SYSTEM)
    assert not Task.objects.open().filter(kind=REMINDER).exists()


def test_a_reminder_goes_with_the_case_to_its_new_lead(pack) -> None:
    run = a_run(16, "remind = [3]")
    remind()
    other = make.make_inspector(username="inspector.two")
    reassign_case(run.case, lead=other, reason="On leave", by=make_user("supervisor", ["1604"]))
    assert Task.objects.open().get(kind=REMINDER).user == other
    third = make.make_inspector(username="inspector.three")
    with act("test.arranged", by=SYSTEM):
        hand_over_cases(other, third, by=SYSTEM)
    assert Task.objects.open().get(kind=REMINDER).user == third


def test_too_early_nobody_is_reminded(pack) -> None:
    a_run(60, "remind = [3]")
    assert remind() == 0


def test_without_a_lead_who_supervises_is_reminded(pack) -> None:
    load_with(
        clock(
            "one",
            'starts = "order_inspection"\nends = []\nunit = "calendar"\nlength = 31\nremind = [5]',
        )
    )
    make.make_ordered()
    remind()
    task = Task.objects.open().get(kind=REMINDER)
    assert (task.user, task.role_kind, task.district_id) == (None, "supervisor", "1604")


def test_late_clocks_go_to_who_supervises_once(pack) -> None:
    run = a_run(3, "escalate = 2")
    assert (escalate(), escalate()) == (1, 0)
    task = Task.objects.open().get(kind=LATE)
    assert (task.role_kind, task.district_id, task.due_on) == ("supervisor", "1604", run.due_on)


def test_escalation_waits_for_its_working_days(pack) -> None:
    a_run(14, "escalate = 3")  # due yesterday
    assert escalate() == 0


def test_the_calendar_takes_the_step_where_the_pack_lets_it(pack) -> None:
    run = a_run(3, 'on_expiry = "step"\nthen = "charges"')
    ring_daily()
    ring_daily()
    step = Step.objects.get(case=run.case, key="charges")
    assert (step.reached_on, step.recorded_by) == (run.due_on + timedelta(days=1), None)
    assert Act.objects.get(name="case.step_recorded", data__key="charges").actor_name == "calendar"


def test_else_the_step_is_proposed_to_who_may_take_it(pack) -> None:
    run = a_run(3, 'on_expiry = "lapses"\nthen = "opinion"')
    ring_daily()
    ring_daily()
    assert not Step.objects.filter(case=run.case, key="opinion").exists()
    task = Task.objects.open().get(kind=PROPOSED)
    assert (task.role_kind, task.district_id) == ("head", "1604")
    assert "Opinion" in task.title["en"]


def test_the_next_clock_starts_on_the_day_the_first_was_due(pack) -> None:
    after = clock("two", 'after = "one"\nends = []\nlength = 2\nunit = "calendar"')
    run = a_run(3, others=(after,))
    let_run_out()
    second = ClockRun.objects.get(case=run.case, kind="two")
    assert second.started_on == run.due_on
    record_step(run.case, key="opinion", by=SYSTEM)  # the first ends late: no second start
    assert ClockRun.objects.filter(case=run.case, kind="two").count() == 1


def test_a_notice_counts_as_served_on_the_last_day(pack) -> None:
    load_with(
        clock(
            "mailbox",
            'starts = "issue_improvement_notice"\nends = ["serve_notice"]\nabout = "notice"\n'
            'length = 5\nunit = "calendar"\non_expiry = "deemed_served"',
        ),
        clock("comply", 'starts = "serve_notice"\nends = []\nby_officer = true'),
    )
    case = make.make_noticed(length=7, unit="calendar")
    ring_daily()
    ring_daily()
    notice = case.notices.get()
    assert notice.served_on == make.days_ago(10)
    assert notice.method == DEEMED[0]
    assert make.fresh(case).stage == "remedying"
    run = ClockRun.objects.get(kind="comply")
    assert (run.started_on, run.due_on) == (make.days_ago(10), make.days_ago(3))
    assert notice.due_on == run.due_on
    assert acts("case.notice_deemed_served") == 1


def test_hours_run_out_at_their_moment(pack) -> None:
    load_with(clock("one", 'starts = "hearing"\nends = []\nlength = 24\nunit = "hours"'))
    case = make.make_visited()
    record_step(case, key="hearing", at=timezone.now() - timedelta(hours=23), by=SYSTEM)
    assert let_run_out(in_hours=True) == 0
    other = make.make_visited()
    record_step(other, key="hearing", at=timezone.now() - timedelta(hours=25), by=SYSTEM)
    assert let_run_out(in_hours=True) == 1
    assert ClockRun.objects.get(expired_on__isnull=False).case_id == other.pk


@pytest.mark.parametrize("clocks", [1, 4])
def test_reminders_cost_the_same_for_few_and_many(
    pack, clocks, django_assert_max_num_queries
) -> None:
    load_with(clock("one", BASE + "length = 16\nremind = [5]"))
    for _n in range(clocks):
        case = make.make_visited(opened_on=make.days_ago(60))
        record_step(case, key="hearing", on=make.days_ago(15), by=SYSTEM)
    with django_assert_max_num_queries(22):
        assert remind() == clocks
