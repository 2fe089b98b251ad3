"""The ledger: payments, plans, interest, reductions, write-offs, wages, and rows taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.models import Case, Instalment, LedgerEntry, Sanction
from cases.money_states import Beneficiary, EntryKind
from cases.operations.booking import charge, moved
from cases.operations.moving import locked
from cases.rules import problems_with_act, problems_with_day
from cases.rules.money import (
    overpaid,
    owed_on,
    problems_with_amount,
    problems_with_decider,
    problems_with_plan,
    problems_with_receipt,
    problems_with_time,
    standing,
)
from cases.sanctioning import rules_of
from cases.states import Act
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.base.said import say_money


def _both(sanction: Sanction) -> tuple[Facts, Sanction]:
    """The case, held, and the sanction as it is now."""
    facts = locked(sanction.case)
    return facts, Sanction.objects.select_related("respondent", "case").get(pk=sanction.pk)


def record_payment(
    sanction: Sanction,
    *,
    amount: int,
    receipt: str,
    by: HasActor,
    on: date | None = None,
    beneficiary: str = Beneficiary.TREASURY,
    note: str = "",
    key: str = "",
) -> LedgerEntry:
    """Record what was paid on a sanction (minor units, above 0), with the number of its receipt.
    More than is owed stands as a credit, and the act says so."""
    day, number = on or today(), receipt.strip()
    with act("case.payment_recorded", by=by, on=sanction.case, number=sanction.number) as recording:
        facts, sanction = _both(sanction)
        problems = problems_with_act(
            Act.PAYMENT, facts, by, {"receipt": number, "amount": amount}, key=key
        )
        problems += problems_with_day("on", day, after=sanction.decided_on, what=_("the decision"))
        problems += problems_with_amount(amount)
        problems += problems_with_receipt(facts.entries, number)
        if sanction.amount is None:
            message = _("No money is owed on %(number)s.") % {"number": sanction.number}
            problems.append(Problem("money.nothing_owed", message))
        notes = refuse_if([*problems, *overpaid(owed_on(facts.entries, sanction), amount or 0)])
        recording.note(warnings=[str(n.message) for n in notes])
        entry = charge(
            facts, EntryKind.RECEIPT, -amount, on=day, by=by, sanction=sanction,
            beneficiary=beneficiary, receipt=number, note=note,
        )  # fmt: skip
        moved(facts, Act.PAYMENT, day, by, key, said={"amount": amount}, subject=sanction)
    return entry


def agree_instalments(
    sanction: Sanction,
    *,
    parts: Sequence[tuple[date, int]],
    by: HasActor,
    on: date | None = None,
    key: str = "",
) -> list[Instalment]:
    """Agree on when which part of what is owed is paid (day, minor units); replaces an earlier
    plan."""
    day = on or today()
    with act("case.instalments_agreed", by=by, on=sanction.case, number=sanction.number):
        facts, sanction = _both(sanction)
        problems = problems_with_act(Act.INSTALMENTS, facts, by, {"parts": parts}, key=key)
        problems += problems_with_day("on", day, after=sanction.decided_on, what=_("the decision"))
        problems += problems_with_plan(parts, owed_on(facts.entries, sanction), day)
        refuse_if(problems)
        sanction.instalments.filter(ended_on__isnull=True).update(ended_on=day)
        plan = [
            Instalment(
                case=facts.case,
                sanction=sanction,
                number=number,
                due_on=due_on,
                amount=amount,
                agreed_on=day,
            )
            for number, (due_on, amount) in enumerate(parts, 1)
        ]
        for part in plan:
            part.save_new()
        moved(facts, Act.INSTALMENTS, day, by, key, said={"parts": len(plan)}, subject=sanction)
    return plan


def add_interest(
    sanction: Sanction, *, rule: str, since: date, until: date, by: HasActor
) -> LedgerEntry:
    """Add the interest or surcharge of a rule of the pack for whole days, months or years of lateness,
    on what is owed now of the fine itself. Refused where the pack has no sure rule."""
    with act("case.interest_added", by=by, on=sanction.case, number=sanction.number):
        facts, sanction = _both(sanction)
        amount, problems = interest_on(facts, sanction, rule, since, until)
        refuse_if(problems)
        return charge(
            facts, EntryKind.INTEREST, amount, on=until, by=by, sanction=sanction,
            note=_("from %(since)s to %(until)s") % {"since": since, "until": until},
        )  # fmt: skip


def interest_on(
    facts: Facts, sanction: Sanction, rule: str, since: date, until: date
) -> tuple[int, list[Problem]]:
    """The interest between two days in minor units, with what stands in its way."""
    known = rules_of(facts).interests.get(rule)
    if known is None or known.percent is None or known.status == "unknown":
        message = _("No sure rule of this procedure gives interest.")
        return 0, [Problem("money.no_interest", message, "rule")]
    problems = problems_with_day("until", until, after=since, what=_("the first day"))
    mine = standing(facts.entries, sanction)
    earlier = max((e.on for e in mine if e.kind == EntryKind.INTEREST), default=None)
    if earlier and since < earlier:
        message = _("Interest is counted up to %(day)s already.") % {"day": earlier}
        problems.append(Problem("money.interest_twice", message, "since"))
    interest = sum(e.amount for e in mine if e.kind == EntryKind.INTEREST)
    principal = max(sum(e.amount for e in mine) - interest, 0)
    amount = int(principal * known.percent * _periods(since, until, known.per) / 100)
    if known.cap_percent is not None:
        fined = sum(e.amount for e in mine if e.kind in {EntryKind.FINE, EntryKind.CHANGE})
        amount = min(amount, max(int(fined * known.cap_percent / 100) - interest, 0))
    if amount <= 0:
        problems.append(Problem("money.no_interest", _("No interest is owed for that time.")))
    return amount, problems


def _periods(since: date, until: date, per: str) -> int:
    """Whole days, months or years between two days."""
    if per == "day":
        return (until - since).days
    months = (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)
    return months if per == "month" else months // 12


def apply_reduction(
    sanction: Sanction, *, rule: str, reason: str, by: HasActor, on: date | None = None
) -> LedgerEntry:
    """Grant a reduction of the pack (paid or cured in time): what is charged becomes its share.

    on: the day it was paid or cured, within the time that the rule gives.
    """
    day = on or today()
    with act(
        "case.reduction_granted", by=by, on=sanction.case, number=sanction.number
    ) as recording:
        facts, sanction = _both(sanction)
        rules = rules_of(facts)
        known = next((r for r in rules.reductions if r.key == rule), None)
        mine = standing(facts.entries, sanction)
        charged = sum(e.amount for e in mine if e.kind in {EntryKind.FINE, EntryKind.CHANGE})
        problems = problems_with_day("on", day, after=sanction.decided_on, what=_("the decision"))
        if known is None or known.status == "unknown":
            message = _("No sure rule of this procedure gives a reduction.")
            problems.append(Problem("money.no_reduction", message, "rule"))
        elif known.within:
            problems += problems_with_time(facts, known, day)
        if not reason.strip():
            problems.append(Problem("money.reason", _("Say why."), "reason"))
        if any(e.kind == EntryKind.REDUCTION for e in mine):
            message = _("A reduction was granted already.")
            problems.append(Problem("money.reduced", message))
        share = int(charged * known.to_percent / 100) if known else charged
        if share >= charged and not any(p.severity == "error" for p in problems):
            problems.append(Problem("money.no_reduction", _("There is nothing to reduce."), "rule"))
        notes = refuse_if(problems)
        recording.note(warnings=[str(note.message) for note in notes])
        return charge(
            facts,
            EntryKind.REDUCTION,
            share - charged,
            on=day,
            by=by,
            sanction=sanction,
            note=reason,
        )


def write_off(
    sanction: Sanction,
    *,
    amount: int,
    reason: str,
    authority: str,
    by: HasActor,
    on: date | None = None,
    key: str = "",
) -> LedgerEntry:
    """Write off what cannot be collected, with the reason and by whose authority."""
    day = on or today()
    with act("case.written_off", by=by, on=sanction.case, number=sanction.number):
        facts, sanction = _both(sanction)
        values = {"amount": amount, "reason": reason.strip(), "authority": authority.strip()}
        problems = problems_with_act(Act.WRITE_OFF, facts, by, values, key=key)
        problems += problems_with_day("on", day, after=sanction.decided_on, what=_("the decision"))
        problems += problems_with_amount(amount)
        left = owed_on(facts.entries, sanction)
        if amount and amount > left:
            message = _("Only %(left)s is owed.") % {"left": say_money(max(left, 0))}
            problems.append(Problem("money.too_much", message, "amount"))
        for name, value in (("reason", reason), ("authority", authority)):
            if not value.strip():
                problems.append(Problem("money.reason", _("This must be filled in."), name))
        problems += problems_with_decider(
            rules_of(facts), (key or Act.WRITE_OFF, Act.WRITE_OFF), facts, by, amount=amount or 0
        )
        refuse_if(problems)
        entry = charge(
            facts, EntryKind.WRITE_OFF, -amount, on=day, by=by, sanction=sanction, note=reason,
            authority=authority,
        )  # fmt: skip
        moved(
            facts,
            Act.WRITE_OFF,
            day,
            by,
            key,
            said={"amount": amount},
            note=reason,
            subject=sanction,
        )
    return entry


@dataclass(frozen=True)
class WageRow:
    """What one worker is owed, minor units; note: for which time and by which count."""

    worker: str
    amount: int
    note: str = ""


def order_wages(
    case: Case, *, rows: Sequence[WageRow], by: HasActor, on: date | None = None, key: str = ""
) -> list[LedgerEntry]:
    """Order the employer to pay wages, a row for each worker."""
    day = on or today()
    with act("case.wages_ordered", by=by, on=case, workers=len(rows)):
        facts = locked(case)
        problems = problems_with_act(Act.ORDER_WAGES, facts, by, {"rows": rows}, key=key)
        problems += problems_with_day(
            "on", day, after=facts.case.opened_on, what=_("the opening of the case")
        )
        if not rows:
            problems.append(Problem("wages.nobody", _("Write at least one worker."), "rows"))
        for row in rows:
            if not row.worker.strip():
                message = _("Say which worker the money is for.")
                problems.append(Problem("wages.unnamed", message, "rows"))
            problems += problems_with_amount(row.amount, "rows")
        refuse_if(problems)
        made = [
            charge(
                facts, EntryKind.WAGES_ORDERED, row.amount, on=day, by=by,
                beneficiary=Beneficiary.WORKER, worker=row.worker, note=row.note,
            )
            for row in rows
        ]  # fmt: skip
        moved(facts, Act.ORDER_WAGES, day, by, key, said={"amount": sum(r.amount for r in rows)})
    return made


def record_wages(
    case: Case,
    *,
    worker: str,
    amount: int,
    by: HasActor,
    on: date | None = None,
    receipt: str = "",
    note: str = "",
    key: str = "",
) -> LedgerEntry:
    """Record that a worker received wages that were ordered for them."""
    day, name = on or today(), worker.strip()
    with act("case.wages_recorded", by=by, on=case) as recording:
        facts = locked(case)
        mine = [
            e for e in facts.entries if e.beneficiary == Beneficiary.WORKER and e.worker == name
        ]
        problems = problems_with_act(Act.WAGES, facts, by, {"amount": amount}, key=key)
        first = min((e.on for e in mine), default=None)
        problems += problems_with_day("on", day, after=first, what=_("the order"))
        problems += problems_with_amount(amount)
        if not mine:
            message = _("No wages are ordered for this worker.")
            problems.append(Problem("wages.not_ordered", message, "worker"))
        notes = refuse_if([*problems, *overpaid(sum(e.amount for e in mine), amount or 0)])
        recording.note(warnings=[str(n.message) for n in notes])
        entry = charge(
            facts, EntryKind.WAGES_RECEIVED, -amount, on=day, by=by,
            beneficiary=Beneficiary.WORKER, worker=name, receipt=receipt, note=note,
        )  # fmt: skip
        moved(facts, Act.WAGES, day, by, key, said={"amount": amount})
    return entry


def reverse_entry(
    entry: LedgerEntry, *, reason: str, by: HasActor, on: date | None = None
) -> LedgerEntry:
    """Take a wrong row back by one of the opposite amount; both stay. Charges of a decision are
    changed by a decision, not so."""
    day = on or today()
    with act("case.entry_reversed", by=by, on=entry.case):
        facts = locked(entry.case)
        entry = LedgerEntry.objects.select_related("sanction__respondent").get(pk=entry.pk)
        problems = problems_with_day("on", day, after=entry.on, what=_("the row"))
        if not reason.strip():
            problems.append(Problem("money.reason", _("Say why."), "reason"))
        if entry.kind == EntryKind.REVERSAL:
            message = _("A reversal is not reversed: record the row anew.")
            problems.append(Problem("money.reversal", message))
        elif LedgerEntry.objects.filter(reverses=entry).exists():
            problems.append(Problem("money.reversed", _("This row is reversed already.")))
        if entry.kind in {EntryKind.FINE, EntryKind.CHANGE}:
            message = _("What was decided is changed by a decision, not in the ledger.")
            problems.append(Problem("money.decided", message))
        refuse_if(problems)
        return LedgerEntry(
            case=facts.case,
            district_id=entry.district_id,
            sanction=entry.sanction,
            respondent_id=entry.respondent_id,
            kind=EntryKind.REVERSAL,
            reverses=entry,
            beneficiary=entry.beneficiary,
            worker=entry.worker,
            amount=-entry.amount,
            on=day,
            note=reason.strip(),
            recorded_by=by if isinstance(by, User) else None,
        ).save_new()  # type: ignore[no-any-return]
