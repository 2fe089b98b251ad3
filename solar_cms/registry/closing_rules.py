"""What is asked before an employer or a workplace is closed, or opened again."""

from __future__ import annotations

from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import closing_checks
from solar_cms.base.problems import Problem
from solar_cms.registry.models import Employer, Workplace
from solar_cms.registry.trade_rules import not_later, problems_with_reason

Closable = Employer | Workplace


def problems_with_closing(record: Closable, on: date, reason: str) -> list[Problem]:
    """Nothing is closed twice, ahead of its day, without a reason, or while something is open there."""
    if record.closed_on is not None:
        return [Problem("closing.closed", _("This is closed already."), "on")]
    found = not_later(on, "on") + problems_with_reason(reason)
    if isinstance(record, Employer):
        found += _problems_with_workplaces(record, on)
    return found + [problem for check in closing_checks for problem in check(record)]


def _problems_with_workplaces(employer: Employer, on: date) -> list[Problem]:
    sites = Workplace.objects.filter(employer=employer)
    if still := sites.filter(closed_on__isnull=True).count():
        message = format_lazy(
            _("Workplaces of this employer that are not closed: {n}. Close them first."), n=still
        )
        return [Problem("closing.workplaces_open", message)]
    if sites.filter(closed_on__gt=on).exists():
        message = _("A workplace of this employer was closed only later than this day.")
        return [Problem("closing.before_workplace", message, "on")]
    return []


def problems_with_reopening(record: Closable, reason: str) -> list[Problem]:
    if record.closed_on is None:
        return [Problem("closing.open", _("This is not closed."))]
    return problems_with_reason(reason) + problems_with_emptied(record)


def problems_with_emptied(record: Closable) -> list[Problem]:
    if record.emptied_on is None:
        return []
    message = _("Its names were let go when their time was over; register it anew.")
    return [Problem("closing.emptied", message)]


def problems_with_closed_employer(employer: Employer | None) -> list[Problem]:
    """An open workplace has no closed employer."""
    if employer is None or employer.closed_on is None:
        return []
    message = _("This employer is closed. Open it again first.")
    return [Problem("closing.employer_closed", message, "employer")]
