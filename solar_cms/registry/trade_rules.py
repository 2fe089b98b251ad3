"""What is asked before founding, savings, supply, bargaining and agreements are written."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from solar_cms.base.models import today
from solar_cms.base.problems import Problem
from solar_cms.registry.models import (
    BargainingRound,
    CollectiveAgreement,
    Employer,
    ProducerGroup,
    SupplyLink,
    TradeAgreement,
)
from solar_cms.registry.terms import terms


def not_later(day: date | None, field: str) -> list[Problem]:
    """A day on which something happened is not in the future."""
    if day is not None and day > today():
        return [Problem("day.later", _("The date must not be in the future."), field)]
    return []


def in_order(first: date, last: date | None, field: str) -> list[Problem]:
    if last is not None and last < first:
        message = _("The end date must not be before the start date.")
        return [Problem("day.order", message, field)]
    return []


def problems_with_step(group: ProducerGroup, step: str, done_on: date) -> list[Problem]:
    """A step of the pack for this kind of group; one before the day the group says it was founded
    is usual, one long after its end is not."""
    found = not_later(done_on, "done_on")
    known = [term.code for term in terms("founding_steps", parent=group.kind)]
    if step not in known:
        found.append(Problem("founding.step", _("This kind of group has no such step."), "step"))
    if group.ended_on and done_on > group.ended_on:
        found.append(Problem("group.over", _("The group has ended before that day."), "done_on"))
    earlier = {s.step: s.done_on for s in group.steps.all()}  # type: ignore[attr-defined]
    missing = (
        [code for code in known[: known.index(step)] if code not in earlier]
        if step in known
        else []
    )
    if missing:
        message = _("An earlier step is not recorded yet.")
        found.append(Problem("founding.order", message, "step", severity="warning"))
    return found


def problems_with_savings(
    group: ProducerGroup, counted_on: date, balance: int, lent: int
) -> list[Problem]:
    found = not_later(counted_on, "counted_on")
    if group.founded_on and counted_on < group.founded_on:
        message = _("The group was founded only later than this day.")
        found.append(Problem("group.before_founding", message, "counted_on"))
    if lent > balance:
        message = _("More is lent out than was saved; check the amounts.")
        found.append(Problem("savings.lent", message, "lent", severity="warning"))
    return found


def party_of(party: Any, side: str) -> dict[str, Any]:
    """The columns of a supply link for an employer or a group on one side."""
    return {f"{side}_{'employer' if isinstance(party, Employer) else 'group'}": party}


def problems_with_supply(
    supplier: Any, buyer: Any, kind: str, since: date, until: date | None
) -> list[Problem]:
    """What keeps a tie from being recorded."""
    found = not_later(since, "valid_from") + in_order(since, until, "valid_to")
    if supplier.pk == buyer.pk:
        found.append(Problem("supply.self", _("Nobody supplies themselves."), "party"))
        return found
    same = SupplyLink.objects.filter(
        **party_of(supplier, "supplier"), **party_of(buyer, "buyer"), kind=kind
    )
    if same.on(since).exists():
        message = _("This tie is recorded already for that time.")
        found.append(Problem("supply.twice", message, "party"))
    return found


def problems_with_ending(record: Any, on: date) -> list[Problem]:
    """What keeps a dated record from ending on a day."""
    if record.valid_to is not None and record.valid_to < today():
        return [Problem("record.ended", _("This has already ended."), "on")]
    return not_later(on, "on") + in_order(record.valid_from, on, "on")


def problems_with_round(
    group: ProducerGroup, opened_on: date, unit: str, prices: list[int | None]
) -> list[Problem]:
    found = not_later(opened_on, "opened_on")
    if any(price is not None for price in prices) and not unit:
        found.append(Problem("price.unit", _("Say what the price is for."), "unit"))
    if group.ended_on and opened_on > group.ended_on:
        found.append(Problem("group.over", _("The group has ended before that day."), "opened_on"))
    return found


def problems_with_closing_round(one: BargainingRound, on: date) -> list[Problem]:
    if one.closed_on is not None:
        return [Problem("round.closed", _("This round is closed already."), "on")]
    return not_later(on, "on") + in_order(one.opened_on, on, "on")


def problems_with_agreement(facts: dict[str, Any]) -> list[Problem]:
    """What keeps an agreement of a group with a buyer from being recorded."""
    found = not_later(facts["signed_on"], "signed_on")
    found += in_order(facts["valid_from"], facts.get("valid_to"), "valid_to")
    price, floor = facts.get("price"), facts.get("price_floor")
    if price is None and floor is None and not facts.get("terms", "").strip():
        message = _("Give a price, a lowest price, or the terms in words.")
        found.append(Problem("agreement.empty", message, "price"))
    if price is not None and floor is not None and floor > price:
        message = _("The lowest price is above the price.")
        found.append(Problem("agreement.floor", message, "price_floor"))
    return found


def problems_with_reason(reason: str) -> list[Problem]:
    if reason.strip():
        return []
    return [Problem("reason.missing", _("Say why, and how you know."), "reason")]


Agreement = TradeAgreement | CollectiveAgreement


def problems_with_withdrawn(agreement: Agreement) -> list[Problem]:
    if agreement.withdrawn_on is None:
        return []
    return [Problem("agreement.withdrawn", _("This agreement was withdrawn before."))]


def problems_with_withdrawing(agreement: Agreement, reason: str) -> list[Problem]:
    return problems_with_withdrawn(agreement) + problems_with_reason(reason)
