"""Cards of the home page."""

from __future__ import annotations

from typing import Any

from reporting import overview as tables
from reporting.models import Period, Report, ReportedFigure
from reporting.scope import provinces_of, reaches
from solar_cms.base.models import today


def own_province(user: Any) -> str:
    """The province to show first: that of the user's districts, "" for the whole country."""
    if user.scope.reach("figures.view").whole_country:
        return ""
    first = provinces_of(user, "figures.view").first()
    return first.code if first else ""


def current_period() -> Period | None:
    """The quarter of today, else the last there is."""
    return Period.objects.filter(starts_on__lte=today()).order_by("-code").first()


def figures_card(user: Any) -> dict[str, Any] | None:
    """The indicators of the current quarter where this user works."""
    period = current_period()
    if period is None:
        return None
    view = tables.overview(period, province=own_province(user))
    waiting = [
        row
        for row in ReportedFigure.objects.visible_to(user)
        .filter(verified_on=None)
        .exclude(reported_by=user)
        .select_related("indicator", "period")
        .order_by("reported_on", "id")[:5]
        if reaches(user, "figures.verify", row.province_id)
    ]
    rows = [row for _objective, rows in view.objectives for row in rows]
    return {"period": period, "rows": rows, "place": view.place, "waiting": waiting}


def reports_card(user: Any) -> dict[str, Any] | None:
    """The latest reports, and quarters that are over and not locked."""
    reports = (
        Report.objects.visible_to(user)
        .select_related("period", "province")
        .order_by("-created_at", "-id")[:4]
    )
    over = Period.objects.filter(locked_at=None, ends_on__lt=today()).order_by("code")
    return {
        "reports": list(reports),
        "to_lock": list(over) if user.may("periods.lock") else [],
        "may_build": user.may("reports.build"),
    }
