"""Payments, plans, interest, reductions and write-offs: rows of a ledger whose sums are the balance."""

from __future__ import annotations

import pytest

from cases import operations as do
from cases.facts import Facts
from cases.models import LedgerEntry
from cases.operations.money import interest_on
from cases.rules.blocks import BLOCK_RULES
from cases.tests import factories as make
from cases.tests import sanction_pack as law
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act as ActRow
from solar_cms.base.problems import Refused


@pytest.fixture
def sanction(db):
    return law.make_decided()


def pay(sanction, amount=100_000, **fields):
    given = {"receipt": f"R {amount}", "on": make.days_ago(5), "by": law.lawyer(), **fields}
    return do.record_payment(sanction, amount=amount, **given)


def refused(verb, *args, **fields) -> list[str]:
    with pytest.raises(Refused) as caught:
        verb(*args, **fields)
    return codes(caught)


def balance(sanction) -> int:
    return sanction.case.entries.all().balance()


def blocked(sanction, code) -> bool:
    return bool(BLOCK_RULES[code](Facts(make.fresh(sanction.case)), SYSTEM))


def test_a_payment_has_an_amount_a_receipt_and_a_day_after_the_decision(sanction) -> None:
    assert refused(pay, sanction, 0, receipt=" ") == ["money.amount", "money.receipt"]
    assert refused(pay, sanction, -5) == ["money.amount"]
    assert refused(pay, sanction, on=make.days_ago(11)) == ["day.before"]
    assert refused(pay, sanction, by=make.make_inspector()) == ["case.other_role"]


def test_a_receipt_stands_once(sanction) -> None:
    entry = pay(sanction, receipt="R 1")
    assert refused(pay, sanction, 5, receipt="R 1") == ["money.receipt_twice"]
    do.reverse_entry(entry, reason="Wrong amount", by=law.lawyer())
    assert pay(sanction, 50_000, receipt="R 1").amount == -50_000
    assert balance(sanction) == 250_000


def test_paid_in_full_is_a_sum(sanction) -> None:
    assert blocked(sanction, "paid_in_full")
    pay(sanction, 100_000)
    assert blocked(sanction, "paid_in_full")
    pay(sanction, 200_000)
    assert not blocked(sanction, "paid_in_full")
    assert blocked(sanction, "balance_due")


def test_too_much_is_kept_as_a_credit_and_said(sanction) -> None:
    pay(sanction, 350_000)
    assert balance(sanction) == -50_000
    said = ActRow.objects.get(name="case.payment_recorded").data["warnings"]
    assert "50.000" in said[0]


def test_a_row_is_taken_back_once_with_a_reason(sanction) -> None:
    entry = pay(sanction)
    assert refused(do.reverse_entry, entry, reason="", by=law.lawyer()) == ["money.reason"]
    back = do.reverse_entry(entry, reason="Typed twice", by=law.lawyer())
    assert balance(sanction) == 300_000
    assert refused(do.reverse_entry, entry, reason="x", by=law.lawyer()) == ["money.reversed"]
    assert refused(do.reverse_entry, back, reason="x", by=law.lawyer()) == ["money.reversal"]
    fine = sanction.entries.get(kind="fine")
    assert refused(do.reverse_entry, fine, reason="x", by=law.lawyer()) == ["money.decided"]


def test_the_database_keeps_the_signs_and_the_proofs(sanction) -> None:
    entry = pay(sanction)
    for fields, code in (
        ({"amount": 5}, "entry_sign"),
        ({"receipt": ""}, "entry_receipt_numbered"),
        ({"kind": "write_off"}, "entry_reasoned"),
        ({"kind": "write_off", "note": "gone"}, "entry_write_off_authorised"),
        ({"kind": "reversal", "note": "x"}, "entry_reversal_of_one"),
        ({"beneficiary": "worker"}, "entry_worker_named"),
    ):
        with pytest.raises(Refused) as caught, act("test.arranged", by=SYSTEM):
            LedgerEntry.objects.filter(pk=entry.pk).update(**fields)
        assert codes(caught) == [code]


# --- plans --------------------------------------------------------------------------------------


def plan(sanction, *parts, **fields):
    given = {"on": make.days_ago(9), "by": law.lawyer(), **fields}
    rows = [(make.today() + make.timedelta(days), amount) for days, amount in parts]
    return do.agree_instalments(sanction, parts=rows, **given)


def test_a_plan_makes_what_is_owed_in_parts_of_its_days(sanction) -> None:
    assert refused(plan, sanction, (10, 300_000)) == ["money.one_part"]
    assert refused(plan, sanction, (10, 100_000), (40, 100_000)) == ["money.plan_sum"]
    assert refused(plan, sanction, (40, 100_000), (10, 200_000)) == ["money.plan_days"]
    made = plan(sanction, (10, 100_000), (40, 200_000))
    assert [(part.number, part.amount) for part in made] == [(1, 100_000), (2, 200_000)]


