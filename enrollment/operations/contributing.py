"""Money: collect a month with its slip, remit a batch to the LSSO, confirm it by receipt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from enrollment.letters import issue_slip
from enrollment.models import Basis, Contribution, Membership, Promoter, Remittance
from enrollment.operations.enrolling import note_warnings, user_or_none
from enrollment.rules import contributing as rules
from enrollment.rules.terms import Terms, digest_of, first_of_month
from enrollment.states import ContributionState, Key, Payer
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import refuse_if
from solar_cms.work.numbers import next_number


def collect_contribution(
    membership: Membership,
    *,
    month: date,
    collected_on: date,
    by: HasActor,
    payer: str = Payer.SELF,
    amount: int | None = None,
    promoter: Promoter | None = None,
    slip_number: str = "",
) -> Contribution:
    """Take a member's money for one month and issue the slip (PDF in Lao and English).

    amount: integer minor units; left out, it is rate × insured earnings as the dated values of
    the month say. Outside floor or ceiling: refused where the value is confirmed for that day,
    else recorded, with a warning kept in the act. slip_number: that of a paper slip already
    given, for months entered afterwards; then no slip is issued.
    """
    with act("contribution.collected", by=by) as recording:
        membership = (
            Membership.objects.select_for_update(of=("self",))
            .select_related("scheme", "person", "district", "group")
            .get(pk=membership.pk)
        )
        reckoning = rules.reckon(membership, month, collected_on)
        problems = rules.problems_with_contribution(
            membership,
            month=month,
            collected_on=collected_on,
            amount=amount,
            reckoning=reckoning,
            today=today(),
        )
        note_warnings(recording, refuse_if(problems))
        paid: Any = reckoning.amount if amount is None else amount
        insured: Any = reckoning.earnings
        contribution = Contribution(
            membership=membership,
            district_id=membership.district_id,
            month=first_of_month(month),
            amount=paid,
            insured_earnings=insured,
            rate=reckoning.terms.number(Key.RATE),
            basis=basis_for(reckoning.terms),
            payer=payer,
            collected_on=collected_on,
            collected_by=user_or_none(by),
            promoter=promoter,
            slip_number=slip_number.strip(),
            is_back_entered=bool(slip_number.strip()),
        )
        if not contribution.slip_number:
            contribution.slip_number = next_number(
                "CS", office_code=membership.district_id, year=collected_on.year
            )
        contribution.save_new()
        recording.on(membership)
        if not contribution.is_back_entered:
            issue_slip(contribution, by=by)
    return contribution


def basis_for(terms: Terms) -> Basis:
    """The frozen copy of the values in force; one row for all contributions computed alike."""
    values = terms.used()
    basis, _made = Basis.objects.get_or_create(
        digest=digest_of(values, terms.scheme), defaults={"scheme": terms.scheme, "values": values}
    )
    return basis


def remit_contributions(
    contributions: Iterable[UUID], *, remitted_on: date, by: HasActor
) -> Remittance:
    """Hand collected contributions (their ids) of one district and scheme to the LSSO.

    Takes a number ("RM-1604-2026-0001"). Set-based: the same statements for one and for thousands.
    """
    wanted = set(contributions)
    with act("contributions.remitted", by=by) as recording:
        rows = list(
            Contribution.objects.filter(pk__in=wanted)
            .select_related("membership")
            .select_for_update(of=("self",))
            .order_by("id")
        )
        refuse_if(rules.problems_with_remitting(rows, len(wanted), remitted_on, today()))
        remittance = Remittance(
            scheme_id=rows[0].membership.scheme_id,
            district_id=rows[0].district_id,
            remitted_on=remitted_on,
            remitted_by=user_or_none(by),
            number=next_number("RM", office_code=rows[0].district_id, year=remitted_on.year),
        ).save_new()
        Contribution.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=ContributionState.REMITTED, remittance=remittance
        )
        recording.on(remittance)
        recording.note(contributions=len(rows), amount=sum(row.amount for row in rows))
    return remittance


def confirm_remittance(
    remittance: Remittance, *, receipt_number: str, confirmed_on: date, by: HasActor
) -> Remittance:
    """The LSSO confirms a batch with its receipt: all its contributions are confirmed."""
    receipt_number = receipt_number.strip()
    with act("remittance.confirmed", by=by, on=remittance) as recording:
        remittance = Remittance.objects.select_for_update().get(pk=remittance.pk)
        refuse_if(rules.problems_with_confirming(remittance, receipt_number, confirmed_on, today()))
        remittance.receipt_number, remittance.confirmed_on = receipt_number, confirmed_on
        remittance.save(update_fields=["receipt_number", "confirmed_on"])
        count = remittance.contributions.update(state=ContributionState.CONFIRMED)
        recording.note(contributions=count)
    return remittance
