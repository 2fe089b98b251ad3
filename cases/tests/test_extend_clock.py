"""A clock is extended: by whom the pack names, as far and as often as it says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cases import operations as do
from cases.clocks.ringing import let_run_out
from cases.models import ClockRun
from cases.operations.clocks import extend_clock
from cases.operations.steps import record_step
from cases.tests import factories as make
from cases.tests.clock_packs import clock, load_with
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.models import today
from solar_cms.base.problems import Refused

BASE = 'starts = "hearing"\nends = ["charges"]\nlength = 10\nunit = "calendar"\n'
ONCE = 'extension = { length = 5, unit = "calendar", roles = ["head"], before_end = true }\n'


def a_run(*rest: str, since: int = 4) -> ClockRun:
    load_with(clock("one", BASE + "".join(rest)))
    case = make.make_visited(opened_on=make.days_ago(60))
    record_step(case, key="hearing", on=make.days_ago(since), by=SYSTEM)
    return ClockRun.objects.get(case=case)


def refused_with(run: ClockRun, **fields) -> list[str]:
    given = {"reason": "The employer asked for it", "by": make.make_head(), **fields}
    with pytest.raises(Refused) as refused:
        extend_clock(run, **given)
    assert not run.changes.exists()
    return codes(refused)


def test_where_the_pack_says_nothing_nobody_extends(pack) -> None:
    assert refused_with(a_run()) == ["clock.no_extension"]


def test_it_is_for_the_roles_that_the_pack_names(pack) -> None:
    run = a_run(ONCE)
    assert refused_with(run, by=make.lead_of(run.case)) == ["case.other_role"]
    assert refused_with(run, by=make.make_head("1407")) == ["case.other_role"]


def test_it_needs_a_reason_and_no_more_than_is_allowed(pack) -> None:
    run = a_run(ONCE)
    assert refused_with(run, reason=" ") == ["clock.no_reason"]
    assert refused_with(run, length=6) == ["clock.too_long"]
    assert refused_with(run, unit="working") == ["clock.unit"]
    assert refused_with(run, on=today() + timedelta(days=1)) == ["day.future"]


def test_after_the_end_it_is_too_late_where_the_pack_says_so(pack) -> None:
    assert refused_with(a_run(ONCE, since=11)) == ["clock.over"]


def test_without_a_length_in_the_pack_the_person_says_one(pack) -> None:
    run = a_run('extension = { roles = ["head"] }\n')
    assert refused_with(run) == ["clock.no_length"]


def test_what_ended_is_not_extended(pack) -> None:
    run = a_run(ONCE)
    record_step(run.case, key="charges", by=SYSTEM)
    assert refused_with(ClockRun.objects.get()) == ["clock.ended"]


def test_the_end_moves_once_and_says_why(pack) -> None:
    run = a_run(ONCE)
    head = make.make_head()
    extend_clock(run, reason="Papers come from abroad", by=head, length=3)
    run.refresh_from_db()
    assert run.due_on == make.days_ago(4) + timedelta(days=13)
    change = run.changes.get()
    assert (change.event, change.length, change.by) == ("extended", 3, head)
    assert (change.to_on - change.from_on).days == 3
    with pytest.raises(Refused) as refused:
        extend_clock(run, reason="Again", by=head)
    assert codes(refused) == ["clock.extended_enough"]


def test_a_late_clock_without_an_effect_is_in_time_again(pack) -> None:
    run = a_run('extension = { length = 30, unit = "calendar", roles = ["head"] }\n', since=20)
    assert let_run_out() == 1
    extend_clock(run, reason="Agreed", by=make.make_head())
    run.refresh_from_db()
    assert (run.expired_on, run.due_on) == (None, make.days_ago(20) + timedelta(days=40))


def test_on_its_page_and_only_for_who_may(client, pack) -> None:
    run = a_run(ONCE)
    page = reverse("clock_extend", args=[run.pk])
    client.force_login(make.make_inspector("1407"))
    assert client.get(page).status_code == 404
    head = make.make_head()
    client.force_login(head)
    case_page = client.get(reverse("case", args=[run.case_id])).content.decode()
    assert page in case_page
    read = make.fresh(run.case).version
    said = {"reason": "Agreed", "on": today().isoformat(), "length": "5", "version": read}
    answer = client.post(page, {**said, "length": "9"})
    assert answer.status_code == 200
    assert not run.changes.exists()
    assert client.post(page, said).status_code == 302
    shown = client.get(reverse("case", args=[run.case_id])).content.decode()
    assert "→" in shown
    assert "Agreed" in shown
    assert page not in shown


def test_who_extends_is_told_what_was_done_meanwhile(client, pack) -> None:
    run, head = a_run(ONCE), make.make_head()
    read = make.fresh(run.case).version
    do.reassign_case(run.case, lead=make.make_inspector(username="other"), reason="Leave", by=head)
    client.force_login(head)
    said = {"reason": "Agreed", "on": today().isoformat(), "length": "5", "version": read}
    answer = client.post(reverse("clock_extend", args=[run.pk]), said)
    assert f"Case reassigned · {head.name}" in answer.content.decode()
    assert not run.changes.exists()


def test_in_the_api_with_the_version_that_was_read(client, pack) -> None:
    run = a_run(ONCE)
    client.force_login(make.make_head())
    path = f"/api/v1/clocks/{run.pk}/"
    (row,) = client.get(f"/api/v1/clocks/?kind=one&case={run.case_id}").json()["results"]
    assert (row["due_on"], row["changes"]) == (run.due_on.isoformat(), [])
    tag = client.get(path).headers["ETag"]
    send = {"content_type": "application/json", "headers": {"If-Match": tag}}
    body = {"reason": "Agreed", "on": today().isoformat()}
    assert client.post(f"{path}extend/", body, content_type="application/json").status_code == 428
    assert client.post(f"{path}extend/", {**body, "length": 9}, **send).status_code == 409
    assert client.post(f"{path}extend/", body, **send).status_code == 200
    assert client.post(f"{path}extend/", body, **send).status_code == 412
    assert client.get(path).json()["changes"][0]["event"] == "extended"
