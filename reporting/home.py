"""Cards of the home page: indicators off track, quarters to lock, reports, the map of a figure."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.figures import WHOLE, figure_url
from reporting.models import Period, Report, ReportedFigure
from reporting.overview import tag_of
from reporting.quarters import brief_quarter, say_quarter
from reporting.scope import provinces_of, reaches
from reporting.states import ReportState
from reporting.summary import summary
from solar_cms.base import charts
from solar_cms.base.face import Tag
from solar_cms.base.models import today
from solar_cms.base.said import say_when
from solar_cms.base.texts import text_in
from solar_cms.places.maps import DistrictMap

# The most pressing first.
ORDER = ("error", "off", "behind", "none", "missing", "unverified", "reached", "reported")
SHOWN = 5
REPORT_TAGS = {
    ReportState.BUILDING: "under_way",
    ReportState.READY: "done",
    ReportState.FAILED: "refused",
}


def own_province(user: Any) -> str:
    """The province to show first: that of the user's districts, "" for the whole country."""
    if user.scope.reach("figures.view").whole_country:
        return ""
    first = provinces_of(user, "figures.view").first()
    return first.code if first else ""


def current_period() -> Period | None:
    """The quarter of today, else the last there is."""
    return Period.objects.filter(starts_on__lte=today()).order_by("-code").first()


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the summary in the reader's language."""
    say = f"{charts.plainly(row['value'])}{row['unit']}" if row["value"] is not None else "–"
    of = f"/ {charts.plainly(row['target'])}{row['unit']}" if row["target"] is not None else ""
    name = f"{row['number']} {text_in(row['names'])}"
    return {**row, "name": name, "said": say, "of": of, "tag": tag_of(row["state"])}


def figures_card(user: Any) -> dict[str, Any] | None:
    """The indicators of the current quarter where this user works, those off track first; nothing
    where the country has no project, only the field's key figures."""
    period = current_period()
    if period is None:
        return {"period": None}
    province = own_province(user)
    found = summary(period, province)
    if not found["rows"]:
        return None
    rows = sorted(found["rows"], key=lambda row: ORDER.index(row["state"]))
    pressing = [row for row in rows if row["state"] not in {"reached", "none", "reported"}]
    return {
        "period": period,
        "quarter": say_quarter(period.code),
        "rows": [_row(row) for row in rows[:SHOWN]],
        "pressing": len(pressing),
        "reached": sum(row["state"] == "reached" for row in rows),
        "has_targets": any(row["target"] is not None for row in rows),
        "targets_url": reverse("targets", args=[period.code, province or WHOLE])
        if reaches(user, "targets.set", province or None)
        else "",
        "counted": "" if period.is_locked else say_when(found["counted_at"]),
        "url": reverse("reporting"),
    }


def brief_card(user: Any) -> dict[str, Any] | None:
    """The figures a reader without tasks in reporting may open: what there is, nothing to do."""
    period = current_period()
    if period is None:
        return None
    found = summary(period, own_province(user))
    rows = [_row(row) for row in found["rows"] if row["value"]]
    if not rows:
        return None
    return {"rows": rows[:6], "quarter": say_quarter(period.code), "url": reverse("reporting")}


def _drawn(user: Any) -> tuple[Period | None, str, dict[str, Any] | None]:
    """The first indicator that has something in any district."""
    period, province = current_period(), own_province(user)
    if period is None:
        return None, province, None
    rows = summary(period, province)["rows"]
    return period, province, next((r for r in rows if any(r["districts"].values())), None)


def map_card(user: Any) -> dict[str, Any] | None:
    """That indicator by district, as a map."""
    period, province, row = _drawn(user)
    if period is None or row is None:
        return None
    drawing = DistrictMap(
        title=f"{row['number']} {text_in(row['names'])}",
        values=row["districts"],
        province=province,
        urls={code: figure_url(row["key"], period.code, code) for code in row["districts"]},
        unit=row["unit"],
    )
    return {"drawing": drawing, "url": row["url"], "quarter": say_quarter(period.code)}


def chart_card(user: Any) -> dict[str, Any] | None:
    """The same indicator quarter by quarter, women and men."""
    _period, _province, row = _drawn(user)
    if row is None or len(row["quarters"]) < 2:
        return None
    labels = [brief_quarter(code) for code, *_values in row["quarters"]]
    values = [value for _code, value, _women, _men in row["quarters"]]
    series: tuple[charts.Series, ...] = (charts.Series(_("Value"), values),)
    if row["by_sex"] and not row["unit"]:
        series = (
            charts.Series(_("Women"), [w for _code, _value, w, _men in row["quarters"]]),
            charts.Series(_("Men"), [m for _code, _value, _women, m in row["quarters"]]),
        )
    target = [*[None] * (len(values) - 1), row["target"]] if row["target"] is not None else ()
    title = f"{row['number']} {text_in(row['names'])}"
    drawing = charts.Chart(
        title, labels, series, totals=values, targets=target, unit=row["unit"],
        target_word=_("Target"), heading=_("Quarter"),
    )  # fmt: skip
    return {"drawing": drawing, "url": row["url"]}


def reports_card(user: Any) -> dict[str, Any] | None:
    """Quarters that are over and not locked, figures to verify, the latest reports."""
    reports = (
        Report.objects.visible_to(user)
        .select_related("period", "province")
        .order_by("-created_at", "-id")[:3]
    )
    may_lock, may_verify = user.may("periods.lock"), user.may("figures.verify")
    over = Period.objects.filter(locked_at=None, ends_on__lt=today()).order_by("code")
    shown = [
        {"report": r, "quarter": say_quarter(r.period.code),
         "tag": Tag(REPORT_TAGS[ReportState(r.state)], str(ReportState(r.state).label))}
        for r in reports
    ]  # fmt: skip
    return {
        "reports": shown,
        "to_lock": [say_quarter(p.code) for p in over] if may_lock else [],
        "to_verify": _to_verify(user) if may_verify else [],
        "may_build": user.may("reports.build"),
    }


def _to_verify(user: Any) -> list[dict[str, Any]]:
    """Reported figures that wait for another pair of eyes, which may be this user's."""
    waiting = list(
        ReportedFigure.objects.visible_to(user)
        .filter(verified_on=None)
        .exclude(reported_by=user)
        .select_related("indicator", "period")
        .order_by("reported_on", "id")[:20]
    )
    whole = user.scope.reach("figures.verify").whole_country
    mine = (
        set() if whole else set(provinces_of(user, "figures.verify").values_list("code", flat=True))
    )
    return [
        {"figure": row, "quarter": say_quarter(row.period.code)}
        for row in waiting
        if whole or row.province_id in mine
    ][:3]
