"""Indicators, targets, quarters, reported figures and reports in the administration."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reporting import operations, rules
from reporting.figures import WHOLE
from reporting.forms import BaselineForm, without_zeros
from reporting.models import IndicatorVersion, Period, Report, ReportedFigure, Target
from reporting.quarters import say_quarter
from reporting.scope import provinces_of, reaches
from reporting.states import ReportState
from reporting.views.reported import state_tag as reported_tag
from solar_cms.accounts.admin.dated import STANDING, DatedAdmin
from solar_cms.base import face
from solar_cms.base.face import Tag
from solar_cms.base.models import today
from solar_cms.base.said import say_number
from solar_cms.panel.attention import Attention, attention
from solar_cms.panel.records import RecordAdmin, register

REPORT_TAGS = {
    ReportState.BUILDING: "under_way", ReportState.READY: "done", ReportState.FAILED: "refused",
}  # fmt: skip


def of_my_provinces(rows: Any, user: Any, right: str) -> Any:
    """The country's rows and those of the provinces that a right reaches."""
    if user.scope.reach(right).whole_country:
        return rows
    return rows.filter(Q(province=None) | Q(province__in=provinces_of(user, right).values("pk")))


class ReportingAdmin(RecordAdmin):
    section = "reporting"
    view_right = "figures.view"
    labels = {
        "quarter": _("Quarter"), "place": _("Where"), "indicator_said": _("Indicator"),
        "value_said": _("Value"), "state_tag": _("State"),
    }  # fmt: skip
    classes = {"value_said": "num", "state_tag": "state"}

    def quarter(self, row: Any) -> str:
        return say_quarter(row.period.code)

    def place(self, row: Any) -> str:
        return row.province.name if row.province else gettext("Whole country")


