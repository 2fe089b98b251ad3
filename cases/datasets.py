"""What figures about inspection are computed from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Case as When
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models import When as If
from django.db.models.functions import TruncQuarter
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases import procedure
from cases.clocks.figures import CLOCK_STATES, clocks
from cases.models import Case, Finding, Visit
from cases.states import ClockBasis, FindingState, Remediation, VisitOutcome
from solar_cms.base.hooks import Dataset, Dimension, Measure, datasets
from solar_cms.base.texts import text_in
from solar_cms.law.models import Article
from solar_cms.places.models import District

Labels = Callable[[Iterable[Any]], Mapping[Any, str]]


def pack_words(part: str) -> Labels:
    """Names of keys as the current procedure gives them ("types", "closures" …)."""

    def labels(values: Iterable[Any]) -> Mapping[Any, str]:
        named = getattr(procedure.current_or_empty(), part)
        return {key: named[key].name for key in values if key in named}

    return labels


def choice_words(choices: Any) -> Labels:
    return lambda values: {v: str(choices(v).label) for v in values if v in choices.values}


def district_words(codes: Iterable[Any]) -> Mapping[Any, str]:
    return {d.code: d.name for d in District.objects.filter(code__in=list(codes))}


def quarter_words(days: Iterable[Any]) -> Mapping[Any, str]:
    return {day: f"{day.year}Q{(day.month + 2) // 3}" for day in days if day}


def article_words(keys: Iterable[Any]) -> Mapping[Any, str]:
    found = Article.objects.filter(key__in=list(keys)).select_related("law")
    return {a.key: f"{a.law}: {text_in(a.titles)}" for a in found}


def yes_no(values: Iterable[Any]) -> Mapping[Any, str]:
    words = {"yes": str(_("yes")), "no": str(_("no"))}
    return {value: words[value] for value in values if value in words}


def cases() -> QuerySet[Case]:
    """With `verified`: had findings, and each of them was verified as remedied."""
    confirmed = Finding.objects.filter(case=OuterRef("pk"), state=FindingState.CONFIRMED)
    left = confirmed.exclude(remediation=Remediation.REMEDIED)
    return Case.objects.annotate(
        verified=When(
            If(Exists(confirmed) & ~Exists(left), then=Value("yes")),
            default=Value("no"),
            output_field=CharField(),
        )
    )


DISTRICT = Dimension(_("District"), "district_id", district_words)

datasets.add(
    "cases",
    Dataset(
        name="cases",
        label=_("Inspection cases"),
        queryset=cases,
        visible=lambda user: cases().visible_to(user),  # type: ignore[attr-defined]
        dates={"opened": "opened_on", "closed": "closed_on"},
        district="district",
        dimensions={
            "district": DISTRICT,
            "kind": Dimension(_("Kind"), "kind", pack_words("types")),
            "source": Dimension(_("Source"), "source", pack_words("sources")),
            "stage": Dimension(_("Stage"), "stage", pack_words("stages")),
            "closure": Dimension(_("Reason for closing"), "closure_code", pack_words("closures")),
            "verified": Dimension(_("Remediation verified"), "verified", yes_no),
            "quarter_opened": Dimension(
                _("Quarter opened"), TruncQuarter("opened_on"), quarter_words
            ),
            "quarter_closed": Dimension(
                _("Quarter closed"), TruncQuarter("closed_on"), quarter_words
            ),
        },
        measures={
            "count": Measure(_("Cases"), "count"),
            "workplaces": Measure(_("Workplaces, each counted once"), "distinct", "workplace_id"),
            "employers": Measure(_("Employers, each counted once"), "distinct", "employer_id"),
        },
        record=lambda row: (f"{row.number} {row.workplace.name}", reverse("case", args=[row.pk])),
        columns={
            "number": (_("Number"), "number"),
            "opened": (_("Opened on"), "opened_on"),
            "closed": (_("Closed on"), "closed_on"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("workplace", "district"),
    ),
)


def visits() -> QuerySet[Visit]:
    return Visit.objects.annotate(interviewed=F("women_interviewed") + F("men_interviewed"))


datasets.add(
    "visits",
    Dataset(
        name="visits",
        label=_("Inspection visits"),
        queryset=visits,
        visible=lambda user: visits().visible_to(user),  # type: ignore[attr-defined]
        dates={"visited": "visited_on"},
        district="district",
        dimensions={
            "district": DISTRICT,
            "outcome": Dimension(_("Outcome"), "outcome", choice_words(VisitOutcome)),
            "kind": Dimension(_("Kind"), "case__kind", pack_words("types")),
            "source": Dimension(_("Source"), "case__source", pack_words("sources")),
            "quarter": Dimension(_("Quarter"), TruncQuarter("visited_on"), quarter_words),
        },
        measures={
            "count": Measure(_("Visits"), "count"),
            "workplaces": Measure(
                _("Workplaces, each counted once"), "distinct", "case__workplace_id"
            ),
            "women": Measure(_("Women interviewed"), "sum", "women_interviewed"),
            "interviewed": Measure(_("People interviewed"), "sum", "interviewed"),
        },
        record=lambda row: (
            f"{row.case.number} {row.case.workplace.name}",
            reverse("case", args=[row.case_id]),
        ),
        columns={
            "visited": (_("Day of the visit"), "visited_on"),
            "case": (_("Case"), "case__number"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("case__workplace", "district"),
    ),
)


def findings() -> QuerySet[Finding]:
    """Confirmed ones. Restricted ones count in figures; lists of records leave them to their
    readers (see Finding.objects.visible_to)."""
    return Finding.objects.filter(state=FindingState.CONFIRMED)


datasets.add(
    "findings",
    Dataset(
        name="findings",
        label=_("Findings of inspections"),
        queryset=findings,
        visible=lambda user: findings().visible_to(user),  # type: ignore[attr-defined]
        dates={"confirmed": "confirmed_on", "remedied": "remedied_on"},
        district="district",
        dimensions={
            "district": DISTRICT,
            "severity": Dimension(_("Severity"), "severity", pack_words("severities")),
            "violation": Dimension(_("Violation"), "violation", pack_words("violations")),
            "provision": Dimension(_("Provision"), "article__key", article_words),
            "remediation": Dimension(_("Remediation"), "remediation", choice_words(Remediation)),
            "source": Dimension(_("Source"), "case__source", pack_words("sources")),
            "kind": Dimension(_("Kind"), "case__kind", pack_words("types")),
            "quarter": Dimension(_("Quarter"), TruncQuarter("confirmed_on"), quarter_words),
        },
        measures={
            "count": Measure(_("Findings"), "count"),
            "cases": Measure(_("Cases"), "distinct", "case_id"),
            "workers": Measure(_("Workers affected"), "sum", "workers_affected"),
        },
        record=lambda row: (f"{row.case.number} {row.mark}", reverse("finding", args=[row.pk])),
        columns={
            "case": (_("Case"), "case__number"),
            "confirmed": (_("Confirmed on"), "confirmed_on"),
            "remedied": (_("Remedied on"), "remedied_on"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("case", "district"),
    ),
)


datasets.add(
    "clocks",
    Dataset(
        name="clocks",
        label=_("Legal clocks of cases"),
        queryset=clocks,
        visible=lambda user: clocks().visible_to(user),
        dates={"started": "started_on", "due": "due_on", "ended": "ended_on"},
        district="district",
        dimensions={
            "district": DISTRICT,
            "clock": Dimension(_("Clock"), "kind", pack_words("clocks")),
            "state": Dimension(
                _("State"), "state", lambda values: {v: str(CLOCK_STATES[v]) for v in values}
            ),
            "kind": Dimension(_("Kind of case"), "case__kind", pack_words("types")),
            "basis": Dimension(_("Length"), "basis", choice_words(ClockBasis)),
            "quarter_due": Dimension(_("Quarter due"), TruncQuarter("due_on"), quarter_words),
        },
        measures={
            "count": Measure(_("Clocks"), "count"),
            "cases": Measure(_("Cases"), "distinct", "case_id"),
            "days": Measure(_("Days taken"), "sum", "days"),
            "days_late": Measure(_("Days late"), "sum", "days_late"),
        },
        record=lambda row: (
            f"{row.case.number} {row.case.workplace.name}",
            f"{reverse('case', args=[row.case_id])}#clocks",
        ),
        columns={
            "case": (_("Case"), "case__number"),
            "started": (_("Started on"), "started_on"),
            "due": (_("Due on"), "due_on"),
            "ended": (_("Ended on"), "ended_on"),
            "district": (_("District"), "district__name_latin"),
        },
        select_related=("case__workplace", "district"),
    ),
)
