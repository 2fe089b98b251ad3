"""The one row of tabs over the lists of cases."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from solar_cms.accounts.models import User

# Who looks at the work of others; an inspector finds it on the lists.
WATCH = frozenset(
    {"supervisor", "head", "legal_officer", "monitoring_officer", "auditor", "administrator"}
)


def watches(user: User) -> bool:
    return bool(WATCH & user.scope.kinds)


def tabs_of(user: User, here: str) -> list[tuple[str, str, bool]]:
    """Lists and tables that this reader works with; `here` is the name of the page's address."""
    tabs = [("cases", _("All"))]
    if user.may("cases.serve"):
        tabs.append(("cases_mine", _("My cases")))
    tabs.append(("cases_closing", _("Ready to close")))
    if watches(user):
        tabs += [("cases_by_owner", _("By inspector")), ("cases_workload", _("Workload"))]
    tabs += [("clocks", _("Deadlines")), ("roster", _("Duty roster"))]
    if user.may("complaints.view"):
        tabs.append(("complaints", _("Complaints")))
    return [(label, reverse(name), name == here) for name, label in tabs]