def test_a_new_plan_replaces_the_old(sanction) -> None:
    plan(sanction, (10, 100_000), (40, 200_000))
    pay(sanction, 50_000)
    plan(sanction, (20, 125_000), (50, 125_000), on=make.days_ago(2))
    open_parts = sanction.instalments.filter(ended_on__isnull=True).order_by("number")
    assert [part.amount for part in open_parts] == [125_000, 125_000]


# --- interest, reductions, write-offs -----------------------------------------------------------


def test_interest_needs_a_sure_rule(sanction) -> None:
    span = {"since": make.days_ago(10), "until": make.today(), "by": law.lawyer()}
    assert refused(do.add_interest, sanction, rule="guessed", **span) == ["money.no_interest"]
    assert refused(do.add_interest, sanction, rule="none", **span) == ["money.no_interest"]


def test_interest_runs_by_day_once_and_up_to_its_most(sanction) -> None:
    span = {"since": make.days_ago(10), "until": make.today(), "by": law.lawyer()}
    entry = do.add_interest(sanction, rule="late", **span)
    assert entry.amount == 300_000 * 10 * 5 // 10_000
    assert refused(do.add_interest, sanction, rule="late", **span)[0] == "money.interest_twice"
    facts = Facts(sanction.case)
    later = make.today() + make.timedelta(days=4000)
    amount, _problems = interest_on(facts, sanction, "late", make.today(), later)
    assert amount == 30_000 - entry.amount  # 10% of the fine in all


def test_a_reduction_is_granted_once_with_its_reason(sanction) -> None:
    give = {"rule": "early", "by": law.lawyer()}
    assert refused(do.apply_reduction, sanction, reason="", **give) == ["money.reason"]
    do.apply_reduction(sanction, reason="All guards fitted", **give)
    assert balance(sanction) == 90_000
    assert refused(do.apply_reduction, sanction, reason="x", **give) == ["money.reduced"]


def test_a_reduction_is_earned_in_its_time(sanction) -> None:
    give = {"rule": "prompt", "reason": "Paid", "by": law.lawyer()}  # decided ten days ago
    assert refused(do.apply_reduction, sanction, on=make.days_ago(4), **give) == [
        "money.reduction_late"
    ]
    do.apply_reduction(sanction, on=make.days_ago(5), **give)
    assert balance(sanction) == 150_000


def test_a_time_that_no_sure_source_gives_is_only_said(sanction) -> None:
    give = {"rule": "said_to_be_prompt", "reason": "Paid", "by": law.lawyer()}
    do.apply_reduction(sanction, on=make.days_ago(4), **give)
    assert balance(sanction) == 180_000
    (said,) = ActRow.objects.get(name="case.reduction_granted").data["warnings"]
    assert "ຈ່າຍໄວ" in said or "Paid soon" in said


def test_a_write_off_has_authority_reason_and_a_limit(sanction) -> None:
    head = make.make_head()
    give = {"amount": 400_000, "reason": "", "authority": " ", "by": head}
    assert refused(do.write_off, sanction, **give) == [
        "money.reason", "money.reason", "money.too_much",
    ]  # fmt: skip
    sound = {"amount": 300_000, "reason": "Firm is gone", "authority": "Decision 5", "by": head}
    assert refused(do.write_off, sanction, **{**sound, "by": law.lawyer()}) == ["case.other_role"]
    do.write_off(sanction, **sound)
    assert balance(sanction) == 0


# --- wages --------------------------------------------------------------------------------------


def order(case, *rows, **fields):
    made = [do.WageRow(name, amount) for name, amount in rows]
    return do.order_wages(case, rows=made, on=make.days_ago(9), by=make.lead_of(case), **fields)


def test_wages_are_ordered_by_worker(sanction) -> None:
    assert refused(order, sanction.case) == ["wages.nobody"]
    assert refused(order, sanction.case, (" ", 5), ("Noy", 0)) == ["money.amount", "wages.unnamed"]


def test_each_worker_receives_their_own(sanction) -> None:
    case, by = sanction.case, make.lead_of(sanction.case)
    order(case, ("Noy", 700_000), ("Kham", 300_000))
    assert refused(do.record_wages, case, worker="Bounmy", amount=5, by=by) == [
        "money.overpaid",
        "wages.not_ordered",
    ]
    do.record_wages(case, worker="Noy", amount=1_000_000, on=make.days_ago(2), by=by)
    assert blocked(sanction, "wages_received")  # Noy's credit pays nobody else
    do.record_wages(case, worker="Kham", amount=300_000, on=make.days_ago(1), by=by)
    assert not blocked(sanction, "wages_received")
    assert blocked(sanction, "paid_in_full")  # the fine is another matter
