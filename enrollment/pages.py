"""What the pages of enrolment show: the member's months, the next payment, the group's people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enrollment.letters import OWNER
from enrollment.models import Application, Contribution, Membership, Remittance, Scheme
from enrollment.rules.contributing import Reckoning, reckon
from enrollment.rules.terms import (
    Terms,
    add_months,
    first_of_month,
    last_of_month,
    months_between,
    say_rate,
)
from enrollment.states import ApplicationState, ContributionState, Key
from solar_cms.base.face import Act, Next, Tag
from solar_cms.base.models import SourceStatus, today
from solar_cms.documents.models import Letter

MONTHS_SHOWN = 12

APPLICATION_TAGS = {
    ApplicationState.DRAFT: "waiting",
    ApplicationState.SUBMITTED: "under_way",
    ApplicationState.ACCEPTED: "done",
    ApplicationState.RETURNED: "refused",
}
MONEY_TAGS = {
    ContributionState.COLLECTED: "collected",
    ContributionState.REMITTED: "under_way",
    ContributionState.CONFIRMED: "done",
}


def application_tag(application: Application) -> Tag:
    state = ApplicationState(application.state)
    return Tag(APPLICATION_TAGS[state], str(state.label))


def money_tag(contribution: Contribution) -> Tag:
    state = ContributionState(contribution.state)
    return Tag(MONEY_TAGS[state], str(state.label))


def standing_tag(membership: Membership) -> Tag:
    if membership.valid_to and membership.valid_to < today():
        return Tag("closed", _("Ended"))
    return Tag("done", _("Member"))


@dataclass(frozen=True)
class Month:
    """One month of a member: its state in shape and word; `url` to pay it where it is open."""

    month: date
    tag: Tag
    url: str = ""


def months_of(membership: Membership, paid: dict[date, str], day: date) -> list[Month]:
    """The last twelve months, the present one included, oldest first.

    paid: month → state of its contribution.
    """
    this = first_of_month(day)
    found = []
    for back in range(MONTHS_SHOWN - 1, -1, -1):
        month = add_months(this, -back)
        if month in paid:
            state = ContributionState(paid[month])
            found.append(Month(month, Tag(MONEY_TAGS[state], SHORT[state]())))
        elif month < first_of_month(membership.valid_from) or (
            membership.valid_to and month > membership.valid_to
        ):
            found.append(Month(month, Tag("closed", _("No member"))))
        else:
            tag = Tag("soon", _("To pay")) if month == this else Tag("refused", _("Not paid"))
            found.append(Month(month, tag, _pay_url(membership, month)))
    return found


# In the small boxes of months the state is said in one word.
SHORT = {
    ContributionState.COLLECTED: lambda: _("Collected"),
    ContributionState.REMITTED: lambda: _("Sent"),
    ContributionState.CONFIRMED: lambda: _("Confirmed"),
}


def _pay_url(membership: Membership, month: date) -> str:
    return f"{reverse('contribution_new', args=[membership.pk])}?month={month:%Y-%m}"


def unpaid_months(membership: Membership, paid: Iterable[date], day: date) -> int:
    """Full months since the beginning without a contribution."""
    last = add_months(day, -1)
    end = (
        min(membership.valid_to, last_of_month(last))
        if membership.valid_to
        else last_of_month(last)
    )
    due = months_between(membership.valid_from, end)
    first = first_of_month(membership.valid_from)
    return max(0, due - sum(1 for month in paid if first <= month <= end))


@dataclass(frozen=True)
class NextPayment:
    """The payment that comes next: what, for which month, until when, and how sure."""

    reckoning: Reckoning
    due_on: date | None
    due_tag: Tag | None
    due_status: str
    url: str

    @property
    def amount(self) -> int | None:
        return self.reckoning.amount

    @property
    def month(self) -> date:
        return self.reckoning.month

    @property
    def rate(self) -> Any:
        return self.reckoning.terms.term(Key.RATE)

    @property
    def rate_words(self) -> str:
        return self.reckoning.rate_words

    @property
    def rate_status(self) -> str:
        return self.reckoning.rate_status

    @property
    def warnings(self) -> list[Any]:
        return self.reckoning.warnings


def next_payment(membership: Membership, paid: Iterable[date], day: date) -> NextPayment | None:
    """The first month from this one on that is not paid; None after the end."""
    known = set(paid)
    month = first_of_month(max(day, membership.valid_from))
    while month in known:
        month = add_months(month, 1)
    if membership.valid_to and month > membership.valid_to:
        return None
    reckoning = reckon(membership, month, day, earnings=list(membership.earnings.all()))
    due_on, status = due_day(reckoning.terms, month)
    return NextPayment(
        reckoning,
        due_on,
        due_tag(due_on, day) if due_on else None,
        status,
        _pay_url(membership, month),
    )


def due_day(terms: Terms, month: date) -> tuple[date | None, str]:
    """The last day to pay a month and how sure that is; (None, "") where nobody says."""
    term = terms.term(Key.PAYMENT_DAY)
    if term is None or term.value is None:
        return None, ""
    last = last_of_month(month)
    return last.replace(day=min(int(term.value), last.day)), term.status


def due_tag(due_on: date, day: date) -> Tag:
    left = (due_on - day).days
    if left < 0:
        return Tag("late", _("Overdue"))
    if left == 0:
        return Tag("soon", _("Today"))
    words = ngettext("in %(days)s day", "in %(days)s days", left) % {"days": left}
    return Tag("soon" if left <= 14 else "waiting", words)


def membership_context(membership: Membership, user: Any) -> dict[str, Any]:
    """Everything the member's page shows."""
    day = today()
    paid = dict(membership.contributions.values_list("month", "state"))
    upcoming = next_payment(membership, paid, day)
    months = months_of(membership, paid, day)
    latest = with_letters(
        membership.contributions.select_related("remittance").order_by("-month")[:6]
    )
    return {
        "membership": membership,
        "person": membership.person,
        "tag": standing_tag(membership),
        "upcoming": upcoming,
        "months": months,
        "legend": Counter(m.tag for m in months if m.tag.kind != "closed").items(),
        "unpaid": unpaid_months(membership, paid, day),
        "latest": latest,
        "paid_count": len(paid),
        "earnings": membership.earnings.order_by("-valid_from"),
        "may_collect": user.scope.may_in("enrollment.collect", membership.district_id),
        "next": next_acts(membership, user),
    }


