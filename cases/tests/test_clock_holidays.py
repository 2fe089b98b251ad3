"""A day of the calendar is added, changed or taken out: the clocks that run are computed anew."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from cases.models import ClockChange, ClockRun
from cases.operations.steps import record_step
from cases.tests import factories as make
from cases.tests.clock_packs import clock, load_with
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.models import today
from solar_cms.places.models import Province
from solar_cms.work.calendar import add_working_days, is_working_day
from solar_cms.work.holidays import keep_holiday, keeping, moving, remove_holiday
from solar_cms.work.models import Holiday, Task

TEN = 'starts = "hearing"\nends = ["charges"]\nlength = 10\nunit = "working"\n'


def a_run(*rest: str, district: str = "1604") -> ClockRun:
    load_with(clock("one", TEN + "".join(rest)))
    case = make.make_visited(district, opened_on=make.days_ago(60))
    record_step(case, key="hearing", on=make.days_ago(2), by=SYSTEM)
    return ClockRun.objects.get(case=case)


def working_day_in(run: ClockRun) -> date:
    """A working day on the way to the end, not the last."""
    day = today() + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    assert run.due_on is not None
    assert day < run.due_on
    return day


def a_keeper():
    return make_user("head", username="keeper", whole_country=True)


def keep(day: date, *, province=None, is_worked=False, holiday=None, by=None) -> Holiday:
    return keep_holiday(
        holiday, day=day, names={"lo": "ວັນພັກ", "en": "Day off"}, province=province,
        is_worked=is_worked, source="Decree 1", by=by or a_keeper(),
    )  # fmt: skip


def test_what_would_move_is_known_before_and_nothing_moves(pack) -> None:
    run = a_run()
    days = keeping(None, day=working_day_in(run), province=None, is_worked=False)
    assert [count for _label, count in moving(days)] == [1]
    run.refresh_from_db()
    assert not ClockChange.objects.exists()
    assert not Holiday.objects.exists()
    elsewhere = Province.objects.exclude(pk=run.district.province_id).first()
    days = keeping(None, day=working_day_in(run), province=elsewhere, is_worked=False)
    assert moving(days) == []


def test_a_day_off_moves_the_end_and_says_from_where(pack) -> None:
    run = a_run()
    was = run.due_on
    by = a_keeper()
    keep(working_day_in(run), by=by)
    run.refresh_from_db()
    assert run.due_on == add_working_days(was, 1)
    change = ClockChange.objects.get()
    assert (change.event, change.from_on, change.to_on, change.by) == (
        "recomputed", was, run.due_on, by,
    )  # fmt: skip
    assert "Day off" in change.reason or "ວັນພັກ" in change.reason


def test_taken_out_again_it_moves_back(pack) -> None:
    run = a_run()
    was = run.due_on
    holiday = keep(working_day_in(run))
    remove_holiday(holiday, by=a_keeper())
    run.refresh_from_db()
    assert run.due_on == was
    assert ClockChange.objects.count() == 2


def test_an_end_that_becomes_free_moves_where_the_clock_ends_on_a_working_day(pack) -> None:
    thirty = 'starts = "hearing"\nends = ["charges"]\nlength = 30\nunit = "calendar"\n'
    load_with(clock("one", thirty + "to_working_day = true\n"))
    case = make.make_visited(opened_on=make.days_ago(60))
    record_step(case, key="hearing", on=today(), by=SYSTEM)
    run = case.clocks.get(kind="one")
    was = run.due_on
    assert is_working_day(was)
    keep(was)
    run.refresh_from_db()
    assert run.due_on == add_working_days(was, 1)


def test_a_worked_saturday_brings_the_end_forward(pack) -> None:
    run = a_run()
    was = run.due_on
    day = today() + timedelta(days=(6 - today().isoweekday()) % 7 or 7)
    keep(day, is_worked=True)
    run.refresh_from_db()
    assert run.due_on == add_working_days(was, -1)


def test_a_day_that_is_moved_counts_at_both_ends(pack) -> None:
    run = a_run()
    was = run.due_on
    holiday = keep(working_day_in(run))
    keep(was + timedelta(days=30), holiday=holiday)
    run.refresh_from_db()
    assert run.due_on == was


def test_a_day_of_one_province_moves_its_own_clocks_only(pack) -> None:
    here = a_run()
    other = make.make_visited("1407", opened_on=make.days_ago(60))
    record_step(other, key="hearing", on=make.days_ago(2), by=SYSTEM)
    there = ClockRun.objects.get(case=other)
    assert there.due_on == here.due_on
    keep(working_day_in(here), province=Province.objects.get(pk="16"))
    here.refresh_from_db()
    there.refresh_from_db()
    assert here.due_on == add_working_days(there.due_on, 1)


def test_calendar_days_and_ended_clocks_stay(pack) -> None:
    run = a_run()
    calendar_run = a_run().case
    record_step(run.case, key="charges", by=SYSTEM)
    load_with(clock("one", TEN.replace("working", "calendar")))
    case = make.make_visited(opened_on=make.days_ago(60))
    record_step(case, key="hearing", on=make.days_ago(2), by=SYSTEM)
    keep(working_day_in(ClockRun.objects.get(case=calendar_run)))
    assert {change.run.case_id for change in ClockChange.objects.all()} == {calendar_run.pk}


def test_the_tasks_of_the_case_have_the_new_day(pack) -> None:
    run = a_run()
    before = Task.objects.open().get(subject_id=str(run.case_id)).due_on
    keep(working_day_in(run))
    run.refresh_from_db()
    task = Task.objects.open().get(subject_id=str(run.case_id))
    assert before != task.due_on == run.due_on


def test_the_page_says_how_many_move_before_it_saves(client, pack) -> None:
    run = a_run()
    day = working_day_in(run)
    client.force_login(a_keeper())
    page = reverse("admin:work_holiday_add")
    data = {"day": day.isoformat(), "names_lo": "ວັນພັກ", "names_en": "Day off", "province": ""}
    answer = client.post(page, data)
    assert answer.status_code == 200
    assert not Holiday.objects.exists()
    told = answer.context["form"].data["moves"]
    assert told.endswith(": 1")
    assert told in answer.content.decode()
    assert client.post(page, {**data, "moves": told}).status_code == 302
    assert ClockChange.objects.count() == 1


def test_many_clocks_are_moved_in_a_few_statements(pack, django_assert_max_num_queries) -> None:
    run = a_run()
    for _n in range(4):
        case = make.make_visited(opened_on=make.days_ago(60))
        record_step(case, key="hearing", on=make.days_ago(2), by=SYSTEM)
    by, day = a_keeper(), working_day_in(run)
    assert by.scope.may("holidays.keep")
    with django_assert_max_num_queries(25):
        keep(day, by=by)
    assert ClockChange.objects.count() == 5
