"""Founding, savings, supply, bargaining and agreements with buyers."""

from __future__ import annotations

from datetime import date
from typing import Any

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import refuse_if
from solar_cms.registry import trade_rules as rules
from solar_cms.registry.models import (
    BargainingRound,
    Employer,
    FoundingStep,
    ProducerGroup,
    SavingsCount,
    SupplyLink,
    TradeAgreement,
)
from solar_cms.registry.operations.people import nfc
from solar_cms.registry.states import SavingsKind, SupplyKind

Party = Employer | ProducerGroup


def record_founding_step(
    group: ProducerGroup, *, by: HasActor, step: str, done_on: date, reference: str = ""
) -> FoundingStep:
    """A step of founding that was taken; recorded again it is corrected."""
    with act("group.founding_step", by=by, on=group, step=step) as a:
        ProducerGroup.objects.select_for_update().get(pk=group.pk)
        warnings = refuse_if(rules.problems_with_step(group, step, done_on))
        a.note(warnings=[w.code for w in warnings])
        known = FoundingStep.objects.filter(group=group, step=step).first()
        taken = known or FoundingStep(group=group, step=step)
        taken.done_on, taken.reference = done_on, nfc(reference)
        taken.save()
        return taken


def record_savings(
    group: ProducerGroup,
    *,
    by: HasActor,
    counted_on: date,
    savers_women: int,
    savers_men: int,
    balance: int,
    lent: int = 0,
    fund: str = SavingsKind.OWN,
) -> SavingsCount:
    """What a savings fund of the group held on a day; amounts in minor units."""
    with act("group.savings_counted", by=by, on=group) as a:
        warnings = refuse_if(rules.problems_with_savings(group, counted_on, balance, lent))
        a.note(warnings=[w.code for w in warnings])
        return SavingsCount(
            group=group, fund=fund, counted_on=counted_on, savers_women=savers_women,
            savers_men=savers_men, balance=balance, lent=lent,
        ).save_new()  # fmt: skip


def correct_savings(
    count: SavingsCount, *, by: HasActor, reason: str, **facts: int
) -> SavingsCount:
    """Mend the numbers of a count (savers_women, savers_men, balance, lent); its fund and day stay. What
    stood there before stays in the history."""
    if unknown := facts.keys() - {"savers_women", "savers_men", "balance", "lent"}:
        raise TypeError(f"not correctable: {sorted(unknown)}")
    with act("group.savings_corrected", by=by, on=count.group) as a:
        count = SavingsCount.objects.select_for_update(of=("self",)).get(pk=count.pk)
        for name, value in facts.items():
            setattr(count, name, value)
        problems = rules.problems_with_savings(
            count.group, count.counted_on, count.balance, count.lent
        )
        warnings = refuse_if(rules.problems_with_reason(reason) + problems)
        a.note(reason=nfc(reason), warnings=[w.code for w in warnings])
        count.save()
    return count


def link_supply(
    supplier: Party,
    buyer: Party,
    *,
    by: HasActor,
    kind: str = SupplyKind.GOODS,
    valid_from: date,
    valid_to: date | None = None,
    goods: str = "",
    on: Party | None = None,
) -> SupplyLink:
    """The supplier sells to, works for or sends workers to the buyer from a day on.

    on: from whose page it is recorded (the supplier's unless given)."""
    with act("supply.linked", by=by, on=on or supplier, kind=kind):
        refuse_if(rules.problems_with_supply(supplier, buyer, kind, valid_from, valid_to))
        return SupplyLink(
            **rules.party_of(supplier, "supplier"), **rules.party_of(buyer, "buyer"), kind=kind,
            valid_from=valid_from, valid_to=valid_to, goods=nfc(goods),
        ).save_new()  # fmt: skip


def end_supply(link: SupplyLink, *, by: HasActor, on: date, of: Party | None = None) -> SupplyLink:
    """The last day of a tie."""
    with act("supply.ended", by=by, on=of or link.supplier_party):
        link = SupplyLink.objects.select_for_update().get(pk=link.pk)
        refuse_if(rules.problems_with_ending(link, on))
        link.valid_to = on
        link.save()
    return link


def open_round(
    group: ProducerGroup,
    *,
    by: HasActor,
    buyer: Employer,
    topic: str,
    opened_on: date,
    unit: str = "",
    asked: int | None = None,
    offered: int | None = None,
) -> BargainingRound:
    """The group begins to bargain with a buyer; prices in minor units."""
    with act("bargaining.opened", by=by, on=group):
        refuse_if(rules.problems_with_round(group, opened_on, unit, [asked, offered]))
        return BargainingRound(
            group=group, buyer=buyer, topic=nfc(topic), opened_on=opened_on, unit=unit, asked=asked,
            offered=offered,
        ).save_new()  # fmt: skip


def close_round(
    bargaining: BargainingRound,
    *,
    by: HasActor,
    on: date,
    outcome: str,
    offered: int | None = None,
) -> BargainingRound:
    """How the talks ended, with the buyer's last offer where there was one."""
    with act("bargaining.closed", by=by, on=bargaining.group, outcome=outcome):
        bargaining = BargainingRound.objects.select_for_update().get(pk=bargaining.pk)
        refuse_if(rules.problems_with_closing_round(bargaining, on))
        bargaining.closed_on, bargaining.outcome = on, outcome
        if offered is not None:
            bargaining.offered = offered
        bargaining.save()
    return bargaining


def record_agreement(
    group: ProducerGroup, *, by: HasActor, buyer: Employer, **facts: Any
) -> TradeAgreement:
    """What the group and the buyer signed (facts: field names of TradeAgreement)."""
    with act("agreement.recorded", by=by, on=group) as a:
        refuse_if(rules.problems_with_agreement(facts))
        facts["product"] = nfc(facts["product"])
        agreement = TradeAgreement(group=group, buyer=buyer, **facts).save_new()
        a.note(agreement=str(agreement.pk))
        return agreement


def end_agreement(agreement: TradeAgreement, *, by: HasActor, on: date) -> TradeAgreement:
    """The agreement's last day."""
    with act("agreement.ended", by=by, on=agreement.group):
        agreement = TradeAgreement.objects.select_for_update().get(pk=agreement.pk)
        refuse_if(
            rules.problems_with_withdrawn(agreement) + rules.problems_with_ending(agreement, on)
        )
        agreement.valid_to = on
        agreement.save()
    return agreement


def withdraw_agreement(agreement: TradeAgreement, *, by: HasActor, reason: str) -> TradeAgreement:
    """Take back an agreement that was recorded by mistake; it stays to be read, with the reason."""
    with act("agreement.withdrawn", by=by, on=agreement.group):
        agreement = TradeAgreement.objects.select_for_update().get(pk=agreement.pk)
        refuse_if(rules.problems_with_withdrawing(agreement, reason))
        agreement.withdrawn_on, agreement.withdrawn_why = today(), nfc(reason)
        agreement.save()
    return agreement
