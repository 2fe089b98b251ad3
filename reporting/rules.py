"""What stands in the way of locking, reporting, verifying, signing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from reporting.figures import Shown
from reporting.models import IndicatorVersion, Period, Report, ReportedFigure
from reporting.quarters import say_quarter
from reporting.states import ReportState
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor
from solar_cms.base.models import today
from solar_cms.base.problems import Problem


def problems_with_locking(period: Period, *, earlier_open: Iterable[str] = ()) -> list[Problem]:
    """A quarter is locked once, after its last day, the earlier ones first."""
    problems = []
    if period.is_locked:
        problems.append(Problem("period.locked", _("This quarter is already locked.")))
    if period.ends_on >= today():
        problems.append(
            Problem(
                "period.not_over", _("The quarter is not over yet; it can be locked afterwards.")
            )
        )
    if waiting := [say_quarter(code) for code in sorted(earlier_open)]:
        message = _("Lock the earlier quarters first: %(quarters)s.") % {
            "quarters": ", ".join(waiting)
        }
        problems.append(Problem("period.earlier_open", message))
    return problems


def problems_with_figures(figures: Iterable[Shown]) -> list[Problem]:
    """A figure that cannot be computed is never frozen or reported as a number."""
    errors = sorted({shown.error for shown in figures if shown.error})
    return [Problem("figure.not_computed", error) for error in errors]


def problems_with_reporting(
    definition: IndicatorVersion | None, *, value: Decimal, source: str, source_date: date
) -> list[Problem]:
    """Only indicators of that kind are reported; a figure names its document."""
    problems = []
    if definition is None or not definition.is_reported:
        message = _("This indicator is counted from records; it cannot be reported by hand.")
        problems.append(Problem("reported.computed_indicator", message, "indicator"))
    if value < 0:
        problems.append(Problem("reported.negative", _("A figure is not negative."), "value"))
    if not source.strip():
        message = _("Name the document the figure comes from: its number and who issued it.")
        problems.append(Problem("reported.no_source", message, "source"))
    if source_date > today():
        message = _("The document is dated in the future.")
        problems.append(Problem("reported.future", message, "source_date"))
    return problems


def problems_with_verifying(row: ReportedFigure, by: HasActor) -> list[Problem]:
    """Somebody else than the reporter compares the figure with its document."""
    if row.verified_on:
        return [Problem("reported.verified", _("This figure is already verified."))]
    if isinstance(by, User) and by.pk == row.reported_by_id:
        message = _("You reported this figure. Somebody else compares it with the document.")
        return [Problem("reported.own", message)]
    return []


def problems_with_report(period: Period, values: dict[str, Any] | None = None) -> list[Problem]:
    if period.starts_on > today():
        return [Problem("report.future", _("This quarter has not begun."), "period")]
    return []


def problems_with_signing(report: Report) -> list[Problem]:
    if report.state != ReportState.READY:
        return [Problem("report.not_ready", _("The report is not ready yet."))]
    if report.signed_on:
        return [Problem("report.signed", _("This report is already signed."))]
    if not report.period.is_locked:
        message = _("Lock the quarter and build the report again: open figures may still change.")
        return [Problem("report.period_open", message)]
    if not (report.data or {}).get("locked"):
        message = _("This version was built while the quarter was open. Build it again to sign it.")
        return [Problem("report.built_open", message)]
    return []