def next_acts(membership: Membership, user: Any) -> Next | None:
    """Further acts on the membership, beside taking money."""
    if membership.valid_to or not user.scope.may_in("enrollment.enrol", membership.district_id):
        return None
    return Next(
        others=[
            Act(_("Insure other earnings"), reverse("membership_earnings", args=[membership.pk])),
            Act(
                _("End the membership"),
                reverse("membership_end", args=[membership.pk]),
                danger=True,
            ),
        ]
    )


def with_letters(rows: Iterable[Contribution]) -> list[Contribution]:
    """Contributions with their slip (`slip`, a Letter or None) and their tag. One query more."""
    found = list(rows)
    letters = {
        letter.owner_id: letter
        for letter in Letter.objects.filter(
            owner_kind=OWNER, owner_id__in=[str(row.pk) for row in found]
        )
    }
    for row in found:
        row.slip = letters.get(str(row.pk))  # type: ignore[attr-defined]
        row.tag = money_tag(row)  # type: ignore[attr-defined]
    return found


def parameters_context() -> list[dict[str, Any]]:
    """Schemes with their dated values, each with what it counts for today."""
    day = today()
    found = []
    for scheme in Scheme.objects.order_by("-takes_applications", "key").prefetch_related(
        "parameters"
    ):
        rows: Any = sorted(scheme.parameters.all(), key=lambda p: (p.key, p.valid_from or date.min))
        for row in rows:
            row.shown = say_rate(row.value)
        tagged = [(row, Tag(*_status_tag(row.status_on(day)))) for row in rows]
        found.append({"scheme": scheme, "rows": tagged})
    return found


def _status_tag(status: str) -> tuple[str, str]:
    kind = {
        SourceStatus.CONFIRMED: "done",
        SourceStatus.SECONDARY: "reported",
        SourceStatus.UNKNOWN: "closed",
    }.get(SourceStatus(status), "assumed")
    return kind, str(SourceStatus(status).label)


def remittance_tag(remittance: Remittance) -> Tag:
    if remittance.is_confirmed:
        return Tag("done", _("Confirmed by the LSSO"))
    return Tag("under_way", _("Waiting for the receipt"))


def remittance_next(remittance: Remittance, user: Any) -> Next | None:
    if remittance.is_confirmed or not user.scope.may_in("enrollment.remit", remittance.district_id):
        return None
    return Next(
        primary=Act(
            _("Enter the LSSO's receipt"), reverse("remittance_confirm", args=[remittance.pk])
        )
    )
