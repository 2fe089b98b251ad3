"""Who may decide on which amount, and whether a payment, a plan or a write-off holds together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from cases.clocks.counting import Period, due_of
from cases.facts import Facts
from cases.fines.rules import Decider, FineRules, Reduction
from cases.models import LedgerEntry, Sanction
from cases.money_states import EntryKind
from cases.rules.acts import kinds_in, role_words
from cases.states import ClockUnit
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor
from solar_cms.base.models import SourceStatus
from solar_cms.base.problems import Problem
from solar_cms.base.said import say_day, say_money
from solar_cms.work.calendar import calendar_of

MOST = 10**15  # minor units; a slip of the pen, not a rule of law


def problems_with_amount(amount: int | None, name: str = "amount") -> list[Problem]:
    """Something above nothing, and no slip of the pen."""
    if amount is not None and 0 < amount <= MOST:
        return []
    return [Problem("money.amount", _("Give an amount above 0."), name)]


def problems_with_decider(
    rules: FineRules,
    steps: Iterable[str],
    facts: Facts,
    by: HasActor,
    *,
    amount: int,
    largest: int = 0,
    is_organisation: bool = False,
) -> list[Problem]:
    """Whether the person may decide on so much, where the pack limits deciders by amount.

    steps: key and act of the step. largest: the largest item, for limits per item.
    """
    names = set(steps)
    deciders = [d for d in rules.deciders if d.step in names]
    if not deciders or not isinstance(by, User) or by.is_superuser:
        return []
    able = [d for d in deciders if _reaches(d, amount, largest or amount, is_organisation)]
    mine = kinds_in(by, facts.case.district_id)
    if any(mine & set(d.roles) for d in able):
        return []
    if not able:
        message = _("Nobody in this procedure may decide on %(amount)s.")
        return [Problem("money.nobody", message % {"amount": say_money(amount)}, "amount")]
    roles = list(dict.fromkeys(role for d in able for role in d.roles))
    message = _("%(amount)s is decided by: %(roles)s.") % {
        "amount": say_money(amount),
        "roles": role_words(roles),
    }
    return [Problem("money.not_the_decider", message, "amount")]


def _reaches(decider: Decider, amount: int, largest: int, is_organisation: bool) -> bool:
    if decider.up_to is None:
        return True
    limit = decider.up_to
    if decider.doubled_for_organisations and is_organisation:
        limit *= 2
    return (largest if decider.per == "item" else amount) <= limit


def problems_with_hearing(facts: Facts) -> list[Problem]:
    """Somebody is drawn into a case that is open and goes on."""
    if facts.case.closed_on:
        return [Problem("case.closed", _("The case is closed."))]
    if facts.case.suspended_on:
        return [Problem("case.suspended", _("The case is suspended: go on with it first."))]
    return []


def last_day_of(facts: Facts, reduction: Reduction) -> date | None:
    """Until when a cure or a payment earns the reduction; None: its time is not bound, or has not
    begun."""
    if not reduction.starts or not reduction.within:
        return None
    begun = [step.reached_on for step in facts.steps if step.key == reduction.starts]
    if not begun:
        return None
    period = Period(reduction.within, reduction.unit or ClockUnit.CALENDAR)
    return due_of(begun[-1], period, calendar_of(facts.case.district.province_id))


def problems_with_time(facts: Facts, reduction: Reduction, on: date) -> list[Problem]:
    """A reduction is earned in its time; where no sure source gives the time, that is only said."""
    last = last_day_of(facts, reduction)
    if last is None or on <= last:
        return []
    message = _("The time for “%(reduction)s” ended on %(day)s.") % {
        "reduction": reduction.name,
        "day": say_day(last),
    }
    sure = reduction.status == SourceStatus.CONFIRMED
    return [Problem("money.reduction_late", message, "on", "error" if sure else "warning")]


def owed_on(entries: Iterable[LedgerEntry], sanction: Sanction | None) -> int:
    """What is still owed on a sanction, minor units."""
    return sum(e.amount for e in entries if sanction is None or e.sanction_id == sanction.pk)


def standing(entries: Iterable[LedgerEntry], sanction: Sanction) -> list[LedgerEntry]:
    """The rows of a sanction without those taken back and what took them back."""
    return [
        e
        for e in entries
        if e.sanction_id == sanction.pk
        and e.kind != EntryKind.REVERSAL
        and getattr(e, "reversed_by", None) is None
    ]


def problems_with_receipt(entries: Iterable[LedgerEntry], receipt: str) -> list[Problem]:
    """A number, and not one that stands in this case already."""
    if not receipt:
        return [Problem("money.receipt", _("Give the number of the receipt."), "receipt")]
    taken = {e.receipt for e in entries if getattr(e, "reversed_by", None) is None}
    if receipt in taken:
        message = _("The receipt %(number)s is in the ledger of this case already.")
        return [Problem("money.receipt_twice", message % {"number": receipt}, "receipt")]
    return []


def overpaid(left: int, amount: int) -> list[Problem]:
    """Paid more than is owed: kept as a credit, and said."""
    if amount <= max(left, 0):
        return []
    message = _("%(amount)s more than is owed; it is kept as a credit.") % {
        "amount": say_money(amount - max(left, 0))
    }
    return [Problem("money.overpaid", message, "amount", "warning")]


def problems_with_plan(parts: Sequence[tuple[date, int]], left: int, on: date) -> list[Problem]:
    """Parts in order of their days, none before the agreement, together what is owed."""
    problems = []
    days = [day for day, _amount in parts]
    if len(parts) < 2:
        problems.append(Problem("money.one_part", _("A plan has two parts or more."), "parts"))
    if days != sorted(set(days)) or (days and days[0] < on):
        message = _("The days of payment follow each other, none before the agreement.")
        problems.append(Problem("money.plan_days", message, "parts"))
    if any(amount <= 0 for _day, amount in parts):
        problems.append(Problem("money.amount", _("Give an amount above 0."), "parts"))
    total = sum(amount for _day, amount in parts)
    if total != left:
        message = _("The parts make %(total)s, owed is %(left)s.") % {
            "total": say_money(total),
            "left": say_money(left),
        }
        problems.append(Problem("money.plan_sum", message, "parts"))
    return problems
