"""How long a clock is: the same day, set in the order, extended by condition; begun when a notice is sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.translation import override

from cases import operations as do
from cases.clocks.ringing import let_run_out
from cases.models import Case, ClockRun, Notice
from cases.operations.clocks import extend_clock
from cases.operations.steps import record_step
from cases.pack_sections import check_procedure
from cases.said import clock_length
from cases.tests import factories as make
from cases.tests.clock_packs import clock, load_with, write_pack
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.law.operations import load_pack
from solar_cms.law.reading import read_file

ORDER = 'requires = ["matters"]\nnames.en = "Order the inspection"'
TERM = """fields = [
  { key = "term", kind = "number", names = { en = "Days", lo = "ມື້" } },
  { key = "urgent", kind = "yes_no", names = { en = "Urgent", lo = "ດ່ວນ" } },
]
"""
AS_ORDERED = (
    'starts = ["record_visit"]\nends = ["charges"]\nlength = 30\nunit = "working"\n'
    'length_field = "term"\n'
    'lengths = [{ when = { "field.urgent" = "yes" }, length = 10, unit = "working" }]'
)
MAILBOX = (
    'sent_by = ["account"]\nends = ["serve_notice", "serve_paper"]\nlength = 5\n'
    'unit = "calendar"\non_expiry = "deemed_served"'
)


def with_order(*clocks: str) -> Path:
    """A pack whose order asks for a term."""
    folder = write_pack(*clocks)
    path = folder / "procedure.toml"
    text = path.read_text(encoding="utf-8")
    assert ORDER in text
    path.write_text(text.replace(ORDER, TERM + ORDER), encoding="utf-8")
    return folder


def ordered(**said: object) -> Case:
    make.load_laos()
    load_pack(with_order(clock("one", AS_ORDERED)), by=SYSTEM)
    case = make.make_case()
    do.order_inspection(
        case, matters="Safety", ordered_on=case.opened_on, said=said, by=make.make_head()
    )
    return make.fresh(case)


def visited(case: Case) -> ClockRun:
    lead = make.make_inspector()
    do.assign_case(case, lead=lead, assigned_on=case.opened_on, by=make.make_head())
    do.record_visit(case, visited_on=make.days_ago(20), outcome="done", by=lead, women_interviewed=1,
                    men_interviewed=0)  # fmt: skip
    return ClockRun.objects.get(case=case)


# --- the same day -------------------------------------------------------------------------------


def test_a_length_of_no_day_ends_on_the_day_it_began(pack) -> None:
    load_with(clock("one", 'starts = "hearing"\nends = ["charges"]\nlength = 0\nunit = "working"'))
    case = make.make_visited()
    record_step(case, key="hearing", on=today(), by=SYSTEM)
    run = ClockRun.objects.get(case=case)
    with override("en"):
        assert (run.due_on, run.length, clock_length(run)) == (today(), 0, "the same day")
    assert let_run_out() == 0
    other = make.make_visited()
    record_step(other, key="hearing", on=make.days_ago(1), by=SYSTEM)
    assert let_run_out() == 1


# --- set in the order ---------------------------------------------------------------------------


def test_what_the_order_sets_is_within_the_most_of_the_law(pack) -> None:
    make.load_laos()
    load_pack(with_order(clock("one", AS_ORDERED)), by=SYSTEM)
    case = make.make_case()
    for said, code in (
        ({"term": 31}, "clock.too_long"),
        ({"term": 0}, "clock.too_long"),
        ({"term": 11, "urgent": "yes"}, "clock.too_long"),
        ({"term": "soon"}, "case.field_wrong"),
        ({"colour": "red"}, "case.field_unknown"),
    ):
        with pytest.raises(Refused) as refused:
            do.order_inspection(
                case, matters="Safety", ordered_on=case.opened_on, said=said, by=make.make_head()
            )
        assert codes(refused) == [code]
    assert make.fresh(case).stage == "received"


def test_the_order_sets_the_length_and_prints_it(pack) -> None:
    case = ordered(term=12)
    (said,) = case.order.letter.data["said"]
    assert (said["label"]["en"], said["value"]) == ("Days", 12)
    run = visited(case)
    assert (run.length, run.unit, run.basis) == (12, "working", "officer")


def test_without_a_word_in_the_order_the_law_says_the_length(pack) -> None:
    assert visited(ordered()).length == 30


def test_an_urgent_order_has_the_shorter_length(pack) -> None:
    run = visited(ordered(urgent="yes"))
    assert (run.length, run.basis) == (10, "law")


def test_the_page_of_the_order_asks_for_its_fields(client, head) -> None:
    make.load_laos()
    load_pack(with_order(clock("one", AS_ORDERED)), by=SYSTEM)
    case = make.make_case()
    client.force_login(head)
    path = f"/cases/{case.pk}/order/"
    assert 'name="term"' in client.get(path).content.decode()
    data = {
        "matters": "Safety",
        "ordered_on": today().isoformat(),
        "version": make.fresh(case).version,
    }
    assert "term" in client.post(path, {**data, "term": "31"}).context["form"].errors
    assert client.post(path, {**data, "term": "12"}).status_code == 302
    assert case.steps.get(key="order_inspection").said == {"term": 12}


# --- extended by condition ----------------------------------------------------------------------


def test_an_extension_is_as_long_as_the_case_lets_it_be(pack) -> None:
    load_with(
        clock(
            "one",
            'starts = "hearing"\nends = ["charges"]\nlength = 30\nunit = "calendar"\n'
            'extension = { length = 30, unit = "calendar", roles = ["head"], times = 2, lengths = ['
            '{ when = { "field.abroad" = "yes" }, length = 10, unit = "calendar" }] }',
        )
    )
    case = make.make_visited()
    record_step(case, key="hearing", on=make.days_ago(10), by=SYSTEM)
    run, head = ClockRun.objects.get(case=case), make.make_head()
    extend_clock(run, reason="Papers", by=head, length=20)
    record_step(case, key="opinion", said={"abroad": "yes"}, on=make.days_ago(1), by=SYSTEM)
    with pytest.raises(Refused) as refused:
        extend_clock(run, reason="Papers", by=head, length=11)
    assert codes(refused) == ["clock.too_long"]
    extend_clock(run, reason="Papers", by=head)
    run.refresh_from_db()
    assert run.due_on == make.days_ago(10) + timedelta(days=60)


# --- begun when a notice is sent ------------------------------------------------------------------


def sent(notice: Notice, method: str, days_ago: int) -> Notice:
    return do.try_service(
        notice, tried_on=make.days_ago(days_ago), method=method, outcome="sent", note="alert sent",
        by=make.lead_of(notice.case),
    )  # fmt: skip


def test_a_notice_counts_as_served_by_the_way_that_the_law_names_only(pack) -> None:
    load_with(clock("mailbox", MAILBOX))
    notice = Notice.objects.get(case=make.make_noticed(length=7, unit="calendar"))
    with pytest.raises(Refused) as refused:
        sent(notice, "hand", 12)
    assert codes(refused) == ["service.not_sent"]
    sent(notice, "post", 12)
    assert not ClockRun.objects.filter(kind="mailbox").exists()
    sent(notice, "account", 10)
    run = ClockRun.objects.get(kind="mailbox")
    assert (run.started_on, run.due_on) == (make.days_ago(10), make.days_ago(5))
    assert let_run_out() == 1
    notice.refresh_from_db()
    assert (notice.served_on, notice.method) == (make.days_ago(5), "deemed")
    assert make.fresh(notice.case).stage == "remedying"


def test_a_receipt_ends_the_wait(pack) -> None:
    load_with(clock("mailbox", MAILBOX))
    notice = Notice.objects.get(case=make.make_noticed(length=7, unit="calendar"))
    sent(notice, "account", 6)
    do.serve_notice(
        notice, served_on=make.days_ago(4), method="account", received_by="Director", note="receipt",
        by=make.lead_of(notice.case),
    )  # fmt: skip
    assert ClockRun.objects.get(kind="mailbox").ended_on == make.days_ago(4)
    assert let_run_out() == 0


# --- what a pack may say --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        ('starts = "hearing"\nends = []\nlength = 0\nunit = "hours"', "clock_length"),
        ('starts = "hearing"\nends = []\nlength = 3\nunit = "working"\nlength_field = "urgent"', "clock_field"),
        ('starts = "hearing"\nends = []\nlength_field = "term"', "clock_most"),
        ('starts = "hearing"\nsent_by = ["post"]\nends = []', "clock_start"),
        ('sent_by = ["post"]\nends = []\nabout = "case"', "clock_sent"),
        (
            'starts = "hearing"\nends = []\nlength = 3\nunit = "working"\nextension = { roles = ["head"], '
            'lengths = [{ when = { moon = "full" }, length = 1, unit = "working" }] }',
            "clock_when",
        ),
    ],
)  # fmt: skip
def test_a_fault_in_these_is_said(rest: str, code: str) -> None:
    path = with_order(clock("one", rest)) / "procedure.toml"
    assert f"procedure.{code}" in [p.code for p in check_procedure(read_file(path), path)]
