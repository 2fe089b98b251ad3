"""What figures about inspection are computed from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import FieldError
from django.db.models import Case as When
from django.db.models import (
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models import When as If
from django.db.models.functions import Left, TruncQuarter
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases import procedure
from cases.clocks.figures import CLOCK_STATES, clocks
from cases.models import Assignment, Case, Finding, Notice, Visit
from cases.states import ClockBasis, FindingState, Remediation, TeamRole, VisitOutcome
from solar_cms.accounts.models import User
from solar_cms.base.hooks import Dataset, Dimension, Measure, datasets
from solar_cms.base.models import today
from solar_cms.base.texts import text_in
from solar_cms.law.models import Article
from solar_cms.law.parameters import parameter
from solar_cms.places.models import District
from solar_cms.registry.datasets import known_well, sector_words, size_of, size_words, workers_at

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


def user_words(ids: Iterable[Any]) -> Mapping[Any, str]:
    return {user.pk: user.name for user in User.objects.filter(pk__in=list(ids))}


def case_words(part: str, path: str) -> dict[str, Dimension]:
    """Sector and size of the workplace of a case. path: to the workplace, with its underscores."""
    return {
        "sector": Dimension(_("Sector"), Left(f"{path}isic", 2), sector_words),
        "size": Dimension(_("Size"), size_of(part), size_words),
    }


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
    """`announced`: as the order said; "" where no order stands behind the visit."""
    return Visit.objects.annotate(
        interviewed=F("women_interviewed") + F("men_interviewed"),
        workers=workers_at("case__workplace__"),
        announced=When(
            If(case__order__is_announced=True, then=Value("yes")),
            If(case__order__is_announced=False, then=Value("no")),
            default=Value(""),
            output_field=CharField(),
        ),
    )


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
            "announced": Dimension(_("Announced"), "announced", yes_no),
            "inspector": Dimension(_("Inspector"), "recorded_by_id", user_words),
            "known": Dimension(
                _("Sector and workers known"), known_well("case__workplace__"), yes_no
            ),
            "quarter": Dimension(_("Quarter"), TruncQuarter("visited_on"), quarter_words),
            **case_words("workers", "case__workplace__"),
        },
        measures={
            "count": Measure(_("Visits"), "count"),
            "inspectors": Measure(_("Inspectors, each counted once"), "distinct", "recorded_by_id"),
            "workers": Measure(
                _("People working at the workplaces, each workplace counted once"),
                "distinct",
                "case__workplace_id",
                weight="workers",
            ),
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
    readers (see Finding.objects.visible_to). `due`: the end of the period that the newest notice
    about it set; `in_time`: "yes", "no" (late, or still open after it), "" not due yet."""
    newest = (
        Notice.objects.filter(findings=OuterRef("pk"), voided_on__isnull=True)
        .order_by("-issued_on", "-id")
        .values("due_on")
    )
    rows = Finding.objects.filter(state=FindingState.CONFIRMED).annotate(due=Subquery(newest[:1]))
    return rows.annotate(
        workers=workers_at("case__workplace__"),
        in_time=When(
            If(due__isnull=True, then=Value("")),
            If(remedied_on__lte=F("due"), then=Value("yes")),
            If(Q(remedied_on__gt=F("due")) | Q(due__lt=today()), then=Value("no")),
            default=Value(""),
            output_field=CharField(),
        ),
    )


REPEAT_WINDOW = "repeat_window_days"


def repeats() -> Any:
    """ "yes": the same article (the same violation, where none is cited) was confirmed at the same
    workplace in another case, not longer ago than the pack's parameter says."""
    found = parameter(REPEAT_WINDOW)
    if found is None:
        raise FieldError(
            _("The pack does not say within how many days a violation is repeated (%(key)s).")
            % {"key": REPEAT_WINDOW}
        )
    again = ExpressionWrapper(
        F("confirmed_on") + timedelta(days=int(found.value)), output_field=DateField()
    )
    before = (
        Finding.objects.filter(
            Q(article__key=OuterRef("article__key"))
            | Q(article__isnull=True, violation=OuterRef("violation")),
            state=FindingState.CONFIRMED,
            case__workplace=OuterRef("case__workplace"),
            confirmed_on__lt=OuterRef("confirmed_on"),
        )
        .exclude(case=OuterRef("case"))
        .annotate(again=again)
        .filter(again__gte=OuterRef("confirmed_on"))
    )
    return When(
        If(Exists(before), then=Value("yes")), default=Value("no"), output_field=CharField()
    )


datasets.add(
    "findings",
    Dataset(
        name="findings",
        label=_("Findings of inspections"),
        queryset=findings,
        visible=lambda user: findings().visible_to(user),  # type: ignore[attr-defined]
        dates={"confirmed": "confirmed_on", "remedied": "remedied_on", "due": "due"},
        district="district",
        dimensions={
            "district": DISTRICT,
            "severity": Dimension(_("Severity"), "severity", pack_words("severities")),
            "violation": Dimension(_("Violation"), "violation", pack_words("violations")),
            "provision": Dimension(_("Provision"), "article__key", article_words),
            "remediation": Dimension(_("Remediation"), "remediation", choice_words(Remediation)),
            "in_time": Dimension(_("Remedied in time"), "in_time", yes_no),
            "repeated": Dimension(_("Repeated"), repeats, yes_no),
            **case_words("workers", "case__workplace__"),
            "source": Dimension(_("Source"), "case__source", pack_words("sources")),
            "kind": Dimension(_("Kind"), "case__kind", pack_words("types")),
            "quarter": Dimension(_("Quarter"), TruncQuarter("confirmed_on"), quarter_words),
        },
        measures={
            "count": Measure(_("Findings"), "count"),
            "cases": Measure(_("Cases"), "distinct", "case_id"),
            "workers": Measure(_("Workers affected"), "sum", "workers_affected"),
            "workplaces": Measure(
                _("Workplaces, each counted once"), "distinct", "case__workplace_id"
            ),
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


def clocks_with_owner() -> Any:
    """`owner`: who leads the case today."""
    lead = Assignment.objects.filter(
        case=OuterRef("case"), role=TeamRole.LEAD, ended_on__isnull=True
    )
    return clocks().annotate(owner=Subquery(lead.values("user")[:1]))


datasets.add(
    "clocks",
    Dataset(
        name="clocks",
        label=_("Legal clocks of cases"),
        queryset=clocks_with_owner,
        visible=lambda user: clocks_with_owner().visible_to(user),
        dates={"started": "started_on", "due": "due_on", "ended": "ended_on"},
        district="district",
        dimensions={
            "district": DISTRICT,
            "clock": Dimension(_("Clock"), "kind", pack_words("clocks")),
            "state": Dimension(
                _("State"), "state", lambda values: {v: str(CLOCK_STATES[v]) for v in values}
            ),
            "kind": Dimension(_("Kind of case"), "case__kind", pack_words("types")),
            "owner": Dimension(_("Lead inspector"), "owner", user_words),
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
