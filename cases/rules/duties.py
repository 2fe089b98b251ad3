"""What stands in the way of a day of duty."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.base.models import today
from solar_cms.base.problems import Problem
from solar_cms.places.models import District

LONGEST = timedelta(days=92)  # a quarter at a time


def problems_with_duty(
    district: District, user: User, day: date, field: str = "user"
) -> list[Problem]:
    """A day to come, of an active inspector of the district."""
    problems = problems_with_day_over(day)
    if not (user.is_active and user.scope.may_in("cases.visit", district.pk)):
        message = _("%(name)s holds no inspector's post in this district.") % {"name": user.name}
        problems.append(Problem("duty.elsewhere", message, field))
    return problems


def problems_with_day_over(day: date) -> list[Problem]:
    if day >= today():
        return []
    message = _("That day is over: the roster keeps who had duty.")
    return [Problem("duty.over", message, "day")]


def problems_with_period(first: date, last: date) -> list[Problem]:
    if first < today():
        message = _("A roster is drawn for days to come: begin today or later.")
        return [Problem("roster.over", message, "first")]
    if last < first:
        message = _("The last day is before the first.")
        return [Problem("roster.days_in_order", message, "last")]
    if last - first >= LONGEST:
        message = _("Draw at most %(days)s days at a time.") % {"days": LONGEST.days}
        return [Problem("roster.too_long", message, "last")]
    return []
