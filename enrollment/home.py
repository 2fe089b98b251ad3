"""Cards of the home page: applications, money on its way, members to follow up."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse

from enrollment.filters import unpaid_in
from enrollment.listings import with_unpaid
from enrollment.models import Application, Contribution, Membership, Remittance, Scheme
from enrollment.rules.terms import add_months, first_of_month
from enrollment.states import ApplicationState, ContributionState
from solar_cms.base.models import today
from solar_cms.base.paging import capped_count

MONTHS = 3
FOLLOWED = 5


def applications_card(user: Any) -> dict[str, Any] | None:
    """Open applications by state, the returned ones by name, and money to be remitted."""
    rows: Any = Application.objects.visible_to(user, "enrollment.enrol").open()  # type: ignore[attr-defined]
    by_state = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    url = reverse("applications")
    to_remit = Contribution.objects.visible_to(user, "enrollment.remit").filter(
        state=ContributionState.COLLECTED
    )
    returned = rows.filter(state=ApplicationState.RETURNED).select_related("person")
    return {
        "states": [
            (state, by_state[state.value], f"{url}?state={state.value}")
            for state in ApplicationState
            if by_state.get(state.value)
        ],
        "url": url,
        "returned": list(returned.order_by("received_on", "id")[:3]),
        "to_remit": to_remit.aggregate(count=Count("pk"), amount=Sum("amount")),
        "waiting": Remittance.objects.visible_to(user, "enrollment.remit")
        .filter(receipt_number="")
        .count(),
        "has_members": Membership.objects.visible_to(user).exists(),
    }


def unpaid_card(user: Any) -> dict[str, Any] | None:
    """Unpaid members of the last three whole months, and whom to visit first: two months unpaid."""
    members: Any = Membership.objects.visible_to(user)
    months = [add_months(first_of_month(today()), -back) for back in range(1, MONTHS + 1)]
    counted = [(month, *capped_count(unpaid_in(members, month))) for month in months]
    if not any(count for _month, count, _capped in counted):
        return {"months": [], "members": []} if members.exists() else None
    twice = unpaid_in(unpaid_in(members, months[0]), months[1])
    shown = twice.select_related("person__village", "person__district").order_by("valid_from", "id")
    return {
        "months": counted,
        "members": with_unpaid(list(shown[:FOLLOWED])),
        "url": reverse("memberships") + "?standing=unpaid",
    }


def numbers_card(user: Any) -> dict[str, Any] | None:
    """Members, open applications and last month's unpaid, for those who answer for the whole; nothing
    where the country's pack has no scheme."""
    if not Scheme.objects.exists():
        return None
    members: Any = Membership.objects.visible_to(user)
    last = add_months(first_of_month(today()), -1)
    active, active_capped = capped_count(members.on(today()))
    unpaid, unpaid_capped = capped_count(unpaid_in(members, last))
    return {
        "active": active,
        "active_capped": active_capped,
        "unpaid": unpaid,
        "unpaid_capped": unpaid_capped,
        "month": last,
        "open": Application.objects.visible_to(user).open().count(),  # type: ignore[attr-defined]
        "confirmed": Remittance.objects.visible_to(user).filter(receipt_number="").count(),
        "members_url": reverse("memberships"),
        "may_enrol": user.may("enrollment.enrol"),
    }