@register(IndicatorVersion)
class IndicatorVersionAdmin(DatedAdmin):
    section, order = "reporting", 10
    about = _("How each indicator is counted; definitions come from the country's pack")
    view_right = "figures.view"
    change_right = "targets.set"
    ordering = ("indicator__number", "id")
    list_display = (
        "indicator_said", "number_said", "standing", "kind", "unit", "baseline_said", "responsible",
    )  # fmt: skip
    labels = {
        **DatedAdmin.labels, "indicator_said": _("Indicator"), "number_said": _("Number"),
        "baseline_said": _("Baseline"), "definition_said": _("Definition"),
    }  # fmt: skip
    classes = {**DatedAdmin.classes, "baseline_said": "num more"}
    joined = ("indicator",)
    filters = ("kind", "responsible", STANDING)
    facts = (
        "number_said", "indicator_said", "definition_said", "kind", "unit", "baseline_said",
        "responsible", "source", "status", "valid_from", "valid_to",
    )  # fmt: skip
    change_form = BaselineForm

    def rows(self, user: Any, right: str = "") -> Any:
        return IndicatorVersion.objects.all()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and reaches(
            request.user, "targets.set", None
        )

    def indicator_said(self, row: IndicatorVersion) -> str:
        return str(row.indicator)

    def number_said(self, row: IndicatorVersion) -> str:
        return row.indicator.number

    def definition_said(self, row: IndicatorVersion) -> Any:
        return row.definitions

    def baseline_said(self, row: IndicatorVersion) -> Any:
        return None if row.baseline is None else say_number(row.baseline.normalize())

    def form_options(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        initial = {"baseline": without_zeros(record.baseline)}
        return {"initial": initial, "version": record.version}

    def change_verb(self, by: Any, record: IndicatorVersion, given: dict[str, Any]) -> Any:
        return operations.set_baseline(record, given["baseline"], by=by)

    def page_url(self, request: HttpRequest, record: Any) -> str:
        return reverse("indicator", args=[record.indicator.key])


@register(Target)
class TargetAdmin(ReportingAdmin):
    order = 20
    about = _("What is to be reached, by quarter and place; set on the page of the quarter")
    ordering = ("-period__code", "-id")
    list_display = ("indicator_said", "quarter", "value_said", "place", "set_on")
    joined = ("definition__indicator", "period", "province")
    filters = ("period", "province")

    def rows(self, user: Any, right: str = "") -> Any:
        return of_my_provinces(Target.objects.all(), user, self.view_right)

    def indicator_said(self, row: Target) -> str:
        return str(row.definition.indicator)

    def value_said(self, row: Target) -> str:
        return say_number(row.value.normalize())

    def page_url(self, request: HttpRequest, record: Any) -> str:
        if not reaches(request.user, "targets.set", record.province_id):
            return ""
        return reverse("targets", args=[record.period.code, record.province_id or WHOLE])


@register(Period)
class PeriodAdmin(ReportingAdmin):
    order = 30
    about = _("Quarters are locked once; later changes show as restatements")
    ordering = ("-code", "-id")
    list_display = ("quarter_said", "state_tag", "starts_on", "ends_on", "locked_at", "locked_by")
    labels = {
        **ReportingAdmin.labels, "quarter_said": _("Quarter"), "locked_by": _("Locked by"),
    }  # fmt: skip
    classes = {"state_tag": "state"}
    joined = ("locked_by",)

    def rows(self, user: Any, right: str = "") -> Any:
        return Period.objects.all()

    def quarter_said(self, period: Period) -> str:
        return say_quarter(period.code)

    def state_tag(self, period: Period) -> Tag:
        if period.is_locked:
            return Tag("closed", gettext("Locked"))
        over = period.ends_on < today()
        return Tag("soon", gettext("To be locked")) if over else Tag("under_way", gettext("Open"))

    def links(self, request: HttpRequest, record: Any) -> list[face.Act]:
        if record.is_locked or not reaches(request.user, "periods.lock", None):
            return []
        return [face.Act(gettext("Lock the quarter"), reverse("period_lock", args=[record.code]))]


@register(ReportedFigure)
class ReportedFigureAdmin(ReportingAdmin):
    order = 40
    about = _("Figures with a document; verified by somebody else than the reporter")
    add_right = "figures.report"
    page, add_page = "reported_figure", "reported_new"
    ordering = ("-reported_on", "-id")
    list_display = (
        "indicator_said", "quarter", "state_tag", "value_said", "place", "reported_by",
        "verified_by",
    )  # fmt: skip
    labels = {
        **ReportingAdmin.labels, "reported_by": _("Reported by"), "verified_by": _("Verified by"),
    }  # fmt: skip
    joined = ("indicator", "period", "province", "reported_by", "verified_by")
    filters = ("period", "province")
    facts = (
        "indicator_said", "quarter", "place", "value_said", "source", "source_date", "state_tag",
        "reported_by", "reported_on", "verified_by", "verified_on",
    )  # fmt: skip

    def rows(self, user: Any, right: str = "") -> Any:
        return of_my_provinces(ReportedFigure.objects.visible_to(user), user, self.view_right)

    def indicator_said(self, row: ReportedFigure) -> str:
        return str(row.indicator)

    def value_said(self, row: ReportedFigure) -> str:
        return say_number(row.value.normalize())

    def state_tag(self, row: ReportedFigure) -> Tag:
        return reported_tag(row)

    def links(self, request: HttpRequest, record: Any) -> list[face.Act]:
        user: Any = request.user
        may = reaches(user, "figures.verify", record.province_id)
        if not may or rules.problems_with_verifying(record, user):
            return []
        return [face.Act(gettext("Verify it"), reverse("reported_verify", args=[record.pk]))]


@register(Report)
class ReportAdmin(ReportingAdmin):
    order = 50
    view_right = "reports.view"
    add_right = "reports.build"
    page, add_page = "report", "report_new"
    ordering = ("-created_at", "-id")
    list_display = ("title_said", "quarter", "state_tag", "edition_said", "created_at", "signed_by")
    labels = {
        **ReportingAdmin.labels, "title_said": _("Report"), "signed_by": _("Signed by"),
        "edition_said": _("Version"), "created_by": _("Asked for by"),
    }  # fmt: skip
    joined = ("period", "province", "signed_by", "created_by")
    filters = ("kind", "period", "province", "state")
    facts = (
        "title_said", "quarter", "state_tag", "edition_said", "created_at", "created_by",
        "ready_at", "signed_by", "signed_on",
    )  # fmt: skip

    def title_said(self, report: Report) -> str:
        return report.title_place()

    def edition_said(self, report: Report) -> str:
        return str(report.edition)

    def state_tag(self, report: Report) -> Tag:
        if report.signed_on:
            return Tag("done", gettext("Signed"))
        state = ReportState(report.state)
        return Tag(REPORT_TAGS[state], str(state.label))


def _to_verify(user: Any) -> int:
    rows = of_my_provinces(ReportedFigure.objects.visible_to(user), user, "figures.verify")
    return rows.filter(verified_on=None).exclude(reported_by=user).count()


attention.add(
    "reporting.verify",
    Attention(
        _("Reported figures to verify"),
        "figures.verify",
        _to_verify,
        lambda: reverse("admin:reporting_reportedfigure_changelist"),
        order=45,
    ),
)
attention.add(
    "reporting.lock",
    Attention(
        _("Quarters that are over and not locked"),
        "periods.lock",
        lambda user: Period.objects.filter(locked_at=None, ends_on__lt=today()).count(),
        lambda: reverse("admin:reporting_period_changelist"),
        order=46,
    ),
)
