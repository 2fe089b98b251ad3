"""The table of indicators for a quarter and place: what the home page and every report print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from reporting import figures, quarters
from reporting.figures import Shown
from reporting.models import Indicator, Objective, Period, Target
from solar_cms.base.face import Tag
from solar_cms.base.models import today
from solar_cms.law.models import Parameter
from solar_cms.law.parameters import parameter

QUARTERS = 6
OFF_TRACK = "off_track_below"  # the pack's share of the target under which one is off track


@dataclass
class Row:
    """One indicator: its figure now, its target, the last quarters (None: no figure then)."""

    shown: Shown
    target: Decimal | None = None
    series: list[Shown | None] = field(default_factory=list)
    off_below: Decimal | None = None

    @property
    def indicator(self) -> Indicator:
        return self.shown.indicator

    @property
    def state(self) -> str:
        """reached | behind | off | none (no target) | reported | unverified | missing | error."""
        shown = self.shown
        if shown.error:
            return "error"
        if shown.is_reported:
            if shown.reported is None:
                return "missing"
            return "reported" if shown.reported["verified_on"] else "unverified"
        fewer = shown.definition.fewer_is_better
        return standing(shown.number, self.target, self.off_below, fewer=fewer)

    @property
    def tag(self) -> Tag | None:
        return tag_of(self.state)

    @property
    def trend(self) -> list[float]:
        return [
            float(s.number) if s is not None and s.number is not None else 0 for s in self.series
        ]

    @property
    def share_of_women(self) -> int | None:
        women, men = self.shown.women, self.shown.men
        return round(100 * women / (women + men)) if women is not None and women + men else None


def standing(
    value: Decimal | None,
    target: Decimal | None,
    off_below: Decimal | None = None,
    *,
    fewer: bool = False,
) -> str:
    """How a value stands to its target. off_below: under this share of the target it is off
    track; without it nothing is more than behind."""
    if target is None or value is None:
        return "none"
    if fewer:
        if value <= target:
            return "reached"
        return "off" if off_below is not None and target < value * off_below else "behind"
    if value >= target:
        return "reached"
    return "off" if off_below is not None and value < target * off_below else "behind"


def off_track_of(period: Period) -> tuple[Decimal | None, Parameter | None]:
    """The pack's bound for a quarter, with where it comes from."""
    found = parameter(OFF_TRACK, period.ends_on)
    return (Decimal(str(found.value)) if found else None), found


def tag_of(state: str) -> Tag | None:
    return {
        "reached": Tag("done", _("Reached")),
        "behind": Tag("soon", _("Behind")),
        "off": Tag("refused", _("Off track")),
        "reported": Tag("reported", _("Reported")),
        "unverified": Tag("assumed", _("Reported, not verified")),
        "missing": Tag("waiting", _("Not reported yet")),
        "error": Tag("refused", _("Cannot be counted")),
    }.get(state)


@dataclass
class Overview:
    """Objectives with their rows, for one period and place ("": the country)."""

    period: Period
    place: str
    codes: list[str]
    parts: list[tuple[Objective, list[Row]]]
    found: dict[figures.Key, Shown]
    off_track: Parameter | None = None

    @property
    def objectives(self) -> list[tuple[Objective, list[Row]]]:
        return [part for part in self.parts if not part[0].is_activities]

    @property
    def activities(self) -> list[Row]:
        return [row for objective, rows in self.parts if objective.is_activities for row in rows]

    @property
    def rows(self) -> list[Row]:
        return [row for _objective, rows in self.parts for row in rows]


def year_of(code: str) -> Period:
    """A year (of a year's or a quarter's code) as a period, never saved; it ends today at the latest."""
    first, last = quarters.bounds(code[:4])
    return Period(code=code[:4], starts_on=first, ends_on=max(first, min(last, today())))


def last_periods(period: Period, count: int = QUARTERS) -> list[Period]:
    """The quarters up to this one that exist, oldest first."""
    codes = quarters.last_quarters(period.code, count)
    if quarters.is_year(period.code):
        known = set(
            Period.objects.filter(code__in=[f"{c}Q4" for c in codes[:-1]]).values_list(
                "code", flat=True
            )
        )
        return [*(year_of(c) for c in codes[:-1] if f"{c}Q4" in known), period]
    return list(Period.objects.filter(code__in=codes).order_by("code"))


def overview(
    period: Period,
    *,
    province: str = "",
    district: str = "",
    keys: Iterable[str] = (),
    count: int = QUARTERS,
    in_reports: bool | None = None,
) -> Overview:
    """Every indicator for a quarter and place with target and the quarters before. The number of
    queries depends on the number of indicators alone. in_reports: only what the quarterly reports
    print and the home pages show; False: only the field's key figures; None: both."""
    periods = last_periods(period, count)
    definitions = figures.definitions_on(periods, keys, in_reports=in_reports)
    found = figures.figures_for(periods, province=province, definitions=definitions, only_home=True)
    home = province
    targets = _targets(period, province) if not district else {}
    off_below, off_track = off_track_of(period)
    parts: list[tuple[Objective, list[Row]]] = []
    for key in definitions:
        shown = found.get((key, period.code, home))
        if shown is None:
            continue
        series = [found.get((key, p.code, home)) for p in periods]
        if district:
            shown = figures.narrowed(shown, district)
            series = [figures.narrowed(s, district) if s else None for s in series]
        objective = shown.indicator.objective
        if not parts or parts[-1][0] != objective:
            parts.append((objective, []))
        parts[-1][1].append(Row(shown, targets.get(key), series, off_below))
    return Overview(
        period, district or province, [p.code for p in periods], parts, found, off_track
    )


def _targets(period: Period, province: str) -> dict[str, Decimal]:
    rows = Target.objects.filter(period=period, province=province or None)
    return dict(rows.values_list("definition__indicator__key", "value"))


def series_by_sex(series: Sequence[Shown | None]) -> list[tuple[float, float]] | None:
    """(women, men) per quarter, or None when the indicator is not broken down by sex."""
    if not any(s is not None and s.women is not None for s in series):
        return None
    return [
        (float(s.women or 0), float(s.men or 0)) if s is not None and not s.error else (0.0, 0.0)
        for s in series
    ]


def place_rows(shown: Shown, level: str, codes: Sequence[str]) -> list[dict[str, Any]]:
    """The breakdown by district or province, places without rows as zero, the largest first."""
    numbers = shown.breakdown.get(level, {})
    sexes = shown.breakdown.get(f"{level}|sex", {})
    rows: list[dict[str, Any]] = []
    for code in codes:
        cells = sexes.get(code, {})
        rows.append(
            {
                "code": code,
                "value": numbers.get(code, shown.nothing),
                "F": cells.get("F", 0) if shown.by_sex else None,
                "M": cells.get("M", 0) if shown.by_sex else None,
            }
        )
    return sorted(rows, key=lambda row: (-(row["value"] or 0), row["code"]))
