"""What stands in the way of collecting, remitting and confirming money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from enrollment.models import Contribution, InsuredEarnings, Membership, Remittance
from enrollment.rules.terms import (
    TermBook,
    Terms,
    add_months,
    first_of_month,
    last_of_month,
    problems_with_amount,
    problems_with_earnings,
    say_rate,
    term_day,
)
from enrollment.states import ContributionState, Key
from solar_cms.base.models import SourceStatus
from solar_cms.base.problems import Problem
from solar_cms.base.said import say_day, say_month

FAR_AHEAD_MONTHS = 12


@dataclass(frozen=True)
class Reckoning:
    """What a month costs a member: the earnings insured, the terms and the amount, if known."""

    month: date
    earnings: int | None
    terms: Terms
    amount: int | None

    @property
    def rate_words(self) -> str:
        return say_rate(self.terms.number(Key.RATE))

    @property
    def rate_status(self) -> str:
        """How sure the rate is: "Rate confirmed on 29.11.2023", "Rate: secondary source"."""
        rate = self.terms.term(Key.RATE)
        if rate is None:
            return _("The rate is not known")
        if rate.is_confirmed and rate.parameter.confirmed_on:
            return _("Rate confirmed on %(day)s") % {"day": say_day(rate.parameter.confirmed_on)}
        if rate.is_confirmed:
            return _("Rate confirmed")
        return _("Rate: %(status)s") % {"status": SourceStatus(rate.status).label}

    @property
    def warnings(self) -> list[Problem]:
        """What the dated values say against this payment, before anybody takes it."""
        if self.earnings is None:
            return []
        found = problems_with_earnings(self.earnings, self.terms)
        if self.amount is not None:
            found += problems_with_amount(self.amount, self.earnings, self.terms)
        return found


def earnings_on(rows: Sequence[InsuredEarnings], day: date) -> int | None:
    """The amount insured on a day; before the first row's day the first row of that month."""
    for row in rows:
        if row.is_valid_on(day):
            return row.amount
    inside = [r for r in rows if first_of_month(day) <= r.valid_from <= last_of_month(day)]
    return min(inside, key=lambda r: r.valid_from).amount if inside else None


def reckon(
    membership: Membership,
    month: date,
    paid_on: date,
    book: TermBook | None = None,
    earnings: Sequence[InsuredEarnings] | None = None,
) -> Reckoning:
    """What this month costs when paid on this day. Amount and earnings are None where unknown."""
    month = first_of_month(month)
    day = term_day(month, paid_on)
    rows = list(membership.earnings.all()) if earnings is None else earnings
    insured = earnings_on(rows, day)
    terms = (book or TermBook(membership.scheme)).on(day)
    return Reckoning(month, insured, terms, terms.amount(insured) if insured else None)


def problems_with_contribution(
    membership: Membership,
    *,
    month: date,
    collected_on: date,
    amount: int | None,
    reckoning: Reckoning,
    today: date,
) -> list[Problem]:
    """May this be taken? Errors refuse; warnings are recorded with the contribution's act.

    amount: what was given, or None for what is reckoned.
    """
    month = first_of_month(month)
    found = _month_problems(membership, month, collected_on)
    if collected_on > today:
        message = _("The day of collection is still to come.")
        found.append(Problem("contribution.in_future", message, "collected_on"))
    known = Contribution.objects.filter(membership=membership, month=month).first()
    if known is not None:
        message = _("%(month)s is already paid: slip %(slip)s.") % {
            "month": say_month(month),
            "slip": known.slip_number,
        }
        found.append(Problem("contribution.already_paid", message, "month"))
    if reckoning.earnings is None:
        message = _("No insured earnings are recorded for %(month)s. Record them first.") % {
            "month": say_month(month)
        }
        return [*found, Problem("contribution.no_earnings", message, "month")]
    found += problems_with_earnings(reckoning.earnings, reckoning.terms)
    paid = reckoning.amount if amount is None else amount
    if paid is None:
        message = _(
            "The rate for %(month)s is not known, so nothing is computed. Give the amount."
        ) % {"month": say_month(month)}
        return [*found, Problem("contribution.amount_unknown", message, "amount")]
    return found + problems_with_amount(paid, reckoning.earnings, reckoning.terms)


def _month_problems(membership: Membership, month: date, collected_on: date) -> list[Problem]:
    found = []
    if month < first_of_month(membership.valid_from):
        message = _("The membership begins in %(month)s.") % {
            "month": say_month(membership.valid_from)
        }
        found.append(Problem("contribution.before_membership", message, "month"))
    if membership.valid_to and month > membership.valid_to:
        message = _("The membership ended on %(day)s.") % {"day": say_day(membership.valid_to)}
        found.append(Problem("contribution.after_membership", message, "month"))
    if month > add_months(collected_on, FAR_AHEAD_MONTHS):
        message = _("%(month)s is more than a year ahead. Check the year.") % {
            "month": say_month(month)
        }
        found.append(Problem("contribution.far_ahead", message, "month", "warning"))
    return found


def problems_with_remitting(
    rows: Sequence[Contribution], wanted: int, remitted_on: date, today: date
) -> list[Problem]:
    """May these contributions go to the LSSO as one batch? `wanted` were asked for."""
    if not wanted:
        return [Problem("remittance.empty", _("Choose at least one contribution."))]
    found = []
    gone = wanted - len(rows) + sum(row.state != ContributionState.COLLECTED for row in rows)
    if gone:
        message = _(
            "%(count)s of the chosen are no longer waiting to be remitted. Choose again."
        ) % {"count": gone}
        found.append(Problem("remittance.not_collected", message))
    if len({row.district_id for row in rows}) > 1:
        message = _("A remittance holds contributions of one district.")
        found.append(Problem("remittance.districts", message))
    if len({row.membership.scheme_id for row in rows}) > 1:
        message = _("A remittance holds contributions of one scheme.")
        found.append(Problem("remittance.schemes", message))
    found += _day_problems("remittance", "remitted_on", remitted_on, today)
    latest = max((row.collected_on for row in rows), default=None)
    if latest and remitted_on < latest:
        message = _("One of them was collected on %(day)s, after this day.") % {
            "day": say_day(latest)
        }
        found.append(Problem("remittance.before_collected", message, "remitted_on"))
    return found


def problems_with_confirming(
    remittance: Remittance, receipt_number: str, confirmed_on: date, today: date
) -> list[Problem]:
    found = []
    if remittance.is_confirmed:
        message = _("The LSSO confirmed this remittance on %(day)s with receipt %(receipt)s.") % {
            "day": say_day(remittance.confirmed_on),
            "receipt": remittance.receipt_number,
        }
        found.append(Problem("remittance.confirmed", message))
    if not receipt_number:
        message = _("Give the number of the LSSO's receipt.")
        found.append(Problem("remittance.no_receipt", message, "receipt_number"))
    elif (
        Remittance.objects.filter(receipt_number=receipt_number).exclude(pk=remittance.pk).exists()
    ):
        message = _("This receipt number already confirms another remittance.")
        found.append(Problem("remittance_receipt_once", message, "receipt_number"))
    if confirmed_on < remittance.remitted_on:
        message = _("The LSSO cannot confirm before the money was remitted.")
        found.append(Problem("remittance_dates", message, "confirmed_on"))
    return found + _day_problems("confirmation", "confirmed_on", confirmed_on, today)


def _day_problems(what: str, field: str, day: date, today: date) -> list[Problem]:
    if day <= today:
        return []
    return [Problem(f"{what}.in_future", _("This day is still to come."), field)]
